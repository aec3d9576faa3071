//! WhatsApp notifications from templates, and the upload of media for them.

pub(crate) mod media;

use std::{fmt, pin::Pin};

use serde_json::Value;
use tatodesk_api::{
    operations::UPLOAD_MEDIA,
    types::{
        self, Metadata, WebhookId, WhatsAppBodyParameter, WhatsAppMessage, WhatsAppTemplateBody,
        WhatsAppTemplatePayload,
    },
    upload::{Media as MediaFile, MediaUpload},
    wire::{AppId, TemplateId},
};

use crate::{
    Answer, Call, Error, Media, Phone, Tatodesk,
    call::decode,
    engine::limits::{Limits, bounded},
    sections::section,
};

section! {
    /// WhatsApp.
    WhatsApp, whatsapp
}

impl WhatsApp<'_> {
    /// Sends a WhatsApp message to a person, from a template that WhatsApp approved.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/v1/whatsapp/messages`, documented twice: with media by address and by upload.
    /// Effect: send; each call that arrives may reach the person again. It is sent again only if no connection was made, and a
    /// dropped future may still have sent it.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata [E5](crate::docs::errata#e5)). Ids are texts
    /// or numbers and are sent as given (errata [M6](crate::docs::errata#m6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
    /// use tatodesk::Media;
    ///
    /// tatodesk
    ///     .whatsapp()
    ///     .template("b23cbcd0-0000-4000-8000-000000000001", "second_bill_notice", "(81) 90000-0001".parse()?)
    ///     .header(Media::image_link("https://www.example.com/logo.jpg"))
    ///     .body(["Marina", "30/07/2024"])
    ///     .metadata("CAMPAIGN", "spring-1")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("sendWhatsApp", "templateID", "appID", "messages"))]
    pub fn template(
        &self,
        app: impl Into<AppId>,
        template: impl Into<TemplateId>,
        to: Phone,
    ) -> Call<types::SendWhatsAppRequest> {
        let message = WhatsAppMessage::new("template", to);
        self.client
            .call(types::SendWhatsAppRequest::new(app, template, message))
    }

    /// Uploads an image, a sound, a video or a document. The `mediaID` of the answer goes into a [`Media`].
    ///
    /// Wire: `POST https://media-api.tatodesk.com/dl/v1/whatsapp/media`, as a multipart form. Effect: write; repeating it makes
    /// another medium and reaches nobody. It is sent again only if no connection was made, and a dropped future may still have
    /// stored the medium.
    ///
    /// A file is streamed from its place, never held in memory as a whole, and so is
    /// [any other source](MediaFile::from_source). Each attempt opens it again. The id is opaque text (errata
    /// [E6](crate::docs::errata#e6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::{Media, MediaFile};
    ///
    /// let logo = MediaFile::from_path("logo.jpg");
    /// let uploaded = tatodesk.whatsapp().upload_media("b23cbcd0-0000-4000-8000-000000000001", logo).send().await?;
    /// let header = Media::image_id(uploaded.into_inner().media.media_id);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("uploadMedia", "mediaID", "media", "multipart"))]
    pub fn upload_media(&self, app: impl Into<AppId>, file: MediaFile) -> Upload {
        self.client.upload(MediaUpload::new(file, app))
    }
}

impl Call<types::SendWhatsAppRequest> {
    /// Adds a parameter to the template's header: a medium, or a text.
    #[doc(alias("image", "params"))]
    pub fn header(mut self, media: Media) -> Self {
        let header = self.payload().header.get_or_insert_default();
        header.params.get_or_insert_default().push(media.into());
        self
    }

    /// The texts that fill the placeholders of the template's body, in their order. Calling it again replaces them.
    #[doc(alias("TEXT", "params"))]
    pub fn body<P: Into<String>>(mut self, texts: impl IntoIterator<Item = P>) -> Self {
        let parameter = |text: P| WhatsAppBodyParameter::new("TEXT", text);
        let mut body = WhatsAppTemplateBody::new();
        body.params = Some(texts.into_iter().map(parameter).collect());
        self.payload().body = Some(body);
        self
    }

    /// The webhook that is to learn of the delivery.
    #[doc(alias = "webhookID")]
    pub fn webhook(mut self, webhook: WebhookId) -> Self {
        self.request.webhook_id = Some(webhook);
        self
    }

    /// Sets one piece of metadata, which reports show again.
    #[doc(alias = "metadatas")]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let metadata = self
            .request
            .metadatas
            .get_or_insert_with(|| Metadata(Default::default()));
        metadata.0.insert(key.into(), value.into());
        self
    }

    fn payload(&mut self) -> &mut WhatsAppTemplatePayload {
        let payload = &mut self.request.whatsapp.template_payload;
        payload.get_or_insert_default()
    }
}

impl Tatodesk {
    /// An upload with a whole form, exactly as given: [`upload_media`](WhatsApp::upload_media) for forms that come from
    /// elsewhere. A dropped future may still have stored the medium.
    pub fn upload(&self, form: MediaUpload) -> Upload {
        Upload {
            client: self.clone(),
            limits: self.limits(),
            form,
        }
    }
}

/// An upload that is ready to be sent. Nothing happens until [`send`](Upload::send) is awaited, or the upload itself is.
///
/// A future that is dropped before it is done gives up waiting: the medium may be stored all the same.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload {
    client: Tatodesk,
    limits: Limits,
    form: MediaUpload,
}

impl Upload {
    bounded!();

    /// Sends the form and waits for the typed answer.
    ///
    /// It is sent again only where no connection was made, or where [`RetryPolicy::resend_refused`](crate::RetryPolicy::resend_refused)
    /// takes an answer for a refusal; then the file or source is opened again, and sent as it is by then. Otherwise it is not read
    /// again once a byte has left. A future that is dropped before its first poll sends nothing; dropped later, it may still
    /// have stored the medium.
    ///
    /// # Errors
    ///
    /// As [`Call::send`]; a file or source that cannot be opened is an error whose outcome is "not sent". One that breaks off,
    /// or is not as long as was announced, breaks off the request; its outcome is unknown, as a part of it may have arrived.
    ///
    /// # Panics
    ///
    /// As [`Call::send`].
    pub fn send(
        self,
    ) -> impl Future<Output = Result<Answer<types::UploadMediaResponse>, Error>> + Send {
        let Self {
            client,
            limits,
            form,
        } = self;
        let form = Box::new(form);
        async move {
            let record = client.call_record(UPLOAD_MEDIA);
            let answer = client.exchange_form(record, (*form).clone(), limits).await;
            answer
                .and_then(|(reply, record)| decode::decode(reply, record))
                .map_err(|error| error.with_request(form))
        }
    }

    /// Sends the form as [`send`](Upload::send) does, and waits for the typed answer on this thread: for programs without an
    /// async runtime. Needs the feature `blocking`; [the page about it](crate::docs::without_async) tells more.
    ///
    /// # Errors
    ///
    /// As [`send`](Upload::send). Also "not sent" where the machine has no thread left to drive connections, or no HTTP client can
    /// be built for them.
    ///
    /// # Panics
    ///
    /// As [`Call::send_blocking`].
    #[cfg(feature = "blocking")]
    #[track_caller]
    pub fn send_blocking(self) -> Result<Answer<types::UploadMediaResponse>, Error> {
        self.send_on(crate::client::blocking::runtime())
    }

    #[cfg(feature = "blocking")]
    #[track_caller]
    pub(crate) fn send_on(
        self,
        runtime: std::io::Result<tokio::runtime::Handle>,
    ) -> Result<Answer<types::UploadMediaResponse>, Error> {
        match crate::client::blocking::started(runtime, &self.client, UPLOAD_MEDIA) {
            Ok((runtime, client)) => runtime.block_on(Self { client, ..self }.send()),
            Err(error) => Err(error.with_request(Box::new(self.form))),
        }
    }
}

impl IntoFuture for Upload {
    type Output = Result<Answer<types::UploadMediaResponse>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

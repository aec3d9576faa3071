//! WhatsApp messages from approved templates, and the upload of media for them.
//!
//! A template can have a header, which is a medium or a text, and places in its body. [`HeaderMedia`] is a medium by its address, or by the
//! id that an upload gave it:
//!
//! ```
//! use tatodesk::{HeaderMedia, MediaFile, Outcome};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let app = "f550afc1-0000-4000-8000-000000000001";
//! let whatsapp = tatodesk.whatsapp();
//!
//! // Once; the id serves for many messages.
//! let logo = MediaFile::from_bytes(b"\x89PNG".as_slice()).file_name("logo.png");
//! let uploaded = whatsapp.upload_media(app, logo).await?;
//! let header = HeaderMedia::image_id(uploaded.media.media_id.clone());
//!
//! let message = whatsapp.send_template(app, "appointment_confirmed", "(81) 90000-0001".parse()?);
//! let sent = message.header_param(header).body_params(["Marina", "25/06/2026"]).metadata("CAMPAIGN", "june").send().await;
//! match sent {
//!     Ok(receipt) => println!("sent: {:?}", receipt.request_id()),
//!     Err(error) => match error.outcome() {
//!         Outcome::NotSent => println!("no message has left, try later: {error}"),
//!         Outcome::Rejected => println!("no message has left: {}", error.message().unwrap_or("without a reason")),
//!         Outcome::Accepted => println!("sent, but the answer reads oddly: {error}"),
//!         Outcome::Unknown => println!("perhaps sent, look before sending again: {error}"),
//!     },
//! }
//! # assert_eq!(sandbox.deliveries().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! [`docs::when_a_send_fails`](crate::docs::when_a_send_fails) is about the four outcomes, and
//! [`docs::cookbook`](crate::docs::cookbook) has a program that sends to many people.

// `media` has the media of headers. This folder uses calls, phones and the types of the API. Only callers use it.

pub(crate) mod media;

use tatodesk_api::{
    types::{
        self, WhatsAppBodyParameter, WhatsAppMessage, WhatsAppTemplateBody, WhatsAppTemplatePayload,
    },
    upload::{MediaFile, MediaUpload},
    wire::{AppId, TemplateId},
};

use crate::{
    Call, HeaderMedia, Phone,
    sections::{followed, section},
};

section! {
    /// WhatsApp: messages from approved templates, and media for them. The [module](crate::whatsapp) has an example.
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
    /// use tatodesk::HeaderMedia;
    ///
    /// tatodesk
    ///     .whatsapp()
    ///     .send_template("f550afc1-0000-4000-8000-000000000001", "second_bill_notice", "(81) 90000-0001".parse()?)
    ///     .header_param(HeaderMedia::image_link("https://www.example.com/logo.jpg"))
    ///     .body_params(["Marina", "30/07/2024"])
    ///     .metadata("CAMPAIGN", "spring-1")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("sendWhatsApp", "templateID", "appID", "messages"))]
    pub fn send_template(
        &self,
        app: impl Into<AppId>,
        template: impl Into<TemplateId>,
        to: Phone,
    ) -> Call<types::SendWhatsAppRequest> {
        let message = WhatsAppMessage::new("template", to);
        self.client
            .call(types::SendWhatsAppRequest::new(app, template, message))
    }

    /// Uploads an image, a sound, a video or a document. The `mediaID` of the answer goes into a [`HeaderMedia`].
    ///
    /// Wire: `POST https://media-api.tatodesk.com/dl/v1/whatsapp/media`, as a multipart form. Effect: write; repeating it makes
    /// another medium and sends no message. It is sent again only if no connection was made, and a dropped future may still have
    /// stored the medium.
    ///
    /// A file is streamed from its place, never held in memory as a whole, and so is
    /// [any other source](MediaFile::from_source). Each attempt opens it again, and sends it as it is by then. It is not read
    /// again once a byte has left. A file or source that cannot be opened is an error whose outcome is "not sent". One that breaks
    /// off, or is not as long as was announced, breaks off the request: the outcome is unknown, as a part of it may have arrived.
    ///
    /// The id is opaque text (errata [E6](crate::docs::errata#e6)).
    /// [`Tatodesk::call`](crate::Tatodesk::call) takes a whole form, exactly as given.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::{HeaderMedia, MediaFile};
    ///
    /// let logo = MediaFile::from_path("logo.jpg");
    /// let uploaded = tatodesk.whatsapp().upload_media("f550afc1-0000-4000-8000-000000000001", logo).send().await?;
    /// let header = HeaderMedia::image_id(uploaded.into_inner().media.media_id);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("uploadMedia", "mediaID", "media", "multipart"))]
    pub fn upload_media(&self, app: impl Into<AppId>, file: MediaFile) -> Call<MediaUpload> {
        self.client.call(MediaUpload::new(file, app))
    }
}

followed!(SendWhatsAppRequest);

impl Call<types::SendWhatsAppRequest> {
    /// Adds a parameter to the template's header: a medium, or a text.
    #[doc(alias("image", "params"))]
    pub fn header_param(mut self, media: HeaderMedia) -> Self {
        let header = self.payload().header.get_or_insert_default();
        header.params.get_or_insert_default().push(media.into());
        self
    }

    /// The texts that fill the placeholders of the template's body, in their order. Calling it again replaces them.
    #[doc(alias("TEXT", "params"))]
    pub fn body_params<P: Into<String>>(mut self, texts: impl IntoIterator<Item = P>) -> Self {
        let parameter = |text: P| WhatsAppBodyParameter::new("TEXT", text);
        let mut body = WhatsAppTemplateBody::new();
        body.params = Some(texts.into_iter().map(parameter).collect());
        self.payload().body = Some(body);
        self
    }

    fn payload(&mut self) -> &mut WhatsAppTemplatePayload {
        let payload = &mut self.request.whatsapp.template_payload;
        payload.get_or_insert_default()
    }
}

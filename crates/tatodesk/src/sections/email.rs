//! E-mails from templates that were made in Tatodesk. The documentation's section is called Marketing.
//!
//! [`send_template`](Email::send_template) takes the app, the template and the address. Texts fill the places of the template, and files
//! can be attached:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let bill = "the second copy of the bill";
//! let email = tatodesk.email().send_template("an-app", "42", "marina@example.com");
//! let sent = email.params(["Marina"]).attachment("bill.txt", bill).send().await;
//!
//! match sent {
//!     Ok(receipt) => println!("sent: {:?}", receipt.request_id()),
//!     // What is known about the message: not sent, rejected, accepted, or unknown.
//!     Err(error) => println!("{}: {error}", error.outcome()),
//! }
//! # assert_eq!(sandbox.deliveries().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! [`docs::when_a_send_fails`](crate::docs::when_a_send_fails) says what to do after each outcome.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tatodesk_api::{
    types::{self, EmailAttachment, EmailMessage, EmailTemplateBody},
    wire::{AppId, TemplateId},
};

use crate::{Call, sections::section};

section! {
    /// E-mails from templates. The [module](crate::email) has an example.
    Email, email
}

impl Email<'_> {
    /// Sends an e-mail to a person, from a template that was made in Tatodesk.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/v1/email/messages`. Effect: send; each call that arrives may reach the person
    /// again. It is sent again only if no connection was made, and a dropped future may still have sent it.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata [E5](crate::docs::errata#e5)). Ids are texts
    /// or numbers and are sent as given (errata [M6](crate::docs::errata#m6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{AppId, TemplateId};
    ///
    /// tatodesk
    ///     .email()
    ///     .send_template(AppId::from("f550afc1-0000-4000-8000-000000000001"), TemplateId::from("42"), "marina@example.com")
    ///     .params(["Marina"])
    ///     .attachment("letter.txt", "Dear Marina, ...")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("sendEmail", "templateID", "appID", "messages"))]
    pub fn send_template(
        &self,
        app: impl Into<AppId>,
        template: impl Into<TemplateId>,
        to: impl Into<String>,
    ) -> Call<types::SendEmailRequest> {
        let email = EmailMessage::new("template", to);
        self.client
            .call(types::SendEmailRequest::new(app, template, email))
    }
}

impl Call<types::SendEmailRequest> {
    /// The texts that fill the template's placeholders, in their order. Calling it again replaces them.
    pub fn params<P: Into<String>>(mut self, params: impl IntoIterator<Item = P>) -> Self {
        self.body().params = Some(params.into_iter().map(Into::into).collect());
        self
    }

    /// Attaches a file. The wire wants base64; give the bytes as they are.
    #[doc(alias("attachments", "base64", "filename"))]
    pub fn attachment(mut self, file_name: impl Into<String>, content: impl AsRef<[u8]>) -> Self {
        let attachment = EmailAttachment::new(file_name, STANDARD.encode(content));
        self.body()
            .attachments
            .get_or_insert_default()
            .push(attachment);
        self
    }

    fn body(&mut self) -> &mut EmailTemplateBody {
        let payload = &mut self.request.email.template_payload;
        payload.get_or_insert_default().body.get_or_insert_default()
    }
}

//! SMS from templates that were made in Tatodesk.
//!
//! [`send_template`](Sms::send_template) takes the app, the template and a [`Phone`], which reads a number as people write it:
//!
//! ```
//! use tatodesk::{Outcome, Phone};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let to: Phone = "(81) 90000-0001".parse()?;
//! println!("to {}", to.masked());
//!
//! let sms = tatodesk.sms().send_template("an-app", "appointment_confirmed", to);
//! let sent = sms.params(["Marina", "25/06/2026"]).metadata("CAMPAIGN", "june").send().await;
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
//! Reports show the metadata again. [`docs::when_a_send_fails`](crate::docs::when_a_send_fails) is about the four outcomes.

use tatodesk_api::{
    types::{self, SmsMessage, SmsTemplate},
    wire::{AppId, TemplateId},
};

use crate::{
    Call, Phone,
    sections::{followed, section},
};

section! {
    /// SMS from templates. The [module](crate::sms) has an example.
    Sms, sms
}

impl Sms<'_> {
    /// Sends an SMS to a person, from a template that was made in Tatodesk.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/v1/sms/messages`. Effect: send; each call that arrives may reach the person
    /// again. It is sent again only if no connection was made, and a dropped future may still have sent it.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata [E5](crate::docs::errata#e5)). Ids are texts
    /// or numbers and are sent as given (errata [M6](crate::docs::errata#m6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
    /// tatodesk
    ///     .sms()
    ///     .send_template("f550afc1-0000-4000-8000-000000000001", 42, "(81) 90000-0001".parse()?)
    ///     .params(["Marina", "28/01/2024"])
    ///     .metadata("CAMPAIGN", "spring-1")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("sendSms", "templateID", "appID", "messages"))]
    pub fn send_template(
        &self,
        app: impl Into<AppId>,
        template: impl Into<TemplateId>,
        to: Phone,
    ) -> Call<types::SendSmsRequest> {
        let sms = SmsMessage::new("template", to);
        self.client
            .call(types::SendSmsRequest::new(app, template, sms))
    }
}

followed!(SendSmsRequest);

impl Call<types::SendSmsRequest> {
    /// The texts that fill the template's placeholders, in their order. Calling it again replaces them.
    #[doc(alias = "template")]
    pub fn params<P: Into<String>>(mut self, params: impl IntoIterator<Item = P>) -> Self {
        let mut template = SmsTemplate::new();
        template.params = Some(params.into_iter().map(Into::into).collect());
        self.request.sms.template = Some(template);
        self
    }
}

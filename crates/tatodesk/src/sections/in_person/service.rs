//! One in-person service: creating it, reading it, adding to it.

use tatodesk_api::types::{
    self, CompanyId, ContactFormField, ContactFormId, InPersonServiceFormValue, InPersonServiceId,
    Protocol, ServiceClassificationId, ServiceTypeId, ServiceUnitId, UserId,
};

use super::InPerson;
use crate::{Call, call::unsendable::Unsendable};

impl InPerson<'_> {
    /// Creates an in-person service: puts a person into the queue of a unit, now.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/createPresentialAttendance`. Effect: write; each call that arrives makes
    /// another service. It is sent again only if no connection was made, and a dropped future may still have created it.
    ///
    /// The answer has the ticket code, the protocol and links for rating and documents. Its times are true instants, unlike
    /// those of the reports (errata [D9](crate::docs::errata#d9)); its `userID` may be null whatever was sent (errata
    /// [M11](crate::docs::errata#m11)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::*;
    ///
    /// let unit = ServiceUnitId(1);
    /// let form = tatodesk.in_person().list_form_fields(unit).send().await?;
    /// let mut call = tatodesk
    ///     .in_person()
    ///     .create_service(CompanyId(1), unit, ServiceClassificationId(1), [ServiceTypeId(140)]);
    /// for field in &form.contact_form_fields {
    ///     if field.contact_form_key_name.as_deref() == Some("NAME") {
    ///         call = call.fill(field, "Marina Duarte");
    ///     }
    /// }
    /// let created = call.send().await?;
    /// println!("ticket {:?}", created.service.service_code);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias(
        "createPresentialAttendance",
        "presential",
        "attendance",
        "attendanceTypeID"
    ))]
    pub fn create_service(
        &self,
        company: CompanyId,
        unit: ServiceUnitId,
        classification: ServiceClassificationId,
        types: impl IntoIterator<Item = ServiceTypeId>,
    ) -> Call<types::CreateInPersonServiceRequest> {
        self.client.call(types::CreateInPersonServiceRequest::new(
            classification,
            company,
            unit,
            types,
        ))
    }

    /// Gets an in-person service by its number.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/getPresentialAttendance`. Effect: read, safe to repeat.
    ///
    /// The number is the one that [`create_service`](InPerson::create_service) answers, not an appointment's (errata
    /// [M4](crate::docs::errata#m4)). Dates are local time (errata [D7](crate::docs::errata#d7)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::InPersonServiceId;
    ///
    /// let answer = tatodesk.in_person().get_service(InPersonServiceId(2466214)).send().await?;
    /// if let Some(service) = &answer.in_person_service {
    ///     println!("{:?}", service.status_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("getPresentialAttendance", "presentialAttendance"))]
    pub fn get_service(
        &self,
        service: InPersonServiceId,
    ) -> Call<types::GetInPersonServiceRequest> {
        self.client
            .call(types::GetInPersonServiceRequest::new(service))
    }

    /// Adds attachments, by their addresses at Tatodesk, to an in-person service or an appointment.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/pa/createAttachments`. Effect: write; repeating it may add them again. It is
    /// sent again only if no connection was made, and a dropped future may still have added them.
    ///
    /// Which protocols it takes and where the addresses come from is not documented (errata [M10](crate::docs::errata#m10)). The
    /// WhatsApp upload with the same title is [`upload_media`](crate::sections::whatsapp::WhatsApp::upload_media).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::Protocol;
    ///
    /// let protocol = Protocol::from("20250917101813073".to_owned());
    /// let stored = "https://files.example.com/stored?name=2c265bff-0000-4000-8000-000000000990";
    /// tatodesk.in_person().add_attachments(protocol, [stored]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("createAttachments", "urls"))]
    pub fn add_attachments<U: Into<String>>(
        &self,
        protocol: Protocol,
        urls: impl IntoIterator<Item = U>,
    ) -> Call<types::CreateAttachmentsRequest> {
        let urls = urls.into_iter().map(Into::into);
        self.client
            .call(types::CreateAttachmentsRequest::new(protocol, urls))
    }
}

impl Call<types::CreateInPersonServiceRequest> {
    /// Fills in one field of the contact form, as [`list_form_fields`](InPerson::list_form_fields) answered it. Its number and name are
    /// sent with the value. If a field that is filled in names its form and [`contact_form`](Call::contact_form) chose none, that form
    /// is chosen.
    ///
    /// A field without a number (`contactFormKeyID`) or a name (`contactFormKeyName`) cannot be filled in: the call then ends as
    /// [not sent](crate::Outcome::NotSent).
    #[doc(alias("contactFormFields", "contactFormKeyID", "field"))]
    pub fn fill(mut self, field: &ContactFormField, value: impl Into<String>) -> Self {
        let key = field.contact_form_key_name.as_deref();
        let Some((key_id, key)) = field.contact_form_key_id.zip(key) else {
            let reason = "a field of the form has no contactFormKeyID or no contactFormKeyName";
            return self.unsendable(Unsendable::because(reason));
        };
        let form = self.request.contact_form_id.or(field.contact_form_id);
        self.request.contact_form_id = form;
        let field = InPersonServiceFormValue::new(key_id, key, value);
        self.request
            .contact_form_fields
            .get_or_insert_default()
            .push(field);
        self
    }

    /// Which contact form the fields belong to.
    #[doc(alias = "contactFormID")]
    pub fn contact_form(mut self, form: ContactFormId) -> Self {
        self.request.contact_form_id = Some(form);
        self
    }

    /// The agent who is to attend.
    #[doc(alias = "userID")]
    pub fn user(mut self, user: UserId) -> Self {
        self.request.user_id = Some(user);
        self
    }
}

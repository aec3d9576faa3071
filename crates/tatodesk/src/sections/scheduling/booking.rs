//! Booking an appointment, and looking it up.

use jiff::civil::{Date, Time};
use tatodesk_api::types::{
    self, AppointmentFormValue, ChannelId, CompanyId, ContactFormField, PeriodId, Protocol,
    ServiceTypeCategoryId, ServiceTypeId, ServiceUnitId,
};

use super::Scheduling;
use crate::{Call, call::unsendable::Unsendable};

impl Scheduling<'_> {
    /// Books an appointment. Only the hour and minute of `hour` are sent.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/createAppointment`. Effect: write; a call that is repeated can book a second
    /// hour. It is sent again only if no connection was made, and a dropped future may still have booked.
    ///
    /// The number in the answer is an appointment's, not an in-person service's (errata [M4](crate::docs::errata#m4)). Keep the
    /// protocol: it is what [`get_appointment`](Scheduling::get_appointment) takes.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::{date, time};
    /// use tatodesk::ids::*;
    ///
    /// let booked = tatodesk
    ///     .scheduling()
    ///     .create_appointment(
    ///         CompanyId(1),
    ///         ServiceUnitId(288),
    ///         [ServiceTypeId(1)],
    ///         date(2025, 6, 25),
    ///         time(15, 40, 0, 0),
    ///     )
    ///     .category(ServiceTypeCategoryId(1))
    ///     .period(PeriodId(2))
    ///     .channel(ChannelId(1))
    ///     .contact("NAME", "Marina Duarte")
    ///     .send()
    ///     .await?;
    /// println!("booked under {}", booked.protocol);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("createAppointment", "book", "contactForms"))]
    pub fn create_appointment(
        &self,
        company: CompanyId,
        unit: ServiceUnitId,
        types: impl IntoIterator<Item = ServiceTypeId>,
        date: Date,
        hour: Time,
    ) -> Call<types::CreateAppointmentRequest> {
        self.client.call(types::CreateAppointmentRequest::new(
            company, unit, types, date, hour,
        ))
    }

    /// Gets an appointment by the protocol of its booking.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/getAppointment`. Effect: read, safe to repeat.
    ///
    /// Status numbers differ by product and status texts are translated: compare with neither (errata
    /// [Y6](crate::docs::errata#y6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::Protocol;
    ///
    /// let protocol = Protocol::from("20250625151315059".to_owned());
    /// let answer = tatodesk.scheduling().get_appointment(protocol).send().await?;
    /// if let Some(appointment) = &answer.appointment {
    ///     println!("{:?} at {:?}", appointment.date(), appointment.hour());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("getAppointment", "appointment"))]
    pub fn get_appointment(&self, protocol: Protocol) -> Call<types::GetAppointmentRequest> {
        self.client
            .call(types::GetAppointmentRequest::new(protocol))
    }
}

impl Call<types::CreateAppointmentRequest> {
    /// The category that the service types belong to.
    #[doc(alias = "categoryID")]
    pub fn category(mut self, category: ServiceTypeCategoryId) -> Self {
        self.request.category_id = Some(category);
        self
    }

    /// The period of the day that the hour was chosen from.
    #[doc(alias = "periodID")]
    pub fn period(mut self, period: PeriodId) -> Self {
        self.request.period_id = Some(period);
        self
    }

    /// The channel that the booking came through.
    #[doc(alias = "channelID")]
    pub fn channel(mut self, channel: ChannelId) -> Self {
        self.request.channel_id = Some(channel);
        self
    }

    /// Fills in one field of the contact form, as [`list_form_fields`](crate::in_person::InPerson::list_form_fields) answered it.
    ///
    /// Its name (`contactFormKeyName`) is sent with the value. A field without a name cannot be filled in: the call then ends as
    /// [not sent](crate::Outcome::NotSent).
    #[doc(alias("contactForms", "field"))]
    pub fn fill(self, field: &ContactFormField, value: impl Into<String>) -> Self {
        match &field.contact_form_key_name {
            Some(key) => self.contact(key.clone(), value),
            None => {
                let reason = "a field of the form has no contactFormKeyName";
                self.unsendable(Unsendable::because(reason))
            }
        }
    }

    /// Fills in the field of the contact form that has this name, such as `NAME`. See [`fill`](Call::fill) for a field that was listed.
    ///
    /// Fields of an appointment are sent without a number (errata [M8](crate::docs::errata#m8)).
    #[doc(alias = "contactForms")]
    pub fn contact(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let field = AppointmentFormValue::new(key, value);
        self.request
            .contact_forms
            .get_or_insert_default()
            .push(field);
        self
    }
}

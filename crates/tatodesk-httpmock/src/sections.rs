//! The mocks under the facade's names: a handle for each section, and a method for each of its functions.

use httpmock::{Mock, MockServer};
use tatodesk::{Call, CallRequest, MediaUpload, types};

use crate::{Then, When};

macro_rules! sections {
    ($($section:ident: $Section:ident { $($function:ident: $request:ty = $operation:literal;)+ })+) => {
        /// Mocks of Tatodesk's operations on a [`MockServer`].
        pub trait MockServerExt: sealed::Sealed {
            /// Mocks the operation of the request `R`, for calls that [`Tatodesk::call`](tatodesk::Tatodesk::call) makes.
            fn operation<R: CallRequest>(&self, mock: impl FnOnce(When<R>, Then<R>)) -> Mock<'_>;

            /// Mocks one request: the one that this call sends, compared as a whole ([`When::body`]).
            ///
            /// It must also have the headers that [`Call::with_header`] added; it may have further ones.
            ///
            /// ```
            /// # use tatodesk::{Tatodesk, types::GetAppointmentResponse};
            /// # use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};
            /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
            /// # let server = MockServer::start();
            /// # let tatodesk = Tatodesk::builder().api_key("a key").base_url(server.base_url()).build()?;
            /// let call = tatodesk.scheduling().get_appointment("20250625151315059".into());
            /// let mock = server.mock_call(&call, |then| {
            ///     then.rejected("there is no such appointment");
            /// });
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Panics
            ///
            /// When the call [cannot be sent](Call::invalid_reason), its request does not encode, or its medium cannot be read. Also when
            /// a header has a value other than visible ASCII, which httpmock does not take.
            #[track_caller]
            fn mock_call<R: CallRequest>(&self, call: &Call<R>, answer: impl FnOnce(Then<R>)) -> Mock<'_>;

            $(
                #[doc = concat!("Mocks the functions of [`", stringify!($Section), "`](tatodesk::", stringify!($section), "::", stringify!($Section), ").")]
                fn $section(&self) -> $Section<'_>;
            )+
        }

        impl MockServerExt for MockServer {
            fn operation<R: CallRequest>(&self, mock: impl FnOnce(When<R>, Then<R>)) -> Mock<'_> {
                self.mock(|when, then| mock(When::new(when), Then::new(then)))
            }

            #[track_caller]
            fn mock_call<R: CallRequest>(&self, call: &Call<R>, answer: impl FnOnce(Then<R>)) -> Mock<'_> {
                if let Some(reason) = call.invalid_reason() {
                    panic!("this call cannot be sent: {reason}");
                }
                self.operation(|when, then| {
                    when.body(call.request()).headers(call.headers());
                    answer(then);
                })
            }

            $(
                fn $section(&self) -> $Section<'_> {
                    $Section { server: self }
                }
            )+
        }

        $(
            #[doc = concat!("Mocks of the functions of [`tatodesk::", stringify!($section), "`].")]
            #[derive(Clone, Copy)]
            pub struct $Section<'a> {
                server: &'a MockServer,
            }

            impl<'a> $Section<'a> {
                $(
                    #[doc = concat!(
                        "Mocks [`", stringify!($function), "`](tatodesk::", stringify!($section), "::", stringify!($Section), "::",
                        stringify!($function), "), operation `", $operation, "`.",
                    )]
                    #[doc(alias = $operation)]
                    pub fn $function(&self, mock: impl FnOnce(When<$request>, Then<$request>)) -> Mock<'a> {
                        self.server.operation(mock)
                    }
                )+
            }
        )+

        /// Each documented operation, and the one that its mock has.
        #[cfg(test)]
        const MOCKED: &[(&str, &tatodesk::Operation)] = &[
            $($(($operation, <$request as CallRequest>::OPERATION),)+)+
        ];
    };
}

mod sealed {
    /// Keeps the trait open for further methods.
    pub trait Sealed {}

    impl Sealed for httpmock::MockServer {}
}

sections! {
    in_person: InPerson {
        list_companies: types::ListCompaniesByUserRequest = "listCompaniesByUser";
        list_units: types::ListServiceUnitsByUserRequest = "listAttendanceUnitsByUser";
        list_classifications: types::ListServiceClassificationsRequest = "listAttendanceClassifications";
        list_categories: types::ListServiceTypeCategoriesRequest = "listAttendanceTypeCategories";
        list_types: types::ListServiceTypesRequest = "listAttendanceTypes";
        list_form_fields: types::ListContactFormFieldsRequest = "listContactFormFields";
        create_service: types::CreateInPersonServiceRequest = "createPresentialAttendance";
        get_service: types::GetInPersonServiceRequest = "getPresentialAttendance";
        add_attachments: types::CreateAttachmentsRequest = "createAttachments";
    }
    scheduling: Scheduling {
        list_link_companies: types::ListCustomCompaniesRequest = "listCustomCompanies";
        list_link_categories: types::ListCustomServiceTypeCategoriesRequest = "listCustomAttendanceTypeCategories";
        list_categories: types::ListServiceTypeCategoriesForAppointmentRequest = "listAttendanceTypeCategoriesForAppointment";
        list_types: types::ListServiceTypesForAppointmentRequest = "listAttendanceTypesForAppointment";
        list_regions: types::ListRegionsForAppointmentRequest = "listRegionsForAppointment";
        list_units: types::ListServiceUnitsForAppointmentRequest = "listAttendanceUnitsForAppointment";
        list_dates: types::ListDatesRequest = "listDates";
        list_periods: types::ListPeriodsRequest = "listPeriods";
        list_hours: types::ListHoursRequest = "listHours";
        create_appointment: types::CreateAppointmentRequest = "createAppointment";
        get_appointment: types::GetAppointmentRequest = "getAppointment";
    }
    email: Email {
        send_template: types::SendEmailRequest = "sendEmail";
    }
    whatsapp: WhatsApp {
        send_template: types::SendWhatsAppRequest = "sendWhatsApp";
        upload_media: MediaUpload = "uploadMedia";
    }
    sms: Sms {
        send_template: types::SendSmsRequest = "sendSms";
    }
    reports: Reports {
        digital_services: types::ListDigitalServicesReportRequest = "listDigitalAttendancesReport";
        campaigns: types::ListCampaignsReportRequest = "listCampaignsReport";
        in_person_services: types::ListInPersonServicesReportRequest = "listPresentialAttendancesReport";
        tickets: types::ListTicketIssuesReportRequest = "listTicketIssuesReport";
        ad_hoc_notifications: types::ListAdHocNotificationsReportRequest = "listLooseNotificationsReport";
        search_protocol: types::SearchProtocolRequest = "searchProtocol";
        sessions: types::ListMessagingSessionsRequest = "listMessagingSessions";
        get_session: types::GetMessagingSessionRequest = "getMessagingSession";
        grouped_journeys: types::ListChatbotJourneyEventsGroupedRequest = "listChatbotJourneyEventsGrouped";
        detailed_journeys: types::ListChatbotJourneyEventsDetailedRequest = "listChatbotJourneyEventsDetailed";
        reviews: types::ListChatbotEventFeedbacksByFilterRequest = "listChatbotEventFeedbacksByFilter";
    }
    crm: Crm {
        list_records: types::ListObjectRequest = "listObject";
        create_record: types::InsertObjectRequest = "insertObject";
        edit_record: types::UpdateObjectRequest = "updateObject";
        delete_record: types::DeleteObjectRequest = "deleteObject";
    }
    contact_center: ContactCenter {
        list_departments: types::ListDepartmentsRequest = "listDepartments";
        list_groups: types::ListServiceGroupsRequest = "listAttendanceGroups";
        list_specialties: types::ListSpecialtiesRequest = "listGroupSpecializations";
        list_subspecialties: types::ListSubspecialtiesRequest = "listSubSpecializations";
        list_areas: types::ListAreasRequest = "listAreas";
        list_subareas: types::ListSubAreasRequest = "listSubAreas";
        list_schedules: types::ListOpeningHoursRequest = "listOpeningHours";
        list_schedule_exceptions: types::ListOpeningHourExceptionsRequest = "listOpeningHourExceptions";
    }
    pulse: Pulse {
        create_session: types::CreateAppSessionRequest = "createAppSession";
        register_event: types::CreateEventRequest = "createEvent";
    }
    chatbot: Chatbot {
        list_journeys: types::ListChatbotJourneysRequest = "listChatbotJourneys";
    }
    survey: Survey {
        get_form: types::GetSurveyFormRequest = "getSurveyForm";
        register_answers: types::RegisterSurveyAnswerRequest = "registerSurveyAnswer";
    }
}

#[cfg(test)]
mod tests;

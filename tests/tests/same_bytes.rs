//! For every JSON operation and every documented request, the generated function and `Client::raw` send the same bytes:
//! request line, headers in their order, body.

use std::{future::Future, pin::Pin};

use serde_json::Value;
use tatodesk_api::{ApiRequest, Client, OPERATIONS, Transport, types, wire};
use tests::recorder::{Recorded, Recorder};
use tests::spec;

type Sending<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// A generated function and the request that it takes.
struct Function {
    id: &'static str,
    /// Sends the request by the generated function, then by the raw entry.
    send: for<'a> fn(&'a Client, &'a Value) -> Sending<'a>,
}

/// Lists the generated functions with their request types. Only their calls connect the two.
macro_rules! functions {
    ($($function:ident: $request:ident,)*) => {
        [$(Function {
            id: <types::$request as ApiRequest>::OPERATION.id,
            send: |client, example| Box::pin(async move {
                let request: types::$request = wire::decode_value(example).expect("a documented request");
                // This test does not check the answer; some answers need more members.
                let _ = client.$function(&request).await;
                let body = serde_json::to_vec(&request).expect("a request encodes");
                let operation = <types::$request as ApiRequest>::OPERATION;
                client.raw(operation, body.into()).await.expect("an answer");
            }),
        }),*]
    };
}

const FUNCTIONS: [Function; 51] = functions! {
    list_companies_by_user: ListCompaniesByUserRequest,
    list_service_units_by_user: ListServiceUnitsByUserRequest,
    list_service_classifications: ListServiceClassificationsRequest,
    list_service_type_categories: ListServiceTypeCategoriesRequest,
    list_service_types: ListServiceTypesRequest,
    list_contact_form_fields: ListContactFormFieldsRequest,
    create_in_person_service: CreateInPersonServiceRequest,
    list_custom_companies: ListCustomCompaniesRequest,
    list_service_type_categories_for_appointment: ListServiceTypeCategoriesForAppointmentRequest,
    list_custom_service_type_categories: ListCustomServiceTypeCategoriesRequest,
    list_service_types_for_appointment: ListServiceTypesForAppointmentRequest,
    list_regions_for_appointment: ListRegionsForAppointmentRequest,
    list_service_units_for_appointment: ListServiceUnitsForAppointmentRequest,
    list_dates: ListDatesRequest,
    list_periods: ListPeriodsRequest,
    list_hours: ListHoursRequest,
    create_appointment: CreateAppointmentRequest,
    get_appointment: GetAppointmentRequest,
    get_in_person_service: GetInPersonServiceRequest,
    create_attachments: CreateAttachmentsRequest,
    send_email: SendEmailRequest,
    send_whats_app: SendWhatsAppRequest,
    send_sms: SendSmsRequest,
    list_digital_services_report: ListDigitalServicesReportRequest,
    list_campaigns_report: ListCampaignsReportRequest,
    list_in_person_services_report: ListInPersonServicesReportRequest,
    list_ticket_issues_report: ListTicketIssuesReportRequest,
    search_protocol: SearchProtocolRequest,
    list_messaging_sessions: ListMessagingSessionsRequest,
    list_chatbot_journey_events_grouped: ListChatbotJourneyEventsGroupedRequest,
    list_chatbot_journey_events_detailed: ListChatbotJourneyEventsDetailedRequest,
    list_ad_hoc_notifications_report: ListAdHocNotificationsReportRequest,
    get_messaging_session: GetMessagingSessionRequest,
    list_chatbot_event_feedbacks_by_filter: ListChatbotEventFeedbacksByFilterRequest,
    list_object: ListObjectRequest,
    insert_object: InsertObjectRequest,
    update_object: UpdateObjectRequest,
    delete_object: DeleteObjectRequest,
    list_departments: ListDepartmentsRequest,
    list_service_groups: ListServiceGroupsRequest,
    list_specialties: ListSpecialtiesRequest,
    list_subspecialties: ListSubspecialtiesRequest,
    list_areas: ListAreasRequest,
    list_sub_areas: ListSubAreasRequest,
    list_opening_hours: ListOpeningHoursRequest,
    list_opening_hour_exceptions: ListOpeningHourExceptionsRequest,
    create_app_session: CreateAppSessionRequest,
    create_event: CreateEventRequest,
    list_chatbot_journeys: ListChatbotJourneysRequest,
    get_survey_form: GetSurveyFormRequest,
    register_survey_answer: RegisterSurveyAnswerRequest,
};

#[test]
fn of_the_generated_functions_and_the_raw_entry() {
    let recorder = Recorder::start();
    let transport = Transport::builder()
        .key("00000000-0000-4000-8000-000000000001")
        .base_url(format!("{}/a/prefix/", recorder.url()))
        .build()
        .expect("a loopback base URL and a key are enough");
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("an HTTP client");
    let client = Client::with_transport(http, transport);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");

    let operations = spec::operations();
    let json: Vec<_> = operations
        .iter()
        .filter(|operation| operation.is_json())
        .collect();
    assert_eq!(
        json.iter()
            .map(|operation| operation.id.as_str())
            .collect::<Vec<_>>(),
        FUNCTIONS.map(|function| function.id),
        "each JSON operation has its function here, in the spec's order"
    );
    for (operation, function) in json.iter().zip(&FUNCTIONS) {
        let examples = operation.requests();
        assert!(!examples.is_empty(), "{}", operation.id);
        for example in examples {
            let place = format!("{} {}", operation.id, example.name);
            runtime.block_on((function.send)(&client, &example.value));
            let [generated, raw] = recorder.take().try_into().expect("two requests");
            assert_same(&generated, &raw, &place);
            assert_eq!(
                generated.line,
                format!("POST /a/prefix{} HTTP/1.1", operation.path),
                "{place}"
            );
            assert_eq!(generated.json(), example.value, "{place}");
            let mut names: Vec<_> = generated
                .headers
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            names.sort_unstable();
            assert_eq!(
                names,
                [
                    "accept",
                    "content-length",
                    "content-type",
                    "host",
                    "tatodesk-api-key"
                ],
                "{place}"
            );
        }
    }
    assert_eq!(
        OPERATIONS.len(),
        FUNCTIONS.len() + 1,
        "only the upload has no such function"
    );
}

fn assert_same(generated: &Recorded, raw: &Recorded, place: &str) {
    assert_eq!(generated.line, raw.line, "{place}");
    assert_eq!(generated.headers, raw.headers, "{place}");
    assert_eq!(
        String::from_utf8_lossy(&generated.body),
        String::from_utf8_lossy(&raw.body),
        "{place}"
    );
}

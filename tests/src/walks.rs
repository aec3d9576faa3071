//! The operations whose rows can be walked over, each with the type of its request.

use std::fmt::Debug;

use tatodesk::{
    PagedRequest,
    rows::{RowRequest, RowType},
    types,
};

/// Works on one request type after the other.
pub trait WalkVisitor {
    /// Is called once with each request type.
    fn visit<R: PagedRequest + RowRequest>(&mut self)
    where
        R::Row: Debug,
        for<'a> <R::Row as RowType>::Ref<'a>: Debug;
}

macro_rules! visit_all {
    ($visitor:ident: $($request:ident),* $(,)?) => {{
        $($visitor.visit::<types::$request>();)*
        [$(stringify!($request)),*].len()
    }};
}

/// Visits all of them, in the spec's order.
pub fn visit_walks(visitor: &mut impl WalkVisitor) {
    let visited = visit_all!(visitor:
        ListDigitalServicesReportRequest,
        ListCampaignsReportRequest,
        ListInPersonServicesReportRequest,
        ListTicketIssuesReportRequest,
        ListMessagingSessionsRequest,
        ListChatbotJourneyEventsDetailedRequest,
        ListAdHocNotificationsReportRequest,
        ListChatbotEventFeedbacksByFilterRequest,
        ListDepartmentsRequest,
        ListServiceGroupsRequest,
        ListSpecialtiesRequest,
        ListSubspecialtiesRequest,
        ListAreasRequest,
        ListSubAreasRequest,
        ListChatbotJourneysRequest,
    );
    let generated = crate::read("crates/tatodesk-api/src/generated/rows.rs");
    let all = generated.matches("impl RowRequest for").count();
    assert_eq!(visited, all, "a row type is not visited");
}

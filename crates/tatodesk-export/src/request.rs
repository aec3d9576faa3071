//! The requests whose answers can be exported, and how their rows are read.

use std::{future::Future, future::poll_fn, pin::Pin};

use tatodesk::{
    ApiRequest, Call, PagedRequest, PagedResponse, ReadRequest, RowError,
    futures_core::Stream as _,
    rows::{self, RowRequest},
    serde_json::{self, Value},
    types::{
        ListAdHocNotificationsReportRequest, ListAreasRequest, ListCampaignsReportRequest,
        ListChatbotEventFeedbacksByFilterRequest, ListChatbotJourneyEventsDetailedRequest,
        ListChatbotJourneyEventsGroupedRequest, ListChatbotJourneysRequest, ListDepartmentsRequest,
        ListDigitalServicesReportRequest, ListInPersonServicesReportRequest,
        ListMessagingSessionsRequest, ListServiceGroupsRequest, ListSpecialtiesRequest,
        ListSubAreasRequest, ListSubspecialtiesRequest, ListTicketIssuesReportRequest,
    },
    wire::Count,
};

use crate::{
    error::ExportError,
    report::Report,
    row::RawRow,
    writing::{Bad, Writing},
};

/// The request of a report or a list: what [`Export`](crate::Export) takes calls of. Only this crate implements it.
pub trait ExportRequest: ReadRequest + Reading {
    /// The report or the list.
    const REPORT: Report;
}

/// The request of a report, which is filtered by day: what [`Partitions`](crate::Partitions) takes calls of.
///
/// A list has no days, so this does not compile:
///
/// ```compile_fail,E0277
/// # use tatodesk::{Tatodesk, jiff::civil::date, types::ListDepartmentsRequest};
/// # use tatodesk_export::{ExportError, Format, Partitions};
/// # async fn nightly(tatodesk: Tatodesk) -> Result<(), ExportError> {
/// let days = date(2025, 1, 1)..=date(2025, 1, 30);
/// let departments = |_| tatodesk.call(ListDepartmentsRequest::default());
/// Partitions::new("lists", Format::Csv).sync(days, departments).await?;
/// # Ok(())
/// # }
/// ```
pub trait DailyRequest: ExportRequest {}

/// Reads all rows. Its name cannot be used outside of this crate.
pub trait Reading: Sized {
    #[doc(hidden)]
    fn read(
        call: Call<Self>,
        to: &mut Writing<'_>,
    ) -> impl Future<Output = Result<(), ExportError>> + Send;

    /// Asks for the first row once more, after the rows were read. `None` where all rows come in one answer.
    #[doc(hidden)]
    fn look_again(
        call: Call<Self>,
    ) -> impl Future<Output = Result<Option<SecondLook>, ExportError>> + Send;
}

/// What a report says about its rows after they were read. Public only because a trait names it.
pub struct SecondLook {
    /// How many rows there are.
    pub(crate) count: Option<u64>,
    /// The first row. `None` if there is none, or it does not decode.
    pub(crate) first_row: Option<Value>,
}

/// Implements the traits for the requests whose answers come in pages. The last expressions are the answer's count and first row.
macro_rules! paged {
    ($($request:ident, $row:ident, $report:ident, $count:expr, $first:expr;)*) => {$(
        impl ExportRequest for $request {
            const REPORT: Report = Report::$report;
        }

        impl Reading for $request {
            async fn read(call: Call<Self>, to: &mut Writing<'_>) -> Result<(), ExportError> {
                fn raw(row: &rows::$row) -> RawRow<'_> {
                    RawRow {
                        json: row.json(),
                        members: row.members(),
                    }
                }
                read_pages(call, raw, $count, to).await
            }

            async fn look_again(call: Call<Self>) -> Result<Option<SecondLook>, ExportError> {
                let answer = call.page(0).limit(1).send().await.map_err(ExportError::Call)?;
                let answer: &<Self as ApiRequest>::Response = &answer;
                Ok(Some(second_look(answer, $count, $first)))
            }
        }
    )*};
}

paged! {
    ListDigitalServicesReportRequest, DigitalServiceRow, DigitalServices, PagedResponse::count, first_row;
    ListInPersonServicesReportRequest, InPersonServiceRow, InPersonServices, PagedResponse::count, first_row;
    ListCampaignsReportRequest, CampaignItemRow, Campaigns, PagedResponse::count, first_row;
    ListTicketIssuesReportRequest, TicketIssueRow, Tickets, PagedResponse::count, first_row;
    ListMessagingSessionsRequest, MessagingSessionRow, Sessions, PagedResponse::count, first_row;
    ListChatbotJourneyEventsDetailedRequest, JourneyEventRow, DetailedJourneys, PagedResponse::count, first_row;
    ListChatbotEventFeedbacksByFilterRequest, ReviewRow, Reviews, PagedResponse::count, first_row;
    ListDepartmentsRequest, DepartmentRow, Departments, PagedResponse::count, first_row;
    ListServiceGroupsRequest, ServiceGroupRow, ServiceGroups, PagedResponse::count, first_row;
    ListSpecialtiesRequest, SpecialtyRow, Specialties, PagedResponse::count, first_row;
    ListSubspecialtiesRequest, SubspecialtyRow, Subspecialties, PagedResponse::count, first_row;
    ListAreasRequest, AreaRow, Areas, PagedResponse::count, first_row;
    ListSubAreasRequest, SubAreaRow, SubAreas, PagedResponse::count, first_row;
    ListChatbotJourneysRequest, ChatbotJourneyRow, ChatbotJourneys, PagedResponse::count, first_row;
    // No answer is documented. The sandbox has a count beside the rows, as the other reports do.
    ListAdHocNotificationsReportRequest, JsonRow, AdHocNotifications, |answer| {
        let count = answer.extra.get("count")?.clone();
        serde_json::from_value::<Count>(count).ok()?.get()
    }, |answer| answer.extra.iter().find_map(|(_, member)| member.as_array())?.first().cloned();
}

/// Implements [`DailyRequest`].
macro_rules! daily {
    ($($request:ident)*) => { $(impl DailyRequest for $request {})* };
}

daily! {
    ListDigitalServicesReportRequest ListInPersonServicesReportRequest ListCampaignsReportRequest
    ListTicketIssuesReportRequest ListMessagingSessionsRequest ListChatbotJourneyEventsGroupedRequest
    ListChatbotJourneyEventsDetailedRequest ListAdHocNotificationsReportRequest
    ListChatbotEventFeedbacksByFilterRequest
}

impl ExportRequest for ListChatbotJourneyEventsGroupedRequest {
    const REPORT: Report = Report::GroupedJourneys;
}

impl Reading for ListChatbotJourneyEventsGroupedRequest {
    /// One call: this report has no pages.
    async fn read(call: Call<Self>, to: &mut Writing<'_>) -> Result<(), ExportError> {
        let answer = call.send().await.map_err(ExportError::Call)?;
        for event in &answer.events {
            let json = serde_json::to_string(event).map_err(std::io::Error::from)?;
            to.row(json.as_str().into())?;
        }
        for event in answer.events.malformed() {
            to.malformed(&Bad {
                page: 0,
                index: event.index() as u64,
                path: event.path(),
                reason: event.reason(),
                raw: event.raw(),
            })?;
        }
        to.page(1, None);
        Ok(())
    }

    async fn look_again(_: Call<Self>) -> Result<Option<SecondLook>, ExportError> {
        Ok(None)
    }
}

fn second_look<P>(
    answer: &P,
    count: impl Fn(&P) -> Option<u64>,
    first_row: impl Fn(&P) -> Option<Value>,
) -> SecondLook {
    SecondLook {
        count: count(answer),
        first_row: first_row(answer),
    }
}

fn first_row<P: PagedResponse>(answer: &P) -> Option<Value> {
    serde_json::to_value(answer.rows().first()?).ok()
}

/// Reads the rows of all pages.
async fn read_pages<R: PagedRequest + RowRequest>(
    call: Call<R>,
    raw: impl Fn(&R::Row) -> RawRow<'_> + Send,
    count: impl Fn(&R::Response) -> Option<u64> + Send,
    to: &mut Writing<'_>,
) -> Result<(), ExportError> {
    let mut rows = call.rows();
    let mut pages = 0;
    loop {
        let row = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await;
        if rows.pages_read() > pages {
            pages = rows.pages_read();
            to.page(pages, rows.answer().and_then(|answer| count(answer)));
        }
        match row {
            None => return Ok(()),
            Some(Ok(row)) => to.row(raw(&row))?,
            Some(Err(RowError::Malformed { page, row, .. })) => {
                to.malformed(&Bad::of(page, &row))?;
            }
            Some(Err(RowError::Page(error))) => return Err(ExportError::Call(error)),
            Some(Err(other)) => return Err(std::io::Error::other(other).into()),
        }
    }
}

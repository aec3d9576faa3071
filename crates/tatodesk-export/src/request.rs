//! The requests whose answers can be exported, and how their rows are read.

use std::{future::Future, future::poll_fn, pin::Pin};

use tatodesk::{
    Call, PagedRequest, PagedResponse, ReadRequest, RowError,
    futures_core::Stream as _,
    rows::{self, RowRequest},
    serde_json,
    types::{
        ListAdHocNotificationsReportRequest, ListCampaignsReportRequest,
        ListChatbotEventFeedbacksByFilterRequest, ListChatbotJourneyEventsDetailedRequest,
        ListChatbotJourneyEventsGroupedRequest, ListDigitalServicesReportRequest,
        ListInPersonServicesReportRequest, ListMessagingSessionsRequest,
        ListTicketIssuesReportRequest,
    },
    wire::Count,
};

use crate::{
    error::ExportError,
    report::Report,
    writing::{Bad, Writing},
};

/// The request of a report: what [`Export`](crate::Export) takes calls of. Only this crate implements it.
pub trait ExportRequest: ReadRequest + Reading {
    /// The report.
    const REPORT: Report;
}

/// Reads all rows. Its name cannot be used outside of this crate.
pub trait Reading: Sized {
    #[doc(hidden)]
    fn read(
        call: Call<Self>,
        to: &mut Writing<'_>,
    ) -> impl Future<Output = Result<(), ExportError>> + Send;
}

/// Implements the traits for the requests whose answers come in pages. The last expression is the answer's count.
macro_rules! paged {
    ($($request:ident, $row:ident, $report:ident, $count:expr;)*) => {$(
        impl ExportRequest for $request {
            const REPORT: Report = Report::$report;
        }

        impl Reading for $request {
            async fn read(call: Call<Self>, to: &mut Writing<'_>) -> Result<(), ExportError> {
                read_pages(call, rows::$row::json, $count, to).await
            }
        }
    )*};
}

paged! {
    ListDigitalServicesReportRequest, DigitalServiceRow, DigitalServices, PagedResponse::count;
    ListInPersonServicesReportRequest, InPersonServiceRow, InPersonServices, PagedResponse::count;
    ListCampaignsReportRequest, CampaignItemRow, Campaigns, PagedResponse::count;
    ListTicketIssuesReportRequest, TicketIssueRow, Tickets, PagedResponse::count;
    ListMessagingSessionsRequest, MessagingSessionRow, Sessions, PagedResponse::count;
    ListChatbotJourneyEventsDetailedRequest, JourneyEventRow, DetailedJourneys, PagedResponse::count;
    ListChatbotEventFeedbacksByFilterRequest, ReviewRow, Reviews, PagedResponse::count;
    // No answer is documented. The sandbox has a count beside the rows, as the other reports do.
    ListAdHocNotificationsReportRequest, JsonRow, AdHocNotifications, |answer| {
        let count = answer.extra.get("count")?.clone();
        serde_json::from_value::<Count>(count).ok()?.get()
    };
}

impl ExportRequest for ListChatbotJourneyEventsGroupedRequest {
    const REPORT: Report = Report::GroupedJourneys;
}

impl Reading for ListChatbotJourneyEventsGroupedRequest {
    /// One call: this report has no pages.
    async fn read(call: Call<Self>, to: &mut Writing<'_>) -> Result<(), ExportError> {
        let answer = call.send().await.map_err(ExportError::Call)?;
        for event in &answer.events {
            to.row(&serde_json::to_string(event).map_err(std::io::Error::from)?)?;
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
}

/// Reads the rows of all pages.
async fn read_pages<R: PagedRequest + RowRequest>(
    call: Call<R>,
    json: impl Fn(&R::Row) -> &str + Send,
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
            Some(Ok(row)) => to.row(json(&row))?,
            Some(Err(RowError::Malformed { page, row, .. })) => {
                to.malformed(&Bad::of(page, &row))?;
            }
            Some(Err(RowError::Page(error))) => return Err(ExportError::Call(error)),
            Some(Err(other)) => return Err(std::io::Error::other(other).into()),
        }
    }
}

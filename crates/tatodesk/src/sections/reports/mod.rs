//! The Data API: reports, searches, sessions and reviews.
//!
//! A report takes a range of days. Filters narrow it, and `page` and `limit` choose its rows:
//!
//! ```
//! use std::time::Duration;
//! use tatodesk::{Minutes, ids::ServiceUnitId, jiff::civil::date};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let reports = tatodesk.reports();
//! let year = date(2024, 1, 1)..=date(2024, 12, 31);
//! let report = reports
//!     .in_person_services(year)
//!     .units([ServiceUnitId(1), ServiceUnitId(288)])
//!     .waiting_time(Minutes::at_least(1))
//!     .page(0)
//!     .limit(500)
//!     .await?;
//!
//! let mut waited = Duration::ZERO;
//! for row in &report.services {
//!     waited += row.waiting_time().unwrap_or_default();
//!     println!("{} {:?} {:?}", row.protocol, row.date(), row.status);
//! }
//! println!("{} rows, which waited {} minutes", report.services.len(), waited.as_secs() / 60);
//! for malformed in report.malformed().iter() {
//!     println!("a row does not read at {}", malformed.path);
//! }
//! # assert!(!report.services.is_empty() && !waited.is_zero());
//!
//! // Messaging sessions, and one of them.
//! let minutes = date(2024, 1, 1).at(0, 0, 0, 0)..=date(2024, 12, 31).at(23, 59, 0, 0);
//! let answer = reports.sessions(minutes).limit(1).await?;
//! let first = answer.sessions.first().ok_or("there is no session")?;
//! let found = reports.get_session(first.session_id.clone()).await?;
//! println!("{:?}", found.session().and_then(|session| session.messaging_status));
//! # Ok(())
//! # }
//! ```
//!
//! [`Reports`] shows how all pages of a report are read.

// `conversations` has the reports about conversations, `sessions` finds the session in an answer, and `filters` has the
// options of the reports. This folder uses calls, paging and the types of the API. Only callers use it.

mod conversations;
mod filters;
mod sessions;

use std::ops::RangeInclusive;

use jiff::civil::Date;
use tatodesk_api::types::{
    self, AdHocNotificationsFilter, CampaignsFilter, DigitalServicesFilter, InPersonServicesFilter,
    TicketIssuesFilter,
};

use crate::{
    Call,
    sections::{paged, section},
};

section! {
    /// Reports of the Data API. Days and times are civil: the times in report rows end in `Z` and are local all the same
    /// (errata [D9](crate::docs::errata#d9), [M5](crate::docs::errata#m5)), which their type says.
    ///
    /// Rows come in pages. [`Call::rows`] walks through all of them, and [the page about paging](crate::docs::paging) says how.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::RowError> {
    /// use std::{future::poll_fn, pin::Pin};
    ///
    /// use jiff::civil::date;
    /// use tatodesk::futures_core::Stream;
    ///
    /// let mut tickets = tatodesk.reports().tickets(date(2025, 1, 1)..=date(2025, 1, 30)).rows();
    /// // `tickets.try_next().await?` with the traits of futures or tokio-stream.
    /// while let Some(ticket) = poll_fn(|cx| Pin::new(&mut tickets).poll_next(cx)).await {
    ///     println!("{:?}", ticket?.protocol());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    Reports, reports
}

/// The number of the first page.
const FIRST_PAGE: i64 = 0;

impl Reports<'_> {
    /// Reports on digital services, the conversations that agents attended, created between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/cc/listAttendancesReport`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::{Minutes, ids::DepartmentId};
    ///
    /// let answer = tatodesk
    ///     .reports()
    ///     .digital_services(date(2024, 1, 1)..=date(2025, 1, 30))
    ///     .departments([DepartmentId(3)])
    ///     .waiting_time(Minutes::over(5))
    ///     .limit(500)
    ///     .send()
    ///     .await?;
    /// for service in &answer.services {
    ///     println!("{} {:?}", service.protocol, service.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listDigitalAttendancesReport", "listAttendancesReport", "attendances"))]
    pub fn digital_services(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListDigitalServicesReportRequest> {
        let filter = DigitalServicesFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListDigitalServicesReportRequest::new(
                filter, FIRST_PAGE,
            ))
            .in_order(&days)
    }

    /// Reports on the recipients of campaigns that were due between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/mkt/listCampaignsReport`. Effect: read, safe to repeat.
    ///
    /// A row's `error` is why that one message was not delivered, not an error of the call (errata [T9](crate::docs::errata#t9)).
    /// Without a limit a page has up to 100,000 rows (errata [M9](crate::docs::errata#m9)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    ///
    /// let days = date(2024, 1, 1)..=date(2025, 6, 30);
    /// let answer = tatodesk.reports().campaigns(days).archived(false).limit(1000).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listCampaignsReport", "campaignItems"))]
    pub fn campaigns(&self, days: RangeInclusive<Date>) -> Call<types::ListCampaignsReportRequest> {
        let filter = CampaignsFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListCampaignsReportRequest::new(filter, FIRST_PAGE))
            .in_order(&days)
    }

    /// Reports on in-person services created between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/pa/listAttendancesReport`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::{Minutes, ids::ServiceUnitId};
    ///
    /// let answer = tatodesk
    ///     .reports()
    ///     .in_person_services(date(2024, 1, 1)..=date(2024, 1, 30))
    ///     .units([ServiceUnitId(288)])
    ///     .duration(Minutes::between(5..=30))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias(
        "listPresentialAttendancesReport",
        "listAttendancesReport",
        "attendances"
    ))]
    pub fn in_person_services(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListInPersonServicesReportRequest> {
        let filter = InPersonServicesFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListInPersonServicesReportRequest::new(
                filter, FIRST_PAGE,
            ))
            .in_order(&days)
    }

    /// Reports on tickets created between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/ticket/listTicketIssuesReport`. Effect: read, safe to repeat.
    ///
    /// The rows stand in `attendances`, as in the other reports (errata [M3](crate::docs::errata#m3)); their threads are packed
    /// into one text (errata [Y10](crate::docs::errata#y10)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::ProjectId;
    ///
    /// let days = date(2025, 1, 1)..=date(2025, 1, 30);
    /// let answer = tatodesk.reports().tickets(days).projects([ProjectId(4)]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listTicketIssuesReport", "attendances"))]
    pub fn tickets(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListTicketIssuesReportRequest> {
        let filter = TicketIssuesFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListTicketIssuesReportRequest::new(
                filter, FIRST_PAGE,
            ))
            .in_order(&days)
    }

    /// Reports on ad-hoc notifications between two days.
    ///
    /// People sent them one by one, or a program through this API.
    ///
    /// Wire: `POST https://data.tatodesk.com/mkt/listLooseNotificationsReport`. Effect: read, safe to repeat.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata [E5](crate::docs::errata#e5)). Days go as
    /// day/month/year, as in the reports beside this one (errata [D4](crate::docs::errata#d4), inferred).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::UserId;
    ///
    /// let days = date(2021, 1, 1)..=date(2025, 1, 5);
    /// let answer = tatodesk.reports().ad_hoc_notifications(days).users([UserId(25)]).service("whatsapp").send().await?;
    /// println!("members: {:?}", answer.extra.keys().collect::<Vec<_>>());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listLooseNotificationsReport", "loose"))]
    pub fn ad_hoc_notifications(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListAdHocNotificationsReportRequest> {
        let filter = AdHocNotificationsFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListAdHocNotificationsReportRequest::new(
                filter, FIRST_PAGE,
            ))
            .in_order(&days)
    }
}

paged! {
    required:
    ListDigitalServicesReportRequest,
    ListCampaignsReportRequest,
    ListInPersonServicesReportRequest,
    ListTicketIssuesReportRequest,
    ListMessagingSessionsRequest,
    ListChatbotJourneyEventsDetailedRequest,
    ListAdHocNotificationsReportRequest,
    ListChatbotEventFeedbacksByFilterRequest,
}

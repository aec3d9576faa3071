//! The Data API: reports, searches, sessions and reviews.

mod conversations;
mod filters;
mod sessions;

use std::ops::RangeInclusive;

use jiff::civil::Date;
use tatodesk_api::types::{
    self, CampaignsFilter, DigitalAttendancesFilter, LooseNotificationsFilter,
    PresentialAttendancesFilter, TicketIssuesFilter,
};

use crate::{
    Call,
    sections::{paged, section},
};

section! {
    /// Reports of the Data API. Days and times are civil: the times in report rows end in `Z` and are local all the same
    /// (errata D9, M5), which their type says.
    ///
    /// Rows come in pages. Where the answer has a `count`, it is a hint: a page that is shorter than its limit is the last.
    Reports, reports
}

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
    /// for service in answer.attendances.iter().flat_map(|rows| rows.iter()) {
    ///     println!("{} {:?}", service.protocol, service.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listDigitalAttendancesReport", "listAttendancesReport", "attendances"))]
    pub fn digital_services(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListDigitalAttendancesReportRequest> {
        self.client
            .call(types::ListDigitalAttendancesReportRequest {
                filter: DigitalAttendancesFilter {
                    date_initial: (*days.start()).into(),
                    date_final: (*days.end()).into(),
                    protocol: None,
                    session_id: None,
                    status_ids: None,
                    department_ids: None,
                    user_ids: None,
                    tag_ids: None,
                    channel_ids: None,
                    rates: None,
                    sentiments: None,
                    attendance_time: None,
                    waiting_time: None,
                    first_agent_reply: None,
                    time_agent_client_reply: None,
                    time_client_agent_reply: None,
                    form: None,
                    additional_data: None,
                },
                page: 0,
                limit: None,
            })
    }

    /// Reports on the recipients of campaigns that were due between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/mkt/listCampaignsReport`. Effect: read, safe to repeat.
    ///
    /// A row's `error` is why that one message was not delivered, not an error of the call (errata T9). Without a limit a page
    /// has up to 100,000 rows (errata M9).
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
        self.client.call(types::ListCampaignsReportRequest {
            filter: CampaignsFilter {
                date_initial: (*days.start()).into(),
                date_final: (*days.end()).into(),
                archived: None,
                department_ids: None,
            },
            page: 0,
            limit: None,
        })
    }

    /// Reports on in-person services created between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/pa/listAttendancesReport`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::{Minutes, ids::AttendanceUnitId};
    ///
    /// let answer = tatodesk
    ///     .reports()
    ///     .in_person_services(date(2024, 1, 1)..=date(2024, 1, 30))
    ///     .units([AttendanceUnitId(288)])
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
    ) -> Call<types::ListPresentialAttendancesReportRequest> {
        self.client
            .call(types::ListPresentialAttendancesReportRequest {
                filter: PresentialAttendancesFilter {
                    date_initial: (*days.start()).into(),
                    date_final: (*days.end()).into(),
                    protocol: None,
                    attendance_code: None,
                    company_ids: None,
                    attendance_unit_ids: None,
                    attendance_type_ids: None,
                    status_ids: None,
                    user_ids: None,
                    tag_ids: None,
                    attendance_time: None,
                    waiting_time: None,
                    paused_time: None,
                    form: None,
                    additional_data: None,
                },
                page: 0,
                limit: None,
            })
    }

    /// Reports on tickets created between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/ticket/listTicketIssuesReport`. Effect: read, safe to repeat.
    ///
    /// The rows stand in `attendances`, as in the other reports (errata M3); their threads are packed into one text (errata Y10).
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
        self.client.call(types::ListTicketIssuesReportRequest {
            filter: TicketIssuesFilter {
                date_initial: (*days.start()).into(),
                date_final: (*days.end()).into(),
                protocol: None,
                status_ids: None,
                organization_ids: None,
                project_ids: None,
                department_ids: None,
                user_ids: None,
                form: None,
            },
            page: 0,
            limit: None,
        })
    }

    /// Reports on ad-hoc notifications, sent one by one by people or through this API, between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/mkt/listLooseNotificationsReport`. Effect: read, safe to repeat.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata E5). Days go as day/month/year, as in the
    /// reports beside this one (errata D4, inferred).
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
    ) -> Call<types::ListLooseNotificationsReportRequest> {
        self.client
            .call(types::ListLooseNotificationsReportRequest {
                filter: LooseNotificationsFilter {
                    date_initial: (*days.start()).into(),
                    date_final: (*days.end()).into(),
                    mkt_template_ids: None,
                    user_ids: None,
                    api_key_ids: None,
                    service: None,
                },
                page: 0,
                limit: None,
            })
    }
}

paged! {
    required:
    ListDigitalAttendancesReportRequest,
    ListCampaignsReportRequest,
    ListPresentialAttendancesReportRequest,
    ListTicketIssuesReportRequest,
    ListMessagingSessionsRequest,
    ListChatbotJourneyEventsDetailedRequest,
    ListLooseNotificationsReportRequest,
    ListChatbotEventFeedbacksByFilterRequest,
}

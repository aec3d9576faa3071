//! The reports and lists that can be exported, by name.

use std::{fmt, str::FromStr};

use tatodesk::{ApiRequest as _, Operation, types};

use crate::columns::{self, Column};

/// A report of the Data API, or a list that comes in pages.
///
/// Where these pages say "report", a list is meant as well, unless they speak of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Report {
    /// Conversations that agents attended: `listDigitalAttendancesReport`.
    DigitalServices,
    /// Services at a unit: `listPresentialAttendancesReport`.
    InPersonServices,
    /// Recipients of campaigns: `listCampaignsReport`.
    Campaigns,
    /// Tickets: `listTicketIssuesReport`.
    Tickets,
    /// Messaging sessions: `listMessagingSessions`.
    Sessions,
    /// How often each level of the journeys was reached: `listChatbotJourneyEventsGrouped`. It has no pages.
    GroupedJourneys,
    /// Each event of the journeys: `listChatbotJourneyEventsDetailed`.
    DetailedJourneys,
    /// Notifications outside campaigns: `listLooseNotificationsReport`. The documentation shows no row of it.
    AdHocNotifications,
    /// Reviews of chatbots: `listChatbotEventFeedbacksByFilter`.
    Reviews,
    /// The list of departments: `listDepartments`.
    Departments,
    /// The list of service groups: `listAttendanceGroups`.
    ServiceGroups,
    /// The list of specialties: `listGroupSpecializations`.
    Specialties,
    /// The list of subspecialties: `listSubSpecializations`.
    Subspecialties,
    /// The list of areas: `listAreas`.
    Areas,
    /// The list of subareas: `listSubAreas`.
    SubAreas,
    /// The list of the chatbots' journeys: `listChatbotJourneys`.
    ChatbotJourneys,
}

impl Report {
    /// All reports and lists, in the order of their names in the guide.
    pub const ALL: &'static [Self] = &[
        Self::DigitalServices,
        Self::InPersonServices,
        Self::Campaigns,
        Self::Tickets,
        Self::Sessions,
        Self::GroupedJourneys,
        Self::DetailedJourneys,
        Self::AdHocNotifications,
        Self::Reviews,
        Self::Departments,
        Self::ServiceGroups,
        Self::Specialties,
        Self::Subspecialties,
        Self::Areas,
        Self::SubAreas,
        Self::ChatbotJourneys,
    ];

    /// Its name in commands and paths, for instance `digital-services`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DigitalServices => "digital-services",
            Self::InPersonServices => "in-person-services",
            Self::Campaigns => "campaigns",
            Self::Tickets => "tickets",
            Self::Sessions => "sessions",
            Self::GroupedJourneys => "grouped-journeys",
            Self::DetailedJourneys => "detailed-journeys",
            Self::AdHocNotifications => "ad-hoc-notifications",
            Self::Reviews => "reviews",
            Self::Departments => "departments",
            Self::ServiceGroups => "service-groups",
            Self::Specialties => "specialties",
            Self::Subspecialties => "subspecialties",
            Self::Areas => "areas",
            Self::SubAreas => "sub-areas",
            Self::ChatbotJourneys => "chatbot-journeys",
        }
    }

    /// Whether it is filtered by day. [`Partitions`](crate::Partitions) can keep only what is; the lists are not.
    #[must_use]
    pub const fn has_days(self) -> bool {
        match self {
            Self::Departments
            | Self::ServiceGroups
            | Self::Specialties
            | Self::Subspecialties
            | Self::Areas
            | Self::SubAreas
            | Self::ChatbotJourneys => false,
            Self::DigitalServices
            | Self::InPersonServices
            | Self::Campaigns
            | Self::Tickets
            | Self::Sessions
            | Self::GroupedJourneys
            | Self::DetailedJourneys
            | Self::AdHocNotifications
            | Self::Reviews => true,
        }
    }

    /// The operation that answers with it.
    #[must_use]
    pub fn operation(self) -> &'static Operation {
        match self {
            Self::DigitalServices => types::ListDigitalServicesReportRequest::OPERATION,
            Self::InPersonServices => types::ListInPersonServicesReportRequest::OPERATION,
            Self::Campaigns => types::ListCampaignsReportRequest::OPERATION,
            Self::Tickets => types::ListTicketIssuesReportRequest::OPERATION,
            Self::Sessions => types::ListMessagingSessionsRequest::OPERATION,
            Self::GroupedJourneys => types::ListChatbotJourneyEventsGroupedRequest::OPERATION,
            Self::DetailedJourneys => types::ListChatbotJourneyEventsDetailedRequest::OPERATION,
            Self::AdHocNotifications => types::ListAdHocNotificationsReportRequest::OPERATION,
            Self::Reviews => types::ListChatbotEventFeedbacksByFilterRequest::OPERATION,
            Self::Departments => types::ListDepartmentsRequest::OPERATION,
            Self::ServiceGroups => types::ListServiceGroupsRequest::OPERATION,
            Self::Specialties => types::ListSpecialtiesRequest::OPERATION,
            Self::Subspecialties => types::ListSubspecialtiesRequest::OPERATION,
            Self::Areas => types::ListAreasRequest::OPERATION,
            Self::SubAreas => types::ListSubAreasRequest::OPERATION,
            Self::ChatbotJourneys => types::ListChatbotJourneysRequest::OPERATION,
        }
    }

    /// The columns that a CSV or Parquet file of this report has before [`extra`](Column::EXTRA).
    ///
    /// They have the order of the spec. Their names are those of the wire. There is none where the documentation shows no row.
    /// `COLUMNS.md` in the crate's folder describes each.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::DigitalServices => columns::DIGITAL_SERVICES,
            Self::InPersonServices => columns::IN_PERSON_SERVICES,
            Self::Campaigns => columns::CAMPAIGNS,
            Self::Tickets => columns::TICKETS,
            Self::Sessions => columns::SESSIONS,
            Self::GroupedJourneys => columns::GROUPED_JOURNEYS,
            Self::DetailedJourneys => columns::DETAILED_JOURNEYS,
            Self::AdHocNotifications => &[],
            Self::Reviews => columns::REVIEWS,
            Self::Departments => columns::DEPARTMENTS,
            Self::ServiceGroups => columns::SERVICE_GROUPS,
            Self::Specialties => columns::SPECIALTIES,
            Self::Subspecialties => columns::SUBSPECIALTIES,
            Self::Areas => columns::AREAS,
            Self::SubAreas => columns::SUB_AREAS,
            Self::ChatbotJourneys => columns::CHATBOT_JOURNEYS,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No report and no list has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownReport;

impl fmt::Display for UnknownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no report and no list has this name; there are")?;
        for (place, report) in Report::ALL.iter().enumerate() {
            let before = if place == 0 { " " } else { ", " };
            write!(f, "{before}{report}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownReport {}

impl FromStr for Report {
    type Err = UnknownReport;

    fn from_str(name: &str) -> Result<Self, UnknownReport> {
        let mut all = Self::ALL.iter().copied();
        all.find(|report| report.name() == name)
            .ok_or(UnknownReport)
    }
}

//! What narrows a report: the optional members of the filters.

use tatodesk_api::{
    types::{
        self, AdditionalDataFilter, ChannelId, ChatbotId, ChatbotJourneyId, CompanyId,
        DepartmentId, FormFilter, OrganizationId, ProjectId, Protocol, ServiceTypeId,
        ServiceUnitId, SessionId, StatusId, TagId, UserId,
    },
    wire::TemplateId,
};

use crate::{Call, Minutes};

/// Methods that set a member of a request's filter. Each row is: documentation, method, member, argument.
macro_rules! filters {
    ($($request:ident { $($(#[$docs:meta])* $method:ident = $member:ident: $kind:tt $($of:ty)?;)* })*) => {$(
        impl Call<types::$request> {
            $(filters!(@ $kind [$($of)?] $(#[$docs])* $method $member);)*
        }
    )*};
    (@ list [$of:ty] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, $method: impl IntoIterator<Item = $of>) -> Self {
            self.request.filter.$member = Some($method.into_iter().collect());
            self
        }
    };
    (@ one [$of:ty] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, $method: $of) -> Self {
            self.request.filter.$member = Some($method.into());
            self
        }
    };
    (@ minutes [] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, $method: Minutes) -> Self {
            self.request.filter.$member = Some($method.into());
            self.in_order(&$method.range())
        }
    };
    (@ text [] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, $method: impl Into<String>) -> Self {
            self.request.filter.$member = Some($method.into());
            self
        }
    };
    (@ form [] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
            self.request.filter.$member = Some(FormFilter::new(key, value));
            self
        }
    };
    (@ additional [] $(#[$docs:meta])* $method:ident $member:ident) => {
        $(#[$docs])*
        pub fn $method(mut self, id: impl Into<String>, value: impl Into<String>) -> Self {
            self.request.filter.$member = Some(AdditionalDataFilter::new(id, value));
            self
        }
    };
}

filters! {
    ListDigitalServicesReportRequest {
        /// Only the service with this protocol.
        protocol = protocol: one Protocol;
        /// Only services of this messaging session.
        #[doc(alias = "sessionID")]
        session = session_id: one SessionId;
        /// Only services in one of these states.
        #[doc(alias = "statusIDs")]
        statuses = status_ids: list StatusId;
        /// Only services of these departments.
        #[doc(alias = "departmentIDs")]
        departments = department_ids: list DepartmentId;
        /// Only services that these agents attended.
        #[doc(alias = "userIDs")]
        users = user_ids: list UserId;
        /// Only services with one of these tags.
        #[doc(alias = "tagIDs")]
        tags = tag_ids: list TagId;
        /// Only services through these channels.
        #[doc(alias = "channelIDs")]
        channels = channel_ids: list ChannelId;
        /// Only services that were rated so. Which numbers stand for which words is not documented.
        rates = rates: list i64;
        /// Only services with these sentiments. Which numbers stand for which sentiments is not documented.
        sentiments = sentiments: list i64;
        /// Only services that lasted so long.
        #[doc(alias = "attendanceTime")]
        duration = duration: minutes;
        /// Only services that waited so long.
        #[doc(alias = "waitingTime")]
        waiting_time = waiting_time: minutes;
        /// Only services whose first answer by an agent took so long.
        #[doc(alias = "firstAgentReply")]
        first_agent_reply = first_agent_reply: minutes;
        /// Only services in which the agent took so long to answer the client.
        #[doc(alias = "timeAgentClientReply")]
        agent_reply_time = time_agent_client_reply: minutes;
        /// Only services in which the client took so long to answer the agent.
        #[doc(alias = "timeClientAgentReply")]
        client_reply_time = time_client_agent_reply: minutes;
        /// Only services whose form has this value under this key.
        form = form: form;
        /// Only services with this value under this piece of additional information. Its identifier is a text (errata
        /// [N7](crate::docs::errata#n7)).
        #[doc(alias = "additionalData")]
        additional_data = additional_data: additional;
    }
    ListCampaignsReportRequest {
        /// Only campaigns that are archived, or only those that are not.
        archived = archived: one bool;
        /// Only campaigns of these departments.
        #[doc(alias = "departmentIDs")]
        departments = department_ids: list DepartmentId;
    }
    ListInPersonServicesReportRequest {
        /// Only the service with this protocol.
        protocol = protocol: one Protocol;
        /// Only services with this ticket code, such as `CM12`.
        #[doc(alias = "attendanceCode")]
        code = service_code: text;
        /// Only services at these companies.
        #[doc(alias = "companyIDs")]
        companies = company_ids: list CompanyId;
        /// Only services at these service units.
        #[doc(alias = "attendanceUnitIDs")]
        units = service_unit_ids: list ServiceUnitId;
        /// Only services of these types.
        #[doc(alias = "attendanceTypeIDs")]
        types = service_type_ids: list ServiceTypeId;
        /// Only services in one of these states.
        #[doc(alias = "statusIDs")]
        statuses = status_ids: list StatusId;
        /// Only services that these agents attended.
        #[doc(alias = "userIDs")]
        users = user_ids: list UserId;
        /// Only services with one of these tags.
        #[doc(alias = "tagIDs")]
        tags = tag_ids: list TagId;
        /// Only services that lasted so long.
        #[doc(alias = "attendanceTime")]
        duration = duration: minutes;
        /// Only services that waited so long.
        #[doc(alias = "waitingTime")]
        waiting_time = waiting_time: minutes;
        /// Only services that were paused so long. The documentation repeats another filter's description here (errata
        /// [E8](crate::docs::errata#e8)).
        #[doc(alias = "pausedTime")]
        paused_time = paused_time: minutes;
        /// Only services whose form has this value under this key.
        form = form: form;
        /// Only services with this value under this piece of additional information. Its identifier is a text (errata
        /// [N7](crate::docs::errata#n7)).
        #[doc(alias = "additionalData")]
        additional_data = additional_data: additional;
    }
    ListTicketIssuesReportRequest {
        /// Only the ticket with this protocol.
        protocol = protocol: one Protocol;
        /// Only tickets in one of these states.
        #[doc(alias = "statusIDs")]
        statuses = status_ids: list StatusId;
        /// Only tickets of these organizations.
        #[doc(alias = "organizationIDs")]
        organizations = organization_ids: list OrganizationId;
        /// Only tickets of these projects.
        #[doc(alias = "projectIDs")]
        projects = project_ids: list ProjectId;
        /// Only tickets of these departments.
        #[doc(alias = "departmentIDs")]
        departments = department_ids: list DepartmentId;
        /// Only tickets of these agents.
        #[doc(alias = "userIDs")]
        users = user_ids: list UserId;
        /// Only tickets whose form has this value under this key.
        form = form: form;
    }
    ListChatbotJourneyEventsGroupedRequest {
        /// Only events of this chatbot.
        #[doc(alias = "chatbotID")]
        chatbot = chatbot_id: one ChatbotId;
        /// Only events of this journey.
        #[doc(alias = "chatbotJourneyID")]
        journey = chatbot_journey_id: one ChatbotJourneyId;
    }
    ListChatbotJourneyEventsDetailedRequest {
        /// Only events of this chatbot.
        #[doc(alias = "chatbotID")]
        chatbot = chatbot_id: one ChatbotId;
        /// Only events of this journey.
        #[doc(alias = "chatbotJourneyID")]
        journey = chatbot_journey_id: one ChatbotJourneyId;
    }
    ListAdHocNotificationsReportRequest {
        /// Only notifications from these templates.
        #[doc(alias = "mktTemplateIDs")]
        templates = mkt_template_ids: list TemplateId;
        /// Only notifications that these users sent.
        #[doc(alias = "userIDs")]
        users = user_ids: list UserId;
        /// Only notifications that were sent with these API keys. Their kind is not documented (errata
        /// [N5](crate::docs::errata#n5)).
        #[doc(alias = "apiKeyIDs")]
        api_keys = api_key_ids: list serde_json::Value;
        /// Only notifications through one service, such as `whatsapp`.
        service = service: text;
    }
    ListChatbotEventFeedbacksByFilterRequest {
        /// Only reviews with one of these chatbot tags.
        #[doc(alias = "chatbotTagIds")]
        tags = chatbot_tag_ids: list String;
        /// Only reviews of this messaging session.
        #[doc(alias = "sessionID")]
        session = session_id: one SessionId;
    }
}

impl Call<types::SearchProtocolRequest> {
    /// Only records of these platforms. `ticket` is the one word that is shown (errata [N4](crate::docs::errata#n4)).
    #[doc(alias = "platform")]
    pub fn platforms<P: Into<String>>(mut self, platforms: impl IntoIterator<Item = P>) -> Self {
        self.request.platform = Some(platforms.into_iter().map(Into::into).collect());
        self
    }
}

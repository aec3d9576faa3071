//! Searches and reports about conversations: protocols, messaging sessions, chatbot journeys, reviews.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use tatodesk_api::types::{
    self, JourneyEventsFilter, MessagingSessionsFilter, Protocol, ReviewsFilter, SessionId,
};

use super::{FIRST_PAGE, Reports};
use crate::Call;

impl Reports<'_> {
    /// Finds the records of any product that carry a protocol.
    ///
    /// Wire: `POST https://data.tatodesk.com/global/searchProtocol`. Effect: read, safe to repeat.
    ///
    /// The record behind a protocol is documented for a ticket only. Its `date` is a true instant, unlike those of the reports
    /// (errata [D9](crate::docs::errata#d9)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::Protocol;
    ///
    /// let protocol = Protocol::from("20241106130548803".to_owned());
    /// let answer = tatodesk.reports().search_protocol(protocol).platforms(["ticket"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("searchProtocol", "platform", "result"))]
    pub fn search_protocol(&self, protocol: Protocol) -> Call<types::SearchProtocolRequest> {
        self.client
            .call(types::SearchProtocolRequest::new(protocol))
    }

    /// Reports on messaging sessions (webchat, WhatsApp) between two minutes. Seconds are not sent.
    ///
    /// Wire: `POST https://data.tatodesk.com/mp/listMessagingSessions`. Effect: read, safe to repeat.
    ///
    /// A webchat's contact has an address, a WhatsApp contact a name and number (errata [Y11](crate::docs::errata#y11)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    ///
    /// let minutes = date(2025, 3, 1).at(0, 0, 0, 0)..=date(2025, 3, 19).at(23, 59, 0, 0);
    /// let answer = tatodesk.reports().sessions(minutes).limit(500).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "listMessagingSessions")]
    pub fn sessions(
        &self,
        minutes: RangeInclusive<DateTime>,
    ) -> Call<types::ListMessagingSessionsRequest> {
        let filter = MessagingSessionsFilter::new(*minutes.start(), *minutes.end());
        self.client
            .call(types::ListMessagingSessionsRequest::new(filter, FIRST_PAGE))
            .in_order(&minutes)
    }

    /// Reports how often each level of the chatbot journeys was reached between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotJourneyEventsGrouped`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata [D3](crate::docs::errata#d3)). The example filters by one journey and shows rows of
    /// several (errata [N1](crate::docs::errata#n1)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    ///
    /// let answer = tatodesk.reports().grouped_journeys(date(2025, 3, 1)..=date(2025, 3, 19)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listChatbotJourneyEventsGrouped", "events"))]
    pub fn grouped_journeys(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListChatbotJourneyEventsGroupedRequest> {
        self.client
            .call(types::ListChatbotJourneyEventsGroupedRequest::new(
                journeys(&days),
            ))
            .in_order(&days)
    }

    /// Reports each event of the chatbot journeys between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotJourneyEventsDetailed`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata [D3](crate::docs::errata#d3)). The documented `count` is smaller than the number of
    /// rows (errata [N2](crate::docs::errata#n2)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::ChatbotJourneyId;
    ///
    /// let journey = ChatbotJourneyId::from("0d420d9a-0000-4000-8000-000000000744".to_owned());
    /// let days = date(2025, 3, 1)..=date(2025, 3, 19);
    /// let answer = tatodesk.reports().detailed_journeys(days).journey(journey).limit(100).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listChatbotJourneyEventsDetailed", "events"))]
    pub fn detailed_journeys(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListChatbotJourneyEventsDetailedRequest> {
        self.client
            .call(types::ListChatbotJourneyEventsDetailedRequest::new(
                journeys(&days),
                FIRST_PAGE,
            ))
            .in_order(&days)
    }

    /// Gets one messaging session.
    ///
    /// Wire: `POST https://data.tatodesk.com/mp/getMessagingSession`. Effect: read, safe to repeat.
    ///
    /// The documented request and answer are those of the reviews, so where the session stands in the answer is not known
    /// (errata [E2](crate::docs::errata#e2)): [`Answer::session`](crate::Answer::session) finds it, and the answer keeps
    /// everything.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::SessionId;
    ///
    /// let id = SessionId::from("1a95c96f-0000-4000-8000-000000000001".to_owned());
    /// let answer = tatodesk.reports().get_session(id).send().await?;
    /// if let Some(session) = answer.session() {
    ///     println!("{:?} by {:?}", session.messaging_status, session.channel);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("getMessagingSession", "sessionID"))]
    pub fn get_session(&self, session: SessionId) -> Call<types::GetMessagingSessionRequest> {
        let mut request = types::GetMessagingSessionRequest::new();
        request.session_id = Some(session);
        self.client.call(request)
    }

    /// Lists the ratings and remarks of people who talked to a chatbot.
    ///
    /// They are those between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotEventFeedbacksByFilter`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata [D3](crate::docs::errata#d3)). The example sends a limit of 0 and one empty tag;
    /// neither is sent unless you do (errata [E7](crate::docs::errata#e7)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    ///
    /// let answer = tatodesk.reports().reviews(date(2025, 5, 15)..=date(2025, 5, 21)).limit(100).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listChatbotEventFeedbacksByFilter", "conversations", "feedback"))]
    pub fn reviews(
        &self,
        days: RangeInclusive<Date>,
    ) -> Call<types::ListChatbotEventFeedbacksByFilterRequest> {
        let filter = ReviewsFilter::new(*days.start(), *days.end());
        self.client
            .call(types::ListChatbotEventFeedbacksByFilterRequest::new(
                filter, FIRST_PAGE,
            ))
            .in_order(&days)
    }
}

fn journeys(days: &RangeInclusive<Date>) -> JourneyEventsFilter {
    JourneyEventsFilter::new(*days.start(), *days.end())
}

//! Searches and reports about conversations: protocols, messaging sessions, chatbot journeys, reviews.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use tatodesk_api::types::{
    self, JourneyEventsFilter, MessagingSessionsFilter, Protocol, ReviewsFilter, SessionId,
};

use super::Reports;
use crate::Call;

impl Reports<'_> {
    /// Finds the records of any product that carry a protocol.
    ///
    /// Wire: `POST https://data.tatodesk.com/global/searchProtocol`. Effect: read, safe to repeat.
    ///
    /// The record behind a protocol is documented for a ticket only. Its `date` is a true instant, unlike those of the reports
    /// (errata D9).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::Protocol;
    ///
    /// let protocol = Protocol::from("20241106124207517".to_owned());
    /// let answer = tatodesk.reports().search_protocol(protocol).platforms(["ticket"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("searchProtocol", "platform", "result"))]
    pub fn search_protocol(&self, protocol: Protocol) -> Call<types::SearchProtocolRequest> {
        self.client.call(types::SearchProtocolRequest {
            protocol,
            platform: None,
        })
    }

    /// Reports on messaging sessions (webchat, WhatsApp) between two minutes. Seconds are not sent.
    ///
    /// Wire: `POST https://data.tatodesk.com/mp/listMessagingSessions`. Effect: read, safe to repeat.
    ///
    /// A webchat's contact has an address, a WhatsApp contact a name and number (errata Y11).
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
        self.client.call(types::ListMessagingSessionsRequest {
            filter: MessagingSessionsFilter {
                date_initial: (*minutes.start()).into(),
                date_final: (*minutes.end()).into(),
            },
            page: 0,
            limit: None,
        })
    }

    /// Reports how often each level of the chatbot journeys was reached between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotJourneyEventsGrouped`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata D3). The example filters by one journey and shows rows of several (errata N1).
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
            .call(types::ListChatbotJourneyEventsGroupedRequest {
                filter: journeys(&days),
            })
    }

    /// Reports each event of the chatbot journeys between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotJourneyEventsDetailed`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata D3). The documented `count` is smaller than the number of rows (errata N2).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::ChatbotJourneyId;
    ///
    /// let journey = ChatbotJourneyId::from("9f4ee55d-0000-4000-8000-000000000744".to_owned());
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
            .call(types::ListChatbotJourneyEventsDetailedRequest {
                filter: journeys(&days),
                page: 0,
                limit: None,
            })
    }

    /// Gets one messaging session.
    ///
    /// Wire: `POST https://data.tatodesk.com/mp/getMessagingSession`. Effect: read, safe to repeat.
    ///
    /// The documented request and answer are those of the reviews, so where the session stands in the answer is not known (errata
    /// E2): [`Answer::session`](crate::Answer::session) finds it, and the answer keeps everything.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::SessionId;
    ///
    /// let id = SessionId::from("9a2221e7-0000-4000-8000-000000000001".to_owned());
    /// let answer = tatodesk.reports().get_session(id).send().await?;
    /// if let Some(session) = answer.session() {
    ///     println!("{:?} by {:?}", session.messaging_status, session.channel);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("getMessagingSession", "sessionID"))]
    pub fn get_session(&self, session: SessionId) -> Call<types::GetMessagingSessionRequest> {
        self.client.call(types::GetMessagingSessionRequest {
            session_id: Some(session),
            filter: None,
            page: None,
            limit: None,
        })
    }

    /// Lists the ratings and remarks that people left after talking to a chatbot, between two days.
    ///
    /// Wire: `POST https://data.tatodesk.com/chatbot/listChatbotEventFeedbacksByFilter`. Effect: read, safe to repeat.
    ///
    /// Days go as month/day/year here (errata D3). The example sends a limit of 0 and one empty tag; neither is sent unless you do
    /// (errata E7).
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
        self.client
            .call(types::ListChatbotEventFeedbacksByFilterRequest {
                filter: ReviewsFilter {
                    initial_date: (*days.start()).into(),
                    final_date: (*days.end()).into(),
                    chatbot_tag_ids: None,
                    session_id: None,
                },
                page: 0,
                limit: None,
            })
    }
}

fn journeys(days: &RangeInclusive<Date>) -> JourneyEventsFilter {
    JourneyEventsFilter {
        date_initial: (*days.start()).into(),
        date_final: (*days.end()).into(),
        chatbot_id: None,
        chatbot_journey_id: None,
    }
}

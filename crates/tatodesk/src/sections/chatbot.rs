//! Chatbot journeys: which there are, and how far people go on them.
//!
//! [`list_journeys`](Chatbot::list_journeys) lists the journeys. What happens on them is in the [reports](crate::reports):
//!
//! ```
//! use tatodesk::jiff::civil::date;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let answer = tatodesk.chatbot().list_journeys().limit(100).await?;
//! for journey in &answer.journeys {
//!     println!("{}", journey.description.as_deref().unwrap_or("a journey without a description"));
//!     let days = date(2025, 3, 1)..=date(2025, 3, 31);
//!     let events = tatodesk.reports().grouped_journeys(days).journey(journey.id.clone()).await?;
//!     for level in &events.events {
//!         println!("  {:?} was reached {} times", level.level_description, level.count().unwrap_or_default());
//!     }
//! }
//! # assert!(!answer.journeys.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! [`detailed_journeys`](crate::reports::Reports::detailed_journeys) has each event with its time and session.

use tatodesk_api::types;

use crate::{
    Call,
    sections::{paged, section},
};

section! {
    /// Chatbot journeys. The [module](crate::chatbot) has an example.
    Chatbot, chatbot
}

impl Chatbot<'_> {
    /// Lists the chatbot journeys of the account.
    ///
    /// Wire: `POST https://api.tatodesk.com/chatbot/v1/listChatbotJourneys`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.chatbot().list_journeys().page(0).limit(10).send().await?;
    /// for journey in &answer.journeys {
    ///     println!("{}: {:?}", journey.id, journey.description);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listChatbotJourneys", "journeys"))]
    pub fn list_journeys(&self) -> Call<types::ListChatbotJourneysRequest> {
        self.client.call(types::ListChatbotJourneysRequest::new())
    }
}

paged!(optional: ListChatbotJourneysRequest);

//! Chatbot journeys.

use tatodesk_api::types;

use crate::{
    Call,
    sections::{paged, section},
};

section! {
    /// Chatbots. What happens on their journeys is in the [reports](crate::sections::reports::Reports::grouped_journeys).
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

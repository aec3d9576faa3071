//! Survey forms, and the answers that people give to them.
//!
//! The answers repeat much of the form, so a [`Reply`] is made from the question that was read:
//!
//! ```
//! use tatodesk::{ids::SurveyFormId, survey::Reply};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let survey = tatodesk.survey();
//! let id = SurveyFormId::from("b26704a4-0000-4000-8000-000000000775".to_owned());
//! let answer = survey.get_form(id.clone()).await?;
//! let form = answer.survey_form.as_ref().ok_or("there is no such form")?;
//!
//! let mut replies = Vec::new();
//! for question in &form.questions {
//!     println!("{}", question.question);
//!     for option in &question.options {
//!         println!("  {}", option.option);
//!     }
//!     replies.push(match question.options.last() {
//!         Some(chosen) => Reply::option(question, chosen),
//!         None => Reply::text(question, "Longer hours on Fridays."),
//!     });
//! }
//! survey.register_answers(id, replies).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Registering again counts the answers again, so look before you repeat a call whose outcome is [unknown](crate::Outcome::Unknown).

use jiff::civil::Date;
use tatodesk_api::types::{
    self, SurveyAnswer, SurveyAnswers, SurveyFormId, SurveyFormQuestion, SurveyFormQuestionOption,
};

use crate::{Call, sections::section};

section! {
    /// Survey forms and their answers. The [module](crate::survey) has an example.
    Survey, survey
}

impl Survey<'_> {
    /// Gets a survey form with its questions and their options.
    ///
    /// Wire: `POST https://api.tatodesk.com/survey/v1/getSurveyForm`. Effect: read, safe to repeat.
    ///
    /// The documented answer has no `error` member at all, which is a success like any other (errata
    /// [T8](crate::docs::errata#t8)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::SurveyFormId;
    ///
    /// let id = SurveyFormId::from("b26704a4-0000-4000-8000-000000000775".to_owned());
    /// let answer = tatodesk.survey().get_form(id).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("getSurveyForm", "surveyForm"))]
    pub fn get_form(&self, form: SurveyFormId) -> Call<types::GetSurveyFormRequest> {
        self.client.call(types::GetSurveyFormRequest::new(form))
    }

    /// Registers what a person answered to a survey form.
    ///
    /// Wire: `POST https://api.tatodesk.com/survey/v1/registerSurveyAnswer`. Effect: write; a repeated call counts the answers
    /// again. It is sent again only if no connection was made, and a dropped future may still have registered them.
    ///
    /// On the wire the answers are nested as `answers.answers`, and the documented ones do not repeat the question's scale
    /// exactly (errata [N3](crate::docs::errata#n3)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk, form: tatodesk::types::SurveyForm) -> Result<(), tatodesk::Error> {
    /// use tatodesk::survey::Reply;
    ///
    /// let replies = form.questions.iter().map(|question| match question.options.last() {
    ///     Some(best) => Reply::option(question, best),
    ///     None => Reply::text(question, "Longer hours on Fridays."),
    /// });
    /// tatodesk.survey().register_answers(form.survey_form_id, replies).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("registerSurveyAnswer", "answers"))]
    pub fn register_answers<R: Into<SurveyAnswer>>(
        &self,
        form: SurveyFormId,
        replies: impl IntoIterator<Item = R>,
    ) -> Call<types::RegisterSurveyAnswerRequest> {
        let answers = SurveyAnswers::new(replies.into_iter().map(Into::into));
        self.client
            .call(types::RegisterSurveyAnswerRequest::new(form, answers))
    }
}

impl Call<types::RegisterSurveyAnswerRequest> {
    /// The day that the answers are about. It goes as eight digits: day, month, year (errata [D5](crate::docs::errata#d5),
    /// inferred).
    #[doc(alias = "referenceDate")]
    pub fn reference_date(mut self, date: Date) -> Self {
        self.request.reference_date = Some(date.into());
        self
    }

    /// The day on which the person was asked. It goes as eight digits: day, month, year (errata [D5](crate::docs::errata#d5),
    /// inferred).
    #[doc(alias = "requestDate")]
    pub fn request_date(mut self, date: Date) -> Self {
        self.request.request_date = Some(date.into());
        self
    }
}

/// One person's answer to one question.
///
/// It has everything that the wire repeats of the question.
#[derive(Clone)]
#[doc(alias("answers", "answerText", "answerValue"))]
pub struct Reply(SurveyAnswer);

impl Reply {
    /// One of the question's options, with its text and its rate.
    pub fn option(question: &SurveyFormQuestion, option: &SurveyFormQuestionOption) -> Self {
        let mut reply = Self::text(question, option.option.clone());
        reply.0.answer_value = option.rate;
        reply.0.survey_form_question_option_id =
            Some(option.survey_form_question_option_id.clone());
        reply
    }

    /// A text of the person's own.
    pub fn text(question: &SurveyFormQuestion, text: impl Into<String>) -> Self {
        let id = question.survey_form_question_id.clone();
        let mut answer = SurveyAnswer::new(question.question.clone(), id);
        answer.answer_text = Some(text.into());
        answer.question_type = question.question_type.clone();
        answer.scale_question = question.scale.clone();
        answer.weight_question = question.weight;
        Self(answer)
    }

    /// Sets the number that stands for the answer.
    #[doc(alias = "answerValue")]
    pub fn value(mut self, value: i64) -> Self {
        self.0.answer_value = Some(value);
        self
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reply(..)")
    }
}

impl From<Reply> for SurveyAnswer {
    fn from(reply: Reply) -> Self {
        reply.0
    }
}

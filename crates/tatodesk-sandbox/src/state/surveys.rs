//! The answers to surveys that the sandbox keeps.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What a person answered.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SurveyAnswer {
    pub(crate) at: DateTime,
    pub(crate) form: String,
    pub(crate) answers: Vec<GivenAnswer>,
}

/// Hides the answers, which belong to a person.
impl std::fmt::Debug for SurveyAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SurveyAnswer")
            .field("at", &self.at)
            .field("form", &self.form)
            .field("answers", &self.answers.len())
            .finish_non_exhaustive()
    }
}

/// The answer to one question.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct GivenAnswer {
    #[serde(rename = "surveyFormQuestionID")]
    pub(crate) question: String,
    #[serde(rename = "surveyFormQuestionOptionID")]
    pub(crate) option: Option<String>,
    #[serde(rename = "answerText")]
    pub(crate) text: Option<String>,
    #[serde(rename = "answerValue")]
    pub(crate) value: Option<i64>,
}

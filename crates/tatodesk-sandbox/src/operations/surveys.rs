//! Surveys: the form of the world, and answers that must fit its questions.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::catalogue::flag;
use crate::spec::moment::Moment;
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::State;
use crate::state::surveys::{GivenAnswer, SurveyAnswer};
use crate::world::{Question, Survey};

fn form<'s>(state: &'s State, id: &str) -> Result<&'s Survey, Refusal> {
    let mut forms = state.world.surveys.iter();
    let form = forms.find(|form| form.id == id);
    form.ok_or_else(|| Refusal::quoting(id, |id| format!("there is no survey form {id}")))
}

#[derive(Deserialize)]
struct ById {
    #[serde(rename = "surveyFormID")]
    id: String,
}

pub(crate) fn get(state: &State, request: &Value) -> Answer {
    let ById { id } = read(request)?;
    let form = form(state, &id)?;
    let world = &state.world;
    let questions = form.questions.iter().zip(1..);
    let questions = questions.map(|(it, sort)| question(form, it, sort));
    Ok(json!({
        "surveyForm": {
            "surveyFormID": form.id,
            "name": form.name,
            "description": form.description,
            "color": "#00ff55",
            "image": null,
            "scale": "scale_one_to_ten",
            "isActive": flag(form.active),
            "isDeleted": flag(false),
            "userID": form.user,
            "accountID": world.account,
            "responseFlowType": "full",
            "createdAt": world.registered_at,
            "updatedAt": world.registered_at,
            "questions": questions.collect::<Value>(),
            "footer": world.nick,
            "finalMessage": form.final_message,
            "shortID": form.id.get(..7),
            "tagIDs": [],
        },
        "error": null,
    }))
}

fn question(form: &Survey, question: &Question, sort: i64) -> Value {
    let options = question.options.iter().zip(1..).map(|(option, sort)| {
        json!({
            "surveyFormQuestionOptionID": option.id,
            "option": option.text,
            "rate": sort,
            "sort": sort,
            "isDeleted": flag(false),
            "surveyFormQuestionID": question.id,
        })
    });
    let choice = !question.options.is_empty();
    let beside = (!choice).then(|| json!([{ "rate": 1, "description": question.text }]));
    json!({
        "surveyFormQuestionID": question.id,
        "question": question.text,
        "questionType": if choice { "check" } else { "text" },
        "weight": 1,
        "textRates": beside,
        "isRequired": flag(question.required),
        "sort": sort,
        "scale": "scale_one_to_five",
        "isDeleted": flag(false),
        "surveyFormID": form.id,
        "options": options.collect::<Value>(),
        "formatPreviewOptions": if choice { "vertical" } else { "" },
    })
}

#[derive(Deserialize)]
struct Registration {
    #[serde(rename = "surveyFormID")]
    form: String,
    answers: Answers,
}

#[derive(Deserialize)]
struct Answers {
    answers: Vec<GivenAnswer>,
}

pub(crate) fn register(state: &mut State, request: &Value) -> Answer {
    let Registration {
        form: id,
        answers: Answers { answers },
    } = read(request)?;
    let form = form(state, &id)?;
    if !form.active {
        return Err(Refusal::quoting(id, |id| {
            format!("survey form {id} is not in use")
        }));
    }
    for (index, given) in answers.iter().enumerate() {
        fits(form, given)?;
        // A person may tick several options, each once, and write words once.
        let same = |it: &GivenAnswer| it.question == given.question && it.option == given.option;
        if answers[..index].iter().any(same) {
            return Err(Refusal::quoting(&given.question, |question| {
                format!("question {question} has this answer twice")
            }));
        }
    }
    let answered = |question: &&Question| answers.iter().any(|it| it.question == question.id);
    let mut required = form.questions.iter().filter(|it| it.required);
    if let Some(question) = required.find(|it| !answered(it)) {
        return refuse(format!("question {} needs an answer", question.id));
    }
    let Moment(at) = state.clock.tick();
    state.answers.push(SurveyAnswer {
        at,
        form: id,
        answers,
    });
    Ok(json!({ "error": null }))
}

/// Whether an answer fits its question: one of its options, or words if it has none.
fn fits(form: &Survey, given: &GivenAnswer) -> Result<(), Refusal> {
    let id = &given.question;
    let Some(question) = form.questions.iter().find(|it| it.id == *id) else {
        return Err(Refusal::quoting(id, |id| {
            format!("the survey form has no question {id}")
        }));
    };
    match &given.option {
        Some(option) if !question.options.iter().any(|it| it.id == *option) => {
            Err(Refusal::quoting_both(id, option, |id, option| {
                format!("question {id} has no option {option}")
            }))
        }
        None if !question.options.is_empty() => Err(Refusal::quoting(id, |id| {
            format!("question {id} is answered by one of its options")
        })),
        None if question.required
            && given.text.as_deref().unwrap_or_default().trim().is_empty() =>
        {
            Err(Refusal::quoting(id, |id| {
                format!("question {id} needs an answer")
            }))
        }
        _ => Ok(()),
    }
}

//! Survey answers have to fit the questions of their form.

use crate::caller::Caller;
use crate::spec::conformance::conforms;
use serde_json::{Value, json};

const FORM: &str = "b26704a4-0000-4000-8000-000000000775";
const ANSWER: &str = "/survey/v1/registerSurveyAnswer";

fn choice(question: &Value, option: usize) -> Value {
    json!({
        "question": question["question"],
        "surveyFormQuestionID": question["surveyFormQuestionID"],
        "surveyFormQuestionOptionID": question["options"][option]["surveyFormQuestionOptionID"],
    })
}

fn registration(answers: &[Value]) -> Value {
    json!({"surveyFormID": FORM, "answers": {"answers": answers}})
}

#[tokio::test]
async fn answers_are_checked_against_the_questions() {
    let caller = Caller::new().await;
    let get = "/survey/v1/getSurveyForm";
    let answer = caller.accepted(get, json!({"surveyFormID": FORM})).await;
    conforms(get, &answer);
    let questions = answer["surveyForm"]["questions"].clone();
    let (how, why, what) = (&questions[0], &questions[1], &questions[2]);
    assert_eq!(
        (&how["isRequired"], &what["isRequired"]),
        (&json!(1), &json!(2))
    );

    let (first, second) = (choice(how, 0), choice(why, 1));
    let words = json!({"question": "?", "answerText": "Longer hours.",
        "surveyFormQuestionID": what["surveyFormQuestionID"]});
    caller
        .accepted(ANSWER, registration(&[first.clone(), second.clone()]))
        .await;
    caller
        .accepted(
            ANSWER,
            registration(&[second.clone(), words, first.clone()]),
        )
        .await;

    let mut other_option = first.clone();
    other_option["surveyFormQuestionOptionID"] = second["surveyFormQuestionOptionID"].clone();
    let mut no_option = first.clone();
    no_option
        .as_object_mut()
        .expect("members")
        .remove("surveyFormQuestionOptionID");
    let mut unknown = first.clone();
    unknown["surveyFormQuestionID"] = json!("no-such-question");
    for (answers, named) in [
        (vec![first.clone()], "needs an answer"),
        (vec![], "needs an answer"),
        (vec![other_option, second.clone()], "has no option"),
        (vec![no_option, second.clone()], "one of its options"),
        (
            vec![first.clone(), second.clone(), first.clone()],
            "this answer twice",
        ),
        (
            vec![unknown, first, second],
            "has no question no-such-question",
        ),
    ] {
        let reason = caller.refused(ANSWER, registration(&answers)).await;
        assert!(reason.contains(named), "{reason}");
    }
    let mut elsewhere = registration(&[]);
    elsewhere["surveyFormID"] = json!("none");
    let reason = caller.refused(ANSWER, elsewhere).await;
    assert!(reason.contains("no survey form none"), "{reason}");
    caller.refused(get, json!({"surveyFormID": "none"})).await;
}

//! Bodies of the pulse, chatbot and survey sections.

use jiff::civil::date;
use serde_json::json;
use tatodesk::{
    survey::Reply,
    types::{SurveyAnswer, SurveyFormQuestion},
};

use crate::{check, id, tatodesk};

#[test]
fn pulse() {
    let tatodesk = tatodesk();
    let section = tatodesk.pulse();
    check(
        section
            .create_session(id("8cba"))
            .version("v1.0.0")
            .os("android")
            .language("pt-BR")
            .screen("1200x800")
            .platform("mobile"),
        "createAppSession",
        json!({
            "client": {"clientVersionApp": "v1.0.0", "appID": "8cba"},
            "payload": {"os": "android", "language": "pt-BR", "screen": "1200x800", "platform": "mobile"},
        }),
    );
    check(
        section.create_session(id("8cba")),
        "createAppSession",
        json!({"client": {"appID": "8cba"}}),
    );
    check(
        section
            .register_event(id("8cba"), id("c23a"), "CHECKOUT_OPENED")
            .data("COLOR", "BLUE")
            .data("ITEMS", 3),
        "createEvent",
        json!({
            "data": {"COLOR": "BLUE", "ITEMS": 3}, "appID": "8cba", "appSessionID": "c23a", "tag": "CHECKOUT_OPENED",
        }),
    );
}

#[test]
fn chatbot() {
    let tatodesk = tatodesk();
    check(
        tatodesk.chatbot().list_journeys(),
        "listChatbotJourneys",
        json!({}),
    );
    check(
        tatodesk.chatbot().list_journeys().page(0).limit(10),
        "listChatbotJourneys",
        json!({"page": 0, "limit": 10}),
    );
}

#[test]
fn survey() {
    let tatodesk = tatodesk();
    let section = tatodesk.survey();
    check(
        section.get_form(id("76bf")),
        "getSurveyForm",
        json!({"surveyFormID": "76bf"}),
    );
    let question: SurveyFormQuestion = serde_json::from_value(json!({
        "surveyFormQuestionID": "c800",
        "question": "How did we do today?",
        "questionType": "check",
        "weight": 1,
        "scale": "scale_one_to_five",
        "options": [{"surveyFormQuestionOptionID": "5826", "option": "Great", "rate": 5}],
    }))
    .unwrap();
    let option = &question.options[0];
    let replies = [
        Reply::option(&question, option),
        Reply::text(&question, "Longer hours.").value(1),
    ];
    let about = json!({
        "question": "How did we do today?",
        "questionType": "check",
        "scaleQuestion": "scale_one_to_five",
        "weightQuestion": 1,
        "surveyFormQuestionID": "c800",
    });
    let mut chosen = about.clone();
    chosen["answerText"] = json!("Great");
    chosen["answerValue"] = json!(5);
    chosen["surveyFormQuestionOptionID"] = json!("5826");
    let mut written = about;
    written["answerText"] = json!("Longer hours.");
    written["answerValue"] = json!(1);
    check(
        section
            .register_answers(id("76bf"), replies)
            .reference_date(date(2025, 10, 9))
            .request_date(date(2025, 10, 10)),
        "registerSurveyAnswer",
        json!({
            "surveyFormID": "76bf",
            "referenceDate": "09102025",
            "requestDate": "10102025",
            "answers": {"answers": [chosen, written]},
        }),
    );
    let none: [SurveyAnswer; 0] = [];
    check(
        section.register_answers(id("76bf"), none),
        "registerSurveyAnswer",
        json!({"surveyFormID": "76bf", "answers": {"answers": []}}),
    );
}

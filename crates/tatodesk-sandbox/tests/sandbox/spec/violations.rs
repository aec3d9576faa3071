//! Breaches of the specification: the answer has a status and a pointer to the breach.

use crate::caller::{Caller, answer, http};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tatodesk_sandbox::API_KEY;

const HOURS: &str = "/pa/listHours";
pub(crate) const UPLOAD: &str = "/dl/v1/whatsapp/media";

fn hours() -> Value {
    json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1], "date": "25/06/2025", "period": 2})
}

/// Asserts a status and the envelope, and returns the pointer.
pub(crate) async fn breach(status: u16, request: RequestBuilder) -> Option<String> {
    let (found, body) = answer(request).await;
    assert_eq!(found, status, "{body}");
    assert!(
        body["error"]["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty()),
        "{body}"
    );
    body["error"]["pointer"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn an_unknown_path_is_404() {
    let caller = Caller::new().await;
    for path in [
        "/",
        "/pa/listhours",
        "/pa/listHours/",
        "/prefix/pa/listHours",
    ] {
        assert_eq!(breach(404, caller.request(path).json(&hours())).await, None);
    }
    assert!(
        caller
            .sandbox
            .requests()
            .iter()
            .all(|request| request.operation.is_none() && request.status == 404)
    );
}

#[tokio::test]
async fn another_method_is_405() {
    let caller = Caller::new().await;
    let url = format!("{}{HOURS}", caller.sandbox.base_url());
    for request in [http().get(&url), http().put(&url), http().delete(&url)] {
        let response = request
            .header("TATODESK-API-KEY", API_KEY)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()["allow"], "POST");
    }
}

#[tokio::test]
async fn a_missing_or_wrong_key_is_401() {
    let caller = Caller::new().await;
    assert_eq!(breach(401, caller.bare(HOURS).json(&hours())).await, None);
    for key in ["", "sandbox-ke", "sandbox-key2", "SANDBOX-KEY"] {
        breach(
            401,
            caller
                .bare(HOURS)
                .header("TATODESK-API-KEY", key)
                .json(&hours()),
        )
        .await;
    }
    assert_eq!(caller.sandbox.requests()[0].operation, Some("listHours"));
}

#[tokio::test]
async fn a_key_opens_its_products_and_no_others() {
    let caller = Caller::new().await;
    let call = |key: &'static str, path: &str, body: Value| {
        let request = caller.bare(path).header("TATODESK-API-KEY", key);
        answer(request.json(&body))
    };
    let sms = json!({"appID": 7, "templateID": "second_bill_notice", 
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}});
    let sms_path = "/dl/v1/sms/messages";
    assert_eq!(
        call("sandbox-notifications-key", sms_path, sms.clone())
            .await
            .0,
        200
    );
    let (status, refused) = call("sandbox-data-key", sms_path, sms).await;
    assert_eq!(status, 401);
    let reason = refused["error"]["message"].as_str().expect("a reason");
    assert!(
        reason.ends_with("does not open the product notifications"),
        "{reason}"
    );
    assert_eq!(
        call("sandbox-notifications-key", HOURS, hours()).await.0,
        401
    );
    assert_eq!(caller.sandbox.deliveries().len(), 1);
    // The report shows which key it was.
    let filter = json!({"dateInitial": "25/06/2025", "dateFinal": "25/06/2025", "apiKeyIDs": [3]});
    let report = json!({"filter": filter, "page": 0});
    let (status, sent) = call(
        "sandbox-data-key",
        "/mkt/listLooseNotificationsReport",
        report,
    )
    .await;
    assert_eq!(
        (status, &sent["notifications"][0]["apiKeyID"]),
        (200, &json!(3))
    );
}

#[tokio::test]
async fn another_content_type_is_415() {
    let caller = Caller::new().await;
    let body = hours().to_string();
    breach(415, caller.request(HOURS).body(body.clone())).await;
    for wrong in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        breach(
            415,
            caller
                .request(HOURS)
                .header("content-type", wrong)
                .body(body.clone()),
        )
        .await;
    }
    breach(
        415,
        caller
            .request(UPLOAD)
            .json(&json!({"media": "", "appID": "app"})),
    )
    .await;
    let right = caller
        .request(HOURS)
        .header("content-type", "Application/JSON; charset=utf-8")
        .body(body);
    assert_eq!(answer(right).await.0, 200);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_400() {
    let caller = Caller::new().await;
    for body in ["", "{", "nonsense", "{}{}"] {
        let request = caller
            .request(HOURS)
            .header("content-type", "application/json")
            .body(body);
        assert_eq!(breach(400, request).await.as_deref(), Some(""));
    }
}

#[tokio::test]
async fn a_breach_of_the_schema_is_400_and_named_by_its_pointer() {
    let caller = Caller::new().await;
    let changes = [
        ("/date", json!("25-06-2025")),
        ("/date", json!("31/13/2025")),
        ("/date", json!("32/12/2025")),
        ("/date", json!("25/06/2025\n")),
        ("/date", Value::Null),
        ("/companyID", json!("1")),
        ("/companyID", json!(1.5)),
        ("/companyID", json!(5.0)),
        ("/companyID", json!(u64::MAX)),
        // A double of the integer that is one below the least.
        ("/companyID", json!(-9_223_372_036_854_775_808.0)),
        ("/attendanceTypeIDs", json!(1)),
        ("/attendanceTypeIDs/1", json!([1, "2"])),
        ("/a~1b~0c", json!(1)),
    ];
    for (pointer, value) in changes {
        let mut body = hours();
        let member = pointer[1..]
            .replace("/1", "")
            .replace("~1", "/")
            .replace("~0", "~");
        let member = if pointer == "/a~1b~0c" {
            "a/b~c".to_owned()
        } else {
            member
        };
        body[&member] = value;
        assert_eq!(
            breach(400, caller.request(HOURS).json(&body))
                .await
                .as_deref(),
            Some(pointer),
            "{body}"
        );
    }
    let mut body = hours();
    body.as_object_mut().expect("an object").remove("date");
    assert_eq!(
        breach(400, caller.request(HOURS).json(&body))
            .await
            .as_deref(),
        Some("/date")
    );
    assert_eq!(
        breach(400, caller.request(HOURS).json(&json!([])))
            .await
            .as_deref(),
        Some("")
    );
    let flag = caller
        .request("/dl/pa/listCompaniesByUser")
        .json(&json!({"isActive": 3}));
    assert_eq!(breach(400, flag).await.as_deref(), Some("/isActive"));
}

#[tokio::test]
async fn an_integer_is_one_of_64_bits_however_it_is_written() {
    let caller = Caller::new().await;
    let cases = [
        ("-9223372036854775808", 200),
        ("9223372036854775807", 200),
        ("-9223372036854775809", 400),
        ("9223372036854775808", 400),
        ("123456789012345678901234567890", 400),
        ("-1e300", 400),
    ];
    for (number, status) in cases {
        let body = hours().to_string();
        let body = body.replace("\"companyID\":1", &format!("\"companyID\":{number}"));
        assert!(body.contains(number), "{body}");
        let request = caller
            .request(HOURS)
            .header("content-type", "application/json")
            .body(body);
        let (found, answer) = answer(request).await;
        assert_eq!(found, status, "{number}: {answer}");
        let pointer = (status == 400).then_some("/companyID");
        assert_eq!(answer["error"]["pointer"].as_str(), pointer, "{answer}");
    }
}

/// The specification has a pattern for a date and no rule for the calendar.
#[tokio::test]
async fn a_day_that_does_not_exist_is_refused_in_band() {
    let caller = Caller::new().await;
    let journeys = json!({"filter": {
        "dateInitial": "02/01/2025", "dateFinal": "02/29/2025"
    }});
    let survey =
        json!({"surveyFormID": "1", "answers": {"answers": []}, "referenceDate": "31022025"});
    let mut booking = hours();
    booking["date"] = json!("31/04/2025");
    let cases = [
        (HOURS, booking.clone(), "/date"),
        (
            "/chatbot/listChatbotJourneyEventsGrouped",
            journeys,
            "/filter/dateFinal",
        ),
        ("/survey/v1/registerSurveyAnswer", survey, "/referenceDate"),
    ];
    for (path, body, pointer) in cases {
        let (status, answer) = answer(caller.request(path).json(&body)).await;
        let message = format!("{pointer} is a day that does not exist");
        assert_eq!(
            (status, &answer["error"]["message"]),
            (200, &json!(message)),
            "{path}: {answer}"
        );
    }
    let requests = caller.sandbox.requests();
    assert!(requests.iter().all(|request| request.refused));
    // If the body also breaks a rule, the answer is a breach.
    booking["extra"] = json!(1);
    assert_eq!(
        breach(400, caller.request(HOURS).json(&booking))
            .await
            .as_deref(),
        Some("/extra")
    );
}

#[tokio::test]
async fn a_breach_does_not_quote_the_request() {
    let caller = Caller::new().await;
    let mut body = hours();
    body["date"] = json!("Marina Duarte");
    let (_, answer) = answer(caller.request(HOURS).json(&body)).await;
    assert!(!answer.to_string().contains("Marina"), "{answer}");
}

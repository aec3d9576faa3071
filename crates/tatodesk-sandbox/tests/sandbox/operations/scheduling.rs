//! From the companies to a booked hour: every list narrows correctly, and an hour is booked once.

use crate::caller::Caller;
use jiff::civil::date;
use serde_json::{Value, json};
use tatodesk_sandbox::Sandbox;

const CREATE: &str = "/pa/createAppointment";

fn place() -> Value {
    json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1]})
}

fn with(mut body: Value, members: Value) -> Value {
    let members = members.as_object().expect("members").clone();
    body.as_object_mut().expect("an object").extend(members);
    body
}

fn booking(hour: &str) -> Value {
    json!({
        "companyID": 1, "attendanceUnitID": 288, "categoryID": 1, "attendanceTypes": [1], "date": "26/06/2025",
        "periodID": 2, "hour": hour, "channelID": 1, "contactForms": [{"key": "NAME", "value": "Marina Duarte"}]
    })
}

fn ids(answer: &Value, list: &str) -> Vec<i64> {
    let rows = answer[list]
        .as_array()
        .unwrap_or_else(|| panic!("{list} is missing: {answer}"));
    rows.iter()
        .map(|row| row["ID"].as_i64().expect("an id"))
        .collect()
}

#[tokio::test]
async fn the_whole_walk_ends_in_an_appointment_that_can_be_queried() {
    let caller = Caller::new().await;
    let companies = caller
        .accepted(
            "/pa/listCustomCompanies",
            json!({"token": "custom-link-token"}),
        )
        .await;
    assert_eq!(ids(&companies, "companies"), [1, 13]);
    let categories = caller
        .accepted(
            "/pa/listAttendanceTypeCategoriesForAppointment",
            json!({"companyID": 1}),
        )
        .await;
    assert_eq!(ids(&categories, "attendanceTypeCategories"), [1, 2]);
    let types = caller
        .accepted(
            "/pa/listAttendanceTypesForAppointment",
            json!({"categoryID": 1}),
        )
        .await;
    assert_eq!(ids(&types, "attendanceTypes"), [1, 27]);
    let regions = caller
        .accepted(
            "/pa/listRegionsForAppointment",
            json!({"attendanceTypes": [1]}),
        )
        .await;
    assert_eq!(ids(&regions, "regions"), [53, 57]);
    let units = json!({"attendanceTypes": [1], "regionID": 53});
    let units = caller
        .accepted("/pa/listAttendanceUnitsForAppointment", units)
        .await;
    assert_eq!(ids(&units, "attendanceUnits"), [288]);
    let dates = caller.accepted("/pa/listDates", place()).await;
    let expected = [
        "25/06/2025",
        "26/06/2025",
        "27/06/2025",
        "30/06/2025",
        "01/07/2025",
        "02/07/2025",
        "03/07/2025",
    ];
    assert_eq!(dates["dates"], json!(expected));
    let day = with(place(), json!({"date": "26/06/2025"}));
    let periods = caller.accepted("/pa/listPeriods", day.clone()).await;
    assert_eq!(ids(&periods, "periods"), [1, 2, 3]);
    let afternoon = with(day, json!({"period": 2}));
    let hours = caller.accepted("/pa/listHours", afternoon.clone()).await;
    assert_eq!(hours["hours"].as_array().map(Vec::len), Some(15));
    assert_eq!(
        (&hours["hours"][0], &hours["hours"][8]),
        (&json!("13:00"), &json!("15:40"))
    );

    let made = caller.accepted(CREATE, booking("15:40")).await;
    assert_eq!(made["ID"], 11_556, "one more than the highest of the world");
    assert_eq!(made["protocol"], "20250625070000001");
    assert_eq!(
        made["documents"],
        json!(["Identity card with photo", "Recent utility bill"])
    );

    let left = caller.accepted("/pa/listHours", afternoon).await;
    assert_eq!(left["hours"].as_array().map(Vec::len), Some(14));
    assert!(
        !left["hours"]
            .as_array()
            .expect("hours")
            .contains(&json!("15:40"))
    );
    assert!(
        caller
            .refused(CREATE, booking("15:40"))
            .await
            .contains("not available")
    );

    let found = caller
        .accepted("/pa/getAppointment", json!({"protocol": made["protocol"]}))
        .await;
    let appointment = &found["appointment"];
    assert_eq!(appointment["ID"], made["ID"]);
    assert_eq!(appointment["company"], "Ipê Serviços");
    assert_eq!(appointment["attendanceType"], "Pay in instalments");
    assert_eq!(
        appointment["attendanceUnitAddress"],
        "Avenida do Jardim, 42"
    );
    assert_eq!(
        (&appointment["date"], &appointment["hour"]),
        (&json!("2025-06-26"), &json!("15:40:00"))
    );
    let contact = json!([{"ID": 30_002, "key": "NAME", "value": "Marina Duarte", "keyTypeID": 1}]);
    assert_eq!(appointment["contactForms"], contact);
}

#[tokio::test]
async fn requests_whose_members_do_not_fit_together_are_refused() {
    let caller = Caller::new().await;
    let wrong = [
        (json!({"companyID": 9}), "there is no company 9"),
        (json!({"companyID": 41}), "there is no company 41"),
        (json!({"companyID": 13}), "does not belong to company 13"),
        (
            json!({"attendanceUnitID": 999}),
            "there is no service unit 999",
        ),
        (
            json!({"attendanceUnitID": 90}),
            "there is no service unit 90",
        ),
        (json!({"attendanceTypes": []}), "at least one service type"),
        (
            json!({"attendanceTypes": [999]}),
            "there is no service type 999",
        ),
        (
            json!({"attendanceTypes": [22]}),
            "does not offer service type 22",
        ),
        (json!({"attendanceTypes": [140]}), "cannot be scheduled"),
        (json!({"categoryID": 2}), "not of service category 2"),
        (json!({"periodID": 9}), "there is no period 9"),
        (json!({"periodID": 1}), "not available"),
        (json!({"hour": "13:01"}), "not available"),
        (json!({"date": "28/06/2025"}), "not available"),
        (json!({"date": "24/06/2025"}), "not available"),
        (json!({"date": "04/07/2025"}), "not available"),
    ];
    for (members, reason) in wrong {
        let message = caller
            .refused(CREATE, with(booking("13:00"), members))
            .await;
        assert!(message.contains(reason), "{message}");
    }
    caller
        .refused("/pa/getAppointment", json!({"protocol": "1"}))
        .await;
    caller
        .refused("/pa/listCustomCompanies", json!({"token": "other"}))
        .await;
    assert!(
        caller
            .sandbox
            .requests()
            .iter()
            .all(|request| request.refused && request.status == 200)
    );
    caller.accepted(CREATE, booking("13:00")).await;
}

#[tokio::test]
async fn a_date_that_is_fully_booked_disappears() {
    let caller = Caller::new().await;
    let place = json!({"companyID": 1, "attendanceUnitID": 83, "attendanceTypeIDs": [27]});
    let dates = caller.accepted("/pa/listDates", place.clone()).await;
    assert_eq!(
        dates["dates"],
        json!(["25/06/2025", "26/06/2025", "27/06/2025"])
    );
    for hour in ["09:00", "09:30"] {
        let booking = json!({"companyID": 1, "attendanceUnitID": 83, "attendanceTypes": [27],
            "date": "26/06/2025", "hour": hour, "contactForms": [
                {"key": "NAME", "value": "Marina Duarte"}, {"key": "CPF_CNPJ", "value": "00000000000"}]});
        caller.accepted(CREATE, booking).await;
    }
    let dates = caller.accepted("/pa/listDates", place.clone()).await;
    assert_eq!(dates["dates"], json!(["25/06/2025", "27/06/2025"]));
    let day = with(place, json!({"date": "26/06/2025"}));
    assert_eq!(
        caller.accepted("/pa/listPeriods", day.clone()).await["periods"],
        json!([])
    );
    assert_eq!(
        caller
            .accepted("/pa/listHours", with(day, json!({"period": 1})))
            .await["hours"],
        json!([])
    );
}

#[tokio::test]
async fn the_clock_decides_what_is_past_and_what_is_a_day_off() {
    // Tuesday afternoon before a holiday.
    let now = date(2025, 7, 15).at(17, 40, 0, 0);
    let caller = Caller::at(
        Sandbox::builder()
            .now(now)
            .start()
            .await
            .expect("the sandbox starts"),
    );
    let dates = caller.accepted("/pa/listDates", place()).await;
    let expected = [
        "15/07/2025",
        "17/07/2025",
        "18/07/2025",
        "21/07/2025",
        "22/07/2025",
        "23/07/2025",
        "24/07/2025",
    ];
    assert_eq!(dates["dates"], json!(expected));
    let today = with(place(), json!({"date": "15/07/2025"}));
    assert_eq!(
        ids(
            &caller.accepted("/pa/listPeriods", today.clone()).await,
            "periods"
        ),
        [3]
    );
    let night = caller
        .accepted("/pa/listHours", with(today, json!({"period": 3})))
        .await;
    assert_eq!(
        night["hours"],
        json!(["18:00", "18:20", "18:40", "19:00", "19:20", "19:40"])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exactly_one_of_32_bookings_of_one_hour_wins() {
    let caller = std::sync::Arc::new(Caller::new().await);
    let bookings: Vec<_> = (0..32)
        .map(|_| {
            let caller = caller.clone();
            tokio::spawn(async move { caller.call(CREATE, booking("15:40")).await })
        })
        .collect();
    let mut won = 0;
    for booking in bookings {
        let answer = booking.await.expect("no booking panics");
        if answer["error"].is_null() {
            won += 1;
        } else {
            assert!(
                answer["error"]["message"]
                    .as_str()
                    .is_some_and(|it| it.contains("not available"))
            );
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        caller
            .sandbox
            .requests()
            .iter()
            .filter(|request| request.refused)
            .count(),
        31
    );
}

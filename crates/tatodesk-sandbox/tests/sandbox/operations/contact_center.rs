//! The contact center: filters by ids and flags, pages that count correctly, and hours of the right level.

use crate::caller::Caller;
use crate::spec::conformance::conforms;
use serde_json::{Value, json};

fn ids(answer: &Value, list: &str) -> Vec<i64> {
    let rows = answer[list].as_array().expect("rows");
    rows.iter().filter_map(|row| row["ID"].as_i64()).collect()
}

#[tokio::test]
async fn every_level_is_filtered() {
    let caller = Caller::new().await;
    for (path, list, filter, expected) in [
        (
            "/cc/v1/listAttendanceGroups",
            "attendanceGroups",
            json!({}),
            vec![64, 305, 455],
        ),
        (
            "/cc/v1/listAttendanceGroups",
            "attendanceGroups",
            json!({"isNormalOpenningHour": 1}),
            vec![64, 455],
        ),
        (
            "/cc/v1/listAttendanceGroups",
            "attendanceGroups",
            json!({"isNormalOpenningHour": 2}),
            vec![305],
        ),
        (
            "/cc/v1/listAttendanceGroups",
            "attendanceGroups",
            json!({"departmentIDs": [7]}),
            vec![64, 305],
        ),
        (
            "/cc/v1/listAttendanceGroups",
            "attendanceGroups",
            json!({"attendanceGroupIDs": [455, 1]}),
            vec![455],
        ),
        (
            "/cc/v1/listGroupSpecializations",
            "specializations",
            json!({"attendanceGroupID": 455}),
            vec![165, 166, 170],
        ),
        (
            "/cc/v1/listGroupSpecializations",
            "specializations",
            json!({"groupSpecializationIDs": [166]}),
            vec![166],
        ),
        (
            "/cc/v1/listGroupSpecializations",
            "specializations",
            json!({"attendanceGroupID": 64}),
            vec![],
        ),
        (
            "/cc/v1/listGroupSpecializations",
            "specializations",
            json!({"departmentIDs": [335]}),
            vec![165, 166, 170],
        ),
        (
            "/cc/v1/listSubSpecializations",
            "subSpecializations",
            json!({"groupSpecializationID": 165}),
            vec![375, 376],
        ),
        (
            "/cc/v1/listSubSpecializations",
            "subSpecializations",
            json!({"subSpecializationIDs": [376]}),
            vec![376],
        ),
        (
            "/cc/v1/listAreas",
            "areas",
            json!({"subspecializationID": 375, "departmentIDs": [52]}),
            vec![941],
        ),
        (
            "/cc/v1/listAreas",
            "areas",
            json!({"areaIDs": [940]}),
            vec![940],
        ),
        (
            "/cc/v1/listSubAreas",
            "subAreas",
            json!({"areaID": 940}),
            vec![699, 700],
        ),
        (
            "/cc/v1/listSubAreas",
            "subAreas",
            json!({"subAreaIDs": [700], "departmentIDs": [337]}),
            vec![700],
        ),
        (
            "/cc/v1/listSubAreas",
            "subAreas",
            json!({"areaID": 941}),
            vec![],
        ),
    ] {
        let answer = caller.accepted(path, json!({"filter": filter})).await;
        conforms(path, &answer);
        assert_eq!(ids(&answer, list), expected, "{path} {filter}");
        assert_eq!(answer["count"], expected.len(), "{path} {filter}");
    }
}

#[tokio::test]
async fn lists_page_and_count_all() {
    let caller = Caller::new().await;
    let path = "/cc/v1/listDepartments";
    let all = ids(&caller.accepted(path, json!({})).await, "departments");
    let mut walked = Vec::new();
    for page in 0..5 {
        let answer = caller
            .accepted(path, json!({"page": page, "limit": 3}))
            .await;
        assert_eq!(answer["count"], all.len());
        walked.extend(ids(&answer, "departments"));
    }
    assert_eq!(walked, all);
    let journeys = "/chatbot/v1/listChatbotJourneys";
    let answer = caller
        .accepted(journeys, json!({"page": 1, "limit": 2}))
        .await;
    assert_eq!(answer["count"], 3);
    assert_eq!(answer["journeys"][0]["isActive"], 2);
}

#[tokio::test]
async fn hours_come_from_the_lowest_level_that_has_its_own() {
    let caller = Caller::new().await;
    for (place, object, days) in [
        (json!({}), "general", 5),
        (
            json!({"attendanceGroupID": 455, "groupSpecializationID": 165, "subAreaID": 699}),
            "general",
            5,
        ),
        (json!({"attendanceGroupID": 305}), "attendanceGroup", 2),
        (
            json!({"attendanceGroupID": 305, "groupSpecializationID": 170}),
            "groupSpecialization",
            2,
        ),
    ] {
        let path = "/cc/v1/listOpeningHours";
        let hours = caller.accepted(path, place.clone()).await;
        conforms(path, &hours);
        assert_eq!(hours["object"], object, "{place}");
        assert_eq!(
            hours["openingHours"].as_array().map(Vec::len),
            Some(days),
            "{place}"
        );
        let path = "/cc/v1/listOpeningHourExceptions";
        let exceptions = caller.accepted(path, place.clone()).await;
        conforms(path, &exceptions);
        assert_eq!(exceptions["object"], object, "{place}");
    }
    let urgent = json!({"groupSpecializationID": 170});
    let hours = caller
        .accepted("/cc/v1/listOpeningHours", urgent.clone())
        .await;
    let saturday =
        json!({"dayID": 7, "day": "Saturday", "startTime": "00:00:00", "endTime": "23:59:00"});
    assert_eq!(hours["openingHours"][0], saturday);
    let days = caller
        .accepted("/cc/v1/listOpeningHourExceptions", urgent)
        .await;
    assert_eq!(days["exceptions"][0]["date"], "2025-12-25");
}

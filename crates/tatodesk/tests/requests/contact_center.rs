//! Bodies of the contact center section.

use serde_json::{Value, json};
use tatodesk::ids::*;

use crate::{check, tatodesk};

/// The documented body of a level: its parent, its own ids, and what all levels have.
fn level(own: Value) -> Value {
    let mut filter = json!({"departmentIDs": [], "isNormalOpenningHour": 1});
    filter
        .as_object_mut()
        .unwrap()
        .extend(own.as_object().unwrap().clone());
    json!({"filter": filter, "page": 0, "limit": 10})
}

#[test]
fn levels() {
    let tatodesk = tatodesk();
    let section = tatodesk.contact_center();
    check(
        section.list_departments().page(0).limit(10),
        "listDepartments",
        json!({"page": 0, "limit": 10}),
    );
    check(section.list_departments(), "listDepartments", json!({}));
    check(
        section
            .list_groups()
            .groups([])
            .departments([])
            .normal_opening_hours(true)
            .page(0)
            .limit(10),
        "listAttendanceGroups",
        level(json!({"attendanceGroupIDs": []})),
    );
    check(
        section
            .list_specialties(ServiceGroupId(455))
            .specialties([SpecialtyId(165)])
            .departments([])
            .normal_opening_hours(true)
            .page(0)
            .limit(10),
        "listGroupSpecializations",
        level(json!({"attendanceGroupID": 455, "groupSpecializationIDs": [165]})),
    );
    check(
        section
            .list_subspecialties(SpecialtyId(165))
            .subspecialties([SubspecialtyId(375)])
            .departments([])
            .normal_opening_hours(true)
            .page(0)
            .limit(10),
        "listSubSpecializations",
        level(json!({"groupSpecializationID": 165, "subSpecializationIDs": [375]})),
    );
    check(
        section
            .list_areas(SubspecialtyId(375))
            .areas([AreaId(940)])
            .departments([])
            .normal_opening_hours(true)
            .page(0)
            .limit(10),
        "listAreas",
        level(json!({"subspecializationID": 375, "areaIDs": [940]})),
    );
    check(
        section
            .list_subareas(AreaId(940))
            .subareas([SubAreaId(699)])
            .departments([])
            .normal_opening_hours(true)
            .page(0)
            .limit(10),
        "listSubAreas",
        level(json!({"areaID": 940, "subAreaIDs": [699]})),
    );
}

#[test]
fn one_filter_alone() {
    let tatodesk = tatodesk();
    let section = tatodesk.contact_center();
    check(section.list_groups(), "listAttendanceGroups", json!({}));
    check(
        section.list_groups().departments([DepartmentId(7)]),
        "listAttendanceGroups",
        json!({"filter": {"departmentIDs": [7]}}),
    );
    check(
        section
            .list_areas(SubspecialtyId(375))
            .normal_opening_hours(false),
        "listAreas",
        json!({"filter": {"subspecializationID": 375, "isNormalOpenningHour": 2}}),
    );
}

#[test]
fn schedules() {
    let tatodesk = tatodesk();
    let section = tatodesk.contact_center();
    let group = ServiceGroupId(455);
    let levels = json!({
        "attendanceGroupID": 455, "groupSpecializationID": 165, "subSpecializationID": 375, "areaID": 940, "subAreaID": 699,
    });
    check(
        section
            .list_schedules(group)
            .specialty(SpecialtyId(165))
            .subspecialty(SubspecialtyId(375))
            .area(AreaId(940))
            .subarea(SubAreaId(699)),
        "listOpeningHours",
        levels.clone(),
    );
    check(
        section
            .list_schedule_exceptions(group)
            .specialty(SpecialtyId(165))
            .subspecialty(SubspecialtyId(375))
            .area(AreaId(940))
            .subarea(SubAreaId(699)),
        "listOpeningHourExceptions",
        levels,
    );
    check(
        section.list_schedules(group),
        "listOpeningHours",
        json!({"attendanceGroupID": 455}),
    );
    check(
        section.list_schedule_exceptions(group),
        "listOpeningHourExceptions",
        json!({"attendanceGroupID": 455}),
    );
}

//! Bodies of the scheduling section.

use jiff::civil::{date, time};
use serde_json::json;
use tatodesk::ids::*;

use crate::{check, id, tatodesk};

#[test]
fn steps() {
    let tatodesk = tatodesk();
    let section = tatodesk.scheduling();
    let day = date(2025, 6, 25);
    let types = || [ServiceTypeId(1)];
    check(
        section.list_link_companies("custom-link-token"),
        "listCustomCompanies",
        json!({"token": "custom-link-token"}),
    );
    check(
        section.list_link_categories("custom-link-token"),
        "listCustomAttendanceTypeCategories",
        json!({"token": "custom-link-token"}),
    );
    check(
        section.list_categories(CompanyId(1)),
        "listAttendanceTypeCategoriesForAppointment",
        json!({"companyID": 1}),
    );
    check(
        section.list_types(ServiceTypeCategoryId(1)),
        "listAttendanceTypesForAppointment",
        json!({"categoryID": 1}),
    );
    check(
        section.list_regions(types()),
        "listRegionsForAppointment",
        json!({"attendanceTypes": [1]}),
    );
    check(
        section.list_units(types()).region(RegionId(53)),
        "listAttendanceUnitsForAppointment",
        json!({"attendanceTypes": [1], "regionID": 53}),
    );
    check(
        section.list_dates(CompanyId(1), ServiceUnitId(288), types()),
        "listDates",
        json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1]}),
    );
    check(
        section.list_periods(CompanyId(1), ServiceUnitId(288), types(), day),
        "listPeriods",
        json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1], "date": "25/06/2025"}),
    );
    check(
        section.list_hours(CompanyId(1), ServiceUnitId(288), types(), day, PeriodId(2)),
        "listHours",
        json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypeIDs": [1], "date": "25/06/2025", "period": 2}),
    );
}

#[test]
fn book_and_query() {
    let tatodesk = tatodesk();
    let section = tatodesk.scheduling();
    let bare = || {
        let types = [ServiceTypeId(1)];
        section.create_appointment(
            CompanyId(1),
            ServiceUnitId(288),
            types,
            date(2025, 6, 25),
            time(9, 5, 59, 7),
        )
    };
    check(
        bare(),
        "createAppointment",
        json!({
            "companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1], "date": "25/06/2025", "hour": "09:05",
        }),
    );
    check(
        bare()
            .category(ServiceTypeCategoryId(3))
            .period(PeriodId(2))
            .channel(ChannelId(4))
            .contact("NAME", "Marina Duarte"),
        "createAppointment",
        json!({
            "companyID": 1, "attendanceUnitID": 288, "categoryID": 3, "attendanceTypes": [1], "date": "25/06/2025",
            "periodID": 2, "hour": "09:05", "channelID": 4,
            "contactForms": [{"key": "NAME", "value": "Marina Duarte"}],
        }),
    );
    check(
        section.get_appointment(id("20250625151315059")),
        "getAppointment",
        json!({"protocol": "20250625151315059"}),
    );
}

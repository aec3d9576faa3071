//! Bodies of the scheduling section.

use jiff::civil::{date, time};
use serde_json::json;
use tatodesk::{
    Call, Outcome, Tatodesk, ids::*, types::ContactFormField, types::CreateAppointmentRequest,
};

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
    let bare = || booking(&tatodesk);
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

fn booking(tatodesk: &Tatodesk) -> Call<CreateAppointmentRequest> {
    let (types, hour) = ([ServiceTypeId(1)], time(9, 5, 59, 7));
    let section = tatodesk.scheduling();
    section.create_appointment(
        CompanyId(1),
        ServiceUnitId(288),
        types,
        date(2025, 6, 25),
        hour,
    )
}

/// A field as it is listed. Its numbers are not sent with an appointment.
fn field(name: &str) -> ContactFormField {
    let mut field = ContactFormField::new(ContactFormFieldId(104));
    field.contact_form_id = Some(ContactFormId(2));
    field.contact_form_key_id = Some(ContactFormKeyId(1));
    field.contact_form_key_name = Some(name.to_owned());
    field.key = Some("What the label says".to_owned());
    field
}

#[test]
fn listed_fields_are_filled_in_by_their_names() {
    let tatodesk = tatodesk();
    let unnumbered = {
        let mut field = field("E-MAIL");
        field.contact_form_key_id = None;
        field
    };
    for (call, forms) in [
        (
            booking(&tatodesk).fill(&field("NAME"), "Marina Duarte"),
            json!([{"key": "NAME", "value": "Marina Duarte"}]),
        ),
        (
            booking(&tatodesk)
                .fill(&unnumbered, String::from("marina@example.com"))
                .contact("CITY", "Recife")
                .fill(&field("NAME"), ""),
            json!([
                {"key": "E-MAIL", "value": "marina@example.com"},
                {"key": "CITY", "value": "Recife"},
                {"key": "NAME", "value": ""},
            ]),
        ),
    ] {
        check(
            call,
            "createAppointment",
            json!({
                "companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1], "date": "25/06/2025", "hour": "09:05",
                "contactForms": forms,
            }),
        );
    }
}

#[tokio::test]
async fn a_field_without_a_name_is_not_sent() {
    let tatodesk = tatodesk();
    let mut unnamed = field("NAME");
    unnamed.contact_form_key_name = None;
    for odd in [unnamed, ContactFormField::new(ContactFormFieldId(1))] {
        let call = booking(&tatodesk).fill(&odd, "Marina Duarte");
        let error = call
            .fill(&field("NAME"), "Marina")
            .send()
            .await
            .unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
        let text = error.to_string();
        assert!(
            text.contains("contactFormKeyName") && !text.contains("Marina"),
            "{text}"
        );
    }
}

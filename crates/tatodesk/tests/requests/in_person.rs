//! Bodies of the in-person section.

use serde_json::json;
use tatodesk::ids::*;

use crate::{check, id, tatodesk};

#[test]
fn lists() {
    let tatodesk = tatodesk();
    let section = tatodesk.in_person();
    check(
        section.list_companies().active(true),
        "listCompaniesByUser",
        json!({"isActive": 1}),
    );
    check(
        section.list_companies().active(false),
        "listCompaniesByUser",
        json!({"isActive": 2}),
    );
    check(section.list_companies(), "listCompaniesByUser", json!({}));
    check(
        section.list_units(CompanyId(1)).active(true),
        "listAttendanceUnitsByUser",
        json!({"companyID": 1, "isActive": 1}),
    );
    check(
        section.list_classifications(),
        "listAttendanceClassifications",
        json!({}),
    );
    check(
        section.list_categories(ServiceUnitId(53)),
        "listAttendanceTypeCategories",
        json!({"attendanceUnitID": 53}),
    );
    check(
        section
            .list_types(ServiceUnitId(58))
            .category(ServiceTypeCategoryId(11)),
        "listAttendanceTypes",
        json!({"attendanceUnitID": 58, "attendanceTypeCategoryID": 11}),
    );
    check(
        section.list_types(ServiceUnitId(58)),
        "listAttendanceTypes",
        json!({"attendanceUnitID": 58}),
    );
    check(
        section
            .list_form_fields(ServiceUnitId(58))
            .category(ServiceTypeCategoryId(11))
            .types([ServiceTypeId(28)]),
        "listContactFormFields",
        json!({"attendanceTypeCategoryID": 11, "attendanceTypeIDs": [28], "attendanceUnitID": 58}),
    );
}

#[test]
fn create() {
    let tatodesk = tatodesk();
    let bare = tatodesk.in_person().create_service(
        CompanyId(1),
        ServiceUnitId(2),
        ServiceClassificationId(3),
        [ServiceTypeId(140)],
    );
    check(
        bare.field(ContactFormKeyId(19), "EMAIL", "marina@example.com")
            .field(ContactFormKeyId(1), "NAME", "Marina Duarte")
            .user(UserId(4))
            .contact_form(ContactFormId(5)),
        "createPresentialAttendance",
        json!({
            "attendanceClassificationID": 3,
            "companyID": 1,
            "attendanceUnitID": 2,
            "attendanceTypeID": [140],
            "contactFormFields": [
                {"contactFormKeyID": 19, "key": "EMAIL", "value": "marina@example.com"},
                {"contactFormKeyID": 1, "key": "NAME", "value": "Marina Duarte"},
            ],
            "userID": 4,
            "contactFormID": 5,
        }),
    );
}

#[test]
fn get_and_attach() {
    let tatodesk = tatodesk();
    let section = tatodesk.in_person();
    check(
        section.get_service(InPersonServiceId(2466214)),
        "getPresentialAttendance",
        json!({"ID": 2466214}),
    );
    check(
        section.add_attachments(
            id("20250917101813073"),
            ["https://example.com/a", "https://example.com/b"],
        ),
        "createAttachments",
        json!({"protocol": "20250917101813073", "urls": ["https://example.com/a", "https://example.com/b"]}),
    );
}

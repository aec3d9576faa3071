//! Bodies of the in-person section.

use serde_json::json;
use tatodesk::{
    Call, Outcome, Tatodesk,
    ids::*,
    types::{ContactFormField, CreateInPersonServiceRequest},
};

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
    let bare = service(&tatodesk);
    check(
        bare.fill(&field(19, "EMAIL"), "marina@example.com")
            .fill(&field(1, "NAME"), "Marina Duarte")
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

/// A field as it is listed: its own number is another than the one that is sent.
fn field(key: i64, name: &str) -> ContactFormField {
    let mut field = ContactFormField::new(ContactFormFieldId(900 + key));
    field.contact_form_id = Some(ContactFormId(8));
    field.contact_form_key_id = Some(ContactFormKeyId(key));
    field.contact_form_key_name = Some(name.to_owned());
    field.key = Some("What the label says".to_owned());
    field
}

fn service(tatodesk: &Tatodesk) -> Call<CreateInPersonServiceRequest> {
    tatodesk.in_person().create_service(
        CompanyId(1),
        ServiceUnitId(2),
        ServiceClassificationId(3),
        [ServiceTypeId(140)],
    )
}

#[test]
fn a_field_brings_its_form() {
    let tatodesk = tatodesk();
    let mut homeless = field(1, "NAME");
    homeless.contact_form_id = None;
    let named = || field(1, "NAME");
    let form = |call: Call<CreateInPersonServiceRequest>| call.request().contact_form_id;
    let bare = || service(&tatodesk);
    assert_eq!(
        form(bare().fill(&named(), "Marina")),
        Some(ContactFormId(8))
    );
    assert_eq!(form(bare().fill(&homeless, "Marina")), None);
    let chosen = bare().contact_form(ContactFormId(5));
    assert_eq!(
        form(chosen.fill(&named(), "Marina")),
        Some(ContactFormId(5))
    );
    let chosen = bare()
        .fill(&named(), "Marina")
        .contact_form(ContactFormId(5));
    assert_eq!(form(chosen), Some(ContactFormId(5)));
}

#[tokio::test]
async fn a_field_that_cannot_be_filled_in_is_not_sent() {
    let tatodesk = tatodesk();
    let (mut unnumbered, mut unnamed) = (field(1, "NAME"), field(1, "NAME"));
    unnumbered.contact_form_key_id = None;
    unnamed.contact_form_key_name = None;
    let bare = ContactFormField::new(ContactFormFieldId(1));
    for odd in [unnumbered, unnamed, bare] {
        let call = service(&tatodesk).fill(&odd, "Marina Duarte");
        let error = call.fill(&field(19, "EMAIL"), "").send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
        let text = error.to_string();
        assert!(
            text.contains("contactFormKeyName") && !text.contains("Marina"),
            "{text}"
        );
    }
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

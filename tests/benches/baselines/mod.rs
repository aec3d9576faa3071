//! The clients that the facade is measured against. Each is a careful program of reqwest and serde for two operations, and each is
//! frozen: a change here moves the yardstick, so it needs a review and a reason of its own. Each file says what was reviewed.

pub(crate) mod by_hand;
pub(crate) mod good;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of `listDepartments`.
#[derive(Serialize)]
pub(crate) struct Page {
    page: i64,
    limit: i64,
}

/// The answer of `listDepartments`.
#[derive(Deserialize)]
pub(crate) struct Departments {
    pub(crate) departments: Vec<Department>,
    pub(crate) count: Option<i64>,
    pub(crate) error: Option<Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding is what costs")]
pub(crate) struct Department {
    #[serde(rename = "ID")]
    id: i64,
    name: String,
    #[serde(rename = "isActive")]
    is_active: Option<i64>,
}

/// The body of `createAppointment`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Booking {
    #[serde(rename = "companyID")]
    company: i64,
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
    attendance_types: Vec<i64>,
    date: String,
    hour: String,
    contact_forms: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    key: String,
    value: String,
}

/// The answer of `createAppointment`.
#[derive(Deserialize)]
pub(crate) struct Booked {
    #[serde(rename = "ID")]
    pub(crate) id: i64,
    pub(crate) protocol: String,
    pub(crate) documents: Option<Vec<String>>,
    pub(crate) error: Option<Value>,
}

/// The page that every side asks for.
pub(crate) fn page() -> Page {
    Page { page: 0, limit: 10 }
}

/// The appointment that every side books.
pub(crate) fn booking() -> Booking {
    let field = Field {
        key: "NAME".to_owned(),
        value: "Marina Duarte".to_owned(),
    };
    Booking {
        company: 1,
        unit: 288,
        attendance_types: vec![1],
        date: format!("{:02}/{:02}/{:04}", 25, 6, 2025),
        hour: format!("{:02}:{:02}", 15, 40),
        contact_forms: vec![field],
    }
}

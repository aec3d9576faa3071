//! The last chapters: read a report of digital services, then create, edit and read a CRM record.

use jiff::civil::date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{NAME, Tour, count};
use crate::report::Report;

/// Rows that are shown of a report.
const SHOWN: usize = 5;

pub(super) async fn report(tour: &mut Tour) -> Result<(), Report> {
    let Tour { tatodesk, narrator } = tour;
    narrator.chapter("A report")?;
    narrator.call(
        "Which digital services were there from January 2024 to January 2025?",
        "tatodesk.reports().digital_services(date(2024, 1, 1)..=date(2025, 1, 30))",
    )?;
    let answer = tatodesk
        .reports()
        .digital_services(date(2024, 1, 1)..=date(2025, 1, 30))
        .send()
        .await?;
    let services = &answer.services;
    let total = answer.count();
    let total = total
        .map(|total| format!(" of {total}"))
        .unwrap_or_default();
    narrator.result(&format!(
        "{}{total}; the first of them:",
        count(services.len(), "row")
    ))?;
    let cells: Vec<[String; 5]> = services
        .iter()
        .take(SHOWN)
        .map(|row| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            // The report's times are local, although their text ends in `Z`.
            let date = row.date();
            let date = date.map(|date| date.strftime("%d/%m/%Y %H:%M").to_string());
            let waited = row.waiting_time.as_ref().map(ToString::to_string);
            [
                date.unwrap_or_default(),
                text(&row.channel),
                text(&row.department),
                text(&row.status),
                format!("waited {}", waited.unwrap_or_default()),
            ]
        })
        .collect();
    narrator.rows(&cells)
}

/// The account's own object, as a program sees it.
#[derive(Deserialize, Serialize)]
struct Order {
    #[serde(rename = "Produto")]
    product: String,
    #[serde(rename = "Amount")]
    amount: u32,
    #[serde(rename = "Status")]
    status: String,
}

const OBJECT: &str = "orders";

pub(super) async fn keep(tour: &mut Tour) -> Result<(), Report> {
    let Tour { tatodesk, narrator } = tour;
    narrator.chapter("A CRM record")?;

    narrator.call(
        &format!("Write down what {NAME} ordered."),
        &format!(
            "tatodesk.crm().create_record(\"{OBJECT}\", &Order {{ product, amount, status }})"
        ),
    )?;
    let order = Order {
        product: "Guaraná".to_owned(),
        amount: 2,
        status: "Open".to_owned(),
    };
    let created = tatodesk.crm().create_record(OBJECT, &order).send().await?;
    let record = created
        .data_object
        .as_ref()
        .ok_or_else(|| Report::usage("no record was created"))?;
    narrator.result(&format!("record {}", record.id.as_str()))?;

    narrator.call(
        "It is paid.",
        &format!(
            "tatodesk.crm().edit_record(\"{OBJECT}\", id, &json!({{\"Status\": \"Settled\"}}))"
        ),
    )?;
    let fields = json!({ "Status": "Settled" });
    tatodesk
        .crm()
        .edit_record(OBJECT, record.id.clone(), &fields)
        .send()
        .await?;
    narrator.result("edited")?;

    narrator.call(
        "Which orders are there now?",
        &format!("tatodesk.crm().list_records(\"{OBJECT}\"), then .records::<Order>()"),
    )?;
    let answer = tatodesk.crm().list_records(OBJECT).send().await?;
    let orders: Vec<Order> = answer
        .records()
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(usage)?;
    narrator.result(&count(orders.len(), "order"))?;
    let cells: Vec<[String; 3]> = orders
        .into_iter()
        .map(|order| [order.product, order.amount.to_string(), order.status])
        .collect();
    narrator.rows(&cells)
}

/// Reports an error in the tour's own values, which should never happen.
fn usage(error: impl std::error::Error) -> Report {
    Report::usage(error.to_string())
}

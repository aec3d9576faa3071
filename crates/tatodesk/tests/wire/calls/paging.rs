//! Exports that callers write by hand, page by page: they end at the last page, whatever one row is like.

use jiff::civil::date;
use serde_json::{Value, json};
use tatodesk::Tatodesk;

use crate::server::{Answering, Server};

/// Rows on a full page.
const LIMIT: u32 = 3;

/// Exports all tickets as the documentation tells users to, and gives their protocols.
async fn export(pages: &[Value]) -> (Vec<String>, usize) {
    let script = pages.iter().map(|page| Answering::json(&page.to_string()));
    let server = Server::start(script).await;
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .build()
        .unwrap();
    let mut protocols = Vec::new();
    for page in 0.. {
        let days = date(2025, 1, 1)..=date(2025, 1, 30);
        let call = tatodesk.reports().tickets(days).page(page).limit(LIMIT);
        let answer = call.send().await.unwrap();
        protocols.extend(answer.services.iter().map(|it| it.protocol.to_string()));
        if answer.services.total_len() < LIMIT as usize {
            break;
        }
    }
    (protocols, server.requests().len())
}

/// A page with these rows: protocols, or something that is no ticket.
fn page(rows: impl IntoIterator<Item = Value>) -> Value {
    let row = |row: Value| match row {
        Value::String(protocol) => json!({ "protocol": protocol }),
        other => other,
    };
    let rows: Vec<Value> = rows.into_iter().map(row).collect();
    json!({"attendances": rows, "error": null})
}

#[tokio::test]
async fn a_malformed_row_on_a_full_page_does_not_end_an_export() {
    for malformed in [
        json!({"protocol": 7}),
        json!({}),
        Value::Null,
        json!([]),
        json!({"protocol": "2", "date": 20250101}),
    ] {
        for place in 0..3 {
            let mut first = vec![json!("1"), json!("2")];
            first.insert(place, malformed.clone());
            let pages = [page(first), page([json!("4")])];
            let (protocols, calls) = export(&pages).await;
            assert_eq!(
                (protocols, calls),
                (["1", "2", "4"].map(String::from).into(), 2)
            );
        }
    }
}

#[tokio::test]
async fn a_full_page_of_malformed_rows_is_no_end_either() {
    let pages = [page([json!(1), json!(2), json!(3)]), page([json!("4")])];
    let (protocols, calls) = export(&pages).await;
    assert_eq!((protocols, calls), (vec!["4".to_owned()], 2));
}

#[tokio::test]
async fn a_page_without_rows_is_the_last_one() {
    for last in [
        json!({"attendances": []}),
        json!({"attendances": null}),
        json!({}),
    ] {
        let (protocols, calls) = export(&[page(["1", "2", "3"].map(Value::from)), last]).await;
        assert_eq!((protocols.len(), calls), (3, 2));
    }
}

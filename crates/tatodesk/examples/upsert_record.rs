//! Edits the CRM record that has this key, or creates it where there is none.
#![allow(clippy::print_stdout)] // an example talks to its reader

use serde::{Deserialize, Serialize};
use tatodesk::{Tatodesk, ids::CrmRecordId, serde_json::json};
use tatodesk_sandbox::Sandbox;

/// A record of the object `orders`, with the names that this account gave to the fields.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Order {
    produto: String,
    amount: u32,
}

/// What is read of a stored record.
#[derive(Deserialize)]
struct Stored {
    id: CrmRecordId,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`.
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;
    for (produto, amount) in [("Guaraná", 20), ("Café", 3), ("Café", 4)] {
        let produto = produto.to_owned();
        println!("{}", upsert(&tatodesk, &Order { produto, amount }).await?);
    }
    Ok(())
}

/// Two callers at the same time may both create: Tatodesk has no call that does both steps in one.
async fn upsert(tatodesk: &Tatodesk, order: &Order) -> Result<String, Box<dyn std::error::Error>> {
    let crm = tatodesk.crm();
    let same = json!([{"field": "Produto", "operation": "eq", "value": order.produto}]);
    let found = crm.list_records("orders").member("filters", same).await?;
    let found: Vec<Stored> = found.records().into_iter().collect::<Result<_, _>>()?;
    match &found[..] {
        [] => {
            let created = crm.create_record("orders", order).await?;
            let created: Option<Stored> = created.record()?;
            let id = created.ok_or("the answer has no record")?.id;
            Ok(format!("created {id}"))
        }
        [one] => {
            crm.edit_record("orders", one.id.clone(), order).await?;
            Ok(format!("edited {}", one.id))
        }
        more => Err(format!("{} records have this key", more.len()).into()),
    }
}

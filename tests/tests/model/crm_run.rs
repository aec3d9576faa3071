//! How the calls about CRM records go through the facade.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tatodesk::{Error, ids::CrmRecordId};

use super::{
    crm::{Call, Fields, Filter, Query},
    driver::Session,
};

const OBJECT: &str = "orders";

impl Fields {
    fn body(&self) -> Value {
        let members = [
            ("Product", self.product.map(Value::from)),
            ("Amount", self.amount.clone()),
            ("Status", self.status.map(Value::from)),
        ];
        members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect::<Map<_, _>>()
            .into()
    }
}

impl Filter {
    fn body(&self) -> Value {
        let (field, operation, value) = match self {
            Self::ProductIs(text) => ("Product", "eq", json!(text)),
            Self::ProductContains(text) => ("Product", "contains", json!(text)),
            Self::AmountAtLeast(least) => ("Amount", "gte", json!(least)),
            Self::AmountBelow(most) => ("Amount", "lt", json!(most)),
            Self::StatusIsNot(text) => ("Status", "ne", json!(text)),
            Self::StatusAmong(texts) => ("Status", "in", json!(texts)),
            Self::Nonsense => ("Colour", "eq", json!("red")),
        };
        json!([{"field": field, "operation": operation, "value": value}])
    }
}

impl Call {
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Create(_) => "insertObject",
            Self::Edit(..) => "updateObject",
            Self::Delete(_) => "deleteObject",
            Self::List(_) => "listObject",
        }
    }

    pub(crate) async fn run(&self, session: &mut Session) -> Result<Value, Error> {
        let tatodesk = session.tatodesk.clone();
        let crm = tatodesk.crm();
        match self {
            Self::Create(fields) => {
                let call = crm.create_record(OBJECT, &fields.body());
                let record = session.send(call).await?.data_object.expect("the record");
                session.known.orders.push(record.id);
                Ok(json!({"order": session.known.orders.len() - 1}))
            }
            Self::Edit(which, fields) => {
                let call = crm.edit_record(OBJECT, session.order(*which), &fields.body());
                session.send(call).await.map(|_| Value::Null)
            }
            Self::Delete(which) => {
                let call = crm.delete_record(OBJECT, session.order(*which));
                session.send(call).await.map(|_| Value::Null)
            }
            Self::List(query) => {
                let mut call = crm.list_records(OBJECT).member("page", query.page);
                if let Some(filter) = &query.filter {
                    call = call.member("filters", filter.body());
                }
                if let Some((field, down)) = query.sort {
                    let direction = if down { "desc" } else { "asc" };
                    call = call.member("sorts", json!([{"field": field, "direction": direction}]));
                }
                if !query.select.is_empty() {
                    call = call.member("fields", query.select.clone());
                }
                if let Some(limit) = query.limit {
                    call = call.member("limit", limit);
                }
                let answer = session.send(call).await?;
                let count = answer.count();
                let rows = answer
                    .data_object
                    .map(|it| it.table_data)
                    .unwrap_or_default();
                let rows: Vec<Value> = rows.iter().map(|row| session.row(&row.0, query)).collect();
                Ok(json!({"count": count, "rows": rows}))
            }
        }
    }
}

impl Session {
    fn order(&self, which: usize) -> CrmRecordId {
        let unknown = || CrmRecordId::from("99999999-0000-4000-8000-000000000999".to_owned());
        self.known
            .orders
            .get(which)
            .cloned()
            .unwrap_or_else(unknown)
    }

    /// A row in the words of the model: with the order's number as its id, and without the fields of the system.
    fn row(&self, row: &BTreeMap<String, Value>, query: &Query) -> Value {
        let mut row: Map<String, Value> = row.clone().into_iter().collect();
        let id = row.remove("id").expect("an id");
        if query.select.is_empty() {
            let system = ["accountID", "createdAt", "updatedAt"].map(|member| row.remove(member));
            assert!(system.iter().all(Option::is_some), "{row:?}");
        }
        row.insert(
            "order".into(),
            json!(self.known.orders.iter().position(|it| id == it.as_str())),
        );
        row.into()
    }

    /// After a creation without an answer: looks for an order that the session does not know.
    pub(crate) async fn look_for_orders(&mut self) {
        let answer = self
            .tatodesk
            .crm()
            .list_records(OBJECT)
            .send()
            .await
            .expect("a list");
        let tables = answer.data_object.iter();
        for row in tables.flat_map(|table| &table.table_data) {
            let id = row.0["id"].as_str().expect("an id");
            if !self.known.orders.iter().any(|it| it.as_str() == id) {
                self.known.orders.push(CrmRecordId::from(id.to_owned()));
            }
        }
    }
}

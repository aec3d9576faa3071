//! CRM records: what people put in comes out again, filtered, sorted and paged, until it is deleted.

use std::{cmp::Reverse, collections::BTreeMap};

use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::machine::which;
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Create(Fields),
    /// Orders are counted from 0, in the order of their creation. One that is not there gets an id that no order has.
    Edit(usize, Fields),
    Delete(usize),
    List(Query),
}

/// What a caller writes: each field right, wrong, or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) product: Option<&'static str>,
    pub(crate) amount: Option<Value>,
    pub(crate) status: Option<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) filter: Option<Filter>,
    /// A field, and whether from the top down.
    pub(crate) sort: Option<(&'static str, bool)>,
    pub(crate) select: Vec<&'static str>,
    pub(crate) page: u32,
    pub(crate) limit: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) enum Filter {
    ProductIs(&'static str),
    ProductContains(&'static str),
    AmountAtLeast(i64),
    AmountBelow(i64),
    StatusIsNot(&'static str),
    StatusAmong(Vec<&'static str>),
    /// The object has no such field.
    Nonsense,
}

/// An order as the model keeps it.
#[derive(Clone, Debug)]
struct Order {
    product: String,
    amount: Option<i64>,
    status: Option<String>,
}

/// All orders that there are, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    kept: BTreeMap<usize, Order>,
    made: usize,
}

pub(crate) fn calls(orders: &Orders) -> BoxedStrategy<Call> {
    // A deleted order counts like one that never existed.
    let which = || which(orders.made);
    prop_oneof![
        4 => fields().prop_map(Call::Create),
        2 => (which(), fields()).prop_map(|(which, fields)| Call::Edit(which, fields)),
        1 => which().prop_map(Call::Delete),
        3 => query().prop_map(Call::List),
    ]
    .boxed()
}

fn fields() -> impl Strategy<Value = Fields> {
    let products = prop_oneof![
        8 => select(vec!["Cafe", "Cha", "Guarana"]).prop_map(Some),
        1 => Just(Some(" ")),
        1 => Just(None),
    ];
    let amounts = prop_oneof![
        3 => Just(None),
        8 => (-1_i64..4).prop_map(|amount| Some(json!(amount))),
        1 => Just(Some(json!("many"))),
    ];
    let statuses = prop_oneof![
        3 => Just(None),
        8 => select(vec!["Open", "Settled"]).prop_map(Some),
        1 => Just(Some("Lost")),
    ];
    (products, amounts, statuses).prop_map(|(product, amount, status)| Fields {
        product,
        amount,
        status,
    })
}

fn query() -> impl Strategy<Value = Query> {
    let statuses = || select(vec!["Open", "Settled"]);
    let filter = prop_oneof![
        select(vec!["Cafe", "Cha", "Mate"]).prop_map(Filter::ProductIs),
        select(vec!["a", "ar", "C", "x"]).prop_map(Filter::ProductContains),
        (-1_i64..4).prop_map(Filter::AmountAtLeast),
        (-1_i64..4).prop_map(Filter::AmountBelow),
        statuses().prop_map(Filter::StatusIsNot),
        prop::collection::vec(statuses(), 0..3).prop_map(Filter::StatusAmong),
        Just(Filter::Nonsense),
    ];
    let sort = (select(vec!["Product", "Amount"]), any::<bool>());
    let select = prop::sample::subsequence(vec!["Product", "Amount", "Status"], 0..=2);
    (
        option::of(filter),
        option::of(sort),
        select,
        0_u32..3,
        option::of(1_u32..4),
    )
        .prop_map(|(filter, sort, select, page, limit)| Query {
            filter,
            sort,
            select,
            page,
            limit,
        })
}

impl Orders {
    /// What a call does and is told; `None` is a refusal, which does nothing.
    pub(crate) fn act(&mut self, call: &Call) -> Option<Value> {
        match call {
            Call::Create(fields) => {
                fields.fit().then_some(())?;
                let order = Order {
                    product: fields.product?.into(),
                    amount: None,
                    status: None,
                };
                self.kept.insert(self.made, order.with(fields));
                self.made += 1;
                Some(json!({"order": self.made - 1}))
            }
            Call::Edit(which, fields) => {
                fields.fit().then_some(())?;
                let order = self.kept.get_mut(which)?;
                *order = order.clone().with(fields);
                Some(Value::Null)
            }
            Call::Delete(which) => self.kept.remove(which).map(|_| Value::Null),
            Call::List(query) => self.list(query),
        }
    }

    fn list(&self, query: &Query) -> Option<Value> {
        let mut found = Vec::new();
        if matches!(query.filter, Some(Filter::Nonsense)) {
            return None;
        }
        for (number, order) in &self.kept {
            let passes = match query.filter.as_ref() {
                None | Some(Filter::Nonsense) => true,
                Some(Filter::ProductIs(text)) => order.product == *text,
                Some(Filter::ProductContains(text)) => order.product.contains(text),
                Some(Filter::AmountAtLeast(least)) => order.amount.is_some_and(|it| it >= *least),
                Some(Filter::AmountBelow(most)) => order.amount.is_some_and(|it| it < *most),
                Some(Filter::StatusIsNot(text)) => order.status.as_deref() != Some(*text),
                Some(Filter::StatusAmong(texts)) => order
                    .status
                    .as_deref()
                    .is_some_and(|it| texts.contains(&it)),
            };
            if passes {
                found.push((*number, order));
            }
        }
        // All of these sorts leave equals in the order of their making; whatever has no amount comes last.
        match query.sort {
            None => {}
            Some(("Product", false)) => found.sort_by_key(|(_, it)| it.product.as_str()),
            Some(("Product", true)) => found.sort_by_key(|(_, it)| Reverse(it.product.as_str())),
            Some((_, false)) => found.sort_by_key(|(_, it)| (it.amount.is_none(), it.amount)),
            Some((_, true)) => {
                found.sort_by_key(|(_, it)| (it.amount.is_none(), Reverse(it.amount)))
            }
        }
        let count = found.len();
        let limit = query.limit.unwrap_or(1000) as usize;
        let page = found
            .into_iter()
            .skip(query.page as usize * limit)
            .take(limit);
        let rows: Vec<Value> = page
            .map(|(number, order)| order.row(number, &query.select))
            .collect();
        Some(json!({"count": count, "rows": rows}))
    }
}

impl Order {
    fn with(self, fields: &Fields) -> Self {
        Self {
            product: fields.product.map_or(self.product, str::to_owned),
            amount: fields.amount.as_ref().map_or(self.amount, Value::as_i64),
            status: fields.status.map(str::to_owned).or(self.status),
        }
    }

    fn row(&self, number: usize, select: &[&str]) -> Value {
        let mut row = json!({"order": number, "Product": self.product});
        if let Some(amount) = self.amount {
            row["Amount"] = json!(amount);
        }
        if let Some(status) = &self.status {
            row["Status"] = json!(status);
        }
        if let (Value::Object(members), false) = (&mut row, select.is_empty()) {
            members.retain(|name, _| name == "order" || select.contains(&name.as_str()));
        }
        row
    }
}

impl Fields {
    /// Whether what is there fits its field.
    fn fit(&self) -> bool {
        self.product.is_none_or(|it| !it.trim().is_empty())
            && self.amount.as_ref().is_none_or(Value::is_number)
            && self
                .status
                .is_none_or(|it| ["Open", "Settled"].contains(&it))
    }
}

impl Call {
    /// A look at all orders.
    pub(crate) fn audit() -> Self {
        Self::List(Query::default())
    }
}

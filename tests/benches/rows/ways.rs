//! The ways to read rows: with serde, as a list of the generated type, and with the reader of rows, and pages that defeat its prediction.

#[path = "../baselines/row.rs"]
mod row;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    hint::black_box,
};

use row::{Owned, Row};
use serde::Deserialize;
use serde_json::{Value, json};
use tatodesk_api::{
    rows::{Backing, DigitalServiceRow, PageReader},
    types::ListDigitalServicesReportResponse,
    wire,
};
use tests::spec;

/// Rows of a page.
pub(crate) const ROWS: u64 = 1000;
/// The bytes that arrive at once.
const CHUNK: usize = 16 * 1024;

#[derive(Deserialize)]
struct Borrowed<'a> {
    #[serde(borrow)]
    attendances: Vec<Row<&'a str>>,
}

/// How the rows of a page differ from the documented ones.
#[derive(Clone, Copy)]
pub(crate) enum Rows {
    Documented,
    /// Each tenth row has its members in an order of its own.
    TenthShuffled,
    Shuffled,
    Unknown,
    Escaped,
}

/// A page of such rows.
pub(crate) fn page(rows: Rows) -> String {
    let operations = spec::operations();
    let mut operations = operations.iter();
    let operation = operations.find(|operation| operation.id == "listDigitalAttendancesReport");
    let answer = &operation.expect("an operation").responses()[0].value;
    let documented = answer["attendances"][0].as_object().expect("a row");
    let row = |number: u64| {
        let mut members: Vec<(String, Value)> = documented.clone().into_iter().collect();
        members
            .iter_mut()
            .for_each(|(name, value)| match (name.as_str(), rows) {
                ("ID", _) => *value = number.into(),
                ("department", Rows::Escaped) => *value = "Sales\nand \"more\"".into(),
                _ => {}
            });
        match rows {
            Rows::TenthShuffled if !number.is_multiple_of(10) => {}
            Rows::Shuffled | Rows::TenthShuffled => members.sort_by_key(|(name, _)| {
                let mut hasher = DefaultHasher::new();
                (name, number).hash(&mut hasher);
                hasher.finish()
            }),
            Rows::Unknown => members.insert(5, ("newMember".to_owned(), json!({"a": [1, "x"]}))),
            Rows::Documented | Rows::Escaped => {}
        }
        let members = members
            .iter()
            .map(|(name, value)| format!("{}:{value}", json!(name)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    };
    let rows: Vec<String> = (0..ROWS).map(row).collect();
    format!(
        "{{\"error\":null,\"attendances\":[{}],\"count\":\"{ROWS}\"}}",
        rows.join(",")
    )
}

/// The length of all texts of a row.
fn read(row: &DigitalServiceRow<impl Backing>) -> usize {
    let texts = [
        Some(row.protocol()),
        row.session(),
        row.date_text(),
        row.status(),
        row.channel(),
        row.department(),
        row.user_name(),
        row.rate(),
        row.duration_text(),
        row.waiting_time_text(),
        row.first_agent_reply_text(),
        row.time_client_agent_reply_text(),
        row.time_agent_client_reply_text(),
        row.metadatas(),
        row.additional_data(),
    ];
    texts
        .into_iter()
        .flatten()
        .map(|text| black_box(text).len())
        .sum()
}

fn stream(page: &str, mut take: impl FnMut(&mut PageReader<DigitalServiceRow>)) {
    let mut reader = PageReader::new(Some("attendances"), 1024 * 1024);
    for chunk in page.as_bytes().chunks(CHUNK) {
        reader.feed(chunk);
        take(&mut reader);
    }
    assert_eq!(reader.finish().expect("an envelope").rows(), ROWS);
}

fn visit(page: &str) {
    stream(page, |reader| {
        reader.visit(|row| {
            black_box(row.expect("a good row"));
        });
    });
}

/// One way to read a page.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) rows: Rows,
    pub(crate) run: fn(&str),
    /// The way whose instructions are the measure: the one at this place.
    pub(crate) beside: usize,
}

pub(crate) const OWNED: usize = 0;
pub(crate) const BORROWED: usize = 1;

pub(crate) const WAYS: [Way; 10] = [
    Way {
        name: "serde, owned",
        rows: Rows::Documented,
        run: |page| {
            let page: Owned = serde_json::from_slice(page.as_bytes()).expect("a page");
            black_box(page.attendances);
        },
        beside: OWNED,
    },
    Way {
        name: "serde, borrowed",
        rows: Rows::Documented,
        run: |page| {
            let page: Borrowed<'_> = serde_json::from_slice(page.as_bytes()).expect("a page");
            black_box(page.attendances);
        },
        beside: OWNED,
    },
    Way {
        name: "list",
        rows: Rows::Documented,
        run: |page| {
            let page: ListDigitalServicesReportResponse =
                wire::decode(page.as_bytes()).expect("a page");
            let rows = page.services;
            assert!(rows.malformed().len() == 0 && rows.len() as u64 == ROWS);
            black_box(rows);
        },
        beside: OWNED,
    },
    Way {
        name: "visited, no text read",
        rows: Rows::Documented,
        run: visit,
        beside: OWNED,
    },
    Way {
        name: "visited, every text read",
        rows: Rows::Documented,
        run: |page| {
            stream(page, |reader| {
                reader.visit(|row| {
                    black_box(read(&row.expect("a good row")));
                });
            });
        },
        beside: OWNED,
    },
    Way {
        name: "owned",
        rows: Rows::Documented,
        run: |page| {
            let mut kept = Vec::with_capacity(ROWS as usize);
            stream(page, |reader| {
                while let Some(row) = reader.next_row() {
                    kept.push(row.expect("a good row"));
                }
            });
            black_box(kept);
        },
        beside: OWNED,
    },
    Way {
        name: "visited, a tenth shuffled",
        rows: Rows::TenthShuffled,
        run: visit,
        beside: BORROWED,
    },
    Way {
        name: "visited, shuffled",
        rows: Rows::Shuffled,
        run: visit,
        beside: BORROWED,
    },
    Way {
        name: "visited, unknown member",
        rows: Rows::Unknown,
        run: visit,
        beside: BORROWED,
    },
    Way {
        name: "visited, escapes",
        rows: Rows::Escaped,
        run: visit,
        beside: BORROWED,
    },
];

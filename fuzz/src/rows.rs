//! A page is read in pieces and at once, owned and visited, and each row is compared with what serde makes of its text.
//!
//! The first byte of the first line chooses the type of the rows, and the others the lengths of the pieces.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use tatodesk_api::{
    rows::*,
    wire::{Extra, Undecoded},
};

use crate::{halves, is_deep, plain};

/// The list that rows are read from.
const ROWS: &str = "rows";
/// Longer than any input.
const LONGEST: usize = 1 << 20;

/// A row: its text, the values of its accessors by their names on the wire, and its unknown members.
type Seen = (String, Vec<(&'static str, Value)>, Value);

trait Look: RowType {
    fn see_owned(row: &Self) -> Seen;
    fn see_borrowed(row: &Self::Ref<'_>) -> Seen;
}

fn value(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("a value")
}

macro_rules! look {
    ($($row:ident($($name:literal $method:ident),*))*) => {$(
        impl Look for $row {
            fn see_owned(row: &Self) -> Seen {
                let values = vec![$(($name, value(row.$method()))),*];
                (row.json().to_owned(), values, extra(row.extra()))
            }

            fn see_borrowed(row: &$row<Borrowed<'_>>) -> Seen {
                let values = vec![$(($name, value(row.$method()))),*];
                (row.json().to_owned(), values, extra(row.extra()))
            }
        }
    )*};
}

fn extra(extra: Extra) -> Value {
    value(extra)
}

look! {
    DigitalServiceRow(
        "ID" id, "protocol" protocol, "session" session, "date" date_text, "status" status, "channel" channel,
        "department" department, "userName" user_name, "rate" rate, "attendanceTime" duration_text,
        "waitingTime" waiting_time_text, "firstAgentReply" first_agent_reply_text,
        "timeClientAgentReply" time_client_agent_reply_text, "timeAgentClientReply" time_agent_client_reply_text,
        "sentiment" sentiment, "metadatas" metadatas, "additionalData" additional_data
    )
    DepartmentRow("ID" id, "name" name)
    MessagingSessionRow(
        "sessionID" session_id, "date" date_text, "contact" contact, "channel" channel, "createdAt" created_at_text,
        "updatedAt" updated_at_text
    )
    CampaignItemRow("campaignID" campaign_id, "name" name, "department" department, "date" date_text, "interaction" interaction_text)
    InPersonServiceRow()
    TicketIssueRow()
    JourneyEventRow()
    ReviewRow()
    ServiceGroupRow()
    SpecialtyRow()
    SubspecialtyRow()
    AreaRow()
    SubAreaRow()
    ChatbotJourneyRow()
}

type Check = fn(&[u8], &[u8]);

const TYPES: [Check; 14] = [
    check_type::<DigitalServiceRow>,
    check_type::<DepartmentRow>,
    check_type::<MessagingSessionRow>,
    check_type::<CampaignItemRow>,
    check_type::<InPersonServiceRow>,
    check_type::<TicketIssueRow>,
    check_type::<JourneyEventRow>,
    check_type::<ReviewRow>,
    check_type::<ServiceGroupRow>,
    check_type::<SpecialtyRow>,
    check_type::<SubspecialtyRow>,
    check_type::<AreaRow>,
    check_type::<SubAreaRow>,
    check_type::<ChatbotJourneyRow>,
];

/// Checks one input.
pub fn check(data: &[u8]) {
    if let Some(([kind, lengths @ ..], body)) = halves(data) {
        TYPES[usize::from(*kind) % TYPES.len()](lengths, body);
    }
}

type Read = Vec<Result<Seen, MalformedRow>>;

fn read<'a, R: Look>(
    pieces: impl Iterator<Item = &'a [u8]>,
    owned: bool,
) -> (Read, Result<Envelope, Undecoded>) {
    let mut page = PageReader::<R>::new(Some(ROWS), LONGEST);
    let (mut rows, mut kept) = (Vec::new(), Vec::new());
    for piece in pieces {
        page.feed(piece);
        if owned {
            while let Some(row) = page.next_row() {
                rows.push(row.as_ref().map(R::see_owned).map_err(Clone::clone));
                kept.push(row);
            }
        } else {
            page.visit(|row| rows.push(row.map(|row| R::see_borrowed(&row))));
        }
    }
    // A row that is kept stays what it was.
    let kept: Read = kept
        .iter()
        .map(|row| row.as_ref().map(R::see_owned).map_err(Clone::clone))
        .collect();
    assert!(!owned || kept == rows, "a kept row has changed");
    (rows, page.finish())
}

/// The body in pieces of these lengths, which are used again and again.
fn pieces<'a>(body: &'a [u8], lengths: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let lengths = if lengths.is_empty() { &[0] } else { lengths };
    let mut lengths = lengths.iter().cycle();
    let mut rest = body;
    std::iter::from_fn(move || {
        let length = 1 + usize::from(*lengths.next()?);
        let (piece, others) = rest.split_at(length.min(rest.len()));
        rest = others;
        (!piece.is_empty()).then_some(piece)
    })
}

fn check_type<R: Look>(lengths: &[u8], body: &[u8]) {
    let (rows, around) = read::<R>([body].into_iter(), false);
    let (in_pieces, around_pieces) = read::<R>(pieces(body, lengths), true);
    assert_eq!(rows, in_pieces, "pieces make a difference");
    assert_eq!(
        around, around_pieces,
        "pieces make a difference beside the rows"
    );
    if is_deep(body) {
        return;
    }
    let Ok(Members(members)) = serde_json::from_slice::<Members<'_>>(body) else {
        let is_bad = around.is_err() || rows.iter().any(Result::is_err);
        assert!(is_bad, "what is no JSON object was read");
        return;
    };
    let mut lists = members.iter().filter(|(name, _)| name == ROWS);
    let (list, another) = (lists.next(), lists.next());
    if another.is_some() {
        return;
    }
    let list = list.map_or("null", |(_, list)| list.get());
    let elements: Vec<&RawValue> = serde_json::from_str(list).unwrap_or_default();
    assert_eq!(rows.len(), elements.len(), "rows were lost or doubled");
    for (element, row) in elements.iter().zip(&rows) {
        compare::<R>(element.get(), row);
    }
    let around = around.expect("a whole page");
    assert_eq!(around.rows(), rows.len() as u64);
    let mut expected: Value = match serde_json::from_slice(body) {
        Ok(expected) => expected,
        // A number or a surrogate that a tree cannot hold.
        Err(_) => return,
    };
    if !elements.is_empty() {
        expected[ROWS] = Value::Array(Vec::new());
    }
    let found: Value = serde_json::from_slice(around.json()).expect("JSON");
    assert_eq!(found, expected, "what stands around the rows differs");
}

fn compare<R: Look>(text: &str, row: &Result<Seen, MalformedRow>) {
    match (serde_json::from_str::<R::Typed>(text), row) {
        (Ok(typed), Ok((json, values, extra))) => {
            assert_eq!(json, text);
            let tree = plain(value(typed));
            for (name, found) in values {
                let expected = tree.get(*name).cloned().unwrap_or_default();
                assert_eq!(plain(found.clone()), expected, "{name}");
            }
            for (name, found) in extra.as_object().expect("members") {
                let expected = tree.get(name).cloned().unwrap_or_default();
                assert_eq!(plain(found.clone()), expected, "{name}");
            }
        }
        (Err(_), Err(malformed)) => assert_eq!(malformed.raw(), text),
        (typed, row) => panic!("serde: {:?}, read: {:?}", typed.err(), row.as_ref().err()),
    }
}

/// The members of an object, in order and as they are written.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((Cow::Owned(name), value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

//! Judges unknown messages by the report of ad-hoc notifications, whichever database keeps them. It uses the plain types of the crate.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::Value;
use tatodesk::Tatodesk;

use crate::{campaign::Frozen, error::Error, state::Channel};

/// What a reconciliation found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reconciled {
    /// Unknown messages that the report has: they are accepted.
    pub accepted: u64,
    /// Unknown messages that the calibrated report does not have.
    pub absent: u64,
    /// Messages that the report cannot decide about.
    ///
    /// They stay unknown, because no later accepted message of their day is in the report.
    pub uncalibrated: u64,
    /// Messages that nothing can decide about.
    ///
    /// They stay unknown, because nothing can find them: e-mail, and recipients of a restored ledger.
    pub untraceable: u64,
}

/// An attempt that the report may have.
#[derive(Clone, Debug)]
pub struct Sought {
    /// The ULID of the attempt.
    pub id: String,
    /// When it began, in milliseconds.
    pub sending_at: i64,
    /// Whether it is known to be accepted, so that it proves what the report shows. Otherwise its outcome is unknown.
    pub accepted: bool,
}

/// What the report says of unknown messages.
#[derive(Default)]
pub struct Judgement {
    /// The counts.
    pub reconciled: Reconciled,
    /// The ids of attempts that were accepted.
    pub accepted: HashSet<String>,
    /// The ids of attempts that are absent.
    pub absent: Vec<String>,
}

/// Rows of a page.
pub const LIMIT: u32 = 1000;
/// A report that never ends is not read for ever.
const MOST_PAGES: u32 = 10_000;

/// Looks in the report for the attempts of a campaign.
///
/// This number of its recipients is unknown.
///
/// # Errors
/// When the report cannot be read.
pub async fn judge(
    tatodesk: &Tatodesk,
    campaign: &Frozen,
    sought: &[Sought],
    unknown: u64,
    limit: u32,
) -> Result<Judgement, Error> {
    let mut judgement = Judgement::default();
    let zone = campaign.settings.time_zone();
    let open: Vec<&Sought> = sought.iter().filter(|it| !it.accepted).collect();
    if campaign.settings.channel == Channel::Email || open.is_empty() {
        judgement.reconciled.untraceable = unknown;
        return Ok(judgement);
    }
    let ids: HashSet<&str> = sought.iter().map(|it| it.id.as_str()).collect();
    let found = read_report(tatodesk, &days(&open, &zone), limit, &ids).await?;
    let last_proof = last_proofs(sought, &found, &zone);
    let reconciled = &mut judgement.reconciled;
    for attempt in &open {
        let proof = last_proof.get(&day(attempt, &zone));
        if found.contains(&attempt.id) {
            judgement.accepted.insert(attempt.id.clone());
        } else if proof.is_some_and(|proof| *proof > attempt.sending_at) {
            judgement.absent.push(attempt.id.clone());
        } else {
            reconciled.uncalibrated += 1;
        }
    }
    reconciled.accepted = judgement.accepted.len() as u64;
    reconciled.absent = judgement.absent.len() as u64;
    reconciled.untraceable = unknown.saturating_sub(open.len() as u64);
    Ok(judgement)
}

fn day(attempt: &Sought, zone: &TimeZone) -> Date {
    let time = Timestamp::from_millisecond(attempt.sending_at).unwrap_or_default();
    time.to_zoned(zone.clone()).date()
}

/// The days of the unknown messages, and those around them, because the zone of the report is not documented.
fn days(open: &[&Sought], zone: &TimeZone) -> BTreeSet<Date> {
    let around = |day: Date| (-1..=1).map(move |ahead: i64| day.saturating_add(ahead.days()));
    open.iter()
        .flat_map(|attempt| around(day(attempt, zone)))
        .collect()
}

/// The time of the last accepted message of each day that the report has.
fn last_proofs(sought: &[Sought], found: &HashSet<String>, zone: &TimeZone) -> HashMap<Date, i64> {
    let mut last = HashMap::new();
    for attempt in sought
        .iter()
        .filter(|it| it.accepted && found.contains(&it.id))
    {
        let time = last.entry(day(attempt, zone)).or_insert(attempt.sending_at);
        *time = attempt.sending_at.max(*time);
    }
    last
}

/// Reads the report of each stretch of days to its end, and returns which ids it has, wherever they stand.
async fn read_report(
    tatodesk: &Tatodesk,
    days: &BTreeSet<Date>,
    limit: u32,
    ids: &HashSet<&str>,
) -> Result<HashSet<String>, Error> {
    let mut found = HashSet::new();
    for (first, last) in stretches(days) {
        let mut before = None;
        for page in 0..MOST_PAGES {
            let call = tatodesk.reports().ad_hoc_notifications(first..=last);
            let answer = call
                .page(page)
                .limit(limit)
                .send()
                .await
                .map_err(Error::Report)?;
            let rows = serde_json::to_value(answer.into_inner()).unwrap_or_default();
            let mut is_empty = true;
            search(&rows, ids, &mut found, &mut is_empty);
            // A server that does not know pages gives the same rows again.
            if is_empty || before.as_ref() == Some(&rows) {
                break;
            }
            before = Some(rows);
        }
    }
    Ok(found)
}

/// The days as ranges without gaps.
fn stretches(days: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match stretches.last_mut() {
            Some((_, last)) if last.tomorrow().ok() == Some(*day) => *last = *day,
            _ => stretches.push((*day, *day)),
        }
    }
    stretches
}

/// Finds ids in any text or name of the answer. A list with an element in it is no end of the report.
fn search(value: &Value, ids: &HashSet<&str>, found: &mut HashSet<String>, is_empty: &mut bool) {
    let mut words = |text: &str| {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            if ids.contains(word) {
                found.insert(word.to_owned());
            }
        }
    };
    match value {
        Value::String(text) => words(text),
        Value::Array(elements) => {
            *is_empty &= elements.is_empty();
            elements
                .iter()
                .for_each(|element| search(element, ids, found, is_empty));
        }
        Value::Object(members) => {
            members.keys().for_each(|name| words(name));
            members
                .values()
                .for_each(|member| search(member, ids, found, is_empty));
        }
        _ => {}
    }
}

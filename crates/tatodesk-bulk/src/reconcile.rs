//! Reconciles unknown messages with the report of ad-hoc notifications. It uses the store through `ledger`.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::Value;
use tatodesk::Tatodesk;

use crate::{
    error::Error,
    ledger::Ledger,
    state::Channel,
    store::{read::frozen, resolve::Sought},
};

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

/// Rows of a page.
const LIMIT: u32 = 1000;
/// A report that never ends is not read for ever.
const MOST_PAGES: u32 = 10_000;

impl Ledger {
    /// Looks for unknown messages of a campaign, and sends nothing.
    ///
    /// It reads the report of ad-hoc notifications.
    ///
    /// A message whose id is anywhere in the report was accepted. One that is not there is absent only if a message of the same
    /// day, known to be accepted and later than it, is found by its id; otherwise it stays unknown.
    ///
    /// # Errors
    /// When the report or the ledger cannot be read. The ledger is unchanged then.
    pub async fn reconcile(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
    ) -> Result<Reconciled, Error> {
        self.reconcile_by_pages(campaign, tatodesk, LIMIT).await
    }

    /// The same with pages of this number of rows.
    pub(crate) async fn reconcile_by_pages(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        limit: u32,
    ) -> Result<Reconciled, Error> {
        let name = campaign.to_owned();
        let (frozen, sought, unknown) = self
            .blocking(move |store| {
                let status = store.status(&name)?;
                let unknown = status.count(crate::state::RecipientState::Unknown);
                Ok((
                    frozen(store.reader(), &name)?,
                    store.sought(&name)?,
                    unknown,
                ))
            })
            .await?;
        let mut reconciled = Reconciled::default();
        let zone = frozen.settings.time_zone();
        let open: Vec<&Sought> = sought.iter().filter(|it| !it.accepted).collect();
        if frozen.settings.channel == Channel::Email || open.is_empty() {
            reconciled.untraceable = unknown;
            return Ok(reconciled);
        }
        let ids: HashSet<&str> = sought.iter().map(|it| it.id.as_str()).collect();
        let found = read_report(tatodesk, &days(&open, &zone), limit, &ids).await?;
        let last_proof = last_proofs(&sought, &found, &zone);
        let mut accepted = HashSet::new();
        let mut absent = Vec::new();
        for attempt in &open {
            let proof = last_proof.get(&day(attempt, &zone));
            if found.contains(&attempt.id) {
                accepted.insert(attempt.id.clone());
            } else if proof.is_some_and(|proof| *proof > attempt.sending_at) {
                absent.push(attempt.id.clone());
            } else {
                reconciled.uncalibrated += 1;
            }
        }
        (reconciled.accepted, reconciled.absent) = (accepted.len() as u64, absent.len() as u64);
        reconciled.untraceable = unknown.saturating_sub(open.len() as u64);
        let (name, now) = (campaign.to_owned(), Timestamp::now().as_millisecond());
        self.blocking(move |store| store.resolve(&name, &accepted, &absent, now))
            .await?;
        Ok(reconciled)
    }
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

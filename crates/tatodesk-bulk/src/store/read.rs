//! Reads campaigns, and writes their state: status, results, pause, resume, cancel.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};
use serde::Serialize;

use super::{Store, event};
use crate::{
    campaign::{Campaign, Header},
    error::Error,
    state::{CampaignState, Channel, Include, RecipientState},
};

/// A campaign as the ledger has it.
pub(crate) struct Frozen {
    pub(crate) id: i64,
    pub(crate) state: CampaignState,
    pub(crate) recipients: u64,
    pub(crate) settings: Campaign,
}

/// What the ledger knows about a campaign.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// The name of the campaign.
    pub name: String,
    /// What the campaign is doing.
    pub state: CampaignState,
    /// How many recipients were planned.
    pub recipients: u64,
    /// The recipients by state. States that no recipient has are left out.
    pub counts: BTreeMap<RecipientState, u64>,
    /// How many rows of the list were left out.
    pub left_out: u64,
}

impl Status {
    /// How many recipients are in a state.
    pub fn count(&self, state: RecipientState) -> u64 {
        self.counts.get(&state).copied().unwrap_or_default()
    }
}

/// One row of the results: one row of the list. It holds a person's data.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct ResultRow {
    /// The line of the list, counted from 1.
    pub line: u64,
    /// The state of the recipient.
    ///
    /// It is `left_out` for a row that is not in the plan. `accepted` is not yet a delivery.
    pub state: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// The address; none after it was forgotten, and none of rows that were left out.
    pub to: Option<String>,
    /// The key, if the list has a column of keys.
    pub key: Option<String>,
    /// How often the recipient was tried.
    pub attempts: u64,
    /// The id of the last attempt, which the metadata of WhatsApp and SMS messages has.
    pub attempt: Option<String>,
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// When it began, in UTC.
    pub sent_at: Option<String>,
    /// How its outcome is known: `answer`, `recovery`, `report` or `restore`.
    pub evidence: Option<String>,
}

/// Shows no address and no words.
impl std::fmt::Debug for ResultRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResultRow")
            .field("line", &self.line)
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

pub(crate) fn time(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis).ok()
}

pub(crate) fn frozen(db: &Connection, name: &str) -> Result<Frozen, Error> {
    let sql = "SELECT id, state, recipients, name, operation, app_id, template_id, header_json, rate, concurrency, per_day, not_before,
        expires_at, windows_json, zone, retention_days, resend_refused FROM campaign WHERE name = ?";
    let found = db
        .prepare_cached(sql)?
        .query_row([name], read_frozen)
        .optional()?;
    found.ok_or(Error::NoSuchCampaign)?.ok_or(Error::NotALedger)
}

fn read_frozen(row: &Row<'_>) -> rusqlite::Result<Option<Frozen>> {
    let text = |column| row.get::<_, String>(column);
    let state = CampaignState::from_word(&text(1)?);
    let (Some(state), Some(channel)) = (state, Channel::from_word(&text(4)?)) else {
        return Ok(None);
    };
    let header: Option<String> = row.get(7)?;
    let header: Option<Header> = header.and_then(|json| serde_json::from_str(&json).ok());
    let windows: Vec<String> = serde_json::from_str(&text(13)?).unwrap_or_default();
    let mut settings = Campaign::new(text(3)?, channel, text(5)?, text(6)?)
        .rate(row.get(8)?)
        .concurrency(row.get(9)?)
        .zone(text(14)?)
        .windows(windows.iter().filter_map(|window| window.parse().ok()))
        .resend_refused(row.get(16)?);
    settings.header = header;
    settings.per_day = row.get(10)?;
    settings.not_before = row.get::<_, Option<i64>>(11)?.and_then(time);
    settings.expires_at = row.get::<_, Option<i64>>(12)?.and_then(time);
    settings.retention_days = row.get(15)?;
    Ok(Some(Frozen {
        id: row.get(0)?,
        state,
        recipients: row.get(2)?,
        settings,
    }))
}

impl Store {
    pub(crate) fn names(&self) -> Result<Vec<String>, Error> {
        let mut names = self
            .reader()
            .prepare("SELECT name FROM campaign ORDER BY id")?;
        let names = names.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    pub(crate) fn status(&self, name: &str) -> Result<Status, Error> {
        let campaign = frozen(self.reader(), name)?;
        let sql = "SELECT state, count(*) FROM recipient WHERE campaign_id = ? GROUP BY state";
        let mut counts = self.reader().prepare_cached(sql)?;
        let counts = counts.query_map([campaign.id], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })?;
        let counts = counts.collect::<Result<Vec<_>, _>>()?;
        let known = counts
            .into_iter()
            .filter_map(|(word, count)| Some((RecipientState::from_word(&word)?, count)));
        let sql = "SELECT count(*) FROM left_out WHERE campaign_id = ?";
        Ok(Status {
            name: name.to_owned(),
            state: campaign.state,
            recipients: campaign.recipients,
            counts: known.collect(),
            left_out: self
                .reader()
                .query_row(sql, [campaign.id], |row| row.get(0))?,
        })
    }

    /// Gives one row for each row of the list, in its order, without holding them all.
    pub(crate) fn results(&self, name: &str, mut each: impl FnMut(ResultRow)) -> Result<(), Error> {
        let campaign = frozen(self.reader(), name)?;
        let sql = "SELECT r.seq, r.line, r.state, r.reason, r.to_digits, r.key_text, r.attempt_no, a.id, a.status, a.sending_at, a.evidence
            FROM recipient r LEFT JOIN attempt a ON a.campaign_id = r.campaign_id AND a.seq = r.seq AND a.no = r.attempt_no
            WHERE r.campaign_id = ?1
            UNION ALL SELECT seq, line, 'left_out', reason, NULL, NULL, 0, NULL, NULL, NULL, NULL FROM left_out WHERE campaign_id = ?1
            ORDER BY 1";
        let mut rows = self.reader().prepare_cached(sql)?;
        let mut rows = rows.query([campaign.id])?;
        while let Some(row) = rows.next()? {
            let sent_at: Option<i64> = row.get(9)?;
            each(ResultRow {
                line: row.get(1)?,
                state: row.get(2)?,
                reason: row.get(3)?,
                to: row.get(4)?,
                key: row.get(5)?,
                attempts: row.get(6)?,
                attempt: row.get(7)?,
                status: row.get(8)?,
                sent_at: sent_at.and_then(time).map(|time| time.to_string()),
                evidence: row.get(10)?,
            });
        }
        Ok(())
    }

    /// Takes a campaign from one of some states into another.
    pub(crate) fn step(
        &mut self,
        name: &str,
        from: &[CampaignState],
        to: CampaignState,
        now: i64,
    ) -> Result<(), Error> {
        self.write(|tx| {
            let campaign = frozen(tx, name)?;
            if !from.contains(&campaign.state) {
                return Err(Error::State(campaign.state));
            }
            set_state(tx, campaign.id, to, now)?;
            match to {
                CampaignState::Cancelled => leave_planned(tx, campaign.id, "cancelled"),
                _ => Ok(()),
            }
        })
    }
}

pub(crate) fn set_state(
    tx: &Transaction<'_>,
    campaign: i64,
    state: CampaignState,
    now: i64,
) -> Result<(), Error> {
    let ended = matches!(state, CampaignState::Done | CampaignState::Cancelled);
    let sql = "UPDATE campaign SET state = ?, ended_at = ? WHERE id = ?";
    tx.execute(sql, (state.as_str(), ended.then_some(now), campaign))?;
    event(tx, Some(campaign), now, state.as_str())
}

/// Ends the planned recipients as not sent.
pub(crate) fn leave_planned(
    tx: &Transaction<'_>,
    campaign: i64,
    reason: &str,
) -> Result<(), Error> {
    let sql = "UPDATE recipient SET state = 'not_sent', reason = ? WHERE campaign_id = ? AND state = 'planned'";
    tx.execute(sql, (reason, campaign))?;
    Ok(())
}

/// The parameters of the first recipient whose data was not blanked.
pub(crate) fn first_params(db: &Connection, campaign: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT params_json FROM recipient WHERE campaign_id = ? AND params_json IS NOT NULL ORDER BY seq LIMIT 1";
    let json: Option<String> = db.query_row(sql, [campaign], |row| row.get(0)).optional()?;
    let params = json.as_deref().map(serde_json::from_str).transpose();
    Ok(params
        .map_err(|error| Error::Store(Box::new(error)))?
        .unwrap_or_default())
}

/// The first time at which a planned recipient may be tried, in milliseconds.
pub(crate) fn first_waiting(tx: &Transaction<'_>, campaign: i64) -> Result<Option<i64>, Error> {
    let sql = "SELECT min(not_before) FROM recipient WHERE campaign_id = ? AND state = 'planned'";
    Ok(tx.query_row(sql, [campaign], |row| row.get(0))?)
}

/// Plans again what a person wants to be tried again. Returns how many recipients that are.
pub(crate) fn include(
    tx: &Transaction<'_>,
    campaign: i64,
    what: Include,
    now: i64,
) -> Result<usize, Error> {
    let wanted = match what {
        Include::Absent => "state = 'absent'",
        // Suppressed, expired and cancelled recipients of the plan were never tried.
        Include::NotSent => {
            "state = 'not_sent' AND to_digits IS NOT NULL AND EXISTS (SELECT 1 FROM attempt a WHERE a.campaign_id = recipient.campaign_id
                AND a.seq = recipient.seq AND a.no = recipient.attempt_no AND a.outcome = 'not_sent')"
        }
        Include::Refused => {
            "state = 'rejected' AND EXISTS (SELECT 1 FROM attempt a WHERE a.campaign_id = recipient.campaign_id
                AND a.seq = recipient.seq AND a.no = recipient.attempt_no AND a.status = 429)"
        }
    };
    let sql = format!(
        "UPDATE lease SET done = 0 WHERE campaign_id = ?1 AND chunk IN (SELECT chunk FROM recipient WHERE campaign_id = ?1 AND {wanted})"
    );
    tx.execute(&sql, [campaign])?;
    let sql = format!(
        "UPDATE recipient SET state = 'planned', not_before = 0 WHERE campaign_id = ?1 AND {wanted}"
    );
    let count = tx.execute(&sql, [campaign])?;
    if count > 0 {
        event(
            tx,
            Some(campaign),
            now,
            &format!("planned again: {count} {what}"),
        )?;
    }
    Ok(count)
}

//! Reads campaigns, and writes their state: status, results, pause, resume, cancel.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::{Store, event};
use crate::{
    campaign::Frozen,
    error::Error,
    record::CampaignRecord,
    state::{CampaignState, Include},
    status::{FoundRow, ResultRow, Status},
};

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
    let record = CampaignRecord {
        name: row.get(3)?,
        operation: row.get(4)?,
        app_id: row.get(5)?,
        template_id: row.get(6)?,
        header_json: row.get(7)?,
        rate: row.get(8)?,
        concurrency: row.get(9)?,
        per_day: row.get(10)?,
        not_before: row.get(11)?,
        expires_at: row.get(12)?,
        windows_json: row.get(13)?,
        zone: row.get(14)?,
        retention_days: row.get(15)?,
        resend_refused: row.get(16)?,
    };
    Ok(record.frozen(row.get(0)?, &row.get::<_, String>(1)?, row.get(2)?))
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
        let sql = "SELECT count(*) FROM left_out WHERE campaign_id = ?";
        let left_out = self
            .reader()
            .query_row(sql, [campaign.id], |row| row.get(0))?;
        let (state, recipients) = (campaign.state, campaign.recipients);
        Ok(Status::found(name, state, recipients, counts, left_out))
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
            let row = FoundRow {
                line: row.get(1)?,
                state: row.get(2)?,
                reason: row.get(3)?,
                to: row.get(4)?,
                key: row.get(5)?,
                attempts: row.get(6)?,
                attempt: row.get(7)?,
                status: row.get(8)?,
                sending_at: row.get(9)?,
                evidence: row.get(10)?,
            };
            each(row.into());
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
    Ok(params.map_err(|_| Error::NotALedger)?.unwrap_or_default())
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

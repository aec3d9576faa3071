//! Writes a plan: all of it in one transaction, or nothing.

use std::{
    collections::{HashMap, hash_map::Entry},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};

use super::{CHUNK, Hash, Hasher, Store, event, suppressed};
use crate::{
    address::Address,
    campaign::Campaign,
    error::Error,
    plan::{
        Plan,
        hash::PlanHash,
        row::{BadRow, Reason, Row},
    },
};

impl Store {
    pub(crate) fn plan(
        &mut self,
        campaign: &Campaign,
        rows: impl Iterator<Item = Result<Row, BadRow>>,
        now: Timestamp,
    ) -> Result<Plan, Error> {
        if let Some(problem) = campaign.problem() {
            return Err(Error::Settings(problem));
        }
        let hasher = self.hasher();
        self.write(|tx| {
            let known = known(tx, &campaign.name)?;
            let id = match &known {
                Some(_) => None,
                None => Some(write_campaign(tx, campaign)?),
            };
            let mut planner = Planner::new(tx, campaign, hasher, id);
            rows.into_iter().try_for_each(|row| planner.take(row))?;
            let (mut plan, hash) = (planner.plan, planner.hash.finish());
            plan.duration = Duration::from_secs_f64(plan.recipients as f64 / campaign.rate);
            if let Some((hash_before, recipients)) = known {
                if hash_before != hash {
                    return Err(Error::OtherContent);
                }
                // Suppressed since then, or not any more: the ledger's number is the one to confirm.
                (plan.recipients, plan.known) = (recipients, true);
                // When and how fast it is sent may change.
                write_campaign(tx, campaign)?;
                return Ok(plan);
            }
            if plan.duplicates() > 0 && !campaign.dedupe {
                return Err(Error::Duplicates(Box::new(plan)));
            }
            if plan.recipients == 0 {
                return Err(Error::NoRecipients(Box::new(plan)));
            }
            let sql = "UPDATE campaign SET plan_hash = ?, recipients = ? WHERE id = ?";
            tx.execute(sql, (hash, plan.recipients, id))?;
            tx.execute(
                "INSERT INTO lease(campaign_id, chunk) SELECT DISTINCT campaign_id, chunk FROM recipient WHERE campaign_id = ?",
                [id],
            )?;
            event(tx, id, now.as_millisecond(), "planned")?;
            Ok(plan)
        })
    }
}

fn known(tx: &Transaction<'_>, name: &str) -> Result<Option<(String, u64)>, Error> {
    let sql = "SELECT plan_hash, recipients FROM campaign WHERE name = ?";
    Ok(tx
        .query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Writes a campaign, or the time and pace of one that is known.
fn write_campaign(tx: &Transaction<'_>, campaign: &Campaign) -> Result<i64, Error> {
    let windows: Vec<String> = campaign.windows.iter().map(ToString::to_string).collect();
    let json = |error: serde_json::Error| Error::Store(Box::new(error));
    let header = campaign.header.as_ref().map(serde_json::to_string);
    tx.execute(
        "INSERT INTO campaign(name, operation, app_id, template_id, header_json, plan_hash, recipients, state, not_before,
            expires_at, windows_json, zone, rate, concurrency, per_day, retention_days, resend_refused)
         VALUES (?, ?, ?, ?, ?, '', 0, 'planned', ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(name) DO UPDATE SET not_before = excluded.not_before, expires_at = excluded.expires_at,
            windows_json = excluded.windows_json, zone = excluded.zone, rate = excluded.rate, concurrency = excluded.concurrency,
            per_day = excluded.per_day, retention_days = excluded.retention_days, resend_refused = excluded.resend_refused",
        (
            &campaign.name,
            campaign.channel.as_str(),
            &campaign.app,
            &campaign.template,
            header.transpose().map_err(json)?,
            campaign.not_before.map(Timestamp::as_millisecond),
            campaign.expires_at.map(Timestamp::as_millisecond),
            serde_json::to_string(&windows).map_err(json)?,
            &campaign.zone,
            campaign.rate,
            campaign.concurrency,
            campaign.per_day,
            campaign.retention_days,
            campaign.resend_refused,
        ),
    )?;
    Ok(tx.last_insert_rowid())
}

/// Judges the rows one after the other, and writes those of a new campaign.
struct Planner<'a> {
    tx: &'a Transaction<'a>,
    campaign: &'a Campaign,
    hasher: Hasher,
    /// None if the campaign exists, so that only the hash counts.
    id: Option<i64>,
    lines: HashMap<Hash, u64>,
    params: Option<usize>,
    plan: Plan,
    hash: PlanHash,
}

/// A row that can be sent.
struct Good {
    line: u64,
    address: Address,
    to_hash: Hash,
    key: Hash,
    key_text: Option<String>,
    params: Vec<String>,
}

impl<'a> Planner<'a> {
    fn new(
        tx: &'a Transaction<'a>,
        campaign: &'a Campaign,
        hasher: Hasher,
        id: Option<i64>,
    ) -> Self {
        Self {
            tx,
            campaign,
            hasher,
            id,
            lines: HashMap::new(),
            params: None,
            plan: Plan::default(),
            hash: PlanHash::new(campaign),
        }
    }

    fn take(&mut self, row: Result<Row, BadRow>) -> Result<(), Error> {
        self.hash.row(&row);
        let seq = self.plan.rows;
        self.plan.rows += 1;
        match row.and_then(|row| {
            let line = row.line;
            self.judge(row).map_err(|reason| BadRow::new(line, reason))
        }) {
            Ok(good) if suppressed(self.tx, &good.to_hash, self.campaign.channel.as_str())? => {
                self.leave_out(seq, BadRow::new(good.line, Reason::Suppressed))
            }
            Ok(good) => {
                self.plan.recipients += 1;
                *self.plan.kinds.entry(good.address.kind()).or_default() += 1;
                self.insert(seq, good)
            }
            Err(bad) => self.leave_out(seq, bad),
        }
    }

    fn judge(&mut self, row: Row) -> Result<Good, Reason> {
        let address = Address::parse(self.campaign.channel, &row.to).map_err(Reason::Address)?;
        if let Some(empty) = row.params.iter().position(|param| param.trim().is_empty()) {
            return Err(Reason::EmptyParam(empty + 1));
        }
        let found = row.params.len();
        let expected = *self.params.get_or_insert(found);
        if expected != found {
            return Err(Reason::Params { expected, found });
        }
        let fold = address.fold();
        let key = match &row.key {
            Some(key) if key.trim().is_empty() => return Err(Reason::EmptyKey),
            Some(key) => self.hasher.hash(&format!("key {}", key.trim())),
            None => self.hasher.hash(&fold),
        };
        match self.lines.entry(key) {
            Entry::Occupied(first) => return Err(Reason::Duplicate(*first.get())),
            Entry::Vacant(first) => first.insert(row.line),
        };
        Ok(Good {
            line: row.line,
            to_hash: self.hasher.hash(&fold),
            key,
            key_text: row.key,
            params: row.params,
            address,
        })
    }

    fn insert(&self, seq: u64, good: Good) -> Result<(), Error> {
        let Some(id) = self.id else { return Ok(()) };
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let params =
            serde_json::to_string(&good.params).map_err(|error| Error::Store(Box::new(error)))?;
        let sql = "INSERT INTO recipient(campaign_id, seq, line, key, key_text, to_hash, to_digits, to_kind, params_json, state, chunk)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?)";
        self.tx.prepare_cached(sql)?.execute((
            id,
            seq,
            good.line,
            good.key,
            good.key_text,
            good.to_hash,
            good.address.text(),
            good.address.kind(),
            params,
            seq / CHUNK,
        ))?;
        Ok(())
    }

    fn leave_out(&mut self, seq: u64, bad: BadRow) -> Result<(), Error> {
        if let Some(id) = self.id {
            let sql = "INSERT INTO left_out VALUES (?, ?, ?, ?)";
            self.tx
                .prepare_cached(sql)?
                .execute((id, seq, bad.line, bad.reason.to_string()))?;
        }
        self.plan.left_out.push(bad);
        Ok(())
    }
}

//! Writes a plan: all of it in one transaction, or nothing.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};

use super::{Store, event, suppressed};
use crate::{
    campaign::Campaign,
    error::Error,
    plan::{
        Plan,
        planner::{Judged, Planner},
        row::{BadRow, Row},
    },
    record::CampaignRecord,
    run::book::CHUNK,
};

impl Store {
    pub(crate) fn plan(
        &mut self,
        campaign: &Campaign,
        rows: impl Iterator<Item = Result<Row, BadRow>>,
        now: Timestamp,
    ) -> Result<Plan, Error> {
        let mut planner = Planner::new(campaign, self.hasher())?;
        self.write(|tx| {
            let known = known(tx, &campaign.name)?;
            // The rows of a campaign that is known are not written again: only their hash counts.
            let id = match &known {
                Some(_) => None,
                None => Some(write_campaign(tx, campaign)?),
            };
            for row in rows {
                let judged = planner.take(row, |hash| {
                    suppressed(tx, hash, campaign.channel.as_str())
                })?;
                if let Some(id) = id {
                    insert(tx, id, judged)?;
                }
            }
            let (plan, hash) = planner.finish(known)?;
            let Some(id) = id else {
                // When and how fast it is sent may change.
                write_campaign(tx, campaign)?;
                return Ok(plan);
            };
            let sql = "UPDATE campaign SET plan_hash = ?, recipients = ? WHERE id = ?";
            tx.execute(sql, (hash, plan.recipients, id))?;
            tx.execute(
                "INSERT INTO lease(campaign_id, chunk) SELECT DISTINCT campaign_id, chunk FROM recipient WHERE campaign_id = ?",
                [id],
            )?;
            event(tx, Some(id), now.as_millisecond(), "planned")?;
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
    let record = CampaignRecord::of(campaign)?;
    tx.execute(
        "INSERT INTO campaign(name, operation, app_id, template_id, header_json, plan_hash, recipients, state, not_before,
            expires_at, windows_json, zone, rate, concurrency, per_day, retention_days, resend_refused)
         VALUES (?, ?, ?, ?, ?, '', 0, 'planned', ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(name) DO UPDATE SET not_before = excluded.not_before, expires_at = excluded.expires_at,
            windows_json = excluded.windows_json, zone = excluded.zone, rate = excluded.rate, concurrency = excluded.concurrency,
            per_day = excluded.per_day, retention_days = excluded.retention_days, resend_refused = excluded.resend_refused",
        (
            record.name,
            record.operation,
            record.app_id,
            record.template_id,
            record.header_json,
            record.not_before,
            record.expires_at,
            record.windows_json,
            record.zone,
            record.rate,
            record.concurrency,
            record.per_day,
            record.retention_days,
            record.resend_refused,
        ),
    )?;
    Ok(tx.last_insert_rowid())
}

fn insert(tx: &Transaction<'_>, id: i64, judged: Judged) -> Result<(), Error> {
    let Judged { seq, line, verdict } = judged;
    match verdict {
        Ok(good) => {
            let sql = "INSERT INTO recipient(campaign_id, seq, line, key, key_text, to_hash, to_digits, to_kind, params_json, state, chunk)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?)";
            tx.prepare_cached(sql)?.execute((
                id,
                seq,
                line,
                good.key,
                good.key_text,
                good.to_hash,
                good.to,
                good.kind,
                good.params_json,
                seq / CHUNK,
            ))?;
        }
        Err(reason) => {
            let sql = "INSERT INTO left_out VALUES (?, ?, ?, ?)";
            tx.prepare_cached(sql)?.execute((id, seq, line, reason))?;
        }
    }
    Ok(())
}

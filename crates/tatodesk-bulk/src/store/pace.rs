//! The pace of an app and channel, in the ledger, so that all runs share it. The rule is `crate::pace`.

use rusqlite::{OptionalExtension as _, Transaction};
use ulid::Ulid;

use super::claim::LEASE;
use crate::{
    campaign::Frozen,
    error::Error,
    pace::{Allowed, Bucket, DAY, Others, Pace},
};

/// How many of the wanted messages may leave at `now`. Only what is taken afterwards counts.
pub(crate) fn allow(
    tx: &Transaction<'_>,
    campaign: &Frozen,
    now: i64,
    wanted: usize,
    in_flight: usize,
) -> Result<Allowed, Error> {
    let pace = campaign.pace();
    let room = others(tx, campaign, now)?.room(campaign.concurrency(), in_flight);
    let sql = "SELECT tokens, refilled_at, paused_until FROM pace WHERE app_id = ? AND channel = ?";
    let mut bucket = tx.prepare_cached(sql)?;
    let bucket = bucket.query_row((pace.app, pace.channel), |row| {
        Ok(Bucket {
            tokens: row.get(0)?,
            refilled_at: row.get(1)?,
            paused_until: row.get(2)?,
        })
    });
    let mut bucket = bucket.optional()?.unwrap_or(pace.full(now));
    let allowed = pace.allow(&mut bucket, now, wanted.min(room));
    if bucket.paused_until > now {
        return Ok(allowed);
    }
    let sql = "INSERT INTO pace(app_id, channel, tokens, refilled_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET tokens = ?3, refilled_at = ?4";
    tx.prepare_cached(sql)?
        .execute((pace.app, pace.channel, bucket.tokens, bucket.refilled_at))?;
    let allowed = pace.in_turn(allowed, now, room, in_flight);
    if pace.per_day.is_none() || allowed.messages == 0 {
        return Ok(allowed);
    }
    // Ids begin with their time, so the primary key finds those of the last day.
    let since = u64::try_from(now - DAY).unwrap_or_default();
    let first_id = Ulid::from_parts(since, 0).to_string();
    let sql = "SELECT count(*), min(sending_at) FROM attempt WHERE id >= ?4 AND sending_at > ?3
        AND campaign_id IN (SELECT id FROM campaign WHERE app_id = ?1 AND operation = ?2)";
    let (count, first) = tx
        .prepare_cached(sql)?
        .query_row((pace.app, pace.channel, now - DAY, first_id), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(pace.within_day(allowed, now, count, first))
}

/// What the runs of other campaigns of the app and channel have. It notes that this one has a share, too.
fn others(tx: &Transaction<'_>, campaign: &Frozen, now: i64) -> Result<Others, Error> {
    // It is written again before it passes, and not in each round.
    let sql = "UPDATE campaign SET share_until = ?2 WHERE id = ?1 AND share_until < ?3";
    tx.prepare_cached(sql)?
        .execute((campaign.id, now + LEASE, now + LEASE / 2))?;
    let sql = "SELECT count(*), coalesce(max(concurrency), 0),
            coalesce(sum((SELECT count(*) FROM attempt a WHERE a.campaign_id = c.id AND a.outcome IS NULL)), 0)
        FROM campaign c WHERE app_id = ? AND operation = ? AND id <> ? AND share_until > ?";
    let pace = campaign.pace();
    let mut others = tx.prepare_cached(sql)?;
    let others = others.query_row((pace.app, pace.channel, campaign.id, now), |row| {
        Ok(Others {
            runs: row.get(0)?,
            concurrency: row.get(1)?,
            messages: row.get(2)?,
        })
    });
    Ok(others?)
}

/// The run of a campaign has ended, so the others get its share.
pub(crate) fn leave(tx: &Transaction<'_>, campaign: i64) -> Result<(), Error> {
    let sql = "UPDATE campaign SET share_until = 0 WHERE id = ?";
    tx.prepare_cached(sql)?.execute([campaign])?;
    Ok(())
}

/// Takes tokens for messages that begin.
pub(crate) fn take(tx: &Transaction<'_>, pace: &Pace<'_>, messages: usize) -> Result<(), Error> {
    let sql = "UPDATE pace SET tokens = tokens - ? WHERE app_id = ? AND channel = ?";
    tx.prepare_cached(sql)?
        .execute((messages as f64, pace.app, pace.channel))?;
    Ok(())
}

/// A 429 pauses the app and channel for all runs.
pub(crate) fn pause(tx: &Transaction<'_>, pace: &Pace<'_>, until: i64) -> Result<(), Error> {
    let sql =
        "UPDATE pace SET paused_until = max(paused_until, ?) WHERE app_id = ? AND channel = ?";
    tx.prepare_cached(sql)?
        .execute((until, pace.app, pace.channel))?;
    Ok(())
}

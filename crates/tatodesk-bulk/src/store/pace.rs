//! The pace of an app and channel, in the ledger, so that all runs share it: a token bucket, pauses, and messages in 24 hours.

use rusqlite::{OptionalExtension as _, Transaction};

use crate::error::Error;

/// Whose pace it is, and what bounds it.
pub(crate) struct Pace<'a> {
    pub(crate) app: &'a str,
    pub(crate) channel: &'a str,
    pub(crate) rate: f64,
    pub(crate) per_day: Option<u32>,
}

/// What the pace allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub(crate) messages: usize,
    /// When to ask again, in milliseconds, if it allows fewer than were wanted.
    pub(crate) again_at: i64,
}

const DAY: i64 = 24 * 60 * 60 * 1000;

impl Pace<'_> {
    /// How many of the wanted messages may leave at `now`. Only what is taken afterwards counts.
    pub(crate) fn allow(
        &self,
        tx: &Transaction<'_>,
        now: i64,
        wanted: usize,
    ) -> Result<Allowed, Error> {
        let sql =
            "SELECT tokens, refilled_at, paused_until FROM pace WHERE app_id = ? AND channel = ?";
        let mut pace = tx.prepare_cached(sql)?;
        let row = pace.query_row((self.app, self.channel), |row| {
            Ok((
                row.get::<_, f64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
            ))
        });
        let full = self.burst();
        let (tokens, refilled_at, paused_until) = row.optional()?.unwrap_or((full, now, 0));
        if paused_until > now {
            return Ok(Allowed {
                messages: 0,
                again_at: paused_until,
            });
        }
        let passed = (now - refilled_at).max(0) as f64 / 1000.0;
        let tokens = (tokens + passed * self.rate).min(full);
        let sql = "INSERT INTO pace(app_id, channel, tokens, refilled_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET tokens = ?3, refilled_at = ?4";
        tx.prepare_cached(sql)?
            .execute((self.app, self.channel, tokens, now))?;
        let wait = ((1.0 - tokens.fract()) / self.rate * 1000.0).ceil();
        let allowed = Allowed {
            messages: wanted.min(tokens as usize),
            again_at: now + wait as i64,
        };
        match self.per_day {
            Some(most) => self.within_day(tx, now, most, allowed),
            None => Ok(allowed),
        }
    }

    fn within_day(
        &self,
        tx: &Transaction<'_>,
        now: i64,
        most: u32,
        allowed: Allowed,
    ) -> Result<Allowed, Error> {
        let sql = "SELECT count(*), min(sending_at) FROM attempt WHERE sending_at > ?3
            AND campaign_id IN (SELECT id FROM campaign WHERE app_id = ?1 AND operation = ?2)";
        let mut sent = tx.prepare_cached(sql)?;
        let (count, first): (usize, Option<i64>) = sent
            .query_row((self.app, self.channel, now - DAY), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let left = (most as usize).saturating_sub(count);
        match left {
            0 => Ok(Allowed {
                messages: 0,
                again_at: first.unwrap_or(now) + DAY,
            }),
            _ => Ok(Allowed {
                messages: allowed.messages.min(left),
                ..allowed
            }),
        }
    }

    /// A tenth of a second's messages, and at least one: more would leave at once after a pause.
    fn burst(&self) -> f64 {
        (self.rate / 10.0).max(1.0)
    }

    pub(crate) fn take(&self, tx: &Transaction<'_>, messages: usize) -> Result<(), Error> {
        let sql = "UPDATE pace SET tokens = tokens - ? WHERE app_id = ? AND channel = ?";
        tx.prepare_cached(sql)?
            .execute((messages as f64, self.app, self.channel))?;
        Ok(())
    }

    /// A 429 pauses the app and channel for all runs.
    pub(crate) fn pause(&self, tx: &Transaction<'_>, until: i64) -> Result<(), Error> {
        let sql =
            "UPDATE pace SET paused_until = max(paused_until, ?) WHERE app_id = ? AND channel = ?";
        tx.prepare_cached(sql)?
            .execute((until, self.app, self.channel))?;
        Ok(())
    }
}

//! Leases of chunks (T1), and recovery (T4): what an older owner left open becomes unknown, never planned.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};

use super::event;
use crate::{
    error::Error,
    run::book::{CHUNK, Claim, Claimer},
};

/// How long a lease lasts, in milliseconds, unless its owner renews it.
pub(crate) const LEASE: i64 = 120_000;

impl Claimer<'_> {
    /// Takes the next chunk that has work and no living owner.
    pub(crate) fn claim(&self, tx: &Transaction<'_>) -> Result<Option<Claim>, Error> {
        let sql = "UPDATE lease SET owner = ?2, fence = fence + 1, until = ?3 WHERE campaign_id = ?1 AND chunk = (
                SELECT chunk FROM lease WHERE campaign_id = ?1 AND done = 0 AND until <= ?4 ORDER BY chunk LIMIT 1)
            RETURNING chunk, fence";
        let mut claim = tx.prepare_cached(sql)?;
        let claim = claim
            .query_row(
                (self.campaign, self.owner, self.now + LEASE, self.now),
                |row| {
                    Ok(Claim {
                        chunk: row.get(0)?,
                        fence: row.get(1)?,
                    })
                },
            )
            .optional()?;
        // Under the first fence there is no older one.
        if let Some(claim) = claim.filter(|claim| claim.fence > 1) {
            self.recover(tx, claim)?;
        }
        Ok(claim)
    }

    /// Makes unknown what an older fence left open.
    fn recover(&self, tx: &Transaction<'_>, claim: Claim) -> Result<(), Error> {
        let sql = "UPDATE attempt SET outcome = 'unknown', ended_at = ?4, evidence = 'recovery'
            WHERE outcome IS NULL AND campaign_id = ?1 AND fence < ?3
              AND seq IN (SELECT seq FROM recipient WHERE campaign_id = ?1 AND seq BETWEEN ?2 * ?5 AND ?2 * ?5 + ?5 - 1 AND state = 'sending')";
        let mut open = tx.prepare_cached(sql)?;
        open.execute((self.campaign, claim.chunk, claim.fence, self.now, CHUNK))?;
        let sql = "UPDATE recipient SET state = 'unknown', reason = 'the process ended before the answer was written'
            WHERE campaign_id = ?1 AND seq BETWEEN ?2 * ?3 AND ?2 * ?3 + ?3 - 1 AND state = 'sending'
              AND NOT EXISTS (SELECT 1 FROM attempt WHERE campaign_id = ?1 AND seq = recipient.seq AND outcome IS NULL)";
        let mut sending = tx.prepare_cached(sql)?;
        sending.execute((self.campaign, claim.chunk, CHUNK))?;
        Ok(())
    }

    /// Whether the lease is still this owner's, under this fence.
    pub(crate) fn holds(&self, tx: &Transaction<'_>, claim: Claim) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM lease WHERE campaign_id = ? AND chunk = ? AND owner = ? AND fence = ? AND until > ?";
        let mut held = tx.prepare_cached(sql)?;
        let held = held.query_row(
            (
                self.campaign,
                claim.chunk,
                self.owner,
                claim.fence,
                self.now,
            ),
            |_| Ok(()),
        );
        Ok(held.optional()?.is_some())
    }

    /// Renews all leases of this owner that did not pass.
    pub(crate) fn renew(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        let sql = "UPDATE lease SET until = ? WHERE campaign_id = ? AND done = 0 AND owner = ? AND until > ?";
        tx.prepare_cached(sql)?
            .execute((self.now + LEASE, self.campaign, self.owner, self.now))?;
        Ok(())
    }

    /// Closes a chunk in which nothing is planned or on its way. Returns whether it is closed.
    pub(crate) fn close(&self, tx: &Transaction<'_>, claim: Claim) -> Result<bool, Error> {
        let sql = "UPDATE lease SET done = 1, owner = NULL, until = 0 WHERE campaign_id = ?1 AND chunk = ?2 AND fence = ?3
            AND NOT EXISTS (SELECT 1 FROM recipient WHERE campaign_id = ?1 AND seq BETWEEN ?2 * ?4 AND ?2 * ?4 + ?4 - 1
                AND state IN ('planned', 'sending'))";
        let mut close = tx.prepare_cached(sql)?;
        let closed = close.execute((self.campaign, claim.chunk, claim.fence, CHUNK))?;
        Ok(closed > 0)
    }

    /// Gives all leases back.
    pub(crate) fn release(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        let sql = "UPDATE lease SET owner = NULL, until = 0 WHERE campaign_id = ? AND done = 0 AND owner = ?";
        tx.execute(sql, (self.campaign, self.owner))?;
        Ok(())
    }
}

/// Ends the leases of owners that are known to be dead, and recovers what they left open (T4).
pub(crate) fn bury(tx: &Transaction<'_>, campaign: i64, now: i64) -> Result<(), Error> {
    let sql = "UPDATE lease SET owner = NULL, fence = fence + 1, until = 0 WHERE campaign_id = ? AND done = 0 AND owner IS NOT NULL";
    tx.execute(sql, [campaign])?;
    let sql = "UPDATE attempt SET outcome = 'unknown', ended_at = ?2, evidence = 'recovery' WHERE campaign_id = ?1 AND outcome IS NULL";
    tx.execute(sql, (campaign, now))?;
    let sql = "UPDATE recipient SET state = 'unknown', reason = 'the process ended before the answer was written'
        WHERE campaign_id = ? AND state = 'sending'";
    tx.execute(sql, [campaign])?;
    Ok(())
}

/// A restored ledger does not know what was sent after the copy: all that is not final becomes unknown, under new fences.
pub(crate) fn distrust(tx: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let now = now.as_millisecond();
    tx.execute(
        "UPDATE lease SET fence = fence + 1, owner = NULL, until = 0, done = 1",
        [],
    )?;
    tx.execute("UPDATE attempt SET outcome = 'unknown', ended_at = ?, evidence = 'restore' WHERE outcome IS NULL", [now])?;
    tx.execute(
        "UPDATE recipient SET state = 'unknown', reason = 'the ledger was restored from a copy' WHERE state IN ('planned', 'sending')",
        [],
    )?;
    tx.execute("UPDATE ledger SET generation = generation + 1000000", [])?;
    event(tx, None, now, "restored")
}

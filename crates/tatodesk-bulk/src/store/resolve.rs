//! Reconciles attempts whose outcome is unknown with what a report has.

use std::collections::HashSet;

use rusqlite::Transaction;

use super::{Store, event, read::frozen};
use crate::{error::Error, report::Sought};

impl Store {
    /// The attempts of a campaign that are unknown, and those by which the report is calibrated, in the order of their time.
    pub(crate) fn sought(&self, name: &str) -> Result<Vec<Sought>, Error> {
        let campaign = frozen(self.reader(), name)?;
        let sql = "SELECT id, sending_at, outcome = 'accepted' FROM attempt
            WHERE outcome IN ('unknown', 'absent', 'accepted') AND sending_at >= (SELECT min(sending_at) FROM attempt WHERE campaign_id = ?1 AND outcome = 'unknown')
              AND (campaign_id = ?1 AND outcome = 'unknown' OR outcome = 'accepted' AND evidence = 'answer'
                AND campaign_id IN (SELECT c.id FROM campaign c JOIN campaign mine ON c.operation = mine.operation WHERE mine.id = ?1))
            ORDER BY sending_at, id";
        let mut attempts = self.reader().prepare_cached(sql)?;
        let attempts = attempts.query_map([campaign.id], |row| {
            Ok(Sought {
                id: row.get(0)?,
                sending_at: row.get(1)?,
                accepted: row.get(2)?,
            })
        })?;
        Ok(attempts.collect::<Result<_, _>>()?)
    }

    /// Writes what the report proved, in one transaction.
    pub(crate) fn resolve(
        &mut self,
        name: &str,
        found: &HashSet<String>,
        absent: &[String],
        now: i64,
    ) -> Result<(), Error> {
        self.write(|tx| {
            let campaign = frozen(tx, name)?;
            for id in found {
                set(tx, id, "accepted", now)?;
            }
            for id in absent {
                set(tx, id, "absent", now)?;
            }
            event(
                tx,
                Some(campaign.id),
                now,
                &format!(
                    "reconciled: {} accepted, {} absent",
                    found.len(),
                    absent.len()
                ),
            )
        })
    }
}

fn set(tx: &Transaction<'_>, id: &str, outcome: &str, now: i64) -> Result<(), Error> {
    let sql = "UPDATE attempt SET outcome = ?2, evidence = 'report', ended_at = coalesce(ended_at, ?3) WHERE id = ?1 AND outcome = 'unknown'";
    tx.prepare_cached(sql)?.execute((id, outcome, now))?;
    let sql = "UPDATE recipient SET state = ?2, reason = NULL WHERE state = 'unknown'
        AND (campaign_id, seq, attempt_no) IN (SELECT campaign_id, seq, no FROM attempt WHERE id = ?1 AND outcome = ?2)";
    tx.prepare_cached(sql)?.execute((id, outcome))?;
    Ok(())
}

//! Attempts: their beginning is committed before bytes leave (T2), and their end after the answer (T3).

use rusqlite::Transaction;
use ulid::Ulid;

use crate::{
    error::Error,
    run::book::{Attempt, CHUNK, Claim, Claimer, Ended, MOST_ATTEMPTS, Started},
};

struct Planned {
    seq: i64,
    line: u64,
    to: Option<String>,
    params: Option<String>,
    attempts: i64,
    suppressed: bool,
}

impl Claimer<'_> {
    /// T2: begins attempts for up to `most` planned recipients of a chunk whose lease is held. Recipients who are suppressed by now
    /// end as not sent.
    pub(crate) fn begin(
        &self,
        tx: &Transaction<'_>,
        claim: Claim,
        channel: &str,
        most: usize,
    ) -> Result<Vec<Started>, Error> {
        let planned = self.planned(tx, claim, channel, most)?;
        let (Some(first), Some(last)) = (planned.first(), planned.last()) else {
            return Ok(Vec::new());
        };
        let range = (first.seq, last.seq);
        let sql = "UPDATE recipient SET state = 'not_sent', reason = 'suppressed' WHERE campaign_id = ? AND seq = ?";
        let mut suppress = tx.prepare_cached(sql)?;
        let sql = "INSERT INTO attempt(id, campaign_id, seq, no, owner, fence, sending_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut attempt = tx.prepare_cached(sql)?;
        let mut started = Vec::with_capacity(planned.len());
        for planned in planned {
            let (Some(to), false) = (planned.to, planned.suppressed) else {
                suppress.execute((self.campaign, planned.seq))?;
                continue;
            };
            let time = u64::try_from(self.now).unwrap_or_default();
            let id = Ulid::from_parts(time, fastrand::u128(..)).to_string();
            attempt.execute((
                &id,
                self.campaign,
                planned.seq,
                planned.attempts + 1,
                self.owner,
                claim.fence,
                self.now,
            ))?;
            let params = planned.params.as_deref().map(serde_json::from_str);
            // The error would repeat the text, which is personal.
            let params = params.transpose().map_err(|_| Error::NotALedger)?;
            started.push(Started {
                attempt: Attempt {
                    id,
                    campaign: self.campaign,
                    seq: planned.seq,
                    no: planned.attempts + 1,
                },
                line: planned.line,
                to,
                params: params.unwrap_or_default(),
            });
        }
        // Those of the range that are still planned are those that began.
        let sql = "UPDATE recipient SET state = 'sending', reason = NULL, attempt_no = attempt_no + 1
            WHERE campaign_id = ?1 AND seq BETWEEN ?2 AND ?3 AND state = 'planned' AND not_before <= ?4";
        let mut sending = tx.prepare_cached(sql)?;
        let sending = sending.execute((self.campaign, range.0, range.1, self.now))?;
        if sending != started.len() {
            return Err(Error::Store("recipients and attempts do not agree".into()));
        }
        if !started.is_empty() {
            tx.prepare_cached("UPDATE ledger SET generation = generation + 1")?
                .execute([])?;
        }
        Ok(started)
    }

    fn planned(
        &self,
        tx: &Transaction<'_>,
        claim: Claim,
        channel: &str,
        most: usize,
    ) -> Result<Vec<Planned>, Error> {
        // An empty suppression list is noticed once, and not for each recipient.
        let sql = "SELECT seq, line, to_digits, params_json, attempt_no,
              EXISTS (SELECT 1 FROM suppression) AND EXISTS (SELECT 1 FROM suppression s WHERE s.hash = to_hash AND (+s.channel = ?6 OR +s.channel = '*'))
            FROM recipient
            WHERE campaign_id = ?1 AND seq BETWEEN ?2 * ?5 AND ?2 * ?5 + ?5 - 1 AND state = 'planned' AND not_before <= ?3
            ORDER BY seq LIMIT ?4";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut planned = tx.prepare_cached(sql)?;
        let planned = planned.query_map(
            (self.campaign, claim.chunk, self.now, most, CHUNK, channel),
            |row| {
                Ok(Planned {
                    seq: row.get(0)?,
                    line: row.get(1)?,
                    to: row.get(2)?,
                    params: row.get(3)?,
                    attempts: row.get(4)?,
                    suppressed: row.get(5)?,
                })
            },
        )?;
        Ok(planned.collect::<Result<_, _>>()?)
    }
}

/// T3: writes how attempts ended. Evidence that comes late still resolves an unknown attempt, whichever owner holds the lease by then.
pub(crate) fn record(tx: &Transaction<'_>, now: i64, ended: &[Ended]) -> Result<(), Error> {
    // With `+`, SQLite looks for the id alone: through the other index the row is found in two steps.
    let sql = "UPDATE attempt SET outcome = ?2, ended_at = ?3, status = ?4, message = ?5, evidence = 'answer'
        WHERE id = ?1 AND +campaign_id = ?6 AND +seq = ?7 AND +no = ?8
          AND (outcome IS NULL OR (?2 <> 'unknown' AND outcome = 'unknown') OR (?2 = 'accepted' AND outcome = 'absent'))";
    let mut attempt = tx.prepare_cached(sql)?;
    // A person who was forgotten meanwhile stays so: Tatodesk's words may repeat the address.
    let sql = "UPDATE attempt SET message = NULL WHERE id = ? AND NOT EXISTS (SELECT 1 FROM recipient r
        WHERE r.campaign_id = attempt.campaign_id AND r.seq = attempt.seq AND r.to_digits IS NOT NULL)";
    let mut forgotten = tx.prepare_cached(sql)?;
    let sql = "UPDATE recipient SET state = ?2, reason = CASE WHEN to_digits IS NULL THEN NULL ELSE ?3 END
        WHERE campaign_id = ?1 AND seq = ?4 AND attempt_no = ?5
          AND (state IN ('sending', 'unknown') OR (state IN ('absent', 'planned') AND ?2 = 'accepted'))";
    let mut recipient = tx.prepare_cached(sql)?;
    for ended in ended {
        let Attempt {
            id,
            campaign,
            seq,
            no,
        } = &ended.attempt;
        let (outcome, message) = (ended.outcome.as_str(), &ended.message);
        let written = (id, outcome, now, ended.status, message, campaign, seq, no);
        if attempt.execute(written)? == 0 {
            continue;
        }
        if message.is_some() {
            forgotten.execute([id])?;
        }
        recipient.execute((campaign, outcome, message, seq, no))?;
        if let Some(again_at) = ended.again_at {
            again(tx, &ended.attempt, again_at)?;
        }
    }
    Ok(())
}

/// Plans a recipient again whom the rate limit refused, if its campaign does that.
fn again(tx: &Transaction<'_>, of: &Attempt, at: i64) -> Result<(), Error> {
    let sql = "UPDATE recipient SET state = 'planned', not_before = ?4
        WHERE campaign_id = ?1 AND seq = ?2 AND attempt_no = ?3 AND state = 'rejected' AND attempt_no < ?5
          AND (SELECT resend_refused AND state NOT IN ('cancelled', 'done') FROM campaign WHERE id = campaign_id)";
    let mut again = tx.prepare_cached(sql)?;
    if again.execute((of.campaign, of.seq, of.no, at, MOST_ATTEMPTS))? > 0 {
        let sql = "UPDATE lease SET done = 0 WHERE campaign_id = ? AND chunk = ?";
        tx.prepare_cached(sql)?
            .execute((of.campaign, of.seq / CHUNK))?;
    }
    Ok(())
}

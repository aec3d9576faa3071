//! Attempts: their beginning is committed before bytes leave (T2), and their end after the answer (T3).

use rusqlite::Transaction;
use ulid::Ulid;

use super::suppressed;
use crate::{
    error::Error,
    keyed::Hash,
    run::book::{CHUNK, Claim, Claimer, Ended, MOST_ATTEMPTS, Started},
};

struct Planned {
    seq: i64,
    line: u64,
    to: Option<String>,
    to_hash: Hash,
    params: Option<String>,
    attempts: i64,
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
        let mut started = Vec::new();
        let sql = "SELECT seq, line, to_digits, to_hash, params_json, attempt_no FROM recipient
            WHERE campaign_id = ?1 AND seq BETWEEN ?2 * ?5 AND ?2 * ?5 + ?5 - 1 AND state = 'planned' AND not_before <= ?3
            ORDER BY seq LIMIT ?4";
        let mut planned = tx.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let planned =
            planned.query_map((self.campaign, claim.chunk, self.now, most, CHUNK), |row| {
                Ok(Planned {
                    seq: row.get(0)?,
                    line: row.get(1)?,
                    to: row.get(2)?,
                    to_hash: row.get(3)?,
                    params: row.get(4)?,
                    attempts: row.get(5)?,
                })
            })?;
        for planned in planned.collect::<Result<Vec<_>, _>>()? {
            let (Some(to), false) = (planned.to, suppressed(tx, &planned.to_hash, channel)?) else {
                let sql = "UPDATE recipient SET state = 'not_sent', reason = 'suppressed' WHERE campaign_id = ? AND seq = ?";
                tx.prepare_cached(sql)?
                    .execute((self.campaign, planned.seq))?;
                continue;
            };
            let time = u64::try_from(self.now).unwrap_or_default();
            let id = Ulid::from_parts(time, fastrand::u128(..)).to_string();
            let no = planned.attempts + 1;
            let sql = "INSERT INTO attempt(id, campaign_id, seq, no, owner, fence, sending_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
            tx.prepare_cached(sql)?.execute((
                &id,
                self.campaign,
                planned.seq,
                no,
                self.owner,
                claim.fence,
                self.now,
            ))?;
            let sql = "UPDATE recipient SET state = 'sending', reason = NULL, attempt_no = ? WHERE campaign_id = ? AND seq = ?";
            tx.prepare_cached(sql)?
                .execute((no, self.campaign, planned.seq))?;
            let params = planned.params.as_deref().map(serde_json::from_str);
            let params = params
                .transpose()
                .map_err(|error| Error::Store(Box::new(error)))?;
            started.push(Started {
                id,
                line: planned.line,
                to,
                params: params.unwrap_or_default(),
            });
        }
        if !started.is_empty() {
            tx.prepare_cached("UPDATE ledger SET generation = generation + 1")?
                .execute([])?;
        }
        Ok(started)
    }
}

/// T3: writes how an attempt ended. Evidence that comes late still resolves an unknown attempt, whoever holds the lease by then.
pub(crate) fn record(tx: &Transaction<'_>, now: i64, ended: &Ended) -> Result<(), Error> {
    let sql = "UPDATE attempt SET outcome = ?2, ended_at = ?3, status = ?4, message = ?5, evidence = 'answer'
        WHERE id = ?1 AND (outcome IS NULL OR (?2 <> 'unknown' AND outcome = 'unknown') OR (?2 = 'accepted' AND outcome = 'absent'))
        RETURNING campaign_id, seq, no";
    let mut attempt = tx.prepare_cached(sql)?;
    let outcome = ended.outcome.as_str();
    let mut rows = attempt.query((&ended.id, outcome, now, ended.status, &ended.message))?;
    let Some(row) = rows.next()? else {
        return Ok(());
    };
    let (campaign, seq, no): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    drop(rows);
    // A person who was forgotten meanwhile stays so: Tatodesk's words may repeat the address.
    let sql = "UPDATE attempt SET message = NULL WHERE id = ? AND NOT EXISTS (SELECT 1 FROM recipient r
        WHERE r.campaign_id = attempt.campaign_id AND r.seq = attempt.seq AND r.to_digits IS NOT NULL)";
    if ended.message.is_some() {
        tx.prepare_cached(sql)?.execute([&ended.id])?;
    }
    let sql = "UPDATE recipient SET state = ?4, reason = CASE WHEN to_digits IS NULL THEN NULL ELSE ?5 END WHERE campaign_id = ?1 AND seq = ?2 AND attempt_no = ?3
        AND (state IN ('sending', 'unknown') OR (state = 'absent' AND ?4 = 'accepted'))";
    let mut recipient = tx.prepare_cached(sql)?;
    recipient.execute((campaign, seq, no, outcome, &ended.message))?;
    if let Some(again_at) = ended.again_at {
        let sql = "UPDATE recipient SET state = 'planned', not_before = ?4
            WHERE campaign_id = ?1 AND seq = ?2 AND attempt_no = ?3 AND state = 'rejected' AND ?3 < ?5
              AND (SELECT resend_refused FROM campaign WHERE id = ?1)";
        let mut again = tx.prepare_cached(sql)?;
        if again.execute((campaign, seq, no, again_at, MOST_ATTEMPTS))? > 0 {
            let sql = "UPDATE lease SET done = 0 WHERE campaign_id = ? AND chunk = ?";
            tx.prepare_cached(sql)?.execute((campaign, seq / CHUNK))?;
        }
    }
    Ok(())
}

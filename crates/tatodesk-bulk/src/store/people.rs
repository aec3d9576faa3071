//! What people want of their data: suppression, forgetting, export, and retention.

use rusqlite::Transaction;
use serde_json::{Value, json};

use super::{Store, event};
use crate::{address::Address, error::Error, keyed::Hash, state::Channel, status::time};

impl Store {
    /// Puts addresses on the suppression list of a channel, or of all. Returns how many are new.
    pub(crate) fn suppress(
        &mut self,
        channel: Option<Channel>,
        addresses: &[Address],
        source: &str,
        now: i64,
    ) -> Result<usize, Error> {
        let hasher = self.hasher();
        let channel = channel.map_or("*", Channel::as_str);
        self.write(|tx| {
            let mut new = 0;
            for address in addresses {
                new += suppress(tx, &hasher.hash(&address.fold()), channel, source, now)?;
            }
            Ok(new)
        })
    }

    /// Blanks an address, its parameters and what Tatodesk said about it everywhere, and suppresses it. Returns how many rows had it.
    pub(crate) fn forget(&mut self, address: &Address, now: i64) -> Result<usize, Error> {
        let hash = self.hasher().hash(&address.fold());
        let rows = self.write(|tx| {
            suppress(tx, &hash, "*", "forgotten", now)?;
            let sql = "UPDATE recipient SET state = 'not_sent', reason = 'forgotten' WHERE to_hash = ? AND state = 'planned'";
            tx.execute(sql, [hash])?;
            let rows = blank(tx, "to_hash = ?1", hash)?;
            event(tx, None, now, "forgotten")?;
            Ok(rows)
        })?;
        // The write-ahead log has the old pages until then.
        self.reader()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(rows)
    }

    /// Blanks the campaigns whose retention has passed. Returns how many rows were blanked.
    pub(crate) fn purge(&mut self, now: i64) -> Result<usize, Error> {
        let rows = self.write(|tx| {
            let past = "to_digits IS NOT NULL AND campaign_id IN (SELECT id FROM campaign WHERE ended_at + retention_days * 86400000 <= ?1)";
            blank(tx, past, now)
        })?;
        if rows > 0 {
            self.reader()
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(rows)
    }

    /// Everything that the ledger has about an address.
    pub(crate) fn export(&self, address: &Address) -> Result<Value, Error> {
        let hash = self.hasher().hash(&address.fold());
        let moment = |millis: Option<i64>| millis.and_then(time).map(|time| time.to_string());
        let sql = "SELECT c.name, c.operation, r.line, r.to_digits, r.key_text, r.params_json, r.state, r.reason, r.campaign_id, r.seq
            FROM recipient r JOIN campaign c ON c.id = r.campaign_id WHERE r.to_hash = ? ORDER BY c.id, r.seq";
        let mut recipients = self.reader().prepare_cached(sql)?;
        let mut rows = recipients.query([hash])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let sql = "SELECT id, sending_at, ended_at, outcome, status, message, evidence FROM attempt WHERE campaign_id = ? AND seq = ? ORDER BY no";
            let mut attempts = self.reader().prepare_cached(sql)?;
            let attempts = attempts.query_map((row.get::<_, i64>(8)?, row.get::<_, i64>(9)?), |row| {
                Ok(json!({
                    "id": row.get::<_, String>(0)?, "sending_at": moment(row.get(1)?), "ended_at": moment(row.get(2)?),
                    "outcome": row.get::<_, Option<String>>(3)?, "status": row.get::<_, Option<u16>>(4)?,
                    "message": row.get::<_, Option<String>>(5)?, "evidence": row.get::<_, Option<String>>(6)?,
                }))
            })?;
            let params: Option<String> = row.get(5)?;
            let params: Option<Value> = params.and_then(|json| serde_json::from_str(&json).ok());
            found.push(json!({
                "campaign": row.get::<_, String>(0)?, "channel": row.get::<_, String>(1)?, "line": row.get::<_, i64>(2)?,
                "to": row.get::<_, Option<String>>(3)?, "key": row.get::<_, Option<String>>(4)?, "params": params,
                "state": row.get::<_, String>(6)?, "reason": row.get::<_, Option<String>>(7)?,
                "attempts": attempts.collect::<Result<Vec<_>, _>>()?,
            }));
        }
        let sql = "SELECT channel, since, source FROM suppression WHERE hash = ?";
        let mut listed = self.reader().prepare_cached(sql)?;
        let listed = listed.query_map([hash], |row| {
            let (channel, source): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(json!({"channel": channel, "since": moment(row.get(1)?), "source": source}))
        })?;
        Ok(json!({"recipients": found, "suppressed": listed.collect::<Result<Vec<_>, _>>()?}))
    }
}

fn suppress(
    tx: &Transaction<'_>,
    hash: &Hash,
    channel: &str,
    source: &str,
    now: i64,
) -> Result<usize, Error> {
    let sql = "INSERT INTO suppression VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    Ok(tx
        .prepare_cached(sql)?
        .execute((hash, channel, now, source))?)
}

fn blank(tx: &Transaction<'_>, which: &str, value: impl rusqlite::ToSql) -> Result<usize, Error> {
    let sql = format!(
        "UPDATE attempt SET message = NULL WHERE EXISTS (SELECT 1 FROM recipient r
            WHERE r.campaign_id = attempt.campaign_id AND r.seq = attempt.seq AND r.{which})"
    );
    // Tatodesk's words about a recipient may repeat the address.
    tx.execute(&sql, [&value])?;
    let sql = format!(
        "UPDATE recipient SET to_digits = NULL, params_json = NULL, key_text = NULL,
            reason = CASE WHEN attempt_no > 0 THEN NULL ELSE reason END WHERE {which}"
    );
    Ok(tx.execute(&sql, [&value])?)
}

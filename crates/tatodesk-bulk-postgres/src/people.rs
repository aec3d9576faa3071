//! What people want of their data: suppression, forgetting, export, and retention.

use serde_json::{Value, json};
use tatodesk_bulk::{
    Address, Error,
    engine::{Hash, Hasher, time},
};

use crate::{
    read::{self, Lock},
    session::{Session, get},
};

/// Puts addresses on the suppression list of a channel, or of all (`*`). Returns how many are new.
pub(crate) async fn suppress(
    session: &Session,
    hasher: &Hasher,
    channel: &str,
    addresses: &[Address],
    source: &str,
) -> Result<usize, Error> {
    let hashes: Vec<Hash> = addresses
        .iter()
        .map(|address| hasher.hash(&address.fold()))
        .collect();
    let hashes: Vec<&[u8]> = hashes.iter().map(Hash::as_slice).collect();
    let sql = "INSERT INTO suppression SELECT DISTINCT hash, $2, now_ms(), $3 FROM unnest($1::bytea[]) AS t(hash) ORDER BY hash ON CONFLICT DO NOTHING";
    let new = session.execute(sql, &[&hashes, &channel, &source]).await?;
    Ok(usize::try_from(new).unwrap_or(usize::MAX))
}

/// Blanks an address, its parameters and what Tatodesk said about it everywhere, and suppresses it. Returns how many rows had it.
pub(crate) async fn forget(
    session: &Session,
    hasher: &Hasher,
    address: &Address,
) -> Result<usize, Error> {
    let hash = hasher.hash(&address.fold());
    let hash = hash.as_slice();
    session
        .retried(|| async {
            // A plan that is being written ends first, or sees the person on the suppression list.
            read::lock(session, Lock::Lists).await?;
            let addresses = std::slice::from_ref(address);
            suppress(session, hasher, "*", addresses, "forgotten").await?;
            let sql = "UPDATE suppression SET source = 'forgotten' WHERE hash = $1 AND channel = '*'";
            session.execute(sql, &[&hash]).await?;
            let sql = "SELECT 1 FROM recipient WHERE to_hash = $1 ORDER BY campaign_id, seq FOR UPDATE";
            session.rows(sql, &[&hash]).await?;
            let sql = "UPDATE recipient SET state = 'not_sent', reason = 'forgotten' WHERE to_hash = $1 AND state = 'planned'";
            session.execute(sql, &[&hash]).await?;
            // First the recipient: an answer that comes meanwhile waits for it, and then keeps no words.
            let sql = "UPDATE recipient SET to_digits = NULL, params_json = NULL, key_text = NULL,
                reason = CASE WHEN attempt_no > 0 THEN NULL ELSE reason END WHERE to_hash = $1";
            let rows = session.execute(sql, &[&hash]).await?;
            let sql = "UPDATE attempt a SET message = NULL FROM recipient r
                WHERE r.campaign_id = a.campaign_id AND r.seq = a.seq AND r.to_hash = $1 AND a.message IS NOT NULL";
            session.execute(sql, &[&hash]).await?;
            read::event(session, None, "forgotten").await?;
            Ok(usize::try_from(rows).unwrap_or(usize::MAX))
        })
        .await
}

/// Blanks the campaigns whose retention has passed. Returns how many rows were blanked.
pub(crate) async fn purge(session: &Session) -> Result<usize, Error> {
    session
        .retried(|| async {
            let sql = "SELECT 1 FROM recipient WHERE to_digits IS NOT NULL AND campaign_id IN (
                SELECT id FROM campaign WHERE ended_at + retention_days * 86400000 <= now_ms()) ORDER BY campaign_id, seq FOR UPDATE";
            session.rows(sql, &[]).await?;
            let sql = "UPDATE recipient SET to_digits = NULL, params_json = NULL, key_text = NULL,
                reason = CASE WHEN attempt_no > 0 THEN NULL ELSE reason END
                WHERE to_digits IS NOT NULL AND campaign_id IN (
                    SELECT id FROM campaign WHERE ended_at + retention_days * 86400000 <= now_ms())";
            let rows = session.execute(sql, &[]).await?;
            if rows > 0 {
                let sql = "UPDATE attempt a SET message = NULL FROM recipient r
                    WHERE r.campaign_id = a.campaign_id AND r.seq = a.seq AND r.to_digits IS NULL AND a.message IS NOT NULL";
                session.execute(sql, &[]).await?;
            }
            Ok(usize::try_from(rows).unwrap_or(usize::MAX))
        })
        .await
}

/// Everything that the ledger has about an address.
pub(crate) async fn export(
    session: &Session,
    hasher: &Hasher,
    address: &Address,
) -> Result<Value, Error> {
    let hash = hasher.hash(&address.fold());
    let hash = hash.as_slice();
    let moment = |millis: Option<i64>| millis.and_then(time).map(|time| time.to_string());
    let sql = "SELECT c.name, c.operation, r.line, r.to_digits, r.key_text, r.params_json, r.state, r.reason, r.campaign_id, r.seq
        FROM recipient r JOIN campaign c ON c.id = r.campaign_id WHERE r.to_hash = $1 ORDER BY c.id, r.seq";
    let text = |row: &tokio_postgres::Row, column| get::<Option<String>>(row, column);
    let mut found = Vec::new();
    for row in session.rows(sql, &[&hash]).await? {
        let sql = "SELECT id, sending_at, ended_at, outcome, status, message, evidence FROM attempt
            WHERE campaign_id = $1 AND seq = $2 ORDER BY no";
        let (campaign, seq): (i64, i64) = (get(&row, 8)?, get(&row, 9)?);
        let mut attempts = Vec::new();
        for row in session.rows(sql, &[&campaign, &seq]).await? {
            attempts.push(json!({
                "id": text(&row, 0)?, "sending_at": moment(get(&row, 1)?), "ended_at": moment(get(&row, 2)?),
                "outcome": text(&row, 3)?, "status": get::<Option<i64>>(&row, 4)?, "message": text(&row, 5)?, "evidence": text(&row, 6)?,
            }));
        }
        let params: Option<Value> =
            text(&row, 5)?.and_then(|json| serde_json::from_str(&json).ok());
        found.push(json!({
            "campaign": text(&row, 0)?, "channel": text(&row, 1)?, "line": get::<i64>(&row, 2)?, "to": text(&row, 3)?,
            "key": text(&row, 4)?, "params": params, "state": text(&row, 6)?, "reason": text(&row, 7)?, "attempts": attempts,
        }));
    }
    let sql = "SELECT channel, since, source FROM suppression WHERE hash = $1 ORDER BY channel";
    let mut listed = Vec::new();
    for row in session.rows(sql, &[&hash]).await? {
        listed.push(json!({"channel": text(&row, 0)?, "since": moment(get(&row, 1)?), "source": text(&row, 2)?}));
    }
    Ok(json!({"recipients": found, "suppressed": listed}))
}

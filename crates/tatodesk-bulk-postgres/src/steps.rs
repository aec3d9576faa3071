//! T1 to T4 of the ledger in PostgreSQL.
//!
//! Each statement that waited for another transaction sees what that committed (READ COMMITTED). A lease row is locked before attempts begin
//! under it, so that no claim comes between.

use tatodesk_bulk::{
    Error,
    engine::{Attempt, CHUNK, Claim, Claimer, Ended, Frozen, Kept, MOST_ATTEMPTS, Started},
};
use tokio_postgres::types::ToSql;
use ulid::Ulid;

use crate::{
    jobs, read,
    session::{Session, get},
};

/// What a claim found.
pub(crate) enum Found {
    Claimed(Claim),
    Closed,
    Taken { until: i64 },
}

/// T1 for one chunk, then T4.
pub(crate) async fn claim(
    session: &Session,
    lease: i64,
    claimer: &Claimer<'_>,
    chunk: i64,
) -> Result<Found, Error> {
    // After a lost connection a run claims its own chunks again, because it does not know what its last commit did.
    let sql = "UPDATE lease SET owner = $3, fence = fence + 1, until = now_ms() + $4
        WHERE campaign_id = $1 AND chunk = $2 AND done = 0 AND (until <= now_ms() OR owner = $3) RETURNING fence";
    let params: [&(dyn ToSql + Sync); 4] = [&claimer.campaign, &chunk, &claimer.owner, &lease];
    if let Some(row) = session.row(sql, &params).await? {
        let claim = Claim {
            chunk,
            fence: get(&row, 0)?,
        };
        recover(session, claimer, claim).await?;
        return Ok(Found::Claimed(claim));
    }
    let sql = "SELECT until FROM lease WHERE campaign_id = $1 AND chunk = $2 AND done = 0";
    let row = session.row(sql, &[&claimer.campaign, &chunk]).await?;
    Ok(match row {
        Some(row) => Found::Taken {
            until: get(&row, 0)?,
        },
        None => Found::Closed,
    })
}

/// T4: makes unknown what an older fence left open, and never planned.
async fn recover(session: &Session, claimer: &Claimer<'_>, claim: Claim) -> Result<(), Error> {
    let (first, last) = (claim.chunk * CHUNK, claim.chunk * CHUNK + CHUNK - 1);
    // As in `record`, recipients are locked before their attempts.
    let sql = "SELECT 1 FROM recipient WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3 AND state = 'sending' ORDER BY seq FOR UPDATE";
    session
        .rows(sql, &[&claimer.campaign, &first, &last])
        .await?;
    let sql = "UPDATE attempt SET outcome = 'unknown', ended_at = now_ms(), evidence = 'recovery'
        WHERE outcome IS NULL AND campaign_id = $1 AND seq BETWEEN $2 AND $3 AND fence < $4";
    session
        .execute(sql, &[&claimer.campaign, &first, &last, &claim.fence])
        .await?;
    let sql = "UPDATE recipient r SET state = 'unknown', reason = 'the process ended before the answer was written'
        WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3 AND state = 'sending'
          AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.campaign_id = $1 AND a.seq = r.seq AND a.outcome IS NULL)";
    session
        .execute(sql, &[&claimer.campaign, &first, &last])
        .await?;
    Ok(())
}

/// T2.
pub(crate) async fn begin(
    session: &Session,
    claimer: &Claimer<'_>,
    campaign: &Frozen,
    claim: Claim,
    most: usize,
) -> Result<(Vec<Started>, Kept), Error> {
    let sql = "SELECT 1 FROM lease WHERE campaign_id = $1 AND chunk = $2 AND owner = $3 AND fence = $4 AND until > now_ms() FOR UPDATE";
    let held = session
        .row(
            sql,
            &[
                &claimer.campaign,
                &claim.chunk,
                &claimer.owner,
                &claim.fence,
            ],
        )
        .await?;
    if held.is_none() {
        return Ok((Vec::new(), Kept::Lost));
    }
    let (first, last) = (claim.chunk * CHUNK, claim.chunk * CHUNK + CHUNK - 1);
    let time = u64::try_from(claimer.now).unwrap_or_default();
    let most = most.min(usize::try_from(CHUNK).unwrap_or(most));
    let ids: Vec<String> = (0..most)
        .map(|_| Ulid::from_parts(time, fastrand::u128(..)).to_string())
        .collect();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = session
        .rows(
            BEGIN,
            &[
                &claimer.campaign,
                &first,
                &last,
                &most,
                &campaign.pace().channel,
                &ids,
                &claimer.owner,
                &claim.fence,
            ],
        )
        .await?;
    let mut started = Vec::new();
    for row in &rows {
        let params: Option<String> = get(row, 3)?;
        let params = params.as_deref().map(serde_json::from_str);
        // The error would repeat the text, which is personal.
        let params = params.transpose().map_err(|_| Error::NotALedger)?;
        started.push(Started {
            attempt: Attempt {
                id: get(row, 0)?,
                campaign: claimer.campaign,
                seq: get(row, 4)?,
                no: get(row, 5)?,
            },
            line: u64::try_from(get::<i64>(row, 1)?).unwrap_or_default(),
            to: get(row, 2)?,
            params: params.unwrap_or_default(),
        });
    }
    let sql = "UPDATE lease SET done = 1, owner = NULL, until = 0 WHERE campaign_id = $1 AND chunk = $2 AND fence = $3
        AND NOT EXISTS (SELECT 1 FROM recipient WHERE campaign_id = $1 AND seq BETWEEN $4 AND $5 AND state IN ('planned', 'sending'))";
    let closed = session
        .execute(
            sql,
            &[&claimer.campaign, &claim.chunk, &claim.fence, &first, &last],
        )
        .await?;
    let kept = if closed > 0 { Kept::Closed } else { Kept::Held };
    Ok((started, kept))
}

/// Begins attempts for planned recipients, and ends those who are suppressed by now.
const BEGIN: &str = "WITH picked AS (
        SELECT seq, line, to_digits, to_hash, params_json, attempt_no FROM recipient
        WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3 AND state = 'planned' AND not_before <= now_ms()
        ORDER BY seq LIMIT $4 FOR UPDATE),
    judged AS (
        SELECT p.*, p.to_digits IS NULL OR EXISTS (
            SELECT 1 FROM suppression s WHERE s.hash = p.to_hash AND s.channel IN ($5, '*')) AS suppressed FROM picked p),
    numbered AS (SELECT j.*, row_number() OVER (ORDER BY seq) AS n FROM judged j WHERE NOT suppressed),
    begun AS (
        INSERT INTO attempt(id, campaign_id, seq, no, owner, fence, sending_at)
        SELECT ($6::text[])[n], $1, seq, attempt_no + 1, $7, $8, now_ms() FROM numbered RETURNING id, seq),
    moved AS (
        UPDATE recipient r SET state = CASE WHEN suppressed THEN 'not_sent' ELSE 'sending' END,
            reason = CASE WHEN suppressed THEN 'suppressed' END,
            attempt_no = CASE WHEN suppressed THEN r.attempt_no ELSE r.attempt_no + 1 END
        FROM judged j WHERE r.campaign_id = $1 AND r.seq = j.seq)
    SELECT b.id, n.line, n.to_digits, n.params_json, n.seq, n.attempt_no + 1 FROM begun b JOIN numbered n USING (seq) ORDER BY n.seq";

/// T3.
pub(crate) async fn record(session: &Session, schema: &str, ended: &[Ended]) -> Result<(), Error> {
    let mut ended: Vec<&Ended> = ended.iter().collect();
    // Two transactions that take the same attempts take them in one order.
    ended.sort_by(|one, other| one.attempt.id.cmp(&other.attempt.id));
    let ids: Vec<&str> = ended.iter().map(|it| it.attempt.id.as_str()).collect();
    let outcomes: Vec<&str> = ended.iter().map(|it| it.outcome.as_str()).collect();
    let statuses: Vec<Option<i64>> = ended.iter().map(|it| it.status.map(i64::from)).collect();
    let messages: Vec<Option<&str>> = ended.iter().map(|it| it.message.as_deref()).collect();
    let again: Vec<Option<i64>> = ended.iter().map(|it| it.again_at).collect();
    // A person who is forgotten meanwhile is blanked before the statement below looks, or after it is committed.
    read::lock_recipients(session, &ids).await?;
    let rows = session
        .rows(RECORD, &[&ids, &outcomes, &statuses, &messages, &again])
        .await?;
    for row in &rows {
        let (campaign, seq): (i64, i64) = (get(row, 0)?, get(row, 1)?);
        let (no, again_at): (i64, i64) = (get(row, 2)?, get(row, 3)?);
        let sql = "UPDATE recipient SET state = 'planned', not_before = $4
            WHERE campaign_id = $1 AND seq = $2 AND attempt_no = $3 AND state = 'rejected' AND $3 < $5
              AND (SELECT resend_refused AND state NOT IN ('cancelled', 'done') FROM campaign WHERE id = $1)";
        let again = session
            .execute(sql, &[&campaign, &seq, &no, &again_at, &MOST_ATTEMPTS])
            .await?;
        if again > 0 {
            // Also where the chunk is open: an owner that is closing it has to end first.
            let sql = "UPDATE lease SET done = 0 WHERE campaign_id = $1 AND chunk = $2";
            session.execute(sql, &[&campaign, &(seq / CHUNK)]).await?;
            jobs::write(session, schema, campaign).await?;
        }
    }
    Ok(())
}

/// T3, for many attempts. It returns what may be tried again.
const RECORD: &str = "WITH told AS (
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[]) AS t(id, outcome, status, message, again_at)),
    ended AS (
        UPDATE attempt a SET outcome = t.outcome, ended_at = now_ms(), status = t.status, evidence = 'answer',
            message = CASE WHEN (SELECT to_digits IS NOT NULL FROM recipient r WHERE r.campaign_id = a.campaign_id AND r.seq = a.seq) THEN t.message END
        FROM told t WHERE a.id = t.id
            AND (a.outcome IS NULL OR (t.outcome <> 'unknown' AND a.outcome = 'unknown') OR (t.outcome = 'accepted' AND a.outcome = 'absent'))
        RETURNING a.campaign_id, a.seq, a.no, t.outcome, t.message, t.again_at),
    moved AS (
        UPDATE recipient r SET state = e.outcome, reason = CASE WHEN r.to_digits IS NOT NULL THEN e.message END
        FROM ended e WHERE r.campaign_id = e.campaign_id AND r.seq = e.seq AND r.attempt_no = e.no
            AND (r.state IN ('sending', 'unknown') OR (r.state IN ('absent', 'planned') AND e.outcome = 'accepted')))
    SELECT campaign_id, seq, no, again_at FROM ended WHERE again_at IS NOT NULL";

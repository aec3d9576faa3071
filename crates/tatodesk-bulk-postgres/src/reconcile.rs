//! Finds the attempts that a report may have, and resolves them.

use tatodesk_bulk::{
    Error, RecipientState,
    engine::{Frozen, Sought},
};

use crate::{
    read,
    session::{Session, get},
};

/// The campaign, its attempts that are unknown with those by which the report is calibrated, and how many recipients are unknown.
pub(crate) async fn sought(
    session: &Session,
    name: &str,
) -> Result<(Frozen, Vec<Sought>, u64), Error> {
    let campaign = read::frozen(session, name).await?;
    let unknown = read::status(session, name).await?;
    let sql = "SELECT id, sending_at, outcome = 'accepted' FROM attempt
        WHERE outcome IN ('unknown', 'absent', 'accepted') AND sending_at >= (SELECT min(sending_at) FROM attempt WHERE campaign_id = $1 AND outcome = 'unknown')
          AND (campaign_id = $1 AND outcome = 'unknown' OR outcome = 'accepted' AND evidence = 'answer'
            AND campaign_id IN (SELECT c.id FROM campaign c JOIN campaign mine ON c.operation = mine.operation WHERE mine.id = $1))
        ORDER BY sending_at, id";
    let rows = session.rows(sql, &[&campaign.id]).await?;
    let sought = rows.iter().map(|row| {
        Ok(Sought {
            id: get(row, 0)?,
            sending_at: get(row, 1)?,
            accepted: get(row, 2)?,
        })
    });
    let sought = sought.collect::<Result<Vec<_>, Error>>()?;
    Ok((campaign, sought, unknown.count(RecipientState::Unknown)))
}

/// Writes what the report proved, in one transaction.
pub(crate) async fn resolve(
    session: &Session,
    campaign: i64,
    accepted: &[&str],
    absent: &[&str],
) -> Result<(), Error> {
    let all: Vec<&str> = accepted.iter().chain(absent).copied().collect();
    session
        .retried(|| async {
            read::lock_recipients(session, &all).await?;
            set(session, accepted, "accepted").await?;
            set(session, absent, "absent").await?;
            let what = format!(
                "reconciled: {} accepted, {} absent",
                accepted.len(),
                absent.len()
            );
            read::event(session, Some(campaign), &what).await
        })
        .await
}

async fn set(session: &Session, ids: &[&str], outcome: &str) -> Result<(), Error> {
    let sql = "WITH proved AS (
            UPDATE attempt SET outcome = $2, evidence = 'report', ended_at = coalesce(ended_at, now_ms())
            WHERE id = ANY($1::text[]) AND outcome = 'unknown' RETURNING campaign_id, seq, no)
        UPDATE recipient r SET state = $2, reason = NULL FROM proved p
        WHERE r.campaign_id = p.campaign_id AND r.seq = p.seq AND r.attempt_no = p.no AND r.state = 'unknown'";
    session.execute(sql, &[&ids, &outcome]).await.map(drop)
}

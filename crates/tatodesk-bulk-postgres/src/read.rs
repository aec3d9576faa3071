//! Reads campaigns, and writes their state.

use tatodesk_bulk::{
    CampaignState, Error, Include, ResultRow, Status,
    engine::{CampaignRecord, FoundRow, Frozen},
};

use crate::session::{Session, get};

/// What a transaction locks in the ledger until it ends.
#[derive(Clone, Copy)]
pub(crate) enum Lock {
    /// For a round. Rounds are beside each other.
    Round,
    /// For what must not come into a round.
    Change,
    /// For what writes a list, or blanks people in all lists. Rounds go on meanwhile.
    Lists,
}

pub(crate) async fn lock(session: &Session, what: Lock) -> Result<(), Error> {
    let sql = match what {
        Lock::Round => {
            "SELECT pg_advisory_xact_lock_shared(1413566575, hashtext(current_schema()))::text"
        }
        Lock::Change => {
            "SELECT pg_advisory_xact_lock(1413566575, hashtext(current_schema()))::text"
        }
        Lock::Lists => "SELECT pg_advisory_xact_lock(1413566576, hashtext(current_schema()))::text",
    };
    session.rows(sql, &[]).await.map(drop)
}

/// Locks the recipients of attempts, before their attempts, and in one order: transactions that take the same ones wait, and do not block each other.
pub(crate) async fn lock_recipients(session: &Session, attempts: &[&str]) -> Result<(), Error> {
    let sql = "SELECT 1 FROM recipient r JOIN attempt a ON r.campaign_id = a.campaign_id AND r.seq = a.seq
        WHERE a.id = ANY($1) ORDER BY r.campaign_id, r.seq FOR UPDATE OF r";
    session.rows(sql, &[&attempts]).await.map(drop)
}

/// A number that PostgreSQL keeps as bigint.
pub(crate) fn number<T: TryFrom<i64>>(
    row: &tokio_postgres::Row,
    column: usize,
) -> Result<T, Error> {
    T::try_from(get(row, column)?).map_err(|_| Error::NotALedger)
}

pub(crate) async fn frozen(session: &Session, name: &str) -> Result<Frozen, Error> {
    let sql = "SELECT id, state, recipients, name, operation, app_id, template_id, header_json, rate, concurrency, per_day, not_before,
        expires_at, windows_json, zone, retention_days, resend_refused FROM campaign WHERE name = $1";
    let row = session.row(sql, &[&name]).await?;
    let row = row.ok_or(Error::NoSuchCampaign)?;
    let optional = |column| -> Result<Option<u32>, Error> {
        Ok(get::<Option<i64>>(&row, column)?.and_then(|it| u32::try_from(it).ok()))
    };
    let record = CampaignRecord {
        name: get(&row, 3)?,
        operation: get(&row, 4)?,
        app_id: get(&row, 5)?,
        template_id: get(&row, 6)?,
        header_json: get(&row, 7)?,
        rate: get(&row, 8)?,
        concurrency: number(&row, 9)?,
        per_day: optional(10)?,
        not_before: get(&row, 11)?,
        expires_at: get(&row, 12)?,
        windows_json: get(&row, 13)?,
        zone: get(&row, 14)?,
        retention_days: optional(15)?,
        resend_refused: get(&row, 16)?,
    };
    let state: String = get(&row, 1)?;
    record
        .frozen(get(&row, 0)?, &state, number(&row, 2)?)
        .ok_or(Error::NotALedger)
}

pub(crate) async fn names(session: &Session) -> Result<Vec<String>, Error> {
    let rows = session
        .rows("SELECT name FROM campaign ORDER BY id", &[])
        .await?;
    rows.iter().map(|row| get(row, 0)).collect()
}

pub(crate) async fn status(session: &Session, name: &str) -> Result<Status, Error> {
    let campaign = frozen(session, name).await?;
    let sql = "SELECT state, count(*) FROM recipient WHERE campaign_id = $1 GROUP BY state";
    let rows = session.rows(sql, &[&campaign.id]).await?;
    let counts = rows
        .iter()
        .map(|row| Ok((get(row, 0)?, number(row, 1)?)))
        .collect::<Result<Vec<(String, u64)>, Error>>()?;
    let sql = "SELECT count(*) FROM left_out WHERE campaign_id = $1";
    let left_out: i64 = session.one(sql, &[&campaign.id]).await?;
    Ok(Status::found(
        name,
        campaign.state,
        campaign.recipients,
        counts,
        left_out.unsigned_abs(),
    ))
}

/// How many rows of results are read at once.
const PAGE: i64 = 2000;

/// Gives one row for each row of the list, in its order, from one moment of the ledger.
pub(crate) async fn results(
    session: &Session,
    name: &str,
    mut each: impl FnMut(ResultRow),
) -> Result<(), Error> {
    session.transaction(async {
        session.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let campaign = frozen(session, name).await?;
        let mut after = -1_i64;
        loop {
            let sql = "SELECT r.seq, r.line, r.state, r.reason, r.to_digits, r.key_text, r.attempt_no, a.id, a.status, a.sending_at, a.evidence
                FROM recipient r LEFT JOIN attempt a ON a.campaign_id = r.campaign_id AND a.seq = r.seq AND a.no = r.attempt_no
                WHERE r.campaign_id = $1 AND r.seq > $2 AND r.seq <= $2 + $3
                UNION ALL SELECT seq, line, 'left_out', reason, NULL, NULL, 0, NULL, NULL, NULL, NULL FROM left_out
                WHERE campaign_id = $1 AND seq > $2 AND seq <= $2 + $3 ORDER BY 1";
            let rows = session.rows(sql, &[&campaign.id, &after, &PAGE]).await?;
            for row in &rows {
                let status: Option<i64> = get(row, 8)?;
                let row = FoundRow {
                    line: number(row, 1)?,
                    state: get(row, 2)?,
                    reason: get(row, 3)?,
                    to: get(row, 4)?,
                    key: get(row, 5)?,
                    attempts: number(row, 6)?,
                    attempt: get(row, 7)?,
                    status: status.and_then(|status| u16::try_from(status).ok()),
                    sending_at: get(row, 9)?,
                    evidence: get(row, 10)?,
                };
                each(row.into());
            }
            // The rows of a list are numbered without gaps.
            if rows.is_empty() {
                return Ok(());
            }
            after += PAGE;
        }
    }).await
}

pub(crate) async fn event(
    session: &Session,
    campaign: Option<i64>,
    what: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO event(at, campaign_id, what) VALUES (now_ms(), $1, $2)";
    session.execute(sql, &[&campaign, &what]).await.map(drop)
}

pub(crate) async fn set_state(
    session: &Session,
    campaign: i64,
    state: CampaignState,
) -> Result<(), Error> {
    let ended = matches!(state, CampaignState::Done | CampaignState::Cancelled);
    let sql = "UPDATE campaign SET state = $2, ended_at = CASE WHEN $3 THEN now_ms() END WHERE id = $1 AND state <> $2";
    let changed = session
        .execute(sql, &[&campaign, &state.as_str(), &ended])
        .await?;
    match changed {
        0 => Ok(()),
        _ => event(session, Some(campaign), state.as_str()).await,
    }
}

/// Ends the planned recipients as not sent.
pub(crate) async fn leave_planned(
    session: &Session,
    campaign: i64,
    reason: &str,
) -> Result<(), Error> {
    let sql = "UPDATE recipient SET state = 'not_sent', reason = $2 WHERE campaign_id = $1 AND state = 'planned'";
    session.execute(sql, &[&campaign, &reason]).await.map(drop)
}

/// The parameters of the first recipient whose data was not blanked.
pub(crate) async fn first_params(session: &Session, campaign: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT params_json FROM recipient WHERE campaign_id = $1 AND params_json IS NOT NULL ORDER BY seq LIMIT 1";
    let row = session.row(sql, &[&campaign]).await?;
    let json: Option<String> = row.map(|row| get(&row, 0)).transpose()?;
    let params = json.as_deref().map(serde_json::from_str).transpose();
    Ok(params.map_err(|_| Error::NotALedger)?.unwrap_or_default())
}

/// Plans again what a person wants to be tried again.
pub(crate) async fn include(session: &Session, campaign: i64, what: Include) -> Result<(), Error> {
    let last = "EXISTS (SELECT 1 FROM attempt a WHERE a.campaign_id = r.campaign_id AND a.seq = r.seq AND a.no = r.attempt_no";
    let wanted = match what {
        Include::Absent => "r.state = 'absent'".to_owned(),
        // Suppressed, expired and cancelled recipients of the plan were never tried.
        Include::NotSent => format!(
            "r.state = 'not_sent' AND r.to_digits IS NOT NULL AND {last} AND a.outcome = 'not_sent')"
        ),
        Include::Refused => format!("r.state = 'rejected' AND {last} AND a.status = 429)"),
        _ => return Err(Error::Settings("this store does not know that choice")),
    };
    let sql = format!(
        "UPDATE lease SET done = 0 WHERE campaign_id = $1
            AND chunk IN (SELECT r.chunk FROM recipient r WHERE r.campaign_id = $1 AND {wanted})"
    );
    session.made(&sql, &[&campaign]).await?;
    let sql = format!(
        "WITH again AS (UPDATE recipient r SET state = 'planned', not_before = 0 WHERE r.campaign_id = $1 AND {wanted} RETURNING 1)
            SELECT count(*) FROM again"
    );
    let rows = session.made(&sql, &[&campaign]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| get(row, 0))?;
    match count {
        0 => Ok(()),
        _ => {
            event(
                session,
                Some(campaign),
                &format!("planned again: {count} {what}"),
            )
            .await
        }
    }
}

//! Writes a plan: all of it in one transaction with its jobs, or nothing. Until then the list stands in temporary tables.

use std::collections::HashSet;

use tatodesk_bulk::{
    BadRow, Campaign, Error, Plan, Row,
    engine::{CHUNK, CampaignRecord, Good, Hash, Hasher, Judged, Planner},
};

use crate::{
    jobs,
    read::{self, Lock},
    session::{Session, get},
};

/// How many rows are written at once.
const ROWS: usize = 2000;

/// Tables of this connection alone, which end with it.
const STAGE: &str = "CREATE TEMP TABLE staged_recipient(seq bigint, line bigint, key bytea, key_text text, to_hash bytea, to_digits text,
        to_kind text, params_json text);
    CREATE TEMP TABLE staged_left_out(seq bigint, line bigint, reason text)";

/// The list is read and judged without a lock or a transaction, whatever time that takes, so that runs and other plans go on. It is copied to its
/// place in the end.
pub(crate) async fn plan(
    session: &Session,
    schema: &str,
    hasher: Hasher,
    campaign: &Campaign,
    rows: impl Iterator<Item = Result<Row, BadRow>>,
) -> Result<Plan, Error> {
    let mut planner = Planner::new(campaign, hasher)?;
    let record = CampaignRecord::of(campaign)?;
    session.batch(STAGE).await?;
    // The rows of a campaign that is known are not written again: only their hash counts.
    let is_new = known(session, &record.name).await?.is_none();
    let listed = "SELECT hash FROM suppression WHERE channel IN ($1, '*')";
    let listed = session.rows(listed, &[&record.operation]).await?;
    let suppressed = listed
        .iter()
        .map(|row| get::<Vec<u8>>(row, 0))
        .collect::<Result<HashSet<_>, Error>>()?;
    let mut batch = Vec::with_capacity(ROWS);
    for row in rows {
        let is_listed = |hash: &Hash| Ok(suppressed.contains(hash.as_slice()));
        let judged = planner.take(row, is_listed)?;
        if is_new {
            batch.push(judged);
            if batch.len() == ROWS {
                stage(session, std::mem::take(&mut batch)).await?;
            }
        }
    }
    stage(session, batch).await?;
    session
        .transaction(async {
            // Two plans of one name are one after the other, and a person is forgotten before or after this.
            read::lock(session, Lock::Lists).await?;
            let known = known(session, &record.name).await?;
            let is_known = known.is_some();
            let (plan, hash) = planner.finish(known)?;
            let id = write_campaign(session, &record).await?;
            if is_known {
                // When and how fast it is sent may change.
                return Ok(plan);
            }
            session.execute(COPY, &[&id, &CHUNK]).await?;
            let sql = "INSERT INTO left_out SELECT $1, seq, line, reason FROM staged_left_out";
            session.execute(sql, &[&id]).await?;
            let sql = "UPDATE campaign SET plan_hash = $2, recipients = $3 WHERE id = $1";
            let recipients = i64::try_from(plan.recipients).unwrap_or(i64::MAX);
            session.execute(sql, &[&id, &hash, &recipients]).await?;
            let sql = "INSERT INTO lease(campaign_id, chunk) SELECT DISTINCT campaign_id, chunk FROM recipient WHERE campaign_id = $1";
            session.execute(sql, &[&id]).await?;
            read::event(session, Some(id), "planned").await?;
            jobs::write(session, schema, id).await?;
            Ok(plan)
        })
        .await
}

/// A person who was forgotten since the list was read stays so.
const COPY: &str = "INSERT INTO recipient(campaign_id, seq, line, key, key_text, to_hash, to_digits, to_kind, params_json, state, reason, chunk)
    SELECT $1, s.seq, s.line, s.key, CASE WHEN f.hash IS NULL THEN s.key_text END, s.to_hash, CASE WHEN f.hash IS NULL THEN s.to_digits END,
        s.to_kind, CASE WHEN f.hash IS NULL THEN s.params_json END, CASE WHEN f.hash IS NULL THEN 'planned' ELSE 'not_sent' END,
        CASE WHEN f.hash IS NOT NULL THEN 'forgotten' END, s.seq / $2
    FROM staged_recipient s LEFT JOIN suppression f ON f.hash = s.to_hash AND f.channel = '*' AND f.source = 'forgotten' ORDER BY s.seq";

/// The hash and the number of recipients of a campaign of this name.
async fn known(session: &Session, name: &str) -> Result<Option<(String, u64)>, Error> {
    let sql = "SELECT plan_hash, recipients FROM campaign WHERE name = $1";
    let known = session.row(sql, &[&name]).await?;
    known
        .map(|row| Ok((get(&row, 0)?, read::number(&row, 1)?)))
        .transpose()
}

/// Writes a campaign, or the time and pace of one that is known.
async fn write_campaign(session: &Session, record: &CampaignRecord) -> Result<i64, Error> {
    let sql = "INSERT INTO campaign(name, operation, app_id, template_id, header_json, plan_hash, recipients, state, not_before,
            expires_at, windows_json, zone, rate, concurrency, per_day, retention_days, resend_refused)
         VALUES ($1, $2, $3, $4, $5, '', 0, 'planned', $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT(name) DO UPDATE SET not_before = excluded.not_before, expires_at = excluded.expires_at,
            windows_json = excluded.windows_json, zone = excluded.zone, rate = excluded.rate, concurrency = excluded.concurrency,
            per_day = excluded.per_day, retention_days = excluded.retention_days, resend_refused = excluded.resend_refused
         RETURNING id";
    session
        .one(
            sql,
            &[
                &record.name,
                &record.operation,
                &record.app_id,
                &record.template_id,
                &record.header_json,
                &record.not_before,
                &record.expires_at,
                &record.windows_json,
                &record.zone,
                &record.rate,
                &i64::from(record.concurrency),
                &record.per_day.map(i64::from),
                &record.retention_days.map(i64::from),
                &record.resend_refused,
            ],
        )
        .await
}

async fn stage(session: &Session, batch: Vec<Judged>) -> Result<(), Error> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for Judged { seq, line, verdict } in batch {
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        match verdict {
            Ok(row) => good.push((seq, line, row)),
            Err(reason) => bad.push((seq, line, reason)),
        }
    }
    if !good.is_empty() {
        let sql = "INSERT INTO staged_recipient
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[])";
        let column =
            |value: fn(&(i64, i64, Good)) -> i64| good.iter().map(value).collect::<Vec<_>>();
        let (seqs, lines) = (column(|it| it.0), column(|it| it.1));
        let keys: Vec<&[u8]> = good.iter().map(|it| it.2.key.as_slice()).collect();
        let texts: Vec<Option<&str>> = good.iter().map(|it| it.2.key_text.as_deref()).collect();
        let hashes: Vec<&[u8]> = good.iter().map(|it| it.2.to_hash.as_slice()).collect();
        let to: Vec<&str> = good.iter().map(|it| it.2.to.as_str()).collect();
        let kinds: Vec<&str> = good.iter().map(|it| it.2.kind).collect();
        let params: Vec<&str> = good.iter().map(|it| it.2.params_json.as_str()).collect();
        session
            .execute(
                sql,
                &[&seqs, &lines, &keys, &texts, &hashes, &to, &kinds, &params],
            )
            .await?;
    }
    if !bad.is_empty() {
        let sql = "INSERT INTO staged_left_out SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])";
        let seqs: Vec<i64> = bad.iter().map(|it| it.0).collect();
        let lines: Vec<i64> = bad.iter().map(|it| it.1).collect();
        let reasons: Vec<&str> = bad.iter().map(|it| it.2.as_str()).collect();
        session.execute(sql, &[&seqs, &lines, &reasons]).await?;
    }
    Ok(())
}

//! The pace of an app and channel, and the messages that are on their way, shared by all workers. The rule is that of `tatodesk-bulk`.
//!
//! It is asked in short transactions of its own, which do not wait for the disk: workers wait for each other here, and must not wait for each
//! other's commits of attempts. What is lost when PostgreSQL dies is less than a second of the pace, never an attempt. Messages of 24 hours are
//! counted among the attempts, so a campaign that bounds them asks within the transaction of the attempts.

use tatodesk_bulk::{
    Error,
    engine::{Allowed, Bucket, Claimer, DAY, Frozen, Others},
};

use crate::session::{Session, get};

/// How many messages may begin. It takes them.
pub(crate) async fn allow(
    session: &Session,
    campaign: &Frozen,
    claimer: &Claimer<'_>,
    lease: i64,
    wanted: usize,
    in_flight: usize,
    busy: bool,
) -> Result<Allowed, Error> {
    let pace = campaign.pace();
    let sql = "INSERT INTO pace(app_id, channel, tokens, refilled_at) VALUES ($1, $2, $3, now_ms()) ON CONFLICT DO NOTHING";
    let full = pace.full(0).tokens;
    let sql_row = "SELECT tokens, refilled_at, paused_until, now_ms() FROM pace WHERE app_id = $1 AND channel = $2 FOR UPDATE";
    let found = match session.row(sql_row, &[&pace.app, &pace.channel]).await? {
        Some(row) => Some(row),
        None => {
            session
                .execute(sql, &[&pace.app, &pace.channel, &full])
                .await?;
            session.row(sql_row, &[&pace.app, &pace.channel]).await?
        }
    };
    let row = found.ok_or(Error::NotALedger)?;
    let mut bucket = Bucket {
        tokens: get(&row, 0)?,
        refilled_at: get(&row, 1)?,
        paused_until: get(&row, 2)?,
    };
    let now: i64 = get(&row, 3)?;
    let room = room(session, campaign, claimer, in_flight).await?;
    let mut allowed = pace.allow(&mut bucket, now, wanted.min(room));
    if pace.per_day.is_some() && allowed.messages > 0 {
        let sql = "SELECT count(*), min(sending_at) FROM attempt WHERE sending_at > $3
            AND campaign_id IN (SELECT id FROM campaign WHERE app_id = $1 AND operation = $2)";
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&pace.app, &pace.channel, &(now - DAY)];
        let row = session.row(sql, &params).await?.ok_or(Error::NotALedger)?;
        let count = usize::try_from(get::<i64>(&row, 0)?).unwrap_or(usize::MAX);
        allowed = pace.within_day(allowed, now, count, get(&row, 1)?);
    }
    let sql = "UPDATE pace SET tokens = $3, refilled_at = $4 WHERE app_id = $1 AND channel = $2";
    let tokens = bucket.tokens - allowed.messages as f64;
    session
        .execute(
            sql,
            &[&pace.app, &pace.channel, &tokens, &bucket.refilled_at],
        )
        .await?;
    let sql = "INSERT INTO worker VALUES ($1, $2, now_ms() + $3, $4, $5) ON CONFLICT (campaign_id, owner) DO UPDATE
        SET until = excluded.until, messages = excluded.messages, busy = excluded.busy";
    let messages = i64::try_from(in_flight + allowed.messages).unwrap_or(i64::MAX);
    session
        .execute(
            sql,
            &[&claimer.campaign, &claimer.owner, &lease, &messages, &busy],
        )
        .await?;
    match bucket.paused_until <= now {
        true => Ok(pace.in_turn(allowed, now, room, in_flight)),
        false => Ok(allowed),
    }
}

/// How many more messages this worker may begin: its share, and no more than the other workers of the app and channel leave.
async fn room(
    session: &Session,
    campaign: &Frozen,
    claimer: &Claimer<'_>,
    in_flight: usize,
) -> Result<usize, Error> {
    let sql = "SELECT count(*) FILTER (WHERE w.busy OR w.messages > 0), coalesce(sum(w.messages), 0)::bigint, coalesce(max(c.concurrency), 0)
        FROM worker w JOIN campaign c ON c.id = w.campaign_id
        WHERE c.app_id = $1 AND c.operation = $2 AND w.owner <> $3 AND w.until > now_ms()";
    let pace = campaign.pace();
    let row = session
        .row(sql, &[&pace.app, &pace.channel, &claimer.owner])
        .await?
        .ok_or(Error::NotALedger)?;
    let number =
        |column| get::<i64>(&row, column).map(|it| usize::try_from(it).unwrap_or_default());
    let others = Others {
        runs: number(0)?,
        messages: number(1)?,
        concurrency: u32::try_from(number(2)?).unwrap_or(u32::MAX),
    };
    Ok(others.room(campaign.concurrency(), in_flight))
}

/// Gives back what was taken and did not begin.
pub(crate) async fn give_back(
    session: &Session,
    campaign: &Frozen,
    owner: &str,
    messages: usize,
) -> Result<(), Error> {
    let pace = campaign.pace();
    let sql = "UPDATE pace SET tokens = tokens + $3 WHERE app_id = $1 AND channel = $2";
    session
        .execute(sql, &[&pace.app, &pace.channel, &(messages as f64)])
        .await?;
    let sql = "UPDATE worker SET messages = messages - $3 WHERE campaign_id = $1 AND owner = $2";
    let messages = i64::try_from(messages).unwrap_or(i64::MAX);
    session
        .execute(sql, &[&campaign.id, &owner, &messages])
        .await
        .map(drop)
}

/// A 429 pauses the app and channel for all workers.
pub(crate) async fn pause(session: &Session, campaign: &Frozen, until: i64) -> Result<(), Error> {
    let pace = campaign.pace();
    let sql = "INSERT INTO pace(app_id, channel, tokens, refilled_at, paused_until) VALUES ($1, $2, 0, now_ms(), $3)
        ON CONFLICT (app_id, channel) DO UPDATE SET paused_until = greatest(pace.paused_until, $3)";
    session
        .execute(sql, &[&pace.app, &pace.channel, &until])
        .await
        .map(drop)
}

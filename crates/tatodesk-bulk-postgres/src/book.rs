//! One round of a run in PostgreSQL: T1 to T4 of the ledger.
//!
//! Each statement that waited for another transaction sees what that committed (READ COMMITTED). A lease row is locked before attempts begin
//! under it, so that no claim comes between.

use std::collections::VecDeque;

use tatodesk_bulk::{
    CampaignState, Error,
    engine::{Allowed, Book, CHUNK, Claim, Claimer, Ended, Frozen, Kept, MOST_ATTEMPTS, Started},
};
use tokio::runtime::Handle;
use ulid::Ulid;

use crate::{
    jobs, pace, read,
    session::{Session, get},
};

/// A chunk that was given to this process and is not claimed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ready {
    pub(crate) chunk: i64,
    /// Another owner has it until then.
    pub(crate) not_before: i64,
}

/// What a claim found.
enum Found {
    Claimed(Claim),
    Closed,
    Taken { until: i64 },
}

/// A round's transaction on `session`. The pace is asked on `pace`.
pub(crate) struct InPostgres<'a> {
    pub(crate) runtime: &'a Handle,
    pub(crate) session: &'a Session,
    pub(crate) pace: &'a Session,
    pub(crate) schema: &'a str,
    /// How long a lease lasts, in milliseconds.
    pub(crate) lease: i64,
    /// What was given and not claimed. It counts when the transaction is committed.
    pub(crate) ready: VecDeque<Ready>,
    pub(crate) holds: bool,
    /// Chunks that ended in this round; whether they are closed, or another owner's.
    pub(crate) ended: Vec<(i64, bool)>,
    /// Whether missing jobs are written again if there is nothing to do.
    pub(crate) mend: bool,
    pub(crate) allowed: usize,
    pub(crate) owner: &'a str,
}

impl InPostgres<'_> {
    /// Where the pace of a campaign is asked: messages of 24 hours are counted and begun in one transaction.
    fn pace_of(&self, campaign: &Frozen) -> (&Session, bool) {
        match campaign.pace().per_day {
            Some(_) => (self.session, false),
            None => (self.pace, true),
        }
    }

    /// T1 for one chunk, then T4.
    async fn claim_chunk(&self, claimer: &Claimer<'_>, chunk: i64) -> Result<Found, Error> {
        // After a lost connection a run claims its own chunks again, because it does not know what its last commit did.
        let sql = "UPDATE lease SET owner = $3, fence = fence + 1, until = now_ms() + $4
            WHERE campaign_id = $1 AND chunk = $2 AND done = 0 AND (until <= now_ms() OR owner = $3) RETURNING fence";
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&claimer.campaign, &chunk, &claimer.owner, &self.lease];
        if let Some(row) = self.session.row(sql, &params).await? {
            let claim = Claim {
                chunk,
                fence: get(&row, 0)?,
            };
            self.recover(claimer, claim).await?;
            return Ok(Found::Claimed(claim));
        }
        let sql = "SELECT until FROM lease WHERE campaign_id = $1 AND chunk = $2 AND done = 0";
        let row = self.session.row(sql, &[&claimer.campaign, &chunk]).await?;
        Ok(match row {
            Some(row) => Found::Taken {
                until: get(&row, 0)?,
            },
            None => Found::Closed,
        })
    }

    /// T4: makes unknown what an older fence left open, and never planned.
    async fn recover(&self, claimer: &Claimer<'_>, claim: Claim) -> Result<(), Error> {
        let (first, last) = (claim.chunk * CHUNK, claim.chunk * CHUNK + CHUNK - 1);
        let sql =
            "UPDATE attempt SET outcome = 'unknown', ended_at = now_ms(), evidence = 'recovery'
            WHERE outcome IS NULL AND campaign_id = $1 AND seq BETWEEN $2 AND $3 AND fence < $4";
        self.session
            .execute(sql, &[&claimer.campaign, &first, &last, &claim.fence])
            .await?;
        let sql = "UPDATE recipient r SET state = 'unknown', reason = 'the process ended before the answer was written'
            WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3 AND state = 'sending'
              AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.campaign_id = $1 AND a.seq = r.seq AND a.outcome IS NULL)";
        self.session
            .execute(sql, &[&claimer.campaign, &first, &last])
            .await?;
        Ok(())
    }

    /// T2.
    async fn begin(
        &self,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        claim: Claim,
        most: usize,
    ) -> Result<(Vec<Started>, Kept), Error> {
        let sql = "SELECT 1 FROM lease WHERE campaign_id = $1 AND chunk = $2 AND owner = $3 AND fence = $4 AND until > now_ms() FOR UPDATE";
        let held = self
            .session
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
        let rows = self
            .session
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
            let params = params
                .transpose()
                .map_err(|error| Error::Store(Box::new(error)))?;
            started.push(Started {
                id: get(row, 0)?,
                line: u64::try_from(get::<i64>(row, 1)?).unwrap_or_default(),
                to: get(row, 2)?,
                params: params.unwrap_or_default(),
            });
        }
        let sql = "UPDATE lease SET done = 1, owner = NULL, until = 0 WHERE campaign_id = $1 AND chunk = $2 AND fence = $3
            AND NOT EXISTS (SELECT 1 FROM recipient WHERE campaign_id = $1 AND seq BETWEEN $4 AND $5 AND state IN ('planned', 'sending'))";
        let closed = self
            .session
            .execute(
                sql,
                &[&claimer.campaign, &claim.chunk, &claim.fence, &first, &last],
            )
            .await?;
        let kept = if closed > 0 { Kept::Closed } else { Kept::Held };
        Ok((started, kept))
    }
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
    SELECT b.id, n.line, n.to_digits, n.params_json FROM begun b JOIN numbered n USING (seq) ORDER BY n.seq";

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
            AND (r.state IN ('sending', 'unknown') OR (r.state = 'absent' AND e.outcome = 'accepted')))
    SELECT campaign_id, seq, no, again_at FROM ended WHERE again_at IS NOT NULL";

impl Book for InPostgres<'_> {
    fn record(&mut self, _now: i64, ended: &[Ended]) -> Result<(), Error> {
        let mut ended: Vec<&Ended> = ended.iter().collect();
        // Two transactions that take the same attempts take them in one order.
        ended.sort_by(|one, other| one.id.cmp(&other.id));
        let ids: Vec<&str> = ended.iter().map(|it| it.id.as_str()).collect();
        let outcomes: Vec<&str> = ended.iter().map(|it| it.outcome.as_str()).collect();
        let statuses: Vec<Option<i64>> = ended.iter().map(|it| it.status.map(i64::from)).collect();
        let messages: Vec<Option<&str>> = ended.iter().map(|it| it.message.as_deref()).collect();
        let again: Vec<Option<i64>> = ended.iter().map(|it| it.again_at).collect();
        self.runtime.block_on(async {
            let rows = self
                .session
                .rows(RECORD, &[&ids, &outcomes, &statuses, &messages, &again])
                .await?;
            for row in &rows {
                let (campaign, seq): (i64, i64) = (get(row, 0)?, get(row, 1)?);
                let (no, again_at): (i64, i64) = (get(row, 2)?, get(row, 3)?);
                let sql = "UPDATE recipient SET state = 'planned', not_before = $4
                    WHERE campaign_id = $1 AND seq = $2 AND attempt_no = $3 AND state = 'rejected' AND $3 < $5
                      AND (SELECT resend_refused FROM campaign WHERE id = $1)";
                let again = self.session.execute(sql, &[&campaign, &seq, &no, &again_at, &MOST_ATTEMPTS]).await?;
                if again > 0 {
                    let sql = "UPDATE lease SET done = 0 WHERE campaign_id = $1 AND chunk = $2 AND done = 1";
                    let open = self.session.execute(sql, &[&campaign, &(seq / CHUNK)]).await?;
                    if open > 0 {
                        jobs::write(self.session, self.schema, campaign).await?;
                    }
                }
            }
            Ok(())
        })
    }

    fn campaign(&mut self, name: &str) -> Result<Frozen, Error> {
        self.runtime.block_on(async {
            // What cancels or pauses a campaign waits for the rounds under way, and the next round sees it.
            read::lock(self.session, "_shared").await?;
            read::frozen(self.session, name).await
        })
    }

    fn pause(&mut self, campaign: &Frozen, until: i64) -> Result<(), Error> {
        let (session, _) = self.pace_of(campaign);
        self.runtime.block_on(pace::pause(session, campaign, until))
    }

    fn renew(&mut self, claimer: &Claimer<'_>) -> Result<(), Error> {
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&claimer.campaign, &claimer.owner, &self.lease];
        self.runtime.block_on(async {
            let sql = "UPDATE lease SET until = now_ms() + $3 WHERE campaign_id = $1 AND done = 0 AND owner = $2 AND until > now_ms()";
            self.session.execute(sql, &params).await?;
            let sql = "UPDATE worker SET until = now_ms() + $3 WHERE campaign_id = $1 AND owner = $2";
            self.pace.execute(sql, &params).await.map(drop)
        })
    }

    fn allow(
        &mut self,
        campaign: &Frozen,
        claimer: &Claimer<'_>,
        wanted: usize,
        in_flight: usize,
    ) -> Result<Allowed, Error> {
        let (session, alone) = self.pace_of(campaign);
        let busy = self.holds || !self.ready.is_empty();
        let asked = pace::allow(
            session, campaign, claimer, self.lease, wanted, in_flight, busy,
        );
        let allowed = self.runtime.block_on(async {
            match alone {
                true => session.transaction(asked).await,
                false => asked.await,
            }
        })?;
        self.allowed = allowed.messages;
        Ok(allowed)
    }

    fn take(&mut self, campaign: &Frozen, messages: usize) -> Result<(), Error> {
        let rest = self.allowed.saturating_sub(messages);
        if rest == 0 {
            return Ok(());
        }
        let (session, alone) = self.pace_of(campaign);
        let given = pace::give_back(session, campaign, self.owner, rest);
        self.runtime.block_on(async {
            match alone {
                true => session.transaction(given).await,
                false => given.await,
            }
        })
    }

    fn claim(&mut self, claimer: &Claimer<'_>) -> Result<Option<Claim>, Error> {
        for _ in 0..self.ready.len() {
            let Some(ready) = self.ready.pop_front() else {
                break;
            };
            if ready.not_before > claimer.now {
                self.ready.push_back(ready);
                continue;
            }
            match self
                .runtime
                .block_on(self.claim_chunk(claimer, ready.chunk))?
            {
                Found::Claimed(claim) => return Ok(Some(claim)),
                Found::Closed => self.ended.push((ready.chunk, true)),
                Found::Taken { until } => self.ready.push_back(Ready {
                    not_before: until,
                    ..ready
                }),
            }
        }
        Ok(None)
    }

    fn fill(
        &mut self,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        claim: Claim,
        most: usize,
    ) -> Result<(Vec<Started>, Kept), Error> {
        let begun = self
            .runtime
            .block_on(self.begin(claimer, campaign, claim, most))?;
        match begun.1 {
            Kept::Held => {}
            Kept::Closed => self.ended.push((claim.chunk, true)),
            Kept::Lost => self.ended.push((claim.chunk, false)),
        }
        Ok(begun)
    }

    fn again_at(&mut self, campaign: &Frozen, now: i64) -> Result<Option<i64>, Error> {
        self.runtime.block_on(async {
            let sql = "SELECT EXISTS (SELECT 1 FROM lease WHERE campaign_id = $1 AND done = 0)";
            if !self.session.one::<bool>(sql, &[&campaign.id]).await? {
                jobs::remove(self.session, self.schema, campaign.id).await?;
                return Ok(None);
            }
            if self.mend {
                jobs::write(self.session, self.schema, campaign.id).await?;
            }
            Ok(Some(now + POLL))
        })
    }

    fn expire(&mut self, campaign: &Frozen) -> Result<(), Error> {
        self.runtime
            .block_on(read::leave_planned(self.session, campaign.id, "expired"))
    }

    fn set_state(
        &mut self,
        campaign: &Frozen,
        state: CampaignState,
        _now: i64,
    ) -> Result<(), Error> {
        self.runtime
            .block_on(read::set_state(self.session, campaign.id, state))
    }
}

/// How long a worker without a chunk waits before it looks again, in milliseconds.
const POLL: i64 = 200;

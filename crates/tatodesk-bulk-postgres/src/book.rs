//! One round of a run in PostgreSQL: what the loop of `tatodesk-bulk` asks. `steps` has T1 to T4.

use std::collections::VecDeque;

use tatodesk_bulk::{
    CampaignState, Error,
    engine::{Allowed, Book, Claim, Claimer, Ended, Frozen, Kept, Started},
};
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;

use crate::{
    jobs, pace,
    read::{self, Lock},
    session::Session,
    steps::{self, Found},
};

/// A chunk that was given to this process and is not claimed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ready {
    pub(crate) chunk: i64,
    /// Another owner has it until then.
    pub(crate) not_before: i64,
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
}

impl Book for InPostgres<'_> {
    fn record(&mut self, _now: i64, ended: &[Ended]) -> Result<(), Error> {
        self.runtime
            .block_on(steps::record(self.session, self.schema, ended))
    }

    fn campaign(&mut self, name: &str) -> Result<Frozen, Error> {
        self.runtime.block_on(async {
            // What cancels or pauses a campaign waits for the rounds under way, and the next round sees it.
            read::lock(self.session, Lock::Round).await?;
            read::frozen(self.session, name).await
        })
    }

    fn pause(&mut self, campaign: &Frozen, until: i64) -> Result<(), Error> {
        let (session, _) = self.pace_of(campaign);
        self.runtime.block_on(pace::pause(session, campaign, until))
    }

    fn renew(&mut self, claimer: &Claimer<'_>, in_flight: usize) -> Result<(), Error> {
        let params: [&(dyn ToSql + Sync); 3] = [&claimer.campaign, &claimer.owner, &self.lease];
        let messages = i64::try_from(in_flight).unwrap_or(i64::MAX);
        self.runtime.block_on(async {
            let sql = "UPDATE lease SET until = now_ms() + $3 WHERE campaign_id = $1 AND done = 0 AND owner = $2 AND until > now_ms()";
            self.session.execute(sql, &params).await?;
            // A worker that waits, for a window or for its pace, leaves its share to the others until it asks again.
            let sql = "UPDATE worker SET until = now_ms() + $3, messages = $4, busy = false WHERE campaign_id = $1 AND owner = $2";
            let params: [&(dyn ToSql + Sync); 4] = [params[0], params[1], params[2], &messages];
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
            match self.runtime.block_on(steps::claim(
                self.session,
                self.lease,
                claimer,
                ready.chunk,
            ))? {
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
        let begun =
            self.runtime
                .block_on(steps::begin(self.session, claimer, campaign, claim, most))?;
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

//! What a run asks of the ledger in SQLite.

use rusqlite::Transaction;

use super::{
    Store, attempt,
    claim::LEASE,
    pace,
    read::{first_waiting, frozen, leave_planned, set_state},
};
use crate::{
    campaign::Frozen,
    error::Error,
    pace::Allowed,
    run::book::{self, Book, Claim, Claimer, Ended, Kept, Round, Rounded, Started},
    state::CampaignState,
    status::Status,
};

impl book::Store for Store {
    fn lease(&self) -> i64 {
        LEASE
    }

    fn round(&mut self, round: &Round) -> Result<Rounded, Error> {
        let rounded = self.write(|tx| round.act(&mut InSqlite(tx)))?;
        if !rounded.started.is_empty() {
            self.raise_mark()?;
        }
        Ok(rounded)
    }

    fn end(&mut self, campaign: &str, claimer: &Claimer<'_>) -> Result<Status, Error> {
        self.write(|tx| {
            claimer.release(tx)?;
            pace::leave(tx, claimer.campaign)?;
            match frozen(tx, campaign)?.state {
                CampaignState::Running => {
                    set_state(tx, claimer.campaign, CampaignState::Planned, claimer.now)
                }
                _ => Ok(()),
            }
        })?;
        self.status(campaign)
    }
}

struct InSqlite<'a>(&'a Transaction<'a>);

impl Book for InSqlite<'_> {
    fn record(&mut self, now: i64, ended: &[Ended]) -> Result<(), Error> {
        attempt::record(self.0, now, ended)
    }

    fn campaign(&mut self, name: &str) -> Result<Frozen, Error> {
        frozen(self.0, name)
    }

    fn pause(&mut self, campaign: &Frozen, until: i64) -> Result<(), Error> {
        pace::pause(self.0, &campaign.pace(), until)
    }

    fn renew(&mut self, claimer: &Claimer<'_>, _in_flight: usize) -> Result<(), Error> {
        claimer.renew(self.0)
    }

    fn allow(
        &mut self,
        campaign: &Frozen,
        claimer: &Claimer<'_>,
        wanted: usize,
        in_flight: usize,
    ) -> Result<Allowed, Error> {
        pace::allow(self.0, campaign, claimer.now, wanted, in_flight)
    }

    fn take(&mut self, campaign: &Frozen, messages: usize) -> Result<(), Error> {
        pace::take(self.0, &campaign.pace(), messages)
    }

    fn claim(&mut self, claimer: &Claimer<'_>) -> Result<Option<Claim>, Error> {
        claimer.claim(self.0)
    }

    fn fill(
        &mut self,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        claim: Claim,
        most: usize,
    ) -> Result<(Vec<Started>, Kept), Error> {
        if !claimer.holds(self.0, claim)? {
            return Ok((Vec::new(), Kept::Lost));
        }
        let started = claimer.begin(self.0, claim, campaign.pace().channel, most)?;
        let has_more = started.len() == most;
        let kept = match !has_more && claimer.close(self.0, claim)? {
            true => Kept::Closed,
            false => Kept::Held,
        };
        Ok((started, kept))
    }

    fn again_at(&mut self, campaign: &Frozen, now: i64) -> Result<Option<i64>, Error> {
        Ok(first_waiting(self.0, campaign.id)?.map(|time| time.max(now + 1)))
    }

    fn expire(&mut self, campaign: &Frozen) -> Result<(), Error> {
        leave_planned(self.0, campaign.id, "expired")
    }

    fn set_state(
        &mut self,
        campaign: &Frozen,
        state: CampaignState,
        now: i64,
    ) -> Result<(), Error> {
        set_state(self.0, campaign.id, state, now)
    }
}

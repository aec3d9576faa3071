//! One round of a run: one transaction that writes what ended (T3), and begins what may leave next (T1, T2). It uses the store.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::event::{Stopped, Wait};
use crate::{
    error::Error,
    state::CampaignState,
    store::{
        Store,
        attempt::{Ended, Started, record},
        claim::{Claim, Claimer},
        pace::Pace,
        read::{Frozen, first_waiting, frozen, leave_planned, set_state},
    },
    window,
};

/// What a round is to do.
pub(crate) struct Round {
    pub(crate) campaign: String,
    pub(crate) owner: String,
    /// In milliseconds.
    pub(crate) now: i64,
    pub(crate) ended: Vec<Ended>,
    /// The server wants to be left alone until then.
    pub(crate) pause_until: Option<i64>,
    /// How many messages may begin.
    pub(crate) wanted: usize,
    /// How many are on their way after it.
    pub(crate) in_flight: usize,
    pub(crate) held: Vec<Claim>,
    pub(crate) renew: bool,
}

/// What a round did.
pub(crate) struct Rounded {
    pub(crate) started: Vec<Started>,
    pub(crate) held: Vec<Claim>,
    pub(crate) next: Next,
}

/// What the run does after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Goes on when something ends.
    Go,
    /// Begins nothing before this time, in milliseconds.
    Wait(Wait, i64),
    /// Begins nothing more.
    Over(Stopped),
}

impl Round {
    /// Commits the round. What it started may leave when it returns, not before.
    pub(crate) fn commit(self, store: &mut Store) -> Result<Rounded, Error> {
        let rounded = store.write(|tx| self.act(tx))?;
        if !rounded.started.is_empty() {
            store.raise_mark()?;
        }
        Ok(rounded)
    }

    fn act(self, tx: &Transaction<'_>) -> Result<Rounded, Error> {
        for ended in &self.ended {
            record(tx, self.now, ended)?;
        }
        let campaign = frozen(tx, &self.campaign)?;
        let settings = &campaign.settings;
        let pace = Pace {
            app: &settings.app,
            channel: settings.channel.as_str(),
            rate: settings.rate,
            per_day: settings.per_day,
        };
        if let Some(until) = self.pause_until {
            pace.pause(tx, until)?;
        }
        let claimer = Claimer {
            campaign: campaign.id,
            owner: &self.owner,
            now: self.now,
        };
        if self.renew {
            claimer.renew(tx)?;
        }
        let mut rounded = Rounded {
            started: Vec::new(),
            held: self.held.clone(),
            next: Next::Go,
        };
        if self.wanted == 0 {
            rounded.next = stopped(&campaign).map_or(Next::Go, Next::Over);
            return Ok(rounded);
        }
        if let Some(next) = self.closed(tx, &campaign)? {
            return Ok(Rounded { next, ..rounded });
        }
        let mut allowed = pace.allow(tx, self.now, self.wanted)?;
        if allowed.messages == 0 && self.in_flight == 0 && first_waiting(tx, campaign.id)?.is_none()
        {
            // No recipient is left, so there is nothing to wait for: the round only closes chunks.
            allowed.messages = 1;
        }
        if allowed.messages > 0 {
            rounded = self.begin(tx, &claimer, &campaign, allowed.messages)?;
            pace.take(tx, rounded.started.len())?;
        }
        if rounded.next == Next::Go
            && rounded.started.len() == allowed.messages
            && allowed.messages < self.wanted
        {
            rounded.next = Next::Wait(Wait::Pace, allowed.again_at);
        }
        Ok(rounded)
    }

    /// Why nothing may begin now.
    fn closed(&self, tx: &Transaction<'_>, campaign: &Frozen) -> Result<Option<Next>, Error> {
        if let Some(why) = stopped(campaign) {
            return Ok(Some(Next::Over(why)));
        }
        let settings = &campaign.settings;
        let now = Timestamp::from_millisecond(self.now).unwrap_or_default();
        if settings
            .expires_at
            .is_some_and(|expires_at| expires_at <= now)
        {
            leave_planned(tx, campaign.id, "expired")?;
            set_state(tx, campaign.id, CampaignState::Done, self.now)?;
            return Ok(Some(Next::Over(Stopped::Expired)));
        }
        if let Some(begin) = settings.not_before.filter(|begin| *begin > now) {
            return Ok(Some(Next::Wait(Wait::NotBefore, begin.as_millisecond())));
        }
        let open = window::next_open(&settings.windows, &settings.time_zone(), now);
        Ok((open > now).then(|| Next::Wait(Wait::Window, open.as_millisecond())))
    }

    fn begin(
        &self,
        tx: &Transaction<'_>,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        most: usize,
    ) -> Result<Rounded, Error> {
        let mut filling = Filling {
            tx,
            claimer,
            channel: campaign.settings.channel.as_str(),
            most,
            started: Vec::new(),
            held: Vec::new(),
        };
        for claim in &self.held {
            filling.fill(*claim)?;
        }
        let mut out_of_chunks = false;
        while filling.started.len() < most && !out_of_chunks {
            match claimer.claim(tx)? {
                Some(claim) => filling.fill(claim)?,
                None => out_of_chunks = true,
            }
        }
        let Filling { started, held, .. } = filling;
        let next = match out_of_chunks && started.is_empty() {
            false => Next::Go,
            true => self.nothing_left(tx, campaign, held.is_empty())?,
        };
        Ok(Rounded {
            started,
            held,
            next,
        })
    }

    fn nothing_left(
        &self,
        tx: &Transaction<'_>,
        campaign: &Frozen,
        all_closed: bool,
    ) -> Result<Next, Error> {
        if self.in_flight > 0 {
            return Ok(Next::Go);
        }
        if let Some(time) = first_waiting(tx, campaign.id)? {
            return Ok(Next::Wait(Wait::Again, time.max(self.now + 1)));
        }
        if all_closed {
            set_state(tx, campaign.id, CampaignState::Done, self.now)?;
        }
        Ok(Next::Over(Stopped::Done))
    }
}

/// What a round begins, chunk by chunk.
struct Filling<'a> {
    tx: &'a Transaction<'a>,
    claimer: &'a Claimer<'a>,
    channel: &'a str,
    most: usize,
    started: Vec<Started>,
    held: Vec<Claim>,
}

impl Filling<'_> {
    /// Begins what it can of a chunk, and closes a chunk that is done.
    fn fill(&mut self, claim: Claim) -> Result<(), Error> {
        let most = self.most - self.started.len();
        if most == 0 {
            self.held.push(claim);
            return Ok(());
        }
        // A lease that passed on is another owner's now. What was begun under it still ends here.
        if !self.claimer.holds(self.tx, claim)? {
            return Ok(());
        }
        self.started
            .extend(self.claimer.begin(self.tx, claim, self.channel, most)?);
        if !self.claimer.close(self.tx, claim)? {
            self.held.push(claim);
        }
        Ok(())
    }
}

fn stopped(campaign: &Frozen) -> Option<Stopped> {
    match campaign.state {
        CampaignState::Paused => Some(Stopped::Paused),
        CampaignState::Cancelled => Some(Stopped::Cancelled),
        _ => None,
    }
}

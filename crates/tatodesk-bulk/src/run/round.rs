//! One round of a run: one transaction that writes what ended (T3), and begins what may leave next (T1, T2). It uses `book`.

use std::time::Instant;

use jiff::Timestamp;

use super::{
    book::{Book, Claimer, Kept, Next, Renewed, Round, Rounded},
    event::{Stopped, Wait},
};
use crate::{campaign::Frozen, error::Error, state::CampaignState, window};

impl Round {
    /// Does the round in a transaction. What it started may leave when that is committed, not before.
    ///
    /// # Errors
    /// Those of the book.
    pub fn act(&self, book: &mut impl Book) -> Result<Rounded, Error> {
        let instant = Instant::now();
        let at = self.now;
        let rounded = self.steps(book)?;
        Ok(Rounded {
            renewed: self.renew.then_some(Renewed { at, instant }),
            ..rounded
        })
    }

    fn steps(&self, book: &mut impl Book) -> Result<Rounded, Error> {
        if !self.ended.is_empty() {
            book.record(self.now, &self.ended)?;
        }
        let campaign = book.campaign(&self.campaign)?;
        if let Some(until) = self.pause_until {
            book.pause(&campaign, until)?;
        }
        let claimer = Claimer {
            campaign: campaign.id,
            owner: &self.owner,
            now: self.now,
        };
        if self.renew {
            book.renew(&claimer, self.in_flight)?;
        }
        let mut rounded = Rounded {
            renewed: None,
            started: Vec::new(),
            held: self.held.clone(),
            next: Next::Go,
        };
        if self.wanted == 0 {
            rounded.next = stopped(&campaign).map_or(Next::Go, Next::Over);
            return Ok(rounded);
        }
        if let Some(next) = self.closed(book, &campaign)? {
            return Ok(Rounded { next, ..rounded });
        }
        let mut allowed = book.allow(&campaign, &claimer, self.wanted, self.in_flight)?;
        if allowed.messages == 0
            && self.in_flight == 0
            && book.again_at(&campaign, self.now)?.is_none()
        {
            // No recipient is left, so there is nothing to wait for: the round only closes chunks.
            allowed.messages = 1;
        }
        if allowed.messages > 0 {
            rounded = self.begin(book, &claimer, &campaign, allowed.messages)?;
            book.take(&campaign, rounded.started.len())?;
        }
        if let Some(again_at) = allowed.again_at
            && rounded.next == Next::Go
            && rounded.started.len() == allowed.messages
            && allowed.messages < self.wanted
        {
            rounded.next = Next::Wait(Wait::Pace, again_at);
        }
        Ok(rounded)
    }

    /// Why nothing may begin now.
    fn closed(&self, book: &mut impl Book, campaign: &Frozen) -> Result<Option<Next>, Error> {
        if let Some(why) = stopped(campaign) {
            return Ok(Some(Next::Over(why)));
        }
        let settings = &campaign.settings;
        let now = Timestamp::from_millisecond(self.now).unwrap_or_default();
        if settings
            .expires_at
            .is_some_and(|expires_at| expires_at <= now)
        {
            book.expire(campaign)?;
            book.set_state(campaign, CampaignState::Done, self.now)?;
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
        book: &mut impl Book,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        most: usize,
    ) -> Result<Rounded, Error> {
        let (mut started, mut held) = (Vec::new(), Vec::new());
        let mut chunks = self.held.iter().copied();
        let mut out_of_chunks = false;
        loop {
            let claim = match chunks.next() {
                Some(claim) => claim,
                None if started.len() == most => break,
                None => match book.claim(claimer)? {
                    Some(claim) => claim,
                    None => {
                        out_of_chunks = true;
                        break;
                    }
                },
            };
            if started.len() == most {
                held.push(claim);
                continue;
            }
            let (begun, kept) = book.fill(claimer, campaign, claim, most - started.len())?;
            started.extend(begun);
            match kept {
                Kept::Held => held.push(claim),
                // What was begun under a lease that passed on still ends here.
                Kept::Closed | Kept::Lost => {}
            }
        }
        let next = match out_of_chunks && started.is_empty() {
            false => Next::Go,
            true => self.nothing_left(book, campaign, held.is_empty())?,
        };
        Ok(Rounded {
            renewed: None,
            started,
            held,
            next,
        })
    }

    fn nothing_left(
        &self,
        book: &mut impl Book,
        campaign: &Frozen,
        all_closed: bool,
    ) -> Result<Next, Error> {
        if self.in_flight > 0 {
            return Ok(Next::Go);
        }
        if let Some(time) = book.again_at(campaign, self.now)? {
            return Ok(Next::Wait(Wait::Again, time));
        }
        if all_closed {
            book.set_state(campaign, CampaignState::Done, self.now)?;
        }
        Ok(Next::Over(Stopped::Done))
    }
}

fn stopped(campaign: &Frozen) -> Option<Stopped> {
    match campaign.state {
        CampaignState::Paused => Some(Stopped::Paused),
        CampaignState::Cancelled => Some(Stopped::Cancelled),
        _ => None,
    }
}

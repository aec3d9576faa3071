//! The loop of a run: rounds on a ledger, and the messages between them. It uses `book`, and knows no database.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tatodesk::Tatodesk;
use tokio::sync::watch;
use ulid::Ulid;

use super::{
    book::{Claim, Claimer, Next, Renewed, Round, Rounded, Store},
    breaker::Tripped,
    event::{Event, RunReport, Stopped},
    message::Sent,
    options::{RunOptions, millis},
    sends::{Sender, Sends},
};
use crate::{campaign::Frozen, error::Error, shared::Shared, state::CampaignState};

/// A name for a run that no other run has.
pub fn owner(now: i64) -> String {
    let time = u64::try_from(now).unwrap_or_default();
    Ulid::from_parts(time, fastrand::u128(..)).to_string()
}

/// Whether a campaign may run, of which this number of recipients was confirmed.
///
/// # Errors
/// When the number is another one, or the campaign is paused or cancelled.
pub fn check(campaign: &Frozen, confirmed: u64) -> Result<(), Error> {
    let planned = campaign.recipients;
    if planned != confirmed {
        return Err(Error::Confirm { planned, confirmed });
    }
    match campaign.state {
        CampaignState::Paused | CampaignState::Cancelled => Err(Error::State(campaign.state)),
        _ => Ok(()),
    }
}

/// Runs a campaign to its end, and tells each event after the ledger has it.
///
/// # Errors
/// When the ledger fails. What is on its way is dropped then, and is unknown after recovery.
pub async fn drive<S: Store>(
    store: Shared<S>,
    tatodesk: &Tatodesk,
    campaign: Frozen,
    owner: String,
    options: RunOptions,
    each: impl FnMut(Event),
) -> Result<RunReport, Error> {
    let lease = store.blocking(|store| Ok(store.lease())).await?;
    let mut run = Run {
        store,
        id: campaign.id,
        owner,
        breaker: Tripped::new(options.breaker),
        renewed: None,
        sender: Sender {
            tatodesk: tatodesk.clone(),
            campaign: Arc::new(campaign.settings),
            clock: options.clock,
            lease,
        },
        left: options.limit.unwrap_or(u64::MAX),
        started: 0,
        sends: Sends::default(),
        finished: Vec::new(),
        held: Vec::new(),
        each,
    };
    let stopped = run.go(options.stop).await?;
    run.end(stopped).await
}

/// A run under way.
struct Run<S, F> {
    store: Shared<S>,
    sender: Sender,
    id: i64,
    owner: String,
    breaker: Tripped,
    /// How many messages may still begin in this run.
    left: u64,
    started: u64,
    sends: Sends,
    /// Ended, and not yet in the ledger; each with its line.
    finished: Vec<(u64, Sent)>,
    held: Vec<Claim>,
    /// None before the first round.
    renewed: Option<Renewed>,
    each: F,
}

impl<S: Store, F: FnMut(Event)> Run<S, F> {
    async fn go(&mut self, stop: Option<watch::Receiver<bool>>) -> Result<Stopped, Error> {
        let mut over = None;
        let mut wait_until = 0;
        loop {
            if over.is_none() && stop.as_ref().is_some_and(|stop| *stop.borrow()) {
                over = Some(Stopped::Asked);
            }
            over = over.or_else(|| self.breaker.tripped());
            let now = millis(self.sender.clock.as_ref());
            let wanted = match over {
                None if self.left == 0 => {
                    over = Some(Stopped::Limit);
                    0
                }
                None if now >= wait_until => self.free(),
                _ => 0,
            };
            let due = |renewed: Renewed| renewed.has_passed(self.sender.lease / 3, now);
            let renew = self.renewed.is_none_or(due);
            if wanted > 0 || renew || !self.finished.is_empty() {
                match self.round(now, wanted, renew).await? {
                    Next::Over(why) => over = over.or(Some(why)),
                    Next::Wait(why, until) => {
                        wait_until = until;
                        let until = Timestamp::from_millisecond(until).unwrap_or_default();
                        (self.each)(Event::Waiting { why, until });
                    }
                    Next::Go => {}
                }
            }
            match over {
                Some(why) if self.sends.is_empty() && self.finished.is_empty() => return Ok(why),
                _ => self.wait(wait_until, over.is_some(), stop.clone()).await,
            }
        }
    }

    fn free(&self) -> usize {
        let free = (self.sender.campaign.concurrency as usize).saturating_sub(self.sends.len());
        free.min(usize::try_from(self.left).unwrap_or(usize::MAX))
    }

    async fn round(&mut self, now: i64, wanted: usize, renew: bool) -> Result<Next, Error> {
        let mut finished = std::mem::take(&mut self.finished);
        let pause = finished.iter().filter_map(|(_, sent)| sent.pause).max();
        let pause_until = pause.map(|pause| now.saturating_add_unsigned(pause));
        for (_, sent) in &mut finished {
            sent.ended.again_at = pause_until.filter(|_| sent.ended.status == Some(429));
        }
        let round = Round {
            campaign: self.sender.campaign.name.clone(),
            owner: self.owner.clone(),
            now,
            ended: finished
                .iter()
                .map(|(_, sent)| sent.ended.clone())
                .collect(),
            pause_until,
            wanted,
            in_flight: self.sends.len(),
            held: std::mem::take(&mut self.held),
            renew,
        };
        let Rounded {
            renewed,
            started,
            held,
            next,
        } = self
            .store
            .blocking(move |store| store.round(&round))
            .await?;
        self.held = held;
        self.renewed = renewed.or(self.renewed);
        for (line, sent) in finished {
            let (outcome, status) = (sent.ended.outcome, sent.ended.status);
            (self.each)(Event::Ended {
                line,
                outcome,
                status,
            });
        }
        self.left -= started.len() as u64;
        self.started += started.len() as u64;
        if let Some(renewed) = self.renewed {
            for message in started {
                self.sends.start(self.sender.clone(), message, renewed);
            }
        }
        Ok(next)
    }

    /// Waits until a message ends, the time comes, or the caller stops the run.
    async fn wait(&mut self, until: i64, over: bool, stop: Option<watch::Receiver<bool>>) {
        let now = millis(self.sender.clock.as_ref());
        // Leases are renewed meanwhile.
        let longest = self.sender.lease / 3;
        let time = if until > now && !over {
            (until - now).min(longest)
        } else {
            longest
        };
        if self.sends.is_empty() && until <= now && !over {
            return;
        }
        let stopping = async {
            match stop {
                Some(mut stop) if !over => {
                    if stop.wait_for(|stop| *stop).await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            ended = self.sends.next(), if !self.sends.is_empty() => {
                self.finish(ended);
                // The tasks whose answers are here end first, so that one commit has them all. They need two turns: one reads, one ends.
                for _ in 0..2 {
                    tokio::task::yield_now().await;
                }
                while let Some(ended) = self.sends.try_next() {
                    self.finish(ended);
                }
            }
            () = self.sender.clock.sleep(Duration::from_millis(time.unsigned_abs())) => {}
            () = stopping => {}
        }
    }

    fn finish(&mut self, (line, sent): (u64, Sent)) {
        if !sent.slept {
            self.breaker
                .saw(sent.ended.outcome, sent.ended.status == Some(429));
        }
        self.finished.push((line, sent));
    }

    async fn end(self, stopped: Stopped) -> Result<RunReport, Error> {
        let now = millis(self.sender.clock.as_ref());
        let (id, owner, name) = (self.id, self.owner, self.sender.campaign.name.clone());
        let status = self.store.blocking(move |store| {
            let claimer = Claimer {
                campaign: id,
                owner: &owner,
                now,
            };
            store.end(&name, &claimer)
        });
        Ok(RunReport {
            stopped,
            started: self.started,
            status: status.await?,
        })
    }
}

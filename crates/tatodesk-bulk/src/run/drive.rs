//! The loop of a run: rounds on a ledger, and the messages between them. It uses `book`, and knows no database.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use jiff::Timestamp;
use tatodesk::{Clock, Tatodesk};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
};
use ulid::Ulid;

use super::{
    book::{Claim, Claimer, Next, Round, Rounded, Store},
    breaker::Tripped,
    event::{Event, RunReport, Stopped},
    message::{self, Sent},
    options::RunOptions,
};
use crate::{
    campaign::{Campaign, Frozen},
    error::Error,
    shared::Shared,
    state::CampaignState,
};

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

/// What a clock says, in milliseconds since 1970.
pub fn millis(clock: &dyn Clock) -> i64 {
    let since = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
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
        lease,
        tatodesk: tatodesk.clone(),
        id: campaign.id,
        owner,
        breaker: Tripped::new(options.breaker),
        renewed_at: millis(options.clock.as_ref()),
        clock: options.clock,
        left: options.limit.unwrap_or(u64::MAX),
        started: 0,
        sends: JoinSet::new(),
        finished: Vec::new(),
        held: Vec::new(),
        campaign: Arc::new(campaign.settings),
        each,
    };
    let stopped = run.go(options.stop).await?;
    run.end(stopped).await
}

/// A run under way.
struct Run<S, F> {
    store: Shared<S>,
    /// How long a lease lasts, in milliseconds.
    lease: i64,
    tatodesk: Tatodesk,
    campaign: Arc<Campaign>,
    id: i64,
    owner: String,
    breaker: Tripped,
    clock: Arc<dyn Clock>,
    /// How many messages may still begin in this run.
    left: u64,
    started: u64,
    sends: JoinSet<(u64, Sent)>,
    /// Ended, and not yet in the ledger; each with its line.
    finished: Vec<(u64, Sent)>,
    held: Vec<Claim>,
    renewed_at: i64,
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
            let now = millis(self.clock.as_ref());
            let wanted = match over {
                None if self.left == 0 => {
                    over = Some(Stopped::Limit);
                    0
                }
                None if now >= wait_until => self.free(),
                _ => 0,
            };
            let renew = now - self.renewed_at >= self.lease / 3;
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
        let free = (self.campaign.concurrency as usize).saturating_sub(self.sends.len());
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
            campaign: self.campaign.name.clone(),
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
            started,
            held,
            next,
        } = self
            .store
            .blocking(move |store| store.round(&round))
            .await?;
        self.held = held;
        if renew {
            self.renewed_at = now;
        }
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
        for message in started {
            let (tatodesk, campaign) = (self.tatodesk.clone(), self.campaign.clone());
            self.sends.spawn(async move {
                let sent =
                    message::send(tatodesk, &campaign, message.id, &message.to, message.params);
                (message.line, sent.await)
            });
        }
        Ok(next)
    }

    /// Waits until a message ends, the time comes, or the caller stops the run.
    async fn wait(&mut self, until: i64, over: bool, stop: Option<watch::Receiver<bool>>) {
        let now = millis(self.clock.as_ref());
        // Leases are renewed meanwhile.
        let longest = self.lease / 3;
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
            Some(ended) = self.sends.join_next(), if !self.sends.is_empty() => {
                self.finish(ended);
                while let Some(ended) = self.sends.try_join_next() {
                    self.finish(ended);
                }
            }
            () = self.clock.sleep(Duration::from_millis(time.unsigned_abs())) => {}
            () = stopping => {}
        }
    }

    fn finish(&mut self, ended: Result<(u64, Sent), JoinError>) {
        // A message whose task panicked stays open, and is unknown in the next run.
        let Ok((line, sent)) = ended else { return };
        self.breaker
            .saw(sent.ended.outcome, sent.ended.status == Some(429));
        self.finished.push((line, sent));
    }

    async fn end(self, stopped: Stopped) -> Result<RunReport, Error> {
        let now = millis(self.clock.as_ref());
        let (id, owner, name) = (self.id, self.owner, self.campaign.name.clone());
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

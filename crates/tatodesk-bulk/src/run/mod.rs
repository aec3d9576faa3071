//! Runs a campaign: rounds on the ledger, and the messages between them.
//!
//! `round` is one transaction, `message` one call of the facade; `breaker`, `options` and `event` are what their names say. This folder uses the
//! store through `ledger`. Only callers use it.

pub(crate) mod breaker;
pub(crate) mod event;
pub(crate) mod message;
pub(crate) mod options;
pub(crate) mod round;
pub(crate) mod trial;

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

use crate::{
    campaign::Campaign,
    error::Error,
    ledger::Ledger,
    state::CampaignState,
    store::{
        claim::{Claim, Claimer, LEASE, bury},
        guard,
        read::{Frozen, frozen, include, set_state},
    },
};
use breaker::Tripped;
use event::{Event, RunReport, Stopped};
use message::Sent;
use options::RunOptions;
use round::{Next, Round, Rounded};

impl Ledger {
    /// Sends a campaign to its planned recipients, each at most once.
    ///
    /// It tells each event after the ledger has it.
    ///
    /// It returns when no recipient is planned any more, or when something stops it: [`RunReport::stopped`]. One process at a time
    /// can run a campaign. A run after a crash first makes unknown what the dead process left open.
    ///
    /// A future that is dropped stops at once: its messages on their way become unknown in the next run. [`RunOptions::stop`]
    /// stops in order.
    ///
    /// # Errors
    /// When the confirmed number is not that of the plan, when the campaign is paused or cancelled or runs already, or when the
    /// ledger fails. Failed messages are no errors of the run.
    pub async fn run(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        options: RunOptions,
        each: impl FnMut(Event),
    ) -> Result<RunReport, Error> {
        let name = campaign.to_owned();
        let path = self.path().to_owned();
        let now = millis(options.clock.as_ref());
        let (confirm, including) = (options.confirm, options.include.clone());
        let (campaign, lock) = self
            .blocking(move |store| {
                let lock = guard::lock(&path, frozen(store.reader(), &name)?.id)?;
                store.purge(now)?;
                let campaign = store.write(|tx| {
                    let campaign = frozen(tx, &name)?;
                    check(&campaign, confirm)?;
                    bury(tx, campaign.id, now)?;
                    for what in including {
                        include(tx, campaign.id, what, now)?;
                    }
                    set_state(tx, campaign.id, CampaignState::Running, now)?;
                    Ok(campaign)
                })?;
                Ok((campaign, lock))
            })
            .await?;
        let mut run = Run {
            ledger: self.clone(),
            tatodesk: tatodesk.clone(),
            id: campaign.id,
            owner: Ulid::from_parts(u64::try_from(now).unwrap_or_default(), fastrand::u128(..))
                .to_string(),
            breaker: Tripped::new(options.breaker),
            clock: options.clock.clone(),
            left: options.limit.unwrap_or(u64::MAX),
            started: 0,
            sends: JoinSet::new(),
            finished: Vec::new(),
            held: Vec::new(),
            renewed_at: now,
            campaign: Arc::new(campaign.settings),
            each,
        };
        let stopped = run.go(options.stop).await?;
        let report = run.end(stopped).await;
        drop(lock);
        report
    }
}

fn check(campaign: &Frozen, confirmed: u64) -> Result<(), Error> {
    let planned = campaign.recipients;
    if planned != confirmed {
        return Err(Error::Confirm { planned, confirmed });
    }
    match campaign.state {
        CampaignState::Paused | CampaignState::Cancelled => Err(Error::State(campaign.state)),
        _ => Ok(()),
    }
}

fn millis(clock: &dyn Clock) -> i64 {
    let since = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A run under way.
struct Run<F> {
    ledger: Ledger,
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

impl<F: FnMut(Event)> Run<F> {
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
            let renew = now - self.renewed_at >= LEASE / 3;
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
        } = self.ledger.blocking(|store| round.commit(store)).await?;
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
        let longest = LEASE / 3;
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
        let Self {
            ledger,
            owner,
            id,
            started,
            clock,
            campaign,
            ..
        } = self;
        let now = millis(clock.as_ref());
        ledger
            .blocking(move |store| {
                store.write(|tx| {
                    Claimer {
                        campaign: id,
                        owner: &owner,
                        now,
                    }
                    .release(tx)?;
                    match frozen(tx, &campaign.name)?.state {
                        CampaignState::Running => set_state(tx, id, CampaignState::Planned, now),
                        _ => Ok(()),
                    }
                })?;
                let status = store.status(&campaign.name)?;
                Ok(RunReport {
                    stopped,
                    started,
                    status,
                })
            })
            .await
    }
}

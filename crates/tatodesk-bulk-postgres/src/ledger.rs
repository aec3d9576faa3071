//! The ledger as its user holds it.

use std::fmt;

use serde_json::Value;
use tatodesk::Tatodesk;
use tatodesk_bulk::{
    Address, BadRow, Campaign, CampaignState, Channel, Error, Event, Plan, Reconciled, ResultRow,
    Row, RunOptions, RunReport, Status, Trial,
    engine::{self, Begin, Frozen, Hasher, Shared},
};

use crate::{
    clock::DatabaseClock,
    connect::Connect,
    jobs::{self, Jobs, Take},
    people, plan,
    read::{self, Lock},
    reconcile,
    session::Session,
    store::Store,
};

/// The ledger in PostgreSQL. It has the methods of [`tatodesk_bulk::Ledger`], and several processes may run a campaign of it together.
///
/// Clones share nothing but the address: each call opens a connection of its own.
#[derive(Clone)]
pub struct PostgresLedger {
    connect: Connect,
    hasher: Hasher,
}

/// Shows no address.
impl fmt::Debug for PostgresLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresLedger").finish_non_exhaustive()
    }
}

impl PostgresLedger {
    pub(crate) fn new(connect: Connect, hasher: Hasher) -> Self {
        Self { connect, hasher }
    }

    #[cfg(test)]
    pub(crate) fn connect(&self) -> &Connect {
        &self.connect
    }

    async fn session(&self) -> Result<Session, Error> {
        self.connect.session(true).await
    }

    /// Freezes a campaign and its list, and sends nothing. See [`tatodesk_bulk::Ledger::plan`].
    ///
    /// # Errors
    /// When the settings make no sense, when a campaign of this name has other content, when rows repeat a recipient and the campaign
    /// does not dedupe, or when no row can be sent. Nothing is stored then.
    pub async fn plan(
        &self,
        campaign: &Campaign,
        rows: impl IntoIterator<Item = Result<Row, BadRow>>,
    ) -> Result<Plan, Error> {
        let session = self.session().await?;
        let (schema, hasher) = (&self.connect.schema, self.hasher.clone());
        plan::plan(&session, schema, hasher, campaign, rows.into_iter()).await
    }

    /// Sends a campaign to its planned recipients, together with all other processes that run it. Each recipient gets one message at most.
    ///
    /// Every process calls it with the same campaign. The processes share its rate, its concurrency and its messages of 24 hours. It returns when
    /// no recipient is planned or on its way in any of them, or when something stops it. A process that cannot reach the database begins nothing, tries
    /// to come back for a minute, and writes the answers that it has then.
    ///
    /// # Errors
    /// When the confirmed number is not that of the plan, when the campaign is paused or cancelled, or when the database stays away.
    pub async fn run(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        options: RunOptions,
        each: impl FnMut(Event),
    ) -> Result<RunReport, Error> {
        let session = self.session().await?;
        people::purge(&session).await?;
        let begin = options.begin();
        let frozen = begins(&session, &self.connect.schema, campaign, &begin).await?;
        let clock = DatabaseClock::read(begin.clock, &session).await?;
        drop(session);
        let owner = engine::owner(engine::millis(&clock));
        let (jobs, given) = Jobs::take(Take {
            config: self.connect.config.clone(),
            ledger: self.connect.schema.clone(),
            campaign: frozen.id,
            // One chunk waits while others are sent.
            chunks: (frozen.concurrency() as usize).div_ceil(100) + 1,
            lease: self.connect.lease,
        });
        let store = Shared::new(Store::new(self.connect.clone(), clock.clone(), given));
        let options = options.clock(clock);
        let report = engine::drive(store.clone(), tatodesk, frozen, owner, options, each).await;
        jobs.stop().await;
        drop(store);
        report
    }

    /// The names of all campaigns, in the order of their plans.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn campaigns(&self) -> Result<Vec<String>, Error> {
        read::names(&self.session().await?).await
    }

    /// What a campaign is doing, and how many recipients are in which state.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub async fn status(&self, campaign: &str) -> Result<Status, Error> {
        read::status(&self.session().await?, campaign).await
    }

    /// Gives one row for each row of the list, in its order.
    ///
    /// They are as they were at one moment.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub async fn results(&self, campaign: &str, each: impl FnMut(ResultRow)) -> Result<(), Error> {
        read::results(&self.session().await?, campaign, each).await
    }

    /// Pauses a campaign: its runs start no further message, in no process.
    ///
    /// # Errors
    /// When the campaign has ended.
    pub async fn pause(&self, campaign: &str) -> Result<(), Error> {
        use CampaignState::{Paused, Planned, Running};
        self.step(campaign, &[Planned, Running], Paused).await
    }

    /// Lets a paused campaign be run again.
    ///
    /// # Errors
    /// When the campaign is not paused.
    pub async fn resume(&self, campaign: &str) -> Result<(), Error> {
        use CampaignState::{Paused, Planned};
        self.step(campaign, &[Paused], Planned).await
    }

    /// Ends a campaign for good: its planned recipients end as not sent.
    ///
    /// # Errors
    /// When the campaign has ended.
    pub async fn cancel(&self, campaign: &str) -> Result<(), Error> {
        use CampaignState::{Cancelled, Paused, Planned, Running};
        self.step(campaign, &[Planned, Running, Paused], Cancelled)
            .await
    }

    async fn step(
        &self,
        name: &str,
        from: &[CampaignState],
        to: CampaignState,
    ) -> Result<(), Error> {
        let session = self.session().await?;
        session
            .retried(|| async {
                read::lock(&session, Lock::Change).await?;
                let campaign = read::frozen(&session, name).await?;
                if !from.contains(&campaign.state) {
                    return Err(Error::State(campaign.state));
                }
                read::set_state(&session, campaign.id, to).await?;
                if to == CampaignState::Cancelled {
                    read::leave_planned(&session, campaign.id, "cancelled").await?;
                    jobs::remove(&session, &self.connect.schema, campaign.id).await?;
                }
                Ok(())
            })
            .await
    }

    /// Looks for unknown messages of a campaign in the report, and sends nothing. See [`tatodesk_bulk::Ledger::reconcile`].
    ///
    /// # Errors
    /// When the report or the ledger cannot be read. The ledger is unchanged then.
    pub async fn reconcile(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
    ) -> Result<Reconciled, Error> {
        let session = self.session().await?;
        let (campaign, sought, unknown) = reconcile::sought(&session, campaign).await?;
        let judgement = engine::judge(tatodesk, &campaign, &sought, unknown, engine::LIMIT).await?;
        // Reading the report may take long.
        let session = self.session().await?;
        let accepted: Vec<&str> = judgement.accepted.iter().map(String::as_str).collect();
        let absent: Vec<&str> = judgement.absent.iter().map(String::as_str).collect();
        reconcile::resolve(&session, campaign.id, &accepted, &absent).await?;
        Ok(judgement.reconciled)
    }

    /// Sends the message of the plan's first recipient to another address. The ledger keeps nothing of it.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub async fn send_trial(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        to: &Address,
    ) -> Result<Trial, Error> {
        let session = self.session().await?;
        let campaign = read::frozen(&session, campaign).await?;
        let params = read::first_params(&session, campaign.id).await?;
        Ok(engine::send_trial(tatodesk, &campaign.settings, to, params).await)
    }

    /// Puts addresses on the suppression list of a channel, or of all channels. Returns how many are new.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn suppress(
        &self,
        channel: Option<Channel>,
        addresses: &[Address],
        source: &str,
    ) -> Result<usize, Error> {
        let session = self.session().await?;
        let channel = channel.map_or("*", Channel::as_str);
        people::suppress(&session, &self.hasher, channel, addresses, source).await
    }

    /// Forgets a person: blanks the address and its parameters everywhere, and suppresses it. Returns how many rows had it.
    ///
    /// PostgreSQL keeps old rows until it vacuums, and in its write-ahead log, replicas and backups.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn forget(&self, address: &Address) -> Result<usize, Error> {
        people::forget(&self.session().await?, &self.hasher, address).await
    }

    /// Everything that the ledger has about a person, as JSON.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn export_subject(&self, address: &Address) -> Result<Value, Error> {
        people::export(&self.session().await?, &self.hasher, address).await
    }

    /// Blanks people's data of campaigns that ended longer ago than their retention. Each run does this first.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn purge(&self) -> Result<usize, Error> {
        people::purge(&self.session().await?).await
    }
}

/// A campaign begins to run, if it may: what a person wants again is planned, and its jobs are written.
pub(crate) async fn begins(
    session: &Session,
    schema: &str,
    campaign: &str,
    begin: &Begin,
) -> Result<Frozen, Error> {
    session
        .retried(|| async {
            read::lock(session, Lock::Change).await?;
            let frozen = read::frozen(session, campaign).await?;
            engine::check(&frozen, begin.confirm)?;
            for what in &begin.include {
                read::include(session, frozen.id, *what).await?;
            }
            read::set_state(session, frozen.id, CampaignState::Running).await?;
            jobs::write(session, schema, frozen.id).await?;
            Ok(frozen)
        })
        .await
}

//! The ledger as its user holds it. It uses `store` and the plain types; `run` and `reconcile` add their methods.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::MutexGuard,
};

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    address::Address,
    campaign::Campaign,
    error::Error,
    plan::{
        Plan,
        row::{BadRow, Row},
    },
    shared::Shared,
    state::{CampaignState, Channel},
    status::{ResultRow, Status},
    store::Store,
};

/// The file that knows of each recipient what was sent.
///
/// It is the authority: what it does not say was not sent. Clones share it. Its methods block for one transaction, and
/// [`run`](Ledger::run) does that on threads of its own.
#[derive(Clone)]
pub struct Ledger {
    store: Shared<Store>,
    path: PathBuf,
}

/// Shows no path, which may be personal.
impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens the ledger in a file, and creates it if there is none. Its owner alone can read it (mode 0600).
    ///
    /// # Errors
    /// When the file is no ledger, is on a network file system, or may be a restored copy.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_as(path.as_ref(), false)
    }

    /// Opens a ledger that was restored from a copy.
    ///
    /// Every recipient that is not final becomes unknown.
    ///
    /// The copy does not know what was sent after it was made, so nothing in it is sent again by itself.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_restored(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_as(path.as_ref(), true)
    }

    fn open_as(path: &Path, restored: bool) -> Result<Self, Error> {
        Ok(Self {
            store: Shared::new(Store::open(path, restored, Timestamp::now())?),
            path: path.to_owned(),
        })
    }

    /// Freezes a campaign and its list, and sends nothing.
    ///
    /// The ledger is locked while `rows` is read, and runs of its campaigns wait meanwhile: collect rows first that come slowly.
    ///
    /// The same name with the same list gives the same plan again, with the times and the pace that `campaign` has now. Rows that cannot be sent are left out and named in the plan.
    ///
    /// # Errors
    /// When the settings make no sense, when a campaign of this name has other content, when rows repeat a recipient and the campaign
    /// does not [dedupe](Campaign::dedupe), or when no row can be sent. Nothing is stored then.
    pub fn plan(
        &self,
        campaign: &Campaign,
        rows: impl IntoIterator<Item = Result<Row, BadRow>>,
    ) -> Result<Plan, Error> {
        self.store()
            .plan(campaign, rows.into_iter(), Timestamp::now())
    }

    /// The names of all campaigns, in the order of their plans.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn campaigns(&self) -> Result<Vec<String>, Error> {
        self.store().names()
    }

    /// What a campaign is doing, and how many recipients are in which state.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub fn status(&self, campaign: &str) -> Result<Status, Error> {
        self.store().status(campaign)
    }

    /// Gives one row for each row of the list, in its order. The ledger is locked meanwhile.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub fn results(&self, campaign: &str, each: impl FnMut(ResultRow)) -> Result<(), Error> {
        self.store().results(campaign, each)
    }

    /// Pauses a campaign.
    ///
    /// Its run starts no further message, and another run is refused until [`resume`](Self::resume).
    ///
    /// # Errors
    /// When the campaign has ended.
    pub fn pause(&self, campaign: &str) -> Result<(), Error> {
        use CampaignState::{Planned, Running};
        self.step(campaign, &[Planned, Running], CampaignState::Paused)
    }

    /// Lets a paused campaign be run again.
    ///
    /// # Errors
    /// When the campaign is not paused.
    pub fn resume(&self, campaign: &str) -> Result<(), Error> {
        self.step(campaign, &[CampaignState::Paused], CampaignState::Planned)
    }

    /// Ends a campaign for good: its planned recipients end as not sent.
    ///
    /// # Errors
    /// When the campaign has ended.
    pub fn cancel(&self, campaign: &str) -> Result<(), Error> {
        use CampaignState::{Paused, Planned, Running};
        self.step(
            campaign,
            &[Planned, Running, Paused],
            CampaignState::Cancelled,
        )
    }

    fn step(&self, name: &str, from: &[CampaignState], to: CampaignState) -> Result<(), Error> {
        self.store().step(name, from, to, now())
    }

    /// Puts addresses on the suppression list of a channel, or of all channels. Returns how many are new.
    ///
    /// The list keeps keyed hashes. It is asked while planning, and again before each message leaves.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn suppress(
        &self,
        channel: Option<Channel>,
        addresses: &[Address],
        source: &str,
    ) -> Result<usize, Error> {
        self.store().suppress(channel, addresses, source, now())
    }

    /// Forgets a person: blanks the address and its parameters everywhere, and suppresses it. Returns how many rows had it.
    ///
    /// A message that is on its way is not called back.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn forget(&self, address: &Address) -> Result<usize, Error> {
        self.store().forget(address, now())
    }

    /// Everything that the ledger has about a person, as JSON.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn export_subject(&self, address: &Address) -> Result<Value, Error> {
        self.store().export(address)
    }

    /// Blanks people's data of campaigns that ended longer ago than their retention. Each run does this first.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn purge(&self) -> Result<usize, Error> {
        self.store().purge(now())
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }

    pub(crate) fn shared(&self) -> Shared<Store> {
        self.store.clone()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Uses the store on a thread that may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.blocking(act).await
    }
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

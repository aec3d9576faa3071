//! Runs a campaign: rounds on the ledger, and the messages between them.
//!
//! `drive` is the loop, `round` one transaction of it, `book` what both ask of a ledger, `sends` the messages on their way, and `message` one call of the facade. `breaker`, `options`
//! and `event` are what their names say. This file uses the store through `ledger`; only callers use it. The store implements `book`.

pub(crate) mod book;
pub(crate) mod breaker;
pub(crate) mod drive;
pub(crate) mod event;
pub(crate) mod message;
pub(crate) mod options;
pub(crate) mod round;
pub(crate) mod sends;
pub(crate) mod trial;

use tatodesk::Tatodesk;

use crate::{
    error::Error,
    ledger::Ledger,
    state::CampaignState,
    store::{
        claim::bury,
        guard,
        read::{frozen, include, set_state},
    },
};
use event::{Event, RunReport};
use options::RunOptions;

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
        let now = options::millis(options.clock.as_ref());
        let begin = options.begin();
        let (campaign, lock) = self
            .blocking(move |store| {
                let lock = guard::lock(&path, frozen(store.reader(), &name)?.id)?;
                store.purge(now)?;
                let campaign = store.write(|tx| {
                    let campaign = frozen(tx, &name)?;
                    drive::check(&campaign, begin.confirm)?;
                    bury(tx, campaign.id, now)?;
                    for what in begin.include {
                        include(tx, campaign.id, what, now)?;
                    }
                    set_state(tx, campaign.id, CampaignState::Running, now)?;
                    Ok(campaign)
                })?;
                Ok((campaign, lock))
            })
            .await?;
        let owner = drive::owner(now);
        let report = drive::drive(self.shared(), tatodesk, campaign, owner, options, each).await;
        drop(lock);
        report
    }
}

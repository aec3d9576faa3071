//! Reconciles unknown messages with the report of ad-hoc notifications. It uses the store through `ledger`, and `report` judges.

use jiff::Timestamp;
use tatodesk::Tatodesk;

use crate::{
    error::Error,
    ledger::Ledger,
    report::{self, Judgement, Reconciled},
    state::RecipientState,
    store::read::frozen,
};

impl Ledger {
    /// Looks for unknown messages of a campaign, and sends nothing.
    ///
    /// It reads the report of ad-hoc notifications.
    ///
    /// A message whose id is anywhere in the report was accepted. One that is not there is absent only if a message of the same
    /// day, known to be accepted and later than it, is found by its id; otherwise it stays unknown.
    ///
    /// # Errors
    /// When the report or the ledger cannot be read. The ledger is unchanged then.
    pub async fn reconcile(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
    ) -> Result<Reconciled, Error> {
        self.reconcile_by_pages(campaign, tatodesk, report::LIMIT)
            .await
    }

    /// The same with pages of this number of rows.
    pub(crate) async fn reconcile_by_pages(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        limit: u32,
    ) -> Result<Reconciled, Error> {
        let name = campaign.to_owned();
        let (frozen, sought, unknown) = self
            .blocking(move |store| {
                let status = store.status(&name)?;
                let unknown = status.count(RecipientState::Unknown);
                let frozen = frozen(store.reader(), &name)?;
                Ok((frozen, store.sought(&name)?, unknown))
            })
            .await?;
        let judgement = report::judge(tatodesk, &frozen, &sought, unknown, limit).await?;
        let Judgement {
            reconciled,
            accepted,
            absent,
        } = judgement;
        let (name, now) = (campaign.to_owned(), Timestamp::now().as_millisecond());
        self.blocking(move |store| store.resolve(&name, &accepted, &absent, now))
            .await?;
        Ok(reconciled)
    }
}

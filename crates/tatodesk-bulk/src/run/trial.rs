//! One message outside of the plan, so that a person sees the template before others do. It uses the store through `ledger`.

use tatodesk::{Outcome, Tatodesk};
use ulid::Ulid;

use super::{book::Attempt, message};
use crate::{
    address::Address,
    campaign::Campaign,
    error::Error,
    ledger::Ledger,
    store::read::{first_params, frozen},
};

/// How a message outside of the plan ended.
#[derive(Clone)]
#[non_exhaustive]
pub struct Trial {
    /// What is known about the message.
    pub outcome: Outcome,
    /// Why, in Tatodesk's words or ours. Tatodesk's words may be personal.
    pub message: Option<String>,
}

/// Leaves out the words.
impl std::fmt::Debug for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trial")
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Sends the message of the plan's first recipient to another address. The ledger keeps nothing of it, and each call sends one more.
    ///
    /// # Errors
    /// When there is no such campaign, or the ledger cannot be read.
    pub async fn send_trial(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        to: &Address,
    ) -> Result<Trial, Error> {
        let name = campaign.to_owned();
        let (settings, params) = self
            .blocking(move |store| {
                let campaign = frozen(store.reader(), &name)?;
                Ok((
                    campaign.settings,
                    first_params(store.reader(), campaign.id)?,
                ))
            })
            .await?;
        Ok(send(tatodesk, &settings, to, params).await)
    }
}

/// Sends the message of a campaign to an address.
///
/// The message has an id that no ledger has.
pub async fn send(
    tatodesk: &Tatodesk,
    campaign: &Campaign,
    to: &Address,
    params: Vec<String>,
) -> Trial {
    let attempt = Attempt {
        id: Ulid::from_parts(0, fastrand::u128(..)).to_string(),
        ..Attempt::default()
    };
    let sent = message::send(tatodesk.clone(), campaign, attempt, &to.text(), params).await;
    Trial {
        outcome: sent.ended.outcome,
        message: sent.ended.message,
    }
}

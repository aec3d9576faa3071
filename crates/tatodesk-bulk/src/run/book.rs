//! What a run asks of a ledger, whichever database keeps it: a store does rounds, and a book is one transaction of a round.
//!
//! It uses the plain types of the crate. `round` and `drive` are written against it, and each store implements it.

use std::time::Instant;

use tatodesk::Outcome;

use super::event::{Stopped, Wait};
use crate::{campaign::Frozen, error::Error, pace::Allowed, state::CampaignState, status::Status};

/// How many recipients a lease covers.
pub const CHUNK: i64 = 100;

/// How often a recipient is tried at most.
///
/// This is for a campaign that sends again what the rate limit refused.
pub const MOST_ATTEMPTS: i64 = 5;

/// A chunk that an owner may send, under its fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The number of the chunk: the recipients from a hundred times this number on.
    pub chunk: i64,
    /// It grows with each claim of the chunk.
    pub fence: i64,
}

/// Who claims, of which campaign, at what time.
#[derive(Clone, Copy, Debug)]
pub struct Claimer<'a> {
    /// The number of the campaign.
    pub campaign: i64,
    /// The run that claims.
    pub owner: &'a str,
    /// In milliseconds.
    pub now: i64,
}

/// Which attempt it is.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// Its ULID.
    pub id: String,
    /// The number of the campaign.
    pub campaign: i64,
    /// The recipient's place in the list, from 0.
    pub seq: i64,
    /// Which attempt of the recipient it is, from 1.
    pub no: i64,
}

/// An attempt whose beginning is committed: its message may leave now. It holds a person's data.
pub struct Started {
    /// The attempt.
    pub attempt: Attempt,
    /// The line of the list.
    pub line: u64,
    /// The address.
    pub to: String,
    /// The texts for the template's places.
    pub params: Vec<String>,
}

/// How an attempt ended.
#[derive(Clone)]
pub struct Ended {
    /// The attempt.
    pub attempt: Attempt,
    /// What is known about the message.
    pub outcome: Outcome,
    /// The HTTP status, where an answer began.
    pub status: Option<u16>,
    /// Tatodesk's words, or ours. They may be personal.
    pub message: Option<String>,
    /// The rate limit refused it: the recipient waits until then, in milliseconds.
    ///
    /// It does so if the campaign sends such requests again.
    pub again_at: Option<i64>,
}

/// What became of a chunk in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The owner holds it on.
    Held,
    /// Nothing in it is planned or on its way.
    Closed,
    /// It is another owner's now.
    Lost,
}

/// What a round is to do.
#[derive(Clone)]
pub struct Round {
    /// The name of the campaign.
    pub campaign: String,
    /// The run.
    pub owner: String,
    /// In milliseconds.
    pub now: i64,
    /// The attempts that ended.
    pub ended: Vec<Ended>,
    /// The server wants to be left alone until then, in milliseconds.
    pub pause_until: Option<i64>,
    /// How many messages may begin.
    pub wanted: usize,
    /// How many are on their way after it.
    pub in_flight: usize,
    /// The chunks that the run holds.
    pub held: Vec<Claim>,
    /// Whether leases are renewed.
    pub renew: bool,
}

/// When a run renewed its leases.
///
/// Two clocks tell it: the ledger's counts the time in which the machine was suspended, and the machine's own cannot be set.
#[derive(Clone, Copy, Debug)]
pub struct Renewed {
    /// By the ledger's clock, in milliseconds.
    pub at: i64,
    /// By the machine's.
    pub instant: Instant,
}

impl Renewed {
    /// Whether the leases may have passed at this time of the ledger's clock.
    pub fn has_passed(&self, lease: i64, now: i64) -> bool {
        let passed = self.instant.elapsed().as_millis();
        now.saturating_sub(self.at) >= lease || passed >= u128::from(lease.unsigned_abs())
    }
}

/// What a round did.
pub struct Rounded {
    /// When the leases were renewed, if they were. A chunk that was claimed later is held longer.
    pub renewed: Option<Renewed>,
    /// The attempts that began. Their messages leave when the round is committed.
    pub started: Vec<Started>,
    /// The chunks that the run holds now.
    pub held: Vec<Claim>,
    /// What the run does next.
    pub next: Next,
}

/// What the run does after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Goes on when something ends.
    Go,
    /// Begins nothing before this time, in milliseconds.
    Wait(Wait, i64),
    /// Begins nothing more.
    Over(Stopped),
}

/// One transaction of a round.
pub trait Book {
    /// T3: writes how attempts ended.
    ///
    /// Evidence that comes late still resolves an unknown attempt, whichever owner holds the lease by then.
    ///
    /// # Errors
    /// As all methods of a book: when the database fails, or has no such campaign.
    fn record(&mut self, now: i64, ended: &[Ended]) -> Result<(), Error>;

    /// The campaign as the ledger has it now.
    ///
    /// # Errors
    /// When there is no such campaign.
    fn campaign(&mut self, name: &str) -> Result<Frozen, Error>;

    /// A 429 pauses the app and channel for all runs until this time.
    ///
    /// # Errors
    /// When the database fails.
    fn pause(&mut self, campaign: &Frozen, until: i64) -> Result<(), Error>;

    /// Renews all leases of the owner that did not pass, while messages are on their way.
    ///
    /// # Errors
    /// When the database fails.
    fn renew(&mut self, claimer: &Claimer<'_>, in_flight: usize) -> Result<(), Error>;

    /// How many of the wanted messages may leave, while others are on their way.
    ///
    /// # Errors
    /// When the database fails.
    fn allow(
        &mut self,
        campaign: &Frozen,
        claimer: &Claimer<'_>,
        wanted: usize,
        in_flight: usize,
    ) -> Result<Allowed, Error>;

    /// Takes from the pace what began.
    ///
    /// # Errors
    /// When the database fails.
    fn take(&mut self, campaign: &Frozen, messages: usize) -> Result<(), Error>;

    /// T1 and T4: takes the next chunk that has work and no living owner, and makes unknown what its older owner left open.
    ///
    /// # Errors
    /// When the database fails.
    fn claim(&mut self, claimer: &Claimer<'_>) -> Result<Option<Claim>, Error>;

    /// T2: begins attempts for up to `most` planned recipients of a chunk, if the lease is still the owner's. Recipients who are
    /// suppressed by now end as not sent. It closes a chunk that is done.
    ///
    /// # Errors
    /// When the database fails.
    fn fill(
        &mut self,
        claimer: &Claimer<'_>,
        campaign: &Frozen,
        claim: Claim,
        most: usize,
    ) -> Result<(Vec<Started>, Kept), Error>;

    /// When to look again for a recipient to send to, in milliseconds. None if no recipient is left.
    ///
    /// # Errors
    /// When the database fails.
    fn again_at(&mut self, campaign: &Frozen, now: i64) -> Result<Option<i64>, Error>;

    /// Ends the planned recipients as not sent, because the campaign expired.
    ///
    /// # Errors
    /// When the database fails.
    fn expire(&mut self, campaign: &Frozen) -> Result<(), Error>;

    /// Writes the state of the campaign.
    ///
    /// # Errors
    /// When the database fails.
    fn set_state(&mut self, campaign: &Frozen, state: CampaignState, now: i64)
    -> Result<(), Error>;
}

/// A ledger that a run uses. Its methods block.
pub trait Store: Send + 'static {
    /// How long a lease lasts, in milliseconds, unless its owner renews it.
    fn lease(&self) -> i64;

    /// Commits a round. What it started may leave when this returns, not before.
    ///
    /// # Errors
    /// When the database fails. Nothing of the round may leave then.
    fn round(&mut self, round: &Round) -> Result<Rounded, Error>;

    /// Gives the leases of a run back, at the end of the run, and returns the status of its campaign.
    ///
    /// # Errors
    /// When the database fails.
    fn end(&mut self, campaign: &str, claimer: &Claimer<'_>) -> Result<Status, Error>;
}

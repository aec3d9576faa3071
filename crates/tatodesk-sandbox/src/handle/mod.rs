//! A running sandbox as a test holds it. The test watches it, adds faults, and stops it. `builder` makes it.
//!
//! This folder may use `server`, which it starts, and `hub`, `faults`, `state`, `world` and `spec`. Only users of the crate use it.

pub(crate) mod builder;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::civil::DateTime;
use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::task::JoinHandle;

use crate::API_KEY;
use crate::faults::{BadRule, Rule};
use crate::handle::builder::Builder;
use crate::hub::limits::Limits;
use crate::hub::snapshot::Snapshot;
use crate::hub::{Shared, locked};
use crate::state::State;
use crate::state::clock::BadTime;
use crate::state::deliveries::{Delivery, Upload};
use crate::state::log::Counter;
use crate::state::record::RequestRecord;

/// A running local Tatodesk. Dropping it stops it.
///
/// It runs on the tokio runtime in which it was started.
pub struct Sandbox {
    shared: Arc<Shared>,
    base_url: String,
    control_url: String,
    /// When it is dropped, the server stops.
    stop: Mutex<Option<watch::Sender<()>>>,
    /// The server task; `None` after it ended.
    server: AsyncMutex<Option<JoinHandle<io::Result<()>>>>,
}

/// Shows only the address, because the logs hold people's data.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// The awaited entries did not come in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the awaited entries did not come in time")
    }
}

impl std::error::Error for TimedOut {}

impl Sandbox {
    pub(crate) fn new(
        shared: Arc<Shared>,
        base_url: String,
        control_url: String,
        stop: watch::Sender<()>,
        server: JoinHandle<io::Result<()>>,
    ) -> Self {
        Self {
            shared,
            base_url,
            control_url,
            stop: Mutex::new(Some(stop)),
            server: AsyncMutex::new(Some(server)),
        }
    }

    /// Starts a sandbox on a free loopback port, with the built-in world.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A builder for a sandbox with another address, clock, world or faults.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL for all four hosts, e.g. `http://127.0.0.1:50123`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The URL of the control API and the pages.
    ///
    /// It is that of [`Builder::control_address`], which no fault reaches, or else [`base_url`](Self::base_url).
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The key that it accepts: [`API_KEY`](crate::API_KEY).
    pub fn api_key(&self) -> &'static str {
        API_KEY
    }

    /// Every notification that the sandbox accepted so far, in order.
    ///
    /// Tests count deliveries, so the sandbox drops none. They stay, like all records that requests make, until
    /// [`clear_deliveries`](Self::clear_deliveries).
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.state().deliveries.clone()
    }

    /// Waits until there are at least `count` deliveries and returns all of them.
    ///
    /// # Errors
    /// When there are fewer after `within`.
    pub async fn wait_for_deliveries(
        &self,
        count: usize,
        within: Duration,
    ) -> Result<Vec<Delivery>, TimedOut> {
        self.wait(within, |state| {
            (state.deliveries.len() >= count).then(|| state.deliveries.clone())
        })
        .await
    }

    /// Forgets the deliveries, also in the notifications report.
    pub fn clear_deliveries(&self) {
        self.shared.state().deliveries.clear();
    }

    /// Every medium that was uploaded so far, in order.
    pub fn uploads(&self) -> Vec<Upload> {
        self.shared.state().uploads.clone()
    }

    /// The handled requests since the log was emptied, in the order of the answers.
    ///
    /// Only the last 10,000 are kept.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.state().requests.entries().cloned().collect()
    }

    /// How many requests the log dropped since it was emptied.
    ///
    /// It keeps the last 10,000.
    pub fn dropped_requests(&self) -> u64 {
        self.shared.state().requests.dropped()
    }

    /// Waits for `count` requests since the log was emptied and returns the log.
    ///
    /// Requests that the log no longer keeps count too.
    ///
    /// # Errors
    /// When there were fewer after `within`.
    pub async fn wait_for_requests(
        &self,
        count: usize,
        within: Duration,
    ) -> Result<Vec<RequestRecord>, TimedOut> {
        self.wait(within, |state| {
            let log = &state.requests;
            (log.total() >= count as u64).then(|| log.entries().cloned().collect())
        })
        .await
    }

    /// Empties the request log; the counters stay.
    pub fn clear_requests(&self) {
        self.shared.state().requests.clear();
    }

    /// The counters of one operation, e.g. `sendSms`; all zero before its first call.
    pub fn counter(&self, operation: &str) -> Counter {
        let state = self.shared.state();
        state.counters.get(operation).copied().unwrap_or_default()
    }

    /// The counters of all operations that were called, by id.
    pub fn counters(&self) -> BTreeMap<String, Counter> {
        self.shared.state().counters.clone()
    }

    /// Sets the counters to zero.
    pub fn clear_counters(&self) {
        self.shared.state().counters.clear();
    }

    /// Adds a rule after the earlier ones. It acts from the next call on.
    ///
    /// # Errors
    /// When the rule cannot happen.
    pub fn add_fault(&self, rule: Rule) -> Result<(), BadRule> {
        self.shared.add_rules(vec![rule])
    }

    /// The rules that may still fire, with what is left of them.
    pub fn faults(&self) -> Vec<Rule> {
        self.shared.rules().list()
    }

    /// Removes all faults. Stalled answers stay stalled.
    pub fn clear_faults(&self) {
        self.shared.rules().clear();
    }

    /// Lets all stalled answers go on.
    pub fn release(&self) {
        self.shared.stalls().release();
    }

    /// Closes the port: the machine refuses all connections until [`open_port`](Self::open_port).
    ///
    /// Idle connections end. Requests under way are answered.
    ///
    /// # Errors
    /// When the sandbox no longer has its port.
    pub async fn close_port(&self) -> io::Result<()> {
        self.shared.open(false).await.map(|_| ())
    }

    /// Accepts connections again, on the same port.
    ///
    /// # Errors
    /// When the sandbox no longer has its port.
    pub async fn open_port(&self) -> io::Result<()> {
        self.shared.open(true).await.map(|_| ())
    }

    /// Sets another limit of calls per second and key, or none.
    ///
    /// Earlier calls no longer count.
    pub fn set_rate_limit(&self, per_second: Option<NonZeroU32>) {
        *self.shared.limits() = Limits::new(per_second);
    }

    /// The sandbox's local time.
    pub fn now(&self) -> DateTime {
        self.shared.state().clock.now()
    }

    /// Sets the sandbox's local time.
    ///
    /// # Errors
    /// When the last record is later, or the year is outside 1 to 9998.
    pub fn set_now(&self, now: DateTime) -> Result<(), BadTime> {
        self.shared.state().clock.set(now)
    }

    /// Moves the clock on.
    ///
    /// # Errors
    /// When that leads out of the year 9998.
    pub fn advance(&self, by: Duration) -> Result<(), BadTime> {
        self.shared.state().clock.advance(by)
    }

    /// Lets the clock run with the time of the machine, or stand still.
    pub fn run_clock(&self, runs: bool) {
        self.shared.state().clock.run(runs);
    }

    /// Takes a snapshot of the whole state.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.shared)
    }

    /// Restores a snapshot, of this sandbox or of another.
    ///
    /// A running clock keeps running, and a standing clock stays so. Earlier calls no longer count for a rate limit.
    pub fn restore(&self, snapshot: &Snapshot) {
        snapshot.clone().restore(&self.shared);
    }

    /// Stops the sandbox: it answers the requests under way and accepts no connection.
    ///
    /// Delays, stalls and drips end at once. The stop takes at most two seconds of tokio's clock, then open connections are
    /// cut: the rest of a request may not come, a caller may not read its answer, or a filtered report may take longer.
    ///
    /// Afterwards logs, counters and deliveries no longer change. A second stop does nothing.
    ///
    /// # Errors
    /// When the server failed before.
    pub async fn stop(&self) -> io::Result<()> {
        locked(&self.stop).take();
        let mut server = self.server.lock().await;
        let Some(running) = server.as_mut() else {
            return Ok(());
        };
        let ended = running.await;
        *server = None;
        ended.map_err(io::Error::other)?
    }

    async fn wait<T>(
        &self,
        within: Duration,
        look: impl Fn(&State) -> Option<T>,
    ) -> Result<T, TimedOut> {
        tokio::time::timeout(within, self.shared.wait(look))
            .await
            .map_err(|_| TimedOut)
    }
}

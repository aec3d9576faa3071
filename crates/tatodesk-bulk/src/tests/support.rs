//! What the tests share: a folder with a ledger, a sandbox with its client, and lists of invented people.

use std::time::{Duration, SystemTime};

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use tatodesk::{Clock, Tatodesk};
use tatodesk_sandbox::Sandbox;
use tempfile::TempDir;

use crate::{BadRow, Campaign, Channel, Event, Ledger, RecipientState, Row, RunOptions, RunReport};

pub(crate) const APP: &str = "f550afc1-0000-4000-8000-000000000001";

/// The full size is for CI.
pub(crate) fn full_size() -> bool {
    std::env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// A folder of its own, which lives as long as the test.
pub(crate) fn folder() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("autumn.ledger");
    (folder, path)
}

pub(crate) fn phone(number: usize) -> String {
    format!("+55819{number:08}")
}

/// Good rows of this number of people.
pub(crate) fn people(count: usize) -> impl Iterator<Item = Result<Row, BadRow>> {
    (0..count).map(|number| {
        Ok(Row::new(
            number as u64 + 1,
            phone(number),
            ["Marina", "28/01/2026"],
        ))
    })
}

/// A campaign by SMS, as fast as it can go.
pub(crate) fn sms(name: &str) -> Campaign {
    Campaign::new(name, Channel::Sms, APP, "appointment_confirmed").rate(1e6)
}

pub(crate) fn client(base_url: &str) -> Tatodesk {
    let builder = Tatodesk::builder()
        .api_key(tatodesk_sandbox::API_KEY)
        .base_url(base_url);
    builder.retries(0).build().unwrap()
}

/// A sandbox whose day is that of the machine, in the zone of campaigns.
pub(crate) async fn sandbox() -> Sandbox {
    let zone = TimeZone::fixed(Offset::constant(-3));
    let noon = Timestamp::now().to_zoned(zone).date().at(12, 0, 0, 0);
    Sandbox::builder().now(noon).start().await.unwrap()
}

/// Plans this number of people, and runs the campaign.
pub(crate) async fn run(
    ledger: &Ledger,
    campaign: &Campaign,
    count: usize,
    sandbox: &Sandbox,
) -> (RunReport, Vec<Event>) {
    let plan = ledger.plan(campaign, people(count)).unwrap();
    let mut events = Vec::new();
    let options = RunOptions::confirm(plan.recipients);
    let client = client(sandbox.base_url());
    let report = ledger
        .run(&campaign.name, &client, options, |event| events.push(event))
        .await;
    (report.unwrap(), events)
}

/// The states of all recipients, in their order.
pub(crate) fn states(ledger: &Ledger, campaign: &str) -> Vec<RecipientState> {
    let mut states = Vec::new();
    let each = |row: crate::ResultRow| states.extend(RecipientState::from_word(&row.state));
    ledger.results(campaign, each).unwrap();
    states
}

/// A clock that jumps over pauses.
#[derive(Debug)]
pub(crate) struct Leaping(pub(crate) std::sync::Mutex<SystemTime>);

impl Leaping {
    pub(crate) fn at(time: Timestamp) -> Self {
        Self(std::sync::Mutex::new(time.into()))
    }
}

impl Clock for Leaping {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, pause: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        *self.0.lock().unwrap() += pause;
        Box::pin(std::future::ready(()))
    }
}

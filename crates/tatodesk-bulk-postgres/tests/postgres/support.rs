//! What the tests share: a ledger in a schema of its own, a sandbox with its client, and lists of invented people.

use std::{
    env,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use tatodesk::Tatodesk;
use tatodesk_bulk::{BadRow, Campaign, Channel, RecipientState, Row};
use tatodesk_bulk_postgres::{Connect, PostgresLedger};
use tatodesk_sandbox::Sandbox;

/// Where the address of the server is.
pub(crate) const SERVER: &str = "TATODESK_TEST_POSTGRES";

/// How long leases last in tests.
pub(crate) const LEASE: Duration = Duration::from_secs(2);

static SCHEMAS: AtomicUsize = AtomicUsize::new(0);

/// A schema that no other test of this run has, on the server. None, and a line, if there is no server.
pub(crate) fn place() -> Option<(String, String)> {
    let Ok(url) = env::var(SERVER) else {
        #[allow(clippy::print_stderr)] // a test that is skipped says so
        {
            eprintln!(
                "skipped: no PostgreSQL in {SERVER}; .ci/postgres starts one and runs these tests"
            );
        }
        return None;
    };
    let number = SCHEMAS.fetch_add(1, Ordering::SeqCst);
    let time = Timestamp::now().as_millisecond();
    Some((url, format!("t{}_{time}_{number}", std::process::id())))
}

pub(crate) fn connect(url: &str, schema: &str) -> Connect {
    let connect = Connect::new(url).unwrap().schema(schema).unwrap();
    connect.lease(LEASE)
}

/// A ledger of its own.
pub(crate) async fn ledger() -> Option<PostgresLedger> {
    let (url, schema) = place()?;
    Some(connect(&url, &schema).open().await.unwrap())
}

/// Good rows of this number of people.
pub(crate) fn people(count: usize) -> impl Iterator<Item = Result<Row, BadRow>> {
    (0..count).map(|number| {
        let phone = format!("+55819{number:08}");
        Ok(Row::new(number as u64 + 1, phone, ["Marina", "28/01/2026"]))
    })
}

/// A campaign by SMS, as fast as it can go.
pub(crate) fn sms(name: &str) -> Campaign {
    let app = "f550afc1-0000-4000-8000-000000000001";
    Campaign::new(name, Channel::Sms, app, "appointment_confirmed").rate(1e6)
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

/// The states of all recipients, in their order.
pub(crate) async fn states(ledger: &PostgresLedger, campaign: &str) -> Vec<RecipientState> {
    let mut states = Vec::new();
    ledger
        .results(campaign, |row| {
            states.extend(RecipientState::from_word(&row.state))
        })
        .await
        .unwrap();
    states
}

/// Does something in the ledger's schema by hand.
pub(crate) async fn by_hand(database: &str, schema: &str, sql: &str) -> tokio_postgres::Row {
    let (client, connection) = tokio_postgres::connect(database, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let path = format!("SET search_path TO {schema}");
    client.batch_execute(&path).await.unwrap();
    client.query_one(sql, &[]).await.unwrap()
}

/// Does something in the ledger's schema by hand that has no answer.
pub(crate) async fn execute(database: &str, schema: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(database, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let sql = format!("SET search_path TO {schema}; {sql}");
    client.batch_execute(&sql).await.unwrap();
}

/// The number that a question to the ledger's schema gives.
pub(crate) async fn number(database: &str, schema: &str, sql: &str) -> i64 {
    by_hand(database, schema, sql).await.get(0)
}

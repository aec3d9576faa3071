//! `tatodesk send` against a sandbox: plan, run, and what the ledger says afterwards.
//!
//! `campaigns` and `again` hold for every ledger, so each of their tests runs with a file and with a database. `postgres` is what only several processes and a
//! database can do, `failing` a ledger that fails, `progress` what a run tells, and `lists` lists as people have them. Only the test program uses it.

mod again;
mod campaigns;
mod failing;
mod lists;
mod postgres;
mod progress;

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tatodesk_sandbox::Sandbox;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::tatodesk;

const LIST: &str = "nome;telefone;data\nMarina;(81) 90000-0001;28/01/2026\nDavi;(81) 90000-0002;29/01/2026\nHelena;81 90000;29/01/2026\n";

/// The arguments of a plan of `list.csv`.
const PLAN: [&str; 16] = [
    "plan",
    "autumn",
    "--channel",
    "sms",
    "--app",
    "an-app",
    "--template",
    "appointment_confirmed",
    "--csv",
    "list.csv",
    "--map",
    "phone=telefone",
    "--param",
    "nome",
    "--param",
    "data",
];

/// A folder with a list, a ledger, and a sandbox to send to.
struct Stage {
    folder: TempDir,
    sandbox: Sandbox,
    /// The address of the ledger, if it is in a database.
    database: Option<String>,
    runtime: Runtime,
}

/// How the command ended: exit code, standard output, standard error.
struct Ran(i32, String, String);

/// Where the address of a PostgreSQL is.
const SERVER: &str = "TATODESK_TEST_POSTGRES";

/// A database of its own on the server. None, and a line, without a server or the feature.
fn database(runtime: &Runtime) -> Option<String> {
    let Some(server) = std::env::var(SERVER)
        .ok()
        .filter(|_| cfg!(feature = "postgres"))
    else {
        #[allow(clippy::print_stderr)] // a test that is skipped says so
        {
            eprintln!(
                "skipped: no PostgreSQL in {SERVER}, or no feature `postgres`; .ci/postgres starts one and runs these tests"
            );
        }
        return None;
    };
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let time = jiff::Timestamp::now().as_millisecond();
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("t{}_{time}_{number}", std::process::id());
    by_hand(runtime, &server, &format!("CREATE DATABASE {name}"));
    let (place, database) = server.rsplit_once('/').unwrap();
    // What the address says of TLS stays.
    let query = database.find('?').map_or("", |at| &database[at..]);
    Some(format!("{place}/{name}{query}"))
}

/// Does something in a database by hand.
fn by_hand(runtime: &Runtime, url: &str, sql: &str) {
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
}

/// The password in an address.
fn password(url: &str) -> &str {
    let (before, _) = url.rsplit_once('@').unwrap();
    before.rsplit_once(':').unwrap().1
}

impl Stage {
    /// With the ledger in a file.
    fn new(list: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let noon = jiff::Zoned::now()
            .with_time_zone(jiff::tz::TimeZone::UTC)
            .date()
            .at(12, 0, 0, 0);
        let sandbox = runtime
            .block_on(Sandbox::builder().now(noon).start())
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("list.csv"), list).unwrap();
        Self {
            folder,
            sandbox,
            database: None,
            runtime,
        }
    }

    /// With the ledger in a database.
    fn in_database(list: &str) -> Option<Self> {
        let mut stage = Self::new(list);
        stage.database = Some(database(&stage.runtime)?);
        Some(stage)
    }

    /// One with each kind of ledger.
    fn each(list: &str) -> impl Iterator<Item = Self> {
        [Some(Self::new(list)), Self::in_database(list)]
            .into_iter()
            .flatten()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = tatodesk(&["send"]);
        command.args(arguments).current_dir(self.folder.path());
        if let Some(url) = &self.database {
            command.args(["--ledger", url]);
        }
        command
            .env("TATODESK_API_KEY", self.sandbox.api_key())
            .env("TATODESK_BASE_URL", self.sandbox.base_url());
        command
    }

    fn send(&self, arguments: &[&str]) -> Ran {
        let ran = ran(&mut self.command(arguments));
        if let Some(url) = &self.database {
            assert!(!(ran.1.clone() + &ran.2).contains(password(url)));
        }
        ran
    }

    fn plan(&self, more: &[&str]) -> Ran {
        let mut arguments = PLAN.to_vec();
        if !more.contains(&"--rate") {
            arguments.extend(["--rate", "1000"]);
        }
        arguments.extend(more);
        self.send(&arguments)
    }
}

fn ran(command: &mut Command) -> Ran {
    told(command.output().unwrap())
}

fn told(output: std::process::Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let ran = Ran(
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    );
    assert!(!ran.2.contains("panicked"), "{}", ran.2);
    for personal in ["Marina", "Davi", "900000001", "90000-0001"] {
        assert!(!ran.2.contains(personal), "{}", ran.2);
    }
    ran
}

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A list of this number of people.
fn people(count: usize) -> String {
    let rows = (0..count).map(|it| format!("Marina;+55 81 9{it:08};28/01/2026\n"));
    "nome;telefone;data\n".to_owned() + &rows.collect::<String>()
}

//! Processes that send one campaign, and what the delivery log and the ledger say afterwards.
//!
//! A process is this test program, started again with the test `child` alone. The sandbox runs in the parent, so its delivery log survives.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tatodesk_bulk::{Campaign, RunOptions, Stopped};
use tatodesk_bulk_postgres::PostgresLedger;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::{
    count::{Count, Tally},
    support::{client, connect, people},
};

const DATABASE: &str = "TATODESK_BULK_CRASH_DATABASE";
const SCHEMA: &str = "TATODESK_BULK_CRASH_SCHEMA";
const URL: &str = "TATODESK_BULK_CRASH_URL";

/// One of the processes. As a test of its own it does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[allow(clippy::print_stdout)] // the parent counts the lines
async fn child() {
    let (Ok(database), Ok(schema), Ok(url)) = (env::var(DATABASE), env::var(SCHEMA), env::var(URL))
    else {
        return;
    };
    let ledger = connect(&database, &schema).open().await.unwrap();
    let recipients = ledger.status("autumn").await.unwrap().recipients;
    let options = RunOptions::confirm(recipients);
    let client = client(&url);
    let report = ledger.run("autumn", &client, options, |_| println!("ended"));
    assert_eq!(report.await.unwrap().stopped, Stopped::Done);
    println!("whole");
}

/// A process, with what it has said.
pub(crate) struct Worker {
    child: Child,
    ended: Arc<AtomicU64>,
    reader: JoinHandle<bool>,
}

impl Worker {
    pub(crate) fn start(database: &str, schema: &str, url: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([
            "workers::child",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ]);
        let mut child = command
            .env(DATABASE, database)
            .env(SCHEMA, schema)
            .env(URL, url)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ended = Arc::new(AtomicU64::new(0));
        let count = ended.clone();
        let reader = std::thread::spawn(move || {
            let mut whole = false;
            for line in lines.map_while(Result::ok) {
                whole |= line.ends_with("whole");
                if line.ends_with("ended") {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            }
            whole
        });
        Self {
            child,
            ended,
            reader,
        }
    }

    /// Waits until it has written this number of answers, or has ended. Returns whether it has not ended.
    pub(crate) async fn reaches(&mut self, messages: u64) -> bool {
        while self.ended.load(Ordering::SeqCst) < messages {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        true
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.join().unwrap();
    }

    /// Waits for the end. Returns whether the run became whole.
    pub(crate) async fn end(mut self) -> bool {
        while self.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.reader.join().unwrap()
    }
}

pub(crate) async fn count(ledger: &PostgresLedger, sandbox: &Sandbox) -> Count {
    let mut tally = Tally::new(sandbox);
    let ended = ledger.results("autumn", |row| tally.ended(row));
    ended.await.unwrap();
    let tatodesk = client(sandbox.base_url());
    ledger.reconcile("autumn", &tatodesk).await.unwrap();
    let reconciled = ledger.results("autumn", |row| tally.reconciled(row));
    reconciled.await.unwrap();
    tally.end()
}

pub(crate) fn is_full() -> bool {
    env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// The number of recipients, which a variable may raise.
pub(crate) fn size(small: usize, full: usize) -> usize {
    let given = env::var("TATODESK_BULK_PEOPLE").ok();
    let usual = if is_full() { full } else { small };
    given.and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// Each message is some time on its way.
pub(crate) fn slow() -> Rule {
    Rule::new(Fault::Delay {
        by: Duration::from_millis(40),
    })
}

pub(crate) async fn planned(
    database: &str,
    schema: &str,
    campaign: &Campaign,
    count: usize,
) -> PostgresLedger {
    let ledger = connect(database, schema).open().await.unwrap();
    ledger.plan(campaign, people(count)).await.unwrap();
    ledger
}

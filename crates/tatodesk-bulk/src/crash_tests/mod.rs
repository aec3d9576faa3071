//! Kills a process that sends, at each commit and at random moments, and counts what reached people.
//!
//! The process is this test program, started again with the test `child` alone. The sandbox runs in the parent, so its delivery log
//! survives.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicI64, Ordering},
};

use tatodesk_sandbox::Sandbox;

use crate::{
    Ledger, RunOptions, Stopped,
    tests::support::{client, folder, full_size, people, sandbox, sms},
};

pub(crate) mod count;

use count::{Count, Tally, judge};

const LEDGER: &str = "TATODESK_BULK_CRASH_LEDGER";
const URL: &str = "TATODESK_BULK_CRASH_URL";
const AT: &str = "TATODESK_BULK_CRASH_AT";
const CONCURRENCY: u32 = 16;

/// How many boundaries the process still passes before it kills itself; below zero it never does.
static LEFT: AtomicI64 = AtomicI64::new(-1);

/// Before and after each commit.
pub(crate) fn boundary() {
    if LEFT.load(Ordering::SeqCst) >= 0 && LEFT.fetch_sub(1, Ordering::SeqCst) == 0 {
        #[cfg(target_os = "linux")]
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::process::abort();
    }
}

/// The process that is killed. As a test of its own it does nothing.
#[test]
#[allow(clippy::print_stdout)] // the parent counts the lines
fn child() {
    let (Some(path), Ok(url)) = (env::var_os(LEDGER), env::var(URL)) else {
        return;
    };
    let at = env::var(AT).ok().and_then(|at| at.parse().ok());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let ledger = Ledger::open(path).unwrap();
    LEFT.store(at.unwrap_or(-1), Ordering::SeqCst);
    let recipients = ledger.status("autumn").unwrap().recipients;
    let report = runtime.block_on(ledger.run(
        "autumn",
        &client(&url),
        RunOptions::confirm(recipients),
        |_| println!("ended"),
    ));
    assert_eq!(report.unwrap().stopped, Stopped::Done);
    println!("whole");
}

fn start(ledger: &Path, url: &str, at: Option<u64>) -> Child {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args([
        "crash_tests::child",
        "--exact",
        "--nocapture",
        "--test-threads=1",
    ]);
    child
        .env(LEDGER, ledger)
        .env(URL, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(at) = at {
        child.env(AT, at.to_string());
    }
    child.spawn().unwrap()
}

/// Waits for the end, or kills the process after this many messages. Returns whether the run became whole.
fn watch(mut child: Child, messages: Option<u64>) -> bool {
    let mut ended = 0;
    let mut whole = false;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap_or_default();
        whole |= line.ends_with("whole");
        ended += u64::from(line.ends_with("ended"));
        if messages.is_some_and(|most| ended >= most) {
            let _ = child.kill();
            break;
        }
    }
    let _ = child.wait();
    whole
}

async fn count(path: &Path, sandbox: &Sandbox) -> Count {
    let ledger = Ledger::open(path).unwrap();
    let mut tally = Tally::new(sandbox);
    ledger.results("autumn", |row| tally.ended(row)).unwrap();
    ledger
        .reconcile("autumn", &client(sandbox.base_url()))
        .await
        .unwrap();
    ledger
        .results("autumn", |row| tally.reconciled(row))
        .unwrap();
    tally.end()
}

fn ledger_of(path: &Path, count: usize) {
    Ledger::open(path)
        .unwrap()
        .plan(&sms("autumn").concurrency(CONCURRENCY), people(count))
        .unwrap();
}

fn judge_kills(what: &str, counted: &Count, kills: usize) {
    let what = format!("{what}: {kills} kills");
    judge(&what, counted, kills * CONCURRENCY as usize);
    assert_eq!(counted.not_sent, 0, "no process sleeps");
}

/// One campaign for each boundary: the process dies there, and a second one ends the campaign.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_that_dies_at_a_commit_sends_nothing_twice() {
    let (people, most) = if full_size() { (400, 2000) } else { (40, 6) };
    let mut kills = 0;
    // At the small size every third boundary, from another one in each step of a run.
    let step = if full_size() { 1 } else { 3 };
    for at in (0..most).map(|turn| turn * step) {
        let (_folder, path) = folder();
        let sandbox = sandbox().await;
        ledger_of(&path, people);
        if watch(start(&path, sandbox.base_url(), Some(at)), None) {
            break;
        }
        assert!(
            watch(start(&path, sandbox.base_url(), None), None),
            "the second run ends"
        );
        kills += 1;
        judge_kills(&format!("boundary {at}"), &count(&path, &sandbox).await, 1);
    }
    assert!(kills >= 6, "{kills}");
}

/// One large campaign, whose process dies again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_that_dies_at_random_moments_sends_nothing_twice() {
    let (people, most) = match (std::env::var_os("TATODESK_BULK_KILLS"), full_size()) {
        (Some(_), _) => (100_000, 200),
        (None, true) => (10_000, 60),
        (None, false) => (300, 4),
    };
    let (_folder, path) = folder();
    let sandbox = sandbox().await;
    ledger_of(&path, people);
    let mut random = fastrand::Rng::with_seed(7);
    let mut kills = 0;
    let span = (people / most) as u64;
    while kills < most
        && !watch(
            start(&path, sandbox.base_url(), None),
            Some(random.u64(1..span)),
        )
    {
        kills += 1;
    }
    let whole = watch(start(&path, sandbox.base_url(), None), None);
    assert!(whole, "the last run ends");
    judge_kills("random moments", &count(&path, &sandbox).await, kills);
}

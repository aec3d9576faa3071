//! Kills, stops and cuts off processes that send one campaign together, and counts what reached people.
//!
//! A process is this test program, started again with the test `child` alone. The sandbox runs in the parent, so its delivery log survives.

use std::{
    collections::{HashMap, HashSet},
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
use tatodesk_bulk::{Campaign, RecipientState, RunOptions, Stopped};
use tatodesk_bulk_postgres::PostgresLedger;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::{
    forwarder::{Cut, Forwarder},
    support::{LEASE, client, connect, number, people, place, sandbox, sms},
};

const DATABASE: &str = "TATODESK_BULK_CRASH_DATABASE";
const SCHEMA: &str = "TATODESK_BULK_CRASH_SCHEMA";
const URL: &str = "TATODESK_BULK_CRASH_URL";
const CONCURRENCY: u32 = 24;

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
struct Worker {
    child: Child,
    ended: Arc<AtomicU64>,
    reader: JoinHandle<bool>,
}

impl Worker {
    fn start(database: &str, schema: &str, url: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["crash::child", "--exact", "--nocapture", "--test-threads=1"]);
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
    async fn reaches(&mut self, messages: u64) -> bool {
        while self.ended.load(Ordering::SeqCst) < messages {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        true
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.join().unwrap();
    }

    /// Waits for the end. Returns whether the run became whole.
    async fn end(mut self) -> bool {
        while self.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.reader.join().unwrap()
    }
}

/// What the delivery log and the ledger say of each recipient.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    doubled: usize,
    unaccounted: usize,
    unknown: usize,
    wrongly_reconciled: usize,
}

async fn count(ledger: &PostgresLedger, sandbox: &Sandbox) -> Count {
    let mut arrived: HashMap<String, usize> = HashMap::new();
    for delivery in sandbox.deliveries() {
        *arrived.entry(format!("+{}", delivery.to)).or_default() += 1;
    }
    let mut counted = Count {
        doubled: arrived.values().filter(|count| **count > 1).count(),
        ..Count::default()
    };
    let mut unknown = HashSet::new();
    let judge = |row: tatodesk_bulk::ResultRow| {
        let to = international(row.to);
        match RecipientState::from_word(&row.state) {
            Some(RecipientState::Accepted) if arrived.contains_key(&to) => {}
            Some(RecipientState::Unknown) => drop(unknown.insert(to)),
            _ => counted.unaccounted += 1,
        }
    };
    ledger.results("autumn", judge).await.unwrap();
    counted.unknown = unknown.len();
    let tatodesk = client(sandbox.base_url());
    ledger.reconcile("autumn", &tatodesk).await.unwrap();
    let judge = |row: tatodesk_bulk::ResultRow| {
        let to = international(row.to);
        let accepted = row.state == "accepted";
        counted.wrongly_reconciled +=
            usize::from(unknown.contains(&to) && accepted != arrived.contains_key(&to));
    };
    ledger.results("autumn", judge).await.unwrap();
    counted
}

/// The address of a result as the delivery log writes it.
fn international(to: Option<String>) -> String {
    format!("+{}", to.unwrap_or_default().trim_start_matches('+'))
}

fn judge(what: &str, counted: &Count, most_unknown: usize) {
    #[allow(clippy::print_stdout)] // CI prints what was counted
    {
        println!("{what}: {counted:?}");
    }
    assert!(counted.unknown <= most_unknown, "{counted:?}");
    let unknown = counted.unknown;
    let good = Count {
        unknown,
        ..Count::default()
    };
    assert_eq!(*counted, good);
}

fn is_full() -> bool {
    env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// The number of recipients, which a variable may raise.
fn size(small: usize, full: usize) -> usize {
    let given = env::var("TATODESK_BULK_PEOPLE").ok();
    let usual = if is_full() { full } else { small };
    given.and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// Each message is some time on its way.
fn slow() -> Rule {
    Rule::new(Fault::Delay {
        by: Duration::from_millis(40),
    })
}

async fn planned(
    database: &str,
    schema: &str,
    campaign: &Campaign,
    count: usize,
) -> PostgresLedger {
    let ledger = connect(database, schema).open().await.unwrap();
    ledger.plan(campaign, people(count)).await.unwrap();
    ledger
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_workers_of_which_one_sleeps_one_dies_and_one_is_cut_off_send_nothing_twice() {
    let Some((database, schema)) = place() else {
        return;
    };
    let sandbox = sandbox().await;
    let count_of_people = size(900, 3000);
    // Messages are on their way at each moment, and each of the three is in the middle of the campaign when it meets its fate.
    sandbox.add_fault(slow()).unwrap();
    let rate = (count_of_people as f64 / 6.0).min(2000.0);
    let campaign = sms("autumn").rate(rate).concurrency(CONCURRENCY);
    let ledger = planned(&database, &schema, &campaign, count_of_people).await;
    let way = Forwarder::new(&database, Cut::Before).await;
    let url = sandbox.base_url();
    let mut sleeps = Worker::start(&database, &schema, url);
    let mut dies = Worker::start(&database, &schema, url);
    let mut cut_off = Worker::start(&way.url, &schema, url);
    for worker in [&mut sleeps, &mut dies, &mut cut_off] {
        assert!(worker.reaches(20).await, "each worker sends");
    }
    sleeps.signal(Signal::STOP);
    dies.kill();
    way.set_open(false);
    // All leases pass.
    tokio::time::sleep(2 * LEASE).await;
    let helps = Worker::start(&database, &schema, url);
    tokio::time::sleep(LEASE).await;
    way.set_open(true);
    sleeps.signal(Signal::CONT);
    assert!(helps.end().await, "the worker that came later ends");
    assert!(sleeps.end().await, "the worker that slept ends");
    assert!(cut_off.end().await, "the worker that was cut off ends");
    let counted = count(&ledger, &sandbox).await;
    let what = format!("three workers, {count_of_people} recipients");
    judge(&what, &counted, 3 * CONCURRENCY as usize);
    let passed_on = "SELECT count(*) FROM lease WHERE fence > 1";
    assert!(
        number(&database, &schema, passed_on).await > 0,
        "leases passed on"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_die_at_random_moments_send_nothing_twice() {
    let Some((database, schema)) = place() else {
        return;
    };
    let sandbox = sandbox().await;
    sandbox.add_fault(slow()).unwrap();
    let (people, most) = (size(1000, 5000), if is_full() { 20 } else { 3 });
    let campaign = sms("autumn").concurrency(CONCURRENCY);
    let ledger = planned(&database, &schema, &campaign, people).await;
    let mut random = fastrand::Rng::with_seed(7);
    let mut kills = 0;
    let span = (people / (2 * most)).max(2) as u64;
    let start = || Worker::start(&database, &schema, sandbox.base_url());
    let mut beside = start();
    while kills < most {
        let mut worker = std::mem::replace(&mut beside, start());
        if !worker.reaches(random.u64(1..span)).await {
            break;
        }
        worker.kill();
        kills += 1;
    }
    assert!(beside.end().await, "the last run ends");
    let counted = count(&ledger, &sandbox).await;
    let what = format!("{kills} kills at random moments, {people} recipients");
    judge(&what, &counted, kills * CONCURRENCY as usize);
}

/// The connection is cut at one commit after the other, so that the run does not know whether the database has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_cut_off_at_a_commit_sends_nothing_twice() {
    let Some((database, _)) = place() else { return };
    let (mut cuts, step) = (0, if is_full() { 2 } else { 5 });
    for cut in [Cut::Before, Cut::After] {
        for commits in (0..).step_by(step) {
            let Some((_, schema)) = place() else { return };
            let sandbox = sandbox().await;
            let campaign = sms("autumn").concurrency(8);
            let whole = planned(&database, &schema, &campaign, 30).await;
            let way = Forwarder::new(&database, cut).await;
            let ledger = connect(&way.url, &schema).open().await.unwrap();
            // Those of the beginning of the run fail it, before a message leaves.
            way.cut_after(commits);
            let tatodesk = client(sandbox.base_url());
            let run = || ledger.run("autumn", &tatodesk, RunOptions::confirm(30), |_| ());
            let mut report = run().await;
            if report.is_err() {
                assert_eq!(sandbox.deliveries().len(), 0, "commit {commits}, {cut:?}");
                report = run().await;
            }
            assert_eq!(report.unwrap().stopped, Stopped::Done);
            let counted = count(&whole, &sandbox).await;
            judge(&format!("commit {commits}, cut {cut:?}"), &counted, 8);
            if !way.has_cut() {
                break;
            }
            cuts += 1;
        }
    }
    assert!(cuts >= 6, "{cuts}");
}

/// Prints how many messages one worker and three send in a second, where a variable asks for it: it measures nothing that a test could hold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::print_stdout)] // it prints what it measured
async fn throughput() {
    let Some(count_of_people) = env::var("TATODESK_BULK_MEASURE")
        .ok()
        .and_then(|it| it.parse().ok())
    else {
        return;
    };
    for workers in [1, 3] {
        let Some((database, schema)) = place() else {
            return;
        };
        let sandbox = sandbox().await;
        sandbox.add_fault(slow()).unwrap();
        let campaign = sms("autumn").concurrency(192);
        let ledger = planned(&database, &schema, &campaign, count_of_people).await;
        let start = || Worker::start(&database, &schema, sandbox.base_url());
        let workers: Vec<Worker> = (0..workers).map(|_| start()).collect();
        let count = workers.len();
        for worker in workers {
            assert!(worker.end().await, "the worker ends");
        }
        let span = "SELECT max(ended_at) - min(sending_at) FROM attempt";
        let millis = number(&database, &schema, span).await;
        let rate = count_of_people as f64 / (millis as f64 / 1000.0);
        println!("{count} workers: {rate:.0} messages a second");
        judge("measured", &self::count(&ledger, &sandbox).await, 0);
    }
}

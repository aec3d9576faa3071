//! Kills, stops and cuts off processes that send one campaign together, and counts what reached people.

use std::{
    env,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tatodesk_bulk::{RunOptions, Stopped};

use super::{
    count::judge,
    forwarder::{Forwarder, Moment, Of},
    support::{LEASE, client, connect, number, place, sandbox, sms},
    workers::{Worker, count, is_full, planned, size, slow},
};

const CONCURRENCY: u32 = 24;

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
    let way = Forwarder::new(&database).await;
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

/// One of three workers is killed again and again, and the next one takes its place. Four times, another sleeps past its lease and the third is cut off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_die_at_random_moments_send_nothing_twice() {
    let Some((database, schema)) = place() else {
        return;
    };
    let sandbox = sandbox().await;
    sandbox.add_fault(slow()).unwrap();
    let (people, most): (usize, usize) = match (env::var_os("TATODESK_BULK_KILLS"), is_full()) {
        (Some(_), _) => (100_000, 200),
        (None, true) => (size(0, 5000), 20),
        (None, false) => (size(1000, 0), 4),
    };
    // About one of them dies in a second.
    let rate = people as f64 / most as f64;
    let campaign = sms("autumn").rate(rate).concurrency(CONCURRENCY);
    let ledger = planned(&database, &schema, &campaign, people).await;
    let way = Forwarder::new(&database).await;
    let url = sandbox.base_url();
    let start = || Worker::start(&database, &schema, url);
    let (mut sleeps, mut cut_off) = (start(), Worker::start(&way.url, &schema, url));
    for worker in [&mut sleeps, &mut cut_off] {
        assert!(worker.reaches(1).await, "each worker sends");
    }
    let mut dies = start();
    let mut random = fastrand::Rng::with_seed(7);
    let (mut kills, mut others) = (0, 0);
    let mut asleep: Option<Instant> = None;
    let mut wake = |asleep: &mut Option<Instant>, after: Duration| {
        if asleep.is_some_and(|since| since.elapsed() >= after) {
            sleeps.signal(Signal::CONT);
            way.set_open(true);
            *asleep = None;
            others += 2;
        }
    };
    while kills < most {
        if kills % most.div_ceil(4) == 0 && asleep.is_none() {
            sleeps.signal(Signal::STOP);
            way.set_open(false);
            asleep = Some(Instant::now());
        }
        let mut worker = std::mem::replace(&mut dies, start());
        if !worker
            .reaches(random.u64(1..(people / most / 3) as u64))
            .await
        {
            break;
        }
        worker.kill();
        kills += 1;
        wake(&mut asleep, 2 * LEASE);
    }
    if let Some(since) = asleep {
        tokio::time::sleep((2 * LEASE).saturating_sub(since.elapsed())).await;
    }
    wake(&mut asleep, Duration::ZERO);
    for worker in [dies, sleeps, cut_off] {
        assert!(worker.end().await, "each of the last three ends");
    }
    let counted = count(&ledger, &sandbox).await;
    let what = format!("{kills} kills at random moments and {others} others, {people} recipients");
    judge(&what, &counted, (kills + others) * CONCURRENCY as usize);
}

/// The connection is cut at one commit after the other, so that the run does not know whether the database has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_cut_off_at_a_commit_sends_nothing_twice() {
    let Some((database, _)) = place() else { return };
    let (mut cuts, step) = (0, if is_full() { 2 } else { 5 });
    for moment in [Moment::Before, Moment::Done] {
        for commits in (0..).step_by(step) {
            let Some((_, schema)) = place() else { return };
            let sandbox = sandbox().await;
            let campaign = sms("autumn").concurrency(8);
            let whole = planned(&database, &schema, &campaign, 30).await;
            let way = Forwarder::new(&database).await;
            let ledger = connect(&way.url, &schema).open().await.unwrap();
            // Those of the beginning of the run fail it, before a message leaves.
            way.at_commit(commits, Of::All, moment, || false);
            let tatodesk = client(sandbox.base_url());
            let run = || ledger.run("autumn", &tatodesk, RunOptions::confirm(30), |_| ());
            let mut report = run().await;
            if report.is_err() {
                assert_eq!(
                    sandbox.deliveries().len(),
                    0,
                    "commit {commits}, {moment:?}"
                );
                report = run().await;
            }
            assert_eq!(report.unwrap().stopped, Stopped::Done);
            let counted = count(&whole, &sandbox).await;
            judge(&format!("commit {commits}, cut {moment:?}"), &counted, 8);
            if !way.has_met() {
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

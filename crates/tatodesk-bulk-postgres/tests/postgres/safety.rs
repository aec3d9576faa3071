//! What must not come between: sleeps, long plans, other clocks, lost jobs, forgetting, and each other's locks.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::{Duration, Instant, SystemTime},
};

use jiff::{Timestamp, ToSpan as _};
use tatodesk::{Clock, Tatodesk};
use tatodesk_bulk::{
    Address, BadRow, Campaign, Channel, Error, Plan, RecipientState, Row, RunOptions, Stopped,
};
use tatodesk_bulk_postgres::PostgresLedger;
use tatodesk_sandbox::{Fault, Rule};

use super::support::{client, connect, execute, ledger, number, people, place, sandbox, sms};

/// Plans a list that comes row by row, on a thread that waits for it.
fn slowly(
    ledger: &PostgresLedger,
    campaign: Campaign,
    listed: mpsc::Receiver<Result<Row, BadRow>>,
) -> JoinHandle<Result<Plan, Error>> {
    let ledger = ledger.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(ledger.plan(&campaign, listed))
    })
}

/// A plan whose rows come one by one, for as long as its owner wants, holds up no run and no other plan, and keeps no person from being forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_reads_its_list_holds_up_nothing() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    ledger.plan(&sms("autumn"), people(120)).await.unwrap();
    let (rows, listed) = mpsc::channel();
    for row in people(100) {
        rows.send(row).unwrap();
    }
    let slow = slowly(&ledger, sms("winter"), listed);
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(120), |_| ());
    assert_eq!(run.await.unwrap().stopped, Stopped::Done);
    assert_eq!(sandbox.deliveries().len(), 120);
    ledger.plan(&sms("spring"), people(10)).await.unwrap();
    ledger.pause("spring").await.unwrap();
    assert!(matches!(
        ledger.status("winter").await,
        Err(Error::NoSuchCampaign)
    ));
    // People who are forgotten or suppressed while the list is read are not reached by it, and nothing of the first stays.
    let address = |text| Address::parse(Channel::Sms, text).unwrap();
    let (read, to_come) = (address("+5581900000004"), address("+5581900000103"));
    ledger.forget(&read).await.unwrap();
    ledger.forget(&to_come).await.unwrap();
    let listed = [address("+5581900000005")];
    ledger.suppress(None, &listed, "asked").await.unwrap();
    for row in people(105).skip(100) {
        rows.send(row).unwrap();
    }
    drop(rows);
    assert_eq!(slow.join().unwrap().unwrap().recipients, 105);
    for person in [&read, &to_come] {
        let export = ledger.export_subject(person).await.unwrap().to_string();
        assert!(
            !export.contains("90000") && !export.contains("Marina"),
            "{export}"
        );
    }
    let run = ledger.run("winter", &tatodesk, RunOptions::confirm(105), |_| ());
    let report = run.await.unwrap();
    assert_eq!(
        (report.started, report.status.count(RecipientState::NotSent)),
        (102, 3)
    );
}

/// Two plans of one name whose lists are read at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_plans_of_a_name_wins() {
    let Some(ledger) = ledger().await else { return };
    for (other, name) in [(100, "autumn"), (99, "winter")] {
        let (rows, listed) = mpsc::channel();
        for row in people(60) {
            rows.send(row).unwrap();
        }
        let slow = slowly(&ledger, sms(name), listed);
        ledger.plan(&sms(name), people(other)).await.unwrap();
        for row in people(100).skip(60) {
            rows.send(row).unwrap();
        }
        drop(rows);
        let late = slow.join().unwrap();
        match other {
            100 => assert!(late.unwrap().known),
            _ => assert!(matches!(late, Err(Error::OtherContent))),
        }
        let status = ledger.status(name).await.unwrap();
        assert_eq!(status.count(RecipientState::Planned), other as u64);
    }
}

/// A machine whose clock is set while a run goes on.
#[derive(Clone, Debug, Default)]
struct Wrong(Arc<AtomicI64>);

impl Clock for Wrong {
    fn now(&self) -> SystemTime {
        let hours = self.0.load(Ordering::SeqCst);
        let by = Duration::from_secs(3600 * hours.unsigned_abs());
        match hours < 0 {
            true => SystemTime::now() - by,
            false => SystemTime::now() + by,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_during_a_run_changes_no_window_and_no_expiry() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    for (name, hours) in [("ahead", 3), ("back", -3), ("day", 30), ("year", -9000)] {
        let now = Timestamp::now();
        let campaign = sms(name)
            .concurrency(2)
            .not_before(now - 1.hour())
            .expires_at(now + 1.hour());
        ledger.plan(&campaign, people(150)).await.unwrap();
        let clock = Wrong::default();
        let mut ended = 0;
        let options = RunOptions::confirm(150).clock(clock.clone());
        let run = ledger.run(name, &tatodesk, options, |_| {
            ended += 1;
            if ended == 50 {
                clock.0.store(hours, Ordering::SeqCst);
            }
        });
        let report = run.await.unwrap();
        assert_eq!(report.stopped, Stopped::Done, "{name}");
        let accepted = report.status.count(RecipientState::Accepted);
        // Those of the one round in which the clock was set may be held for late.
        assert!((148..=150).contains(&accepted), "{name}: {accepted}");
    }
}

/// A job that failed often waits for hours. Its chunk does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chunk_whose_lease_was_lost_waits_for_no_job() {
    let Some((database, schema)) = place() else {
        return;
    };
    let ledger = connect(&database, &schema).open().await.unwrap();
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let waits = format!(
        "UPDATE {schema}_jobs._private_jobs SET attempts = 20, run_at = now() + interval '6 hours'"
    );
    // Before the run, and during it.
    ledger.plan(&sms("autumn"), people(250)).await.unwrap();
    execute(&database, &schema, &waits).await;
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| ());
    assert_eq!(run.await.unwrap().stopped, Stopped::Done);
    assert_eq!(sandbox.deliveries().len(), 250);

    ledger
        .plan(&sms("winter").concurrency(2).rate(150.0), people(300))
        .await
        .unwrap();
    let begun = Instant::now();
    let lose = async {
        while sandbox.deliveries().len() < 300 {
            tokio::task::yield_now().await;
        }
        // Another owner had them and died.
        let lose = "UPDATE lease SET owner = 'dead', fence = fence + 1, until = now_ms() + 500 WHERE done = 0 AND owner IS NOT NULL";
        execute(&database, &schema, lose).await;
        // The run notes it, and its jobs fail, as those that failed often before.
        let failed = format!(
            "UPDATE {schema}_jobs._private_jobs SET run_at = now() + interval '6 hours', attempts = 20 WHERE run_at > now()"
        );
        let waiting = format!(
            "SELECT count(*) FROM {schema}_jobs._private_jobs WHERE run_at > now() + interval '1 hour'"
        );
        while number(&database, &schema, &waiting).await == 0 {
            execute(&database, &schema, &failed).await;
        }
    };
    let run = ledger.run("winter", &tatodesk, RunOptions::confirm(300), |_| ());
    let (report, ()) = tokio::join!(run, lose);
    assert_eq!(report.unwrap().stopped, Stopped::Done);
    assert!(begun.elapsed() < Duration::from_secs(60));
    let status = ledger.status("winter").await.unwrap();
    let unknown = status.count(RecipientState::Unknown);
    assert!(unknown <= 2, "{unknown}");
    assert_eq!(status.count(RecipientState::Accepted), 300 - unknown);
}

/// Answers, recovery, reconciliation, forgetting and retention take the same rows at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_two_of_those_who_write_the_same_rows_block_each_other() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    // One person by many keys, so that forgetting takes many rows of a campaign.
    let rows = |count| {
        people(count).enumerate().map(|(place, row)| {
            let mut row = row.unwrap();
            if place % 2 == 0 {
                row.to = "+5581900000000".into();
            }
            Ok(row.key(place.to_string()))
        })
    };
    let lost = Rule::new(Fault::commit_then_drop()).when("/sms/to", "5581900000000");
    sandbox.add_fault(lost).unwrap();
    let patient = || {
        let mut breaker = tatodesk_bulk::Breaker::default();
        breaker.unknown = 1000;
        RunOptions::confirm(200).breaker(breaker)
    };
    for turn in 0..2 {
        let name = format!("autumn {turn}");
        let campaign = sms(&name).retention_days(0);
        ledger.plan(&campaign, rows(200)).await.unwrap();
        let run = async || ledger.run(&name, &tatodesk, patient(), |_| ()).await;
        let done = AtomicBool::new(false);
        let beside = async {
            while !done.load(Ordering::SeqCst) {
                ledger.reconcile(&name, &tatodesk).await.unwrap();
                ledger.purge().await.unwrap();
            }
        };
        let runs = async {
            let (one, other) = tokio::join!(run(), run());
            done.store(true, Ordering::SeqCst);
            (one.unwrap(), other.unwrap())
        };
        let (_, ()) = tokio::join!(runs, beside);
        let person = Address::parse(Channel::Sms, "+5581900000002").unwrap();
        let (again, forgotten) =
            tokio::join!(ledger.reconcile(&name, &tatodesk), ledger.forget(&person));
        again.unwrap();
        forgotten.unwrap();
        let status = ledger.status(&name).await.unwrap();
        assert_eq!(status.count(RecipientState::Accepted), 200, "{status:?}");
    }
}

/// The report proves an attempt, while a run writes its answer: the run has the recipient, and then takes the attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reconciling_waits_for_an_answer_that_is_being_written() {
    let Some((database, schema)) = place() else {
        return;
    };
    let ledger = connect(&database, &schema).open().await.unwrap();
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    ledger.plan(&sms("autumn"), people(3)).await.unwrap();
    sandbox
        .add_fault(Rule::once(Fault::commit_then_drop()))
        .unwrap();
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(3), |_| ());
    run.await.unwrap();
    let (answer, connection) = tokio_postgres::connect(&database, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let begin = format!(
        "SET search_path TO {schema}; BEGIN; SELECT 1 FROM recipient WHERE state = 'unknown' FOR UPDATE"
    );
    answer.batch_execute(&begin).await.unwrap();
    let reconciled = ledger.reconcile("autumn", &tatodesk);
    let writes = async {
        let me = answer.query_one("SELECT pg_backend_pid()", &[]).await;
        let me: i32 = me.unwrap().get(0);
        let waits = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE {me} = ANY(pg_blocking_pids(pid))"
        );
        // On another connection: a transaction sees the activity of one moment.
        while number(&database, &schema, &waits).await == 0 {}
        let write = "UPDATE attempt SET message = NULL WHERE outcome = 'unknown'; COMMIT";
        answer.batch_execute(write).await.unwrap();
    };
    let (reconciled, ()) = tokio::join!(reconciled, writes);
    assert_eq!(reconciled.unwrap().accepted, 1);
}

/// A service runs a campaign in a task of its own.
#[allow(dead_code)] // it is compiled
fn the_futures_can_be_sent(ledger: &PostgresLedger, tatodesk: &Tatodesk) {
    fn sent<T: Send>(_: T) {}
    let address = Address::parse(Channel::Sms, "+5581900000002").unwrap();
    sent(ledger.run("", tatodesk, RunOptions::confirm(1), |_| ()));
    sent(ledger.plan(&sms(""), people(1)));
    sent(ledger.reconcile("", tatodesk));
    sent(ledger.forget(&address));
    sent(ledger.purge());
    sent(ledger.pause(""));
}

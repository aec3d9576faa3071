//! What happens to messages between the commit of their attempt and their answer: the process sleeps, or a call panics.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use tatodesk::{Clock, Tatodesk};

use super::support::{client, folder, people, sandbox, sms, states};
use crate::{
    Error, Include, Ledger, RecipientState, RunOptions, RunReport, Status, Stopped,
    run::{
        book::{Claimer, Renewed, Round, Rounded, Store},
        drive, options,
    },
    shared::Shared,
    state::CampaignState,
    store::{
        claim::{LEASE, bury},
        read::{frozen, set_state},
    },
};

/// A clock that is set by hand.
#[derive(Clone, Debug)]
struct ByHand(Arc<Mutex<SystemTime>>);

impl ByHand {
    fn pass(&self, millis: i64) {
        *self.0.lock().unwrap() += Duration::from_millis(millis.unsigned_abs());
    }
}

impl Clock for ByHand {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// A store whose process sleeps after the commit of attempts, this number of times. Meanwhile another owner may take the chunks over.
struct Sleepy {
    ledger: Ledger,
    clock: ByHand,
    times: usize,
    by: i64,
    is_taken_over: bool,
}

impl Store for Sleepy {
    fn lease(&self) -> i64 {
        LEASE
    }

    fn round(&mut self, round: &Round) -> Result<Rounded, Error> {
        let rounded = self.ledger.store().round(round)?;
        if !rounded.started.is_empty() && self.times > 0 {
            self.times -= 1;
            self.clock.pass(self.by);
            if self.is_taken_over {
                let now = options::millis(&self.clock);
                self.ledger
                    .store()
                    .write(|tx| bury(tx, frozen(tx, "autumn")?.id, now))?;
            }
        }
        Ok(rounded)
    }

    fn end(&mut self, campaign: &str, claimer: &Claimer<'_>) -> Result<Status, Error> {
        self.ledger.store().end(campaign, claimer)
    }
}

/// Runs a campaign of a number of people whose process sleeps. The concurrency is 4.
async fn asleep(
    ledger: &Ledger,
    url: &str,
    count: usize,
    (times, by, is_taken_over): (usize, i64, bool),
) -> RunReport {
    let clock = ByHand(Arc::new(Mutex::new(SystemTime::now())));
    ledger
        .plan(&sms("autumn").concurrency(4), people(count))
        .unwrap();
    let frozen = ledger
        .store()
        .write(|tx| {
            let frozen = frozen(tx, "autumn")?;
            set_state(tx, frozen.id, CampaignState::Running, 0)?;
            Ok(frozen)
        })
        .unwrap();
    let store = Shared::new(Sleepy {
        ledger: ledger.clone(),
        clock: clock.clone(),
        times,
        by,
        is_taken_over,
    });
    let options = RunOptions::confirm(count as u64).clock(clock);
    let tatodesk = client(url);
    let run = drive::drive(store, &tatodesk, frozen, "sleeps".into(), options, |_| ());
    run.await.unwrap()
}

#[tokio::test]
async fn a_process_that_sleeps_past_its_lease_sends_nothing_of_it() {
    for is_taken_over in [false, true] {
        // From the lease on, also by days.
        for by in [LEASE, LEASE + 1, 400 * LEASE, 86_400_000] {
            let (_folder, path) = folder();
            let ledger = Ledger::open(path).unwrap();
            let sandbox = sandbox().await;
            let report = asleep(&ledger, sandbox.base_url(), 30, (1, by, is_taken_over)).await;
            // Those that began under the lease that passed did not leave, and say so. Which run has the chunk by then does not matter.
            let states = states(&ledger, "autumn");
            assert_eq!(states[..4], [RecipientState::NotSent; 4], "{by}");
            assert_eq!(states[4..], [RecipientState::Accepted; 26], "{by}");
            assert_eq!(sandbox.deliveries().len(), 26);
            assert_eq!(report.stopped, Stopped::Done);
            // A person may have them sent.
            let again = RunOptions::confirm(30).include(Include::NotSent);
            let tatodesk = client(sandbox.base_url());
            let again = ledger.run("autumn", &tatodesk, again, |_| ());
            assert_eq!(again.await.unwrap().started, 4);
            assert_eq!(sandbox.deliveries().len(), 30);
        }
    }
}

#[tokio::test]
async fn a_process_that_sleeps_within_its_lease_sends() {
    for by in [0, LEASE / 3, LEASE - 1000] {
        let (_folder, path) = folder();
        let ledger = Ledger::open(path).unwrap();
        let sandbox = sandbox().await;
        asleep(&ledger, sandbox.base_url(), 30, (8, by, false)).await;
        assert_eq!(
            states(&ledger, "autumn"),
            [RecipientState::Accepted; 30],
            "{by}"
        );
        assert_eq!(sandbox.deliveries().len(), 30);
    }
}

/// It says nothing about Tatodesk, so it does not trip the breaker, which counts 10 messages that did not leave.
#[tokio::test]
async fn a_process_that_sleeps_often_goes_on() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let sandbox = sandbox().await;
    let report = asleep(&ledger, sandbox.base_url(), 90, (20, 2 * LEASE, false)).await;
    assert_eq!(report.stopped, Stopped::Done);
    let stayed = report.status.count(RecipientState::NotSent);
    assert!((20..=80).contains(&stayed), "{stayed}");
    assert_eq!(sandbox.deliveries().len() as u64, 90 - stayed);
}

/// Both clocks count: one of them may be set back, and the other stops while the machine is suspended.
#[test]
fn a_lease_passes_by_each_of_two_clocks() {
    let now = Instant::now();
    let earlier = now.checked_sub(Duration::from_secs(3)).unwrap();
    for (instant, ledger, has_passed) in [
        (now, 0, false),
        (now, 1999, false),
        (now, 2000, true),
        (now, i64::MAX, true),
        (now, -5000, false),
        (earlier, 0, true),
        (earlier, -3_600_000, true),
    ] {
        let renewed = Renewed { at: 0, instant };
        assert_eq!(renewed.has_passed(2000, ledger), has_passed, "{ledger}");
    }
}

/// Panics in the calls of a client, while it is armed.
#[derive(Debug)]
struct Broken(Arc<AtomicBool>);

impl Clock for Broken {
    fn instant(&self) -> Instant {
        assert!(
            !self.0.load(Ordering::SeqCst),
            "Marina Duarte (81) 90000-0001"
        );
        Instant::now()
    }
}

#[tokio::test]
async fn a_call_that_panics_ends_as_unknown_and_its_chunk_ends() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let sandbox = sandbox().await;
    let armed = Arc::new(AtomicBool::new(false));
    let tatodesk = Tatodesk::builder()
        .api_key(tatodesk_sandbox::API_KEY)
        .base_url(sandbox.base_url())
        .retries(0)
        .clock(Broken(armed.clone()))
        .build()
        .unwrap();
    armed.store(true, Ordering::SeqCst);
    ledger
        .plan(&sms("autumn").concurrency(3), people(250))
        .unwrap();
    let mut ended = 0;
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| {
        ended += 1;
        armed.store(ended < 5, Ordering::SeqCst);
    });
    let report = run.await.unwrap();
    assert_eq!(report.stopped, Stopped::Done);
    assert_eq!((ended, report.started), (250, 250));
    let unknown = report.status.count(RecipientState::Unknown);
    assert!((5..8).contains(&unknown), "{unknown}");
    let rest = report.status.count(RecipientState::Accepted);
    assert_eq!(rest + unknown, 250);
    assert_eq!(report.status.state, CampaignState::Done);
    let mut reasons = Vec::new();
    ledger
        .results("autumn", |row| reasons.extend(row.reason))
        .unwrap();
    assert!(
        reasons
            .iter()
            .all(|reason| reason == "the call ended by a panic"),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn no_error_repeats_what_a_thread_or_a_broken_row_says() {
    let shared = Shared::new(());
    let panics = |(): &mut ()| -> Result<(), Error> { panic!("Marina Duarte") };
    let mut errors = vec![shared.blocking(panics).await.unwrap_err()];
    for params in ["\"Marina\"", "{\"Marina\": 1}", "[1, \"Marina\"]", "Marina"] {
        let (_folder, path) = folder();
        let ledger = Ledger::open(path).unwrap();
        ledger.plan(&sms("autumn"), people(3)).unwrap();
        ledger
            .store()
            .reader()
            .execute("UPDATE recipient SET params_json = ?", [params])
            .unwrap();
        let sandbox = sandbox().await;
        let tatodesk = client(sandbox.base_url());
        let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(3), |_| ());
        errors.push(run.await.unwrap_err());
    }
    for error in errors {
        let source = std::error::Error::source(&error).map(|it| format!("{it} {it:?}"));
        let told = format!("{error} {error:?} {source:?}");
        assert!(!told.contains("Marina"), "{told}");
    }
}

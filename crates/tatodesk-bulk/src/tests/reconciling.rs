//! Unknown messages and the report: found, absent, and what stays unknown.

use std::collections::HashSet;

use tatodesk::Outcome;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::support::{APP, client, folder, people, run, sandbox, sms, states};
use crate::{
    Campaign, Channel, Include, Ledger,
    RecipientState::{Absent, Accepted, NotSent, Rejected, Sending, Unknown},
    Reconciled, Row, RunOptions,
    run::book::{Attempt, Ended, Round, Store as _},
    store::{
        claim::bury,
        read::{frozen, include},
    },
};

fn lost(sandbox: &Sandbox, number: usize, arrives: bool) {
    let fault = if arrives {
        Fault::commit_then_drop()
    } else {
        Fault::reset_after_reading()
    };
    let to = super::support::phone(number)[1..].to_owned();
    sandbox
        .add_fault(Rule::once(fault).when("/sms/to", to))
        .unwrap();
}

fn reconciled(accepted: u64, absent: u64, uncalibrated: u64, untraceable: u64) -> Reconciled {
    Reconciled {
        accepted,
        absent,
        uncalibrated,
        untraceable,
    }
}

async fn reconcile(ledger: &Ledger, sandbox: &Sandbox) -> Reconciled {
    ledger
        .reconcile("autumn", &client(sandbox.base_url()))
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_report_has_is_accepted_and_what_it_lacks_is_absent_after_calibration() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    lost(&sandbox, 0, true);
    lost(&sandbox, 1, false);
    lost(&sandbox, 4, true);
    lost(&sandbox, 5, false);
    let (report, _) = run(&ledger, &sms("autumn").concurrency(1), 6, &sandbox).await;
    assert_eq!(report.status.count(Unknown), 4);
    // The last one has no later message that proves the report.
    assert_eq!(reconcile(&ledger, &sandbox).await, reconciled(2, 1, 1, 0));
    assert_eq!(
        states(&ledger, "autumn"),
        [Accepted, Absent, Accepted, Accepted, Accepted, Unknown]
    );
    // Nothing is sent again by itself.
    let client = client(sandbox.base_url());
    assert_eq!(
        ledger
            .run("autumn", &client, RunOptions::confirm(6), |_| ())
            .await
            .unwrap()
            .started,
        0
    );
    let again = ledger
        .run(
            "autumn",
            &client,
            RunOptions::confirm(6).include(Include::Absent),
            |_| (),
        )
        .await
        .unwrap();
    assert_eq!(again.started, 1);
    // That message calibrates the last one.
    assert_eq!(reconcile(&ledger, &sandbox).await, reconciled(0, 1, 0, 0));
    assert_eq!(sandbox.deliveries().len(), 5);
}

#[tokio::test]
async fn a_report_that_does_not_show_ids_leaves_all_unknown() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    lost(&sandbox, 0, true);
    run(&ledger, &sms("autumn").concurrency(1), 3, &sandbox).await;
    sandbox.clear_deliveries();
    assert_eq!(reconcile(&ledger, &sandbox).await, reconciled(0, 0, 1, 0));
    assert_eq!(states(&ledger, "autumn"), [Unknown, Accepted, Accepted]);
}

#[tokio::test]
async fn a_report_that_cannot_be_read_changes_nothing() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    lost(&sandbox, 0, false);
    run(&ledger, &sms("autumn").concurrency(1), 3, &sandbox).await;
    for fault in [
        Fault::status(500),
        Fault::in_band("no"),
        Fault::cut_body(20),
    ] {
        sandbox
            .add_fault(Rule::new(fault).on("listLooseNotificationsReport"))
            .unwrap();
        let read = ledger
            .reconcile("autumn", &client(sandbox.base_url()))
            .await;
        assert!(matches!(read, Err(crate::Error::Report(_))));
        sandbox.clear_faults();
    }
    assert_eq!(states(&ledger, "autumn"), [Unknown, Accepted, Accepted]);
}

#[tokio::test]
async fn e_mail_stays_unknown() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    sandbox
        .add_fault(Rule::once(Fault::commit_then_drop()))
        .unwrap();
    let campaign = Campaign::new("autumn", Channel::Email, APP, "42")
        .rate(1e6)
        .concurrency(1);
    let rows = ["marina@example.com", "davi@example.com"].map(|to| Ok(Row::new(1, to, ["x"])));
    ledger.plan(&campaign, rows).unwrap();
    ledger
        .run(
            "autumn",
            &client(sandbox.base_url()),
            RunOptions::confirm(2),
            |_| (),
        )
        .await
        .unwrap();
    assert_eq!(reconcile(&ledger, &sandbox).await, reconciled(0, 0, 0, 1));
    assert!(sandbox.deliveries().iter().all(|it| it.metadata.is_empty()));
}

#[tokio::test]
async fn a_report_of_several_pages_is_read_to_its_end() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    // The oldest message is on the last page.
    lost(&sandbox, 0, true);
    run(&ledger, &sms("autumn").concurrency(8), 120, &sandbox).await;
    let client = client(sandbox.base_url());
    let read = ledger.reconcile_by_pages("autumn", &client, 50).await;
    assert_eq!(read.unwrap(), reconciled(1, 0, 0, 0));
}

fn round(owner: &str, now: i64, wanted: usize, ended: Vec<Ended>) -> Round {
    Round {
        campaign: "autumn".to_owned(),
        owner: owner.to_owned(),
        now,
        ended,
        pause_until: None,
        wanted,
        in_flight: 0,
        held: Vec::new(),
        renew: false,
    }
}

fn ended(attempt: &Attempt, outcome: Outcome, again_at: Option<i64>) -> Ended {
    Ended {
        attempt: attempt.clone(),
        outcome,
        status: None,
        message: None,
        again_at,
    }
}

/// The answer of an attempt that was called absent comes after a person has planned its recipient again.
#[test]
fn a_late_acceptance_ends_a_recipient_that_is_planned_again() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    ledger.plan(&sms("autumn"), people(2)).unwrap();
    let mut store = ledger.store();
    let started = store.round(&round("a", 1, 2, Vec::new())).unwrap().started;
    let attempt = started[0].attempt.clone();
    store
        .write(|tx| {
            let campaign = frozen(tx, "autumn")?.id;
            bury(tx, campaign, 2)
        })
        .unwrap();
    let absent = [attempt.id.clone()];
    store
        .resolve("autumn", &HashSet::new(), &absent, 3)
        .unwrap();
    store
        .write(|tx| {
            let campaign = frozen(tx, "autumn")?.id;
            include(tx, campaign, Include::Absent, 4)
        })
        .unwrap();
    let late = ended(&attempt, Outcome::Accepted, None);
    let began = store.round(&round("b", 5, 2, vec![late])).unwrap();
    assert_eq!(began.started.len(), 0);
    drop(store);
    assert_eq!(states(&ledger, "autumn"), [Accepted, Unknown]);
}

/// An answer is of one attempt of one recipient. Where the two do not agree it is of none.
#[test]
fn an_answer_for_another_recipient_than_that_of_its_attempt_changes_nothing() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    ledger.plan(&sms("autumn"), people(2)).unwrap();
    let started = ledger.store().round(&round("a", 1, 2, Vec::new()));
    let mut attempt = started.unwrap().started[0].attempt.clone();
    attempt.seq = 1;
    let late = ended(&attempt, Outcome::Accepted, None);
    ledger.store().round(&round("a", 2, 0, vec![late])).unwrap();
    assert_eq!(states(&ledger, "autumn"), [Sending, Sending]);
}

#[test]
fn a_refusal_plans_nobody_again_in_a_campaign_that_was_cancelled() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let campaign = sms("autumn").resend_refused(true);
    ledger.plan(&campaign, people(2)).unwrap();
    let started = ledger.store().round(&round("a", 1, 1, Vec::new()));
    let attempt = started.unwrap().started[0].attempt.clone();
    ledger.cancel("autumn").unwrap();
    let refused = ended(&attempt, Outcome::Rejected, Some(10));
    let rounded = ledger.store().round(&round("a", 2, 0, vec![refused]));
    assert!(rounded.unwrap().started.is_empty());
    assert_eq!(states(&ledger, "autumn"), [Rejected, NotSent]);
}

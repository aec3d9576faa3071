//! Unknown messages and the report: found, absent, and what stays unknown.

use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::support::{APP, client, folder, run, sandbox, sms, states};
use crate::{
    Campaign, Channel, Include, Ledger,
    RecipientState::{Absent, Accepted, Unknown},
    Reconciled, Row, RunOptions,
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

//! Runs of small campaigns: limits, stops, the breaker, and what each of them leaves in the ledger.

use tatodesk_sandbox::{Fault, Rule};
use tokio::sync::watch;

use super::support::{client, folder, people, phone, run, sandbox, sms, states};
use crate::{
    Address, CampaignState, Channel, Error, Include, Ledger, RecipientState, RunOptions, Stopped,
};

#[tokio::test]
async fn every_recipient_of_a_campaign_gets_one_message() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    let (report, events) = run(&ledger, &sms("autumn").concurrency(16), 250, &sandbox).await;
    assert_eq!((report.stopped, report.started), (Stopped::Done, 250));
    assert_eq!(report.status.state, CampaignState::Done);
    assert_eq!(report.status.count(RecipientState::Accepted), 250);
    assert_eq!(events.len(), 250);
    let mut to: Vec<String> = sandbox
        .deliveries()
        .into_iter()
        .map(|it| format!("+{}", it.to))
        .collect();
    to.sort();
    assert_eq!(to, (0..250).map(phone).collect::<Vec<_>>());
    // A second run finds nothing to send.
    let again = ledger
        .run(
            "autumn",
            &client(sandbox.base_url()),
            RunOptions::confirm(250),
            |_| (),
        )
        .await
        .unwrap();
    assert_eq!((again.started, sandbox.deliveries().len()), (0, 250));
}

#[tokio::test]
async fn a_run_wants_the_number_of_the_plan_and_a_campaign_that_may_run() {
    let (_folder, path) = folder();
    let (ledger, client) = (Ledger::open(path).unwrap(), client("http://127.0.0.1:9"));
    ledger.plan(&sms("autumn"), people(3)).unwrap();
    let run = async |confirm| {
        ledger
            .run("autumn", &client, RunOptions::confirm(confirm), |_| ())
            .await
    };
    assert!(matches!(
        run(2).await,
        Err(Error::Confirm {
            planned: 3,
            confirmed: 2
        })
    ));
    ledger.pause("autumn").unwrap();
    assert!(matches!(
        run(3).await,
        Err(Error::State(CampaignState::Paused))
    ));
    ledger.cancel("autumn").unwrap();
    assert!(matches!(
        run(3).await,
        Err(Error::State(CampaignState::Cancelled))
    ));
    assert_eq!(states(&ledger, "autumn"), [RecipientState::NotSent; 3]);
    assert!(matches!(
        ledger.resume("autumn"),
        Err(Error::State(CampaignState::Cancelled))
    ));
    let other = ledger
        .run("spring", &client, RunOptions::confirm(1), |_| ())
        .await;
    assert!(matches!(other, Err(Error::NoSuchCampaign)));
}

#[tokio::test]
async fn a_limit_sends_a_slice_and_the_next_run_the_rest() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    ledger.plan(&sms("autumn"), people(10)).unwrap();
    let client = client(sandbox.base_url());
    let slice = ledger
        .run("autumn", &client, RunOptions::confirm(10).limit(4), |_| ())
        .await
        .unwrap();
    assert_eq!((slice.stopped, slice.started), (Stopped::Limit, 4));
    assert_eq!(sandbox.deliveries().len(), 4);
    let rest = ledger
        .run("autumn", &client, RunOptions::confirm(10), |_| ())
        .await
        .unwrap();
    assert_eq!((rest.stopped, rest.started), (Stopped::Done, 6));
    assert_eq!(sandbox.deliveries().len(), 10);
}

#[tokio::test]
async fn a_run_that_is_stopped_lets_its_messages_end() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    ledger
        .plan(&sms("autumn").concurrency(4), people(50))
        .unwrap();
    let (stop, stopped) = watch::channel(false);
    let options = RunOptions::confirm(50).stop(stopped);
    let client = client(sandbox.base_url());
    let report = ledger.run("autumn", &client, options, |_| stop.send(true).unwrap());
    let report = report.await.unwrap();
    assert_eq!(report.stopped, Stopped::Asked);
    let accepted = report.status.count(RecipientState::Accepted);
    assert_eq!(accepted, sandbox.deliveries().len() as u64);
    assert_eq!(report.status.count(RecipientState::Planned), 50 - accepted);
    assert!(accepted <= 8, "{accepted} messages began after the stop");
}

#[tokio::test]
async fn one_campaign_is_run_once_at_a_time() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(&path).unwrap(), sandbox().await);
    ledger.plan(&sms("autumn"), people(2)).unwrap();
    let held = crate::store::guard::lock(&path, 1).unwrap();
    let client = client(sandbox.base_url());
    let run = async || {
        ledger
            .run("autumn", &client, RunOptions::confirm(2), |_| ())
            .await
    };
    assert!(matches!(run().await, Err(Error::Running)));
    // A process that is being started has the file open for a moment.
    let _of_a_child = held.0.try_clone().unwrap();
    drop(held);
    assert_eq!(run().await.unwrap().started, 2);
}

#[tokio::test]
async fn the_breaker_ends_a_run_whose_outcomes_are_unknown_or_never_left() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    sandbox.add_fault(Rule::new(Fault::status(500))).unwrap();
    let (report, _) = run(&ledger, &sms("unknown").concurrency(1), 30, &sandbox).await;
    assert_eq!((report.stopped, report.started), (Stopped::ManyUnknown, 10));
    assert_eq!(report.status.count(RecipientState::Planned), 20);
    sandbox.clear_faults();
    sandbox.close_port().await.unwrap();
    let (report, _) = run(&ledger, &sms("refused").concurrency(1), 30, &sandbox).await;
    assert_eq!((report.stopped, report.started), (Stopped::ManyNotSent, 10));
    sandbox.open_port().await.unwrap();
    let options = RunOptions::confirm(30).include(Include::NotSent);
    let rest = ledger
        .run("refused", &client(sandbox.base_url()), options, |_| ())
        .await
        .unwrap();
    assert_eq!((rest.started, sandbox.deliveries().len()), (30, 30));
}

#[tokio::test]
async fn suppression_is_asked_again_before_each_message() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    ledger
        .plan(&sms("autumn").concurrency(1), people(5))
        .unwrap();
    let address = |number| Address::parse(Channel::Sms, &phone(number)).unwrap();
    ledger
        .suppress(Some(Channel::Sms), &[address(1)], "asked by phone")
        .unwrap();
    ledger
        .suppress(Some(Channel::WhatsApp), &[address(3)], "another channel")
        .unwrap();
    let (report, _) = run(&ledger, &sms("autumn").concurrency(1), 5, &sandbox).await;
    assert_eq!(
        (report.started, report.status.count(RecipientState::NotSent)),
        (4, 1)
    );
    assert!(
        sandbox
            .deliveries()
            .iter()
            .all(|it| format!("+{}", it.to) != phone(1))
    );
    let plan = ledger.plan(&sms("winter"), people(5)).unwrap();
    assert_eq!(
        (plan.recipients, plan.left_out[0].to_string()),
        (
            4,
            "line 2: the recipient is on the suppression list".to_owned()
        )
    );
}

//! The ledger as one process uses it.

use tatodesk_bulk::{Error, RecipientState, RunOptions, Stopped};
use tatodesk_sandbox::{Fault, Rule};

use super::support::{client, ledger, people, sandbox, sms, states};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_reaches_each_recipient_once() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let plan = ledger.plan(&sms("autumn"), people(250)).await.unwrap();
    assert_eq!((plan.recipients, plan.known), (250, false));
    assert!(
        ledger
            .plan(&sms("autumn"), people(250))
            .await
            .unwrap()
            .known
    );
    assert!(matches!(
        ledger.plan(&sms("autumn"), people(251)).await,
        Err(Error::OtherContent)
    ));
    let lost = Rule::once(Fault::commit_then_drop()).when("/sms/to", "5581900000007");
    sandbox.add_fault(lost).unwrap();

    let report = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| ());
    let report = report.await.unwrap();
    assert_eq!((report.stopped, report.started), (Stopped::Done, 250));
    assert_eq!(report.status.count(RecipientState::Accepted), 249);
    assert_eq!(sandbox.deliveries().len(), 250);
    assert_eq!(states(&ledger, "autumn").await[7], RecipientState::Unknown);

    let reconciled = ledger.reconcile("autumn", &tatodesk).await.unwrap();
    assert_eq!(reconciled.accepted, 1);
    assert_eq!(
        states(&ledger, "autumn").await,
        [RecipientState::Accepted; 250]
    );
    let again = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| ());
    assert_eq!(again.await.unwrap().started, 0);
}

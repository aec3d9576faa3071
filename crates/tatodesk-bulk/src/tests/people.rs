//! People's data: what is forgotten, what is kept, and what never shows.

use std::fs;

use super::support::{folder, people, phone, run, sandbox, sms};
use crate::{Address, Channel, Ledger, Row};

/// A recipient whose texts would be found anywhere.
const NAME: &str = "Canary Duarte";

#[tokio::test]
async fn a_forgotten_person_is_in_no_file_and_stays_suppressed() {
    let (folder, path) = folder();
    let sandbox = sandbox().await;
    let ledger = Ledger::open(&path).unwrap();
    let rows = [
        Row::new(1, phone(7), [NAME, "28/01/2026"]).key("customer-canary"),
        Row::new(2, phone(8), ["Davi", "29/01/2026"]).key("2"),
    ];
    ledger.plan(&sms("autumn"), rows.clone().map(Ok)).unwrap();
    ledger
        .run(
            "autumn",
            &super::support::client(sandbox.base_url()),
            crate::RunOptions::confirm(2).limit(1),
            |_| (),
        )
        .await
        .unwrap();
    // Without its ninth digit it is the same person.
    let address = Address::parse(Channel::Sms, "(81) 0000-0007")
        .or_else(|_| Address::parse(Channel::Sms, &phone(7)))
        .unwrap();
    let exported = ledger.export_subject(&address).unwrap();
    assert_eq!(exported["recipients"][0]["params"][0], NAME);
    assert_eq!(
        exported["recipients"][0]["attempts"][0]["outcome"],
        "accepted"
    );
    assert_eq!(ledger.forget(&address).unwrap(), 1);
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for personal in [NAME, "5581900000007", "customer-canary"] {
            assert!(!text.contains(personal), "{personal} is still in a file");
        }
    }
    let exported = ledger.export_subject(&address).unwrap();
    assert!(
        exported["recipients"][0]["to"].is_null() && exported["recipients"][0]["params"].is_null()
    );
    assert_eq!(exported["suppressed"][0]["source"], "forgotten");
    let plan = ledger.plan(&sms("winter"), rows.map(Ok)).unwrap();
    assert_eq!((plan.recipients, plan.left_out.len()), (1, 1));
}

#[tokio::test]
async fn a_planned_person_who_is_forgotten_gets_nothing() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    ledger.plan(&sms("autumn"), people(3)).unwrap();
    ledger
        .forget(&Address::parse(Channel::Sms, &phone(1)).unwrap())
        .unwrap();
    let client = super::support::client(sandbox.base_url());
    let options = crate::RunOptions::confirm(3);
    let report = ledger.run("autumn", &client, options, |_| ());
    assert_eq!(report.await.unwrap().started, 2);
    assert_eq!(sandbox.deliveries().len(), 2);
}

#[tokio::test]
async fn the_answer_of_a_person_who_was_forgotten_meanwhile_keeps_no_words() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    // The answer waits until the person is forgotten, and repeats the name.
    let refusal = tatodesk_sandbox::Fault::in_band(format!("no template for {NAME}"));
    sandbox
        .add_fault(tatodesk_sandbox::Rule::once(refusal).skip(1))
        .unwrap();
    let address = Address::parse(Channel::Sms, &phone(1)).unwrap();
    ledger
        .plan(&sms("autumn").concurrency(1), people(3))
        .unwrap();
    let client = super::support::client(sandbox.base_url());
    let options = crate::RunOptions::confirm(3);
    let report = ledger.run("autumn", &client, options, |event| {
        // The second message has begun when the ledger has the first one's end.
        if let crate::Event::Ended { line: 1, .. } = event {
            assert_eq!(ledger.forget(&address).unwrap(), 1);
        }
    });
    assert_eq!(report.await.unwrap().started, 3);
    let exported = ledger.export_subject(&address).unwrap();
    assert_eq!(exported["recipients"][0]["state"], "rejected");
    assert!(!exported.to_string().contains(NAME), "{exported}");
}

#[tokio::test]
async fn the_data_of_a_campaign_is_blanked_after_its_retention() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    run(&ledger, &sms("kept").retention_days(1), 2, &sandbox).await;
    run(&ledger, &sms("short").retention_days(0), 2, &sandbox).await;
    run(&ledger, &sms("always"), 2, &sandbox).await;
    let addresses = |campaign| {
        let mut count = 0;
        ledger
            .results(campaign, |row| count += usize::from(row.to.is_some()))
            .unwrap();
        count
    };
    // Each run purges first.
    assert_eq!(
        (addresses("kept"), addresses("short"), addresses("always")),
        (2, 0, 2)
    );
}

#[tokio::test]
async fn nothing_personal_shows_in_debug_and_errors() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(&path).unwrap();
    let row = Row::new(1, "81 90000 canary", [NAME]).key("canary");
    let campaign = sms("autumn").header(crate::Header::ImageLink(
        "https://canary.example.com".into(),
    ));
    let mut shown = format!("{row:?} {ledger:?} {campaign:?}");
    let error = ledger.plan(&sms("autumn"), [Ok(row)]).unwrap_err();
    shown += &format!("{error:?} {error}");
    let phone = Address::parse(Channel::Sms, &phone(7)).unwrap();
    let email = Address::parse(Channel::Email, "canary@example.com").unwrap();
    shown += &format!(
        "{phone:?} {email:?} {:?}",
        Address::parse(Channel::Email, "canary")
    );
    ledger.plan(&sms("good"), people(1)).unwrap();
    ledger
        .results("good", |row| shown += &format!("{row:?}"))
        .unwrap();
    let lower = shown.to_lowercase();
    for personal in ["canary", "900000", "marina"] {
        assert!(!lower.contains(personal), "{personal}: {shown}");
    }
}

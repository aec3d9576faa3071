//! What workers share: the concurrency and the messages of 24 hours of their app, and its pauses.

use tatodesk_bulk::{CampaignState, RecipientState, RunOptions, Stopped};
use tatodesk_sandbox::{Fault, RetryAfter, Rule, StatusBody};

use super::{
    support::{client, connect, number, people, place, sandbox, sms},
    workers::slow,
};

/// Two runs share one campaign: its concurrency, its messages of 24 hours, and a pause after status 429.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_share_the_pace_of_their_campaign() {
    let Some((database, schema)) = place() else {
        return;
    };
    let ledger = connect(&database, &schema).open().await.unwrap();
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let refusal = Fault::Status {
        status: 429,
        retry_after: Some(RetryAfter::Seconds(1)),
        body: StatusBody::Envelope,
        commit: false,
    };
    let delay = Fault::Delay {
        by: std::time::Duration::from_millis(30),
    };
    sandbox.add_fault(Rule::once(refusal).skip(20)).unwrap();
    sandbox.add_fault(Rule::new(delay)).unwrap();
    let campaign = sms("autumn")
        .concurrency(6)
        .per_day(150)
        .resend_refused(true);
    ledger.plan(&campaign, people(400)).await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let run = async || {
        let options = RunOptions::confirm(400).stop(stopped.clone());
        let far = jiff::Timestamp::now() + jiff::ToSpan::hours(2);
        let each = |event| match event {
            tatodesk_bulk::Event::Waiting { until, .. } if until > far => {
                stop.send_replace(true);
            }
            _ => {}
        };
        ledger.run("autumn", &tatodesk, options, each).await
    };
    let most = async {
        let mut most = 0;
        let mut paused = false;
        while !*stopped.borrow() {
            let status = ledger.status("autumn").await.unwrap();
            most = most.max(status.count(RecipientState::Sending));
            let sql = "SELECT coalesce(max(paused_until), 0) FROM pace";
            paused |= number(&database, &schema, sql).await > 0;
        }
        (most, paused)
    };
    let (one, other, (most, paused)) = tokio::join!(run(), run(), most);
    let started = one.unwrap().started + other.unwrap().started;
    // The attempt that the rate limit refused counts, too.
    assert_eq!((started, sandbox.deliveries().len()), (150, 149));
    assert!((2..=6).contains(&most), "{most} on their way at once");
    assert!(paused, "a 429 pauses the app");
    assert_eq!(
        ledger.status("autumn").await.unwrap().state,
        CampaignState::Planned
    );
}

/// Two campaigns of an app run at the same time: together they keep to the larger of their numbers, and neither waits for the other's end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn campaigns_of_an_app_share_their_concurrency() {
    for concurrencies in [[4, 4], [2, 6]] {
        let Some((database, schema)) = place() else {
            return;
        };
        let ledger = connect(&database, &schema).open().await.unwrap();
        let sandbox = sandbox().await;
        sandbox.add_fault(slow()).unwrap();
        let tatodesk = client(sandbox.base_url());
        let (ended, whole) = tokio::sync::watch::channel([0_u64; 2]);
        let run = async |number: usize| {
            let name = format!("campaign {number}");
            let campaign = sms(&name).concurrency(concurrencies[number]);
            ledger.plan(&campaign, people(40)).await.unwrap();
            let each = |event| {
                if matches!(event, tatodesk_bulk::Event::Ended { .. }) {
                    ended.send_modify(|ended| ended[number] += 1);
                }
            };
            let report = ledger.run(&name, &tatodesk, RunOptions::confirm(40), each);
            assert_eq!(report.await.unwrap().stopped, Stopped::Done);
        };
        let watch = async {
            let (mut most, mut before_an_end) = (0, [0; 2]);
            while whole.borrow().iter().sum::<u64>() < 80 {
                let open = "SELECT count(*) FROM attempt WHERE outcome IS NULL";
                most = number(&database, &schema, open).await.max(most);
                let ended = *whole.borrow();
                if !ended.contains(&40) {
                    before_an_end = ended;
                }
            }
            (most, before_an_end)
        };
        let ((), (), (most, before_an_end)) = tokio::join!(run(0), run(1), watch);
        let larger = concurrencies.into_iter().max().unwrap().into();
        assert!((2..=larger).contains(&most), "{most} on their way at once");
        assert!(!before_an_end.contains(&0), "{before_an_end:?}");
        assert_eq!(sandbox.deliveries().len(), 80);
    }
}

//! The pace of runs, on a clock that jumps over pauses: refusals, windows, expiry, the rate, and messages in 24 hours.

use jiff::{Timestamp, ToSpan as _};
use tatodesk_sandbox::{Fault, RetryAfter, Rule, StatusBody};

use super::support::{Leaping, client, folder, people, sandbox, sms, states};
use crate::{Event, Include, Ledger, RecipientState, RunOptions, Stopped, Wait};

#[tokio::test]
async fn refused_requests_pause_the_app_and_are_tried_again_only_on_request() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    let refusal = Fault::Status {
        status: 429,
        retry_after: Some(RetryAfter::Seconds(7)),
        body: StatusBody::Envelope,
        commit: false,
    };
    sandbox.add_fault(Rule::once(refusal.clone())).unwrap();
    ledger
        .plan(&sms("autumn").concurrency(1), people(3))
        .unwrap();
    let client = client(sandbox.base_url());
    let start = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    let mut waits = Vec::new();
    let options = RunOptions::confirm(3).clock(Leaping::at(start));
    let report = ledger.run("autumn", &client, options, |event| {
        if let Event::Waiting { why, until } = event {
            waits.push((why, until));
        }
    });
    assert_eq!(report.await.unwrap().stopped, Stopped::Done);
    let [(Wait::Pace, until)] = waits[..] else {
        panic!("{waits:?}")
    };
    assert!(
        until >= start + 7.seconds() && until < start + 9.minutes(),
        "{until}"
    );
    assert_eq!(
        states(&ledger, "autumn"),
        [
            RecipientState::Rejected,
            RecipientState::Accepted,
            RecipientState::Accepted
        ]
    );

    let options = RunOptions::confirm(3)
        .include(Include::Refused)
        .clock(Leaping::at(start + 1.hour()));
    assert_eq!(
        ledger
            .run("autumn", &client, options, |_| ())
            .await
            .unwrap()
            .started,
        1
    );
    assert_eq!(sandbox.deliveries().len(), 3);

    sandbox.add_fault(Rule::once(refusal)).unwrap();
    ledger
        .plan(
            &sms("winter").concurrency(1).resend_refused(true),
            people(3),
        )
        .unwrap();
    let options = RunOptions::confirm(3).clock(Leaping::at(start + 2.hours()));
    let report = ledger
        .run("winter", &client, options, |_| ())
        .await
        .unwrap();
    assert_eq!(
        (
            report.started,
            report.status.count(RecipientState::Accepted)
        ),
        (4, 3)
    );
}

#[tokio::test]
async fn nothing_leaves_before_the_time_outside_of_windows_or_after_the_end() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    let client = client(sandbox.base_url());
    // A Saturday, 12:00 in Brasília.
    let now: Timestamp = "2026-06-06T15:00:00Z".parse().unwrap();
    let monday: Timestamp = "2026-06-08T12:00:00Z".parse().unwrap();
    let campaign = sms("monday")
        .windows(["mon-fri 09:00-18:00".parse().unwrap()])
        .not_before(now + 1.hour());
    ledger.plan(&campaign, people(2)).unwrap();
    let mut waits = Vec::new();
    let options = RunOptions::confirm(2).clock(Leaping::at(now));
    ledger
        .run("monday", &client, options, |event| {
            if let Event::Waiting { why, until } = event {
                waits.push((why, until))
            }
        })
        .await
        .unwrap();
    waits.dedup();
    assert_eq!(
        waits,
        [(Wait::NotBefore, now + 1.hour()), (Wait::Window, monday)]
    );
    assert_eq!(sandbox.deliveries().len(), 2);

    ledger
        .plan(&sms("late").expires_at(now), people(2))
        .unwrap();
    let report = ledger
        .run(
            "late",
            &client,
            RunOptions::confirm(2).clock(Leaping::at(now)),
            |_| (),
        )
        .await
        .unwrap();
    assert_eq!(report.stopped, Stopped::Expired);
    assert_eq!(states(&ledger, "late"), [RecipientState::NotSent; 2]);
    assert_eq!(sandbox.deliveries().len(), 2);
}

#[tokio::test]
async fn messages_of_24_hours_and_the_rate_are_bounded_for_all_campaigns_of_an_app() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    let client = client(sandbox.base_url());
    let start = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    ledger.plan(&sms("first").per_day(5), people(4)).unwrap();
    ledger.plan(&sms("second").per_day(5), people(3)).unwrap();
    let first = ledger
        .run(
            "first",
            &client,
            RunOptions::confirm(4).clock(Leaping::at(start)),
            |_| (),
        )
        .await
        .unwrap();
    assert_eq!(first.started, 4);
    let mut waits = Vec::new();
    let options = RunOptions::confirm(3).clock(Leaping::at(start + 1.hour()));
    ledger
        .run("second", &client, options, |event| {
            if let Event::Waiting { until, .. } = event {
                waits.push(until)
            }
        })
        .await
        .unwrap();
    assert!(
        waits.iter().any(|until| *until >= start + 24.hours()),
        "{waits:?}"
    );

    ledger.plan(&sms("slow").rate(2.0), people(5)).unwrap();
    let begin = start + 72.hours();
    let mut last = begin;
    let options = RunOptions::confirm(5).clock(Leaping::at(begin));
    ledger
        .run("slow", &client, options, |event| {
            if let Event::Waiting { until, .. } = event {
                last = until
            }
        })
        .await
        .unwrap();
    // The first leaves at once, and four follow at two a second.
    assert!(last >= begin + 2.seconds(), "{last}");
}

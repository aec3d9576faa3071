//! The pace of runs, on a clock that jumps over pauses: refusals, windows, expiry, the rate, and messages in 24 hours.

use std::{cell::RefCell, time::Duration};

use jiff::{Timestamp, ToSpan as _};
use tatodesk_sandbox::{Fault, RetryAfter, Rule, StatusBody};

use super::support::{Leaping, client, folder, people, sandbox, sms, states};
use crate::{Event, Include, Ledger, RecipientState, RunOptions, Stopped, Wait, pace::Others};

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

#[test]
fn runs_have_equal_shares_and_leave_what_the_others_have() {
    let others = |runs, messages, concurrency| Others {
        runs,
        messages,
        concurrency,
    };
    for (others, concurrency, in_flight, room) in [
        (others(0, 0, 0), 8, 0, 8),
        (others(0, 0, 0), 8, 3, 5),
        (others(1, 4, 8), 8, 4, 0),
        (others(1, 8, 8), 8, 0, 0),
        (others(1, 5, 8), 8, 1, 2),
        (others(2, 3, 16), 8, 0, 2),
        (others(1, 8, 16), 8, 0, 4),
        // More runs than messages: those that come first have one each.
        (others(9, 3, 4), 4, 0, 1),
        (others(9, 4, 4), 4, 0, 0),
    ] {
        assert_eq!(others.room(concurrency, in_flight), room, "{others:?}");
    }
}

/// Campaigns that run at the same time keep to the largest of their numbers together, and none waits for another's end.
#[tokio::test]
async fn campaigns_of_an_app_share_their_concurrency() {
    const PEOPLE: usize = 60;
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    let by = Duration::from_millis(5);
    sandbox.add_fault(Rule::new(Fault::Delay { by })).unwrap();
    let client = client(sandbox.base_url());
    for concurrencies in [[4, 4, 4], [2, 6, 3], [9, 1, 1]] {
        let seen = RefCell::new((Vec::new(), 0));
        let run = async |number: usize| {
            let name = format!("{concurrencies:?} {number}");
            let campaign = sms(&name).concurrency(concurrencies[number]);
            ledger.plan(&campaign, people(PEOPLE)).unwrap();
            let options = RunOptions::confirm(PEOPLE as u64);
            let report = ledger.run(&name, &client, options, |event| {
                let sql = "SELECT count(*) FROM attempt WHERE outcome IS NULL";
                let store = ledger.store();
                let open: u32 = store.reader().query_row(sql, [], |it| it.get(0)).unwrap();
                let (ended, most) = &mut *seen.borrow_mut();
                *most = open.max(*most);
                if matches!(event, Event::Ended { .. }) {
                    ended.push(number);
                }
            });
            assert_eq!(report.await.unwrap().stopped, Stopped::Done);
        };
        tokio::join!(run(0), run(1), run(2));
        let (ended, most) = seen.into_inner();
        let largest = concurrencies.into_iter().max().unwrap();
        assert!((2..=largest).contains(&most), "{concurrencies:?}: {most}");
        let whole = |number| ended.iter().filter(|it| **it == number).count() == PEOPLE;
        assert!((0..3).all(whole));
        let last = |number| ended.iter().rposition(|it| *it == number).unwrap();
        let first_end = (0..3).map(last).min().unwrap();
        assert!(
            (0..3).all(|number| ended[..first_end].contains(&number)),
            "{concurrencies:?}: {ended:?}"
        );
    }
    // A run that has ended leaves its share.
    let sql = "SELECT max(share_until) FROM campaign";
    let store = ledger.store();
    assert_eq!(
        store.reader().query_row(sql, [], |it| it.get::<_, i64>(0)),
        Ok(0)
    );
}

//! What bulk sends show: plans, bad rows, events, reports, errors, spans and the log. The list and the answers have marks.

use std::fmt::Debug;

use tatodesk_bulk::{
    Address, Breaker, Campaign, Channel, Event, Header, Ledger, ResultRow, Row, RunOptions,
};
use tests::{capture::Capture, marked::SECRET, recorder::Recorder, spec};

use crate::{
    cases::cases,
    client, runtime,
    sightings::{Sightings, logged, watch_log},
};

const PHONE: &str = "5581976543219";

/// A campaign of an app of its own, because a 429 pauses the app, and a list with marks: two people, a row that is no address, and one
/// of another shape.
fn campaign(channel: Channel, name: &str) -> (Campaign, [Row; 4]) {
    let campaign = Campaign::new(name, channel, name, "a_template")
        .rate(1e9)
        .concurrency(2);
    let (campaign, to) = match channel {
        Channel::WhatsApp => (
            campaign.header(Header::ImageLink(format!("https://{SECRET}"))),
            [format!("+{PHONE}"), "+5581976543218".into()],
        ),
        Channel::Sms => (campaign, [format!("+{PHONE}"), "+5581976543218".into()]),
        _ => (
            campaign,
            [
                format!("{PHONE}@example.com"),
                format!("a.{PHONE}@example.com"),
            ],
        ),
    };
    let [first, second] = to;
    let rows = [
        Row::new(1, first, [SECRET, SECRET]).key(SECRET),
        Row::new(2, SECRET, [SECRET, SECRET]),
        Row::new(3, second, [SECRET, SECRET]),
        Row::new(4, format!("+{PHONE}"), [SECRET]),
    ];
    (campaign, rows)
}

#[test]
fn bulk_sends_show_nothing() {
    watch_log();
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let (server, runtime, mut seen) = (Recorder::start(), runtime(), Sightings::new(PHONE));
    let tatodesk = client(&server.url());
    let folder = tempfile::tempdir().expect("a folder");
    let document = spec::document();
    let mut ended = 0;
    for (channel, id) in [
        (Channel::WhatsApp, "sendWhatsApp"),
        (Channel::Sms, "sendSms"),
        (Channel::Email, "sendEmail"),
    ] {
        let ledger = Ledger::open(folder.path().join(id)).expect("a ledger");
        seen.told("ledger", format!("{ledger:?}"));
        let mut operations = spec::operations().iter();
        let operation = operations.find(|operation| operation.id == id);
        let component = operation.expect("an operation").response_component();
        let mut cases = cases(document, &component);
        // What is wrong inside an answer shows in the other tests.
        cases.retain(|(name, ..)| !name.starts_with("wrong"));
        for (name, status, body) in cases {
            let place = format!("bulk, {id}, {name}");
            let (campaign, rows) = campaign(channel, &place);
            let mut tell = |what: &dyn Debug| seen.told(&place, format!("{what:?} {what:#?}"));
            tell(&campaign);
            tell(&rows);
            server.answer(status, body);
            let plan = ledger.plan(&campaign, rows.map(Ok)).expect("a plan");
            assert_eq!(
                (plan.recipients, plan.left_out.len()),
                (2, 2),
                "{place}: {plan:?}"
            );
            tell(&plan);
            plan.left_out.iter().for_each(|row| tell(&row.to_string()));
            let mut options = RunOptions::confirm(2);
            let mut breaker = Breaker::default();
            breaker.rejected = 1.0;
            options = options.breaker(breaker).limit(2);
            let mut events = Vec::new();
            let run = ledger.run(&place, &tatodesk, options, |event: Event| {
                events.push(event)
            });
            let report = runtime.block_on(run).expect("a report");
            ended += events.len();
            tell(&report);
            tell(&events);
            tell(&ledger.status(&place).expect("a status"));
            let each = |row: ResultRow| tell(&row);
            ledger.results(&place, each).expect("results");
            let to = Address::parse(channel, &rows_to(channel)).expect("an address");
            tell(&to);
            // The server's answers are no reports.
            match runtime.block_on(ledger.reconcile(&place, &tatodesk)) {
                Ok(reconciled) => tell(&reconciled),
                Err(error) => tell(&(error.to_string(), error)),
            }
            let trial = ledger.send_trial(&place, &tatodesk, &to);
            tell(&runtime.block_on(trial).map_err(|error| error.to_string()));
            server.take();
        }
        // Refused: another list under a known name, another number, an unknown campaign.
        let (campaign, rows) = campaign(channel, &format!("bulk, {id}, success"));
        let mut rows = Vec::from(rows);
        rows.truncate(1);
        let other = ledger.plan(&campaign, rows.into_iter().map(Ok));
        let unknown = ledger.status(SECRET).map(|_| ());
        for error in [other.map(|_| ()), unknown] {
            let error = error.expect_err("it is refused");
            seen.told(id, format!("{error} {error:?}"));
        }
    }
    drop(guard);
    for captured in capture.all() {
        seen.told("span or event", format!("{captured:?}"));
    }
    logged().into_iter().for_each(|line| seen.told("log", line));
    assert!(
        ended > 100 && seen.looked() > 500,
        "{ended} {}",
        seen.looked()
    );
    assert_eq!(seen.leaks(), Vec::<String>::new());
}

fn rows_to(channel: Channel) -> String {
    match channel {
        Channel::Email => format!("{PHONE}@example.com"),
        _ => format!("+{PHONE}"),
    }
}

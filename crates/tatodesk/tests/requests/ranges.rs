//! A range that ends before it begins is refused before anything is sent.

use std::ops::RangeInclusive;

use jiff::civil::{Date, date};
use tatodesk::{Call, CallRequest, Cause, Minutes, Outcome};

use crate::tatodesk;

/// What the call says instead of being sent. No server listens, so a call that is sent fails in another way.
async fn refused<R: CallRequest>(call: Call<R>) {
    let error = call.send().await.unwrap_err();
    let operation = error.operation().id;
    assert_eq!(error.outcome(), Outcome::NotSent, "{operation}");
    assert_eq!((error.cause(), error.attempts()), (Cause::NotMade, 0));
    let text = error.to_string();
    assert!(text.contains("a range ends before it begins"), "{text}");
}

fn reversed() -> RangeInclusive<Date> {
    date(2025, 1, 30)..=date(2025, 1, 1)
}

fn days() -> RangeInclusive<Date> {
    date(2025, 1, 1)..=date(2025, 1, 30)
}

#[tokio::test]
async fn reversed_days_are_not_sent() {
    let tatodesk = tatodesk();
    let reports = tatodesk.reports();
    refused(reports.digital_services(reversed())).await;
    refused(reports.campaigns(reversed())).await;
    refused(reports.in_person_services(reversed()).page(3)).await;
    refused(reports.tickets(reversed())).await;
    refused(reports.ad_hoc_notifications(reversed())).await;
    refused(reports.grouped_journeys(reversed())).await;
    refused(reports.detailed_journeys(reversed())).await;
    refused(reports.reviews(reversed())).await;
    let (first, last) = (date(2025, 3, 1), date(2025, 3, 2));
    refused(reports.sessions(last.at(0, 0, 0, 0)..=first.at(23, 59, 0, 0))).await;
    refused(reports.sessions(first.at(9, 1, 0, 0)..=first.at(9, 0, 0, 0))).await;
}

#[tokio::test]
async fn reversed_minutes_are_not_sent() {
    let tatodesk = tatodesk();
    let reports = tatodesk.reports();
    #[allow(clippy::reversed_empty_ranges)] // that is what is refused
    for minutes in [
        Minutes::between(9..=5),
        Minutes::between(1..=0),
        Minutes::between(u32::MAX..=0),
    ] {
        let digital = || reports.digital_services(days());
        refused(digital().duration(minutes)).await;
        refused(digital().waiting_time(minutes)).await;
        refused(digital().first_agent_reply(minutes)).await;
        refused(digital().agent_reply_time(minutes)).await;
        refused(digital().client_reply_time(minutes)).await;
        let in_person = || reports.in_person_services(days());
        refused(in_person().duration(minutes)).await;
        refused(in_person().waiting_time(minutes).duration(Minutes::over(1))).await;
        refused(in_person().paused_time(minutes)).await;
    }
}

#[test]
fn a_range_of_one_and_a_filter_without_an_end_are_in_order() {
    use tatodesk::types::MinutesFilter;

    for (minutes, end) in [
        (Minutes::between(5..=5), Some(5)),
        (Minutes::between(0..=u32::MAX), Some(i64::from(u32::MAX))),
        (Minutes::under(0), None),
        (Minutes::over(u32::MAX), None),
    ] {
        assert_eq!(MinutesFilter::from(minutes).value_final, end);
    }
}

#[tokio::test]
async fn ranges_in_order_are_sent() {
    let sandbox = tatodesk_sandbox::Sandbox::start().await.unwrap();
    let client = tatodesk::Tatodesk::builder().api_key(sandbox.api_key());
    let tatodesk = client.base_url(sandbox.base_url()).build().unwrap();
    let day = date(2025, 1, 1);
    let one = tatodesk.reports().in_person_services(day..=day);
    one.duration(Minutes::between(5..=5))
        .waiting_time(Minutes::over(7))
        .await
        .unwrap();
    let minute = day.at(9, 0, 0, 0);
    tatodesk.reports().sessions(minute..=minute).await.unwrap();
}

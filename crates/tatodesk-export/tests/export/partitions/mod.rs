//! Syncs into partitions: what the folders hold. `again` says which days are fetched again, `moving` has rows that move meanwhile,
//! `failing` has places and pages that fail, and `stored` has an object store in the place of a folder.

mod again;
mod failing;
mod moving;
#[cfg(feature = "object-store")]
mod stored;

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tatodesk::{
    Tatodesk,
    jiff::civil::{Date, date, time},
};
use tatodesk_export::{Change, Format, Partitions, Report, SyncSummary, SyncedDay};
use tatodesk_sandbox::{Fault, Rule, Sandbox, WorldFile};

use crate::support::{client, folder, lines, names, sandbox};

/// Ten days with five tickets a day.
const DAYS: RangeInclusive<Date> = date(2025, 1, 1)..=date(2025, 1, 10);

/// A sandbox with those tickets, and more of them at these moments.
async fn tickets(more: &[&str]) -> Sandbox {
    let mut world =
        "reports: {tickets: {count: 50, from: '2025-01-01', to: '2025-01-10'}}\n".to_owned();
    world += "tickets:\n";
    for (number, at) in more.iter().enumerate() {
        world += &format!(
            "  - {{id: {}, at: '{at}', status: 1, subject: Invented}}\n",
            number + 1
        );
    }
    if more.is_empty() {
        world += "  []\n";
    }
    let world: WorldFile = world.parse().expect("a world");
    let builder = Sandbox::builder().world(world);
    builder.start().await.expect("the sandbox starts")
}

/// Syncs the tickets of these days, and returns what became of each.
async fn sync(
    partitions: Partitions,
    tatodesk: &Tatodesk,
    days: RangeInclusive<Date>,
) -> (SyncSummary, Vec<SyncedDay>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let partitions = partitions.on_day(move |day| tell.lock().expect("no panic").push(*day));
    let call = |day| tatodesk.reports().tickets(day..=day).limit(2);
    let summary = partitions.sync(days, call).await.expect("a sync");
    let mut told = std::mem::take(&mut *told.lock().expect("no panic"));
    told.sort_by_key(|day| day.date);
    (summary, told)
}

fn days_that(days: &[SyncedDay], change: Change) -> Vec<i8> {
    let days = days.iter().filter(|day| day.change == change);
    days.map(|day| day.date.day()).collect()
}

fn partition(folder: &Path, day: Date) -> PathBuf {
    folder.join(format!("report=tickets/date={day}"))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[tokio::test]
async fn each_day_has_its_rows_and_a_manifest() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let root = folder.path();
    let (summary, days) = sync(Partitions::new(root, Format::JsonLines), &tatodesk, DAYS).await;
    assert_eq!(
        (summary.fetched, summary.rows, summary.malformed),
        (10, 50, 0)
    );
    assert_eq!((summary.kept, summary.unsettled.as_slice()), (0, &[][..]));
    assert_eq!(days.len(), 10);

    let (first, last) = DAYS.into_inner();
    let whole = tatodesk
        .reports()
        .tickets(first..=last)
        .await
        .expect("an answer");
    let whole = serde_json::to_value(&whole.services).expect("JSON");
    let mut rows = Vec::new();
    for day in days.iter().rev() {
        let place = partition(root, day.date);
        assert_eq!(names(&place), ["_manifest.json", "part-0.jsonl"]);
        let data = fs::read(place.join("part-0.jsonl")).expect("a file");
        let manifest = json(&place.join("_manifest.json"));
        let hash: String = Sha256::digest(&data)
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        assert_eq!(manifest["sha256"], hash);
        assert_eq!(
            (&manifest["version"], &manifest["report"]),
            (&1.into(), &"tickets".into())
        );
        assert_eq!(manifest["date"], day.date.to_string());
        assert_eq!(
            (&manifest["bytes"], day.bytes),
            (&data.len().into(), data.len() as u64)
        );
        for name in ["rows", "count_at_begin", "count_at_end"] {
            assert_eq!(manifest[name], day.rows, "{name}");
        }
        assert_eq!(
            (&manifest["malformed"], &manifest["settled"]),
            (&0.into(), &true.into())
        );
        assert!(
            manifest["fetched_at"]
                .as_str()
                .is_some_and(|it| it.ends_with('Z'))
        );
        rows.extend(lines(&place.join("part-0.jsonl")));
    }
    let same = rows.iter().zip(whole.as_array().expect("rows"));
    assert!(
        same.clone()
            .all(|(one, other)| one["protocol"] == other["protocol"])
    );
    assert_eq!((rows.len(), same.count()), (50, 50));
    let state = json(&root.join("report=tickets/_state.json"));
    assert_eq!(
        (&state["from"], &state["to"]),
        (&"2025-01-01".into(), &"2025-01-10".into())
    );
    assert!(state["ended_at"].is_string(), "{state}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["part-0.jsonl", "_manifest.json"] {
            let path = partition(root, first).join(name);
            let mode = fs::metadata(path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

#[tokio::test]
async fn every_report_has_days_that_are_its_rows_when_put_together() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let reports = tatodesk.reports();
    let folder = folder();
    // Sixty days of the built-in world, in which each report has rows.
    let days = || date(2025, 4, 22)..=date(2025, 6, 20);
    let mut seen = Vec::new();
    macro_rules! check {
        ($report:expr, $rows:expr, $day:expr, $whole:expr) => {{
            let partitions = Partitions::new(folder.path(), Format::Csv);
            let summary = partitions.sync(days(), $day).await.expect("a sync");
            let export = tatodesk_export::Export::new(Format::Csv);
            let mut text = Vec::new();
            let whole = export.to_writer($whole, &mut text, &mut Vec::new()).await;
            let whole = whole.expect("an export").rows;
            assert!(whole > 0, "{}", $report);
            let sum = summary.rows;
            assert!(
                if $rows { sum == whole } else { sum >= whole },
                "{}: {sum} {whole}",
                $report
            );
            assert_eq!(summary.unsettled, [], "{}", $report);
            let name = format!("report={}", $report.name().replace('-', "_"));
            assert_eq!(names(&folder.path().join(name)).len(), 60 + 1);
            seen.push($report);
        }};
    }
    use Report::{
        AdHocNotifications, Campaigns, DetailedJourneys, DigitalServices, GroupedJourneys,
        InPersonServices, Reviews, Sessions, Tickets,
    };
    check!(
        DigitalServices,
        true,
        |day| reports.digital_services(day..=day),
        reports.digital_services(days())
    );
    check!(
        InPersonServices,
        true,
        |day| reports.in_person_services(day..=day),
        reports.in_person_services(days())
    );
    check!(
        Campaigns,
        true,
        |day| reports.campaigns(day..=day),
        reports.campaigns(days())
    );
    check!(
        Tickets,
        true,
        |day| reports.tickets(day..=day),
        reports.tickets(days())
    );
    let minutes = |from: Date, to: Date| {
        reports.sessions(from.to_datetime(time(0, 0, 0, 0))..=to.to_datetime(time(23, 59, 0, 0)))
    };
    check!(
        Sessions,
        true,
        |day| minutes(day, day),
        minutes(*days().start(), *days().end())
    );
    // Groups of several days are fewer than those of each day.
    check!(
        GroupedJourneys,
        false,
        |day| reports.grouped_journeys(day..=day),
        reports.grouped_journeys(days())
    );
    check!(
        DetailedJourneys,
        true,
        |day| reports.detailed_journeys(day..=day),
        reports.detailed_journeys(days())
    );
    check!(
        AdHocNotifications,
        true,
        |day| reports.ad_hoc_notifications(day..=day),
        reports.ad_hoc_notifications(days())
    );
    check!(
        Reviews,
        true,
        |day| reports.reviews(day..=day),
        reports.reviews(days())
    );
    let with_days = Report::ALL.iter().copied().filter(|it| it.has_days());
    assert!(with_days.eq(seen));
}

#[tokio::test]
async fn malformed_rows_are_kept_beside_the_rows_until_they_decode() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let partitions = || Partitions::new(folder.path(), Format::Csv);
    let wrong = Fault::WrongType {
        row: 0,
        member: None,
    };
    sandbox.add_fault(Rule::new(wrong)).expect("a rule");
    let (summary, days) = sync(partitions(), &tatodesk, DAYS).await;
    assert!(summary.malformed >= 10, "{summary:?}");
    assert_eq!(summary.rows + summary.malformed, 50);
    let place = partition(folder.path(), days[0].date);
    assert_eq!(
        names(&place),
        ["_malformed.jsonl", "_manifest.json", "part-0.csv"]
    );
    assert_eq!(
        lines(&place.join("_malformed.jsonl")).len() as u64,
        days[0].malformed
    );
    assert_eq!(
        json(&place.join("_manifest.json"))["malformed"],
        days[0].malformed
    );
    let (_, days) = sync(partitions(), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Kept).len(), 10);

    sandbox.clear_faults();
    let (summary, _) = sync(partitions().look_back(10), &tatodesk, DAYS).await;
    assert_eq!(
        (summary.replaced, summary.malformed, summary.rows),
        (10, 0, 50)
    );
    assert_eq!(names(&place), ["_manifest.json", "part-0.csv"]);
}

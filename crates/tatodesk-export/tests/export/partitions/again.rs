//! Which days are fetched again, and which are not.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use tatodesk::{
    Clock,
    ids::StatusId,
    jiff::{Timestamp, ToSpan as _, civil::date},
};
use tatodesk_export::{Change, ColumnRules, Format, Partitions, Report, Shard};
use tempfile::TempDir;

use super::{DAYS, days_that, json, partition, sync, tickets};
use crate::support::{client, folder, names};

#[tokio::test]
async fn a_day_with_a_valid_manifest_is_not_fetched_again() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let root = folder.path();
    let partitions = || Partitions::new(root, Format::JsonLines);
    sync(partitions(), &tatodesk, DAYS).await;
    sandbox.clear_requests();
    let (summary, days) = sync(partitions(), &tatodesk, DAYS).await;
    assert_eq!((summary.kept, summary.rows), (10, 0));
    assert_eq!(days_that(&days, Change::Kept).len(), 10);
    assert!(sandbox.requests().is_empty());

    // What does not fit its manifest is fetched again, whatever happened to it.
    let place = |day| partition(root, date(2025, 1, day));
    let whole = fs::read(place(2).join("part-0.jsonl")).expect("a file");
    let mut damaged = whole.clone();
    damaged[7] ^= 1;
    fs::write(place(2).join("part-0.jsonl"), damaged).expect("a file");
    fs::remove_file(place(3).join("_manifest.json")).expect("a file");
    fs::remove_file(place(4).join("part-0.jsonl")).expect("a file");
    fs::write(place(5).join("_manifest.json"), "{").expect("a file");
    fs::write(place(6).join("_malformed.jsonl"), "{}\n").expect("a file");
    fs::copy(
        place(1).join("_manifest.json"),
        place(7).join("_manifest.json"),
    )
    .expect("a copy");
    fs::write(place(8).join("part-0.jsonl"), "").expect("a file");
    fs::remove_dir_all(place(9)).expect("a folder");
    let newer = json(&place(10).join("_manifest.json")).to_string();
    let newer = newer.replace("\"version\":1", "\"version\":2");
    fs::write(place(10).join("_manifest.json"), newer).expect("a file");
    let (_, days) = sync(partitions(), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Kept), [1]);
    assert_eq!(
        days_that(&days, Change::Fetched),
        [2, 3, 4, 5, 6, 7, 8, 9, 10]
    );
    assert_eq!(
        fs::read(place(2).join("part-0.jsonl")).expect("a file"),
        whole
    );
    assert_eq!(names(&place(6)), ["_manifest.json", "part-0.jsonl"]);
    let (_, days) = sync(partitions(), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Kept).len(), 10);
}

#[tokio::test]
async fn the_look_back_replaces_what_changed_and_touches_nothing_else() {
    let before = tickets(&[]).await;
    // Tickets that came later, for days within the look-back and before it, and one on a new day.
    let more = [
        "2025-01-03T12:00:00",
        "2025-01-06T12:00:00",
        "2025-01-09T23:59:59.999",
        "2025-01-11T00:00:00",
    ];
    let after = tickets(&more).await;
    let folder = folder();
    let root = folder.path();
    let partitions = || Partitions::new(root, Format::Csv);
    sync(partitions(), &client(&before, 0), DAYS).await;
    let modified = |day| {
        let data = partition(root, date(2025, 1, day)).join("part-0.csv");
        fs::metadata(data)
            .expect("a file")
            .modified()
            .expect("a time")
    };
    let times: Vec<SystemTime> = (1..=10).map(modified).collect();

    let days = date(2025, 1, 1)..=date(2025, 1, 11);
    let (summary, told) = sync(partitions().look_back(7), &client(&after, 0), days.clone()).await;
    assert_eq!(days_that(&told, Change::Fetched), [11]);
    assert_eq!(days_that(&told, Change::Replaced), [6, 9]);
    assert_eq!(days_that(&told, Change::Unchanged), [5, 7, 8, 10]);
    assert_eq!(days_that(&told, Change::Kept), [1, 2, 3, 4]);
    let counts = (
        summary.fetched,
        summary.replaced,
        summary.unchanged,
        summary.kept,
    );
    assert_eq!(counts, (1, 2, 4, 4));
    let day = told[5];
    assert_eq!(day.rows_before.map(|before| before + 1), Some(day.rows));
    for (day, time) in (1..=10).zip(times) {
        assert_eq!(modified(day) == time, ![6, 9].contains(&day), "{day}");
    }
    let (_, told) = sync(partitions().look_back(7), &client(&after, 0), days.clone()).await;
    assert_eq!(days_that(&told, Change::Unchanged), [5, 6, 7, 8, 9, 10, 11]);
    let (_, told) = sync(partitions().look_back(100), &client(&after, 0), days).await;
    assert_eq!(days_that(&told, Change::Replaced), [3]);
}

#[tokio::test]
async fn a_day_that_was_not_over_is_fetched_again() {
    #[derive(Debug)]
    struct At(Timestamp);
    impl Clock for At {
        fn now(&self) -> SystemTime {
            self.0.into()
        }
    }
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    // In the west of Brazil the tenth ends at 5:00 UTC.
    let end: Timestamp = "2025-01-11T05:00:00Z".parse().expect("a time");
    let at = |moment| Partitions::new(folder.path(), Format::Csv).clock(At(moment));
    sync(at(end - Duration::from_secs(1)), &tatodesk, DAYS).await;
    let (_, days) = sync(at(end), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Unchanged), [10]);
    let (_, days) = sync(at(end + 1.hour()), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Kept).len(), 10);
}

#[tokio::test]
async fn shards_divide_the_days_and_share_the_folder() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let mut seen = Vec::new();
    for text in ["1/3", "2/3", "3/3"] {
        let shard: Shard = text.parse().expect("a shard");
        let partitions = Partitions::new(folder.path(), Format::Csv).shard(shard);
        let (summary, days) = sync(partitions, &tatodesk, DAYS).await;
        assert_eq!(summary.kept, 0);
        assert!((3..=4).contains(&days.len()), "{days:?}");
        assert!(days.iter().all(|day| shard.has(Report::Tickets, day.date)));
        seen.extend(days.iter().map(|day| day.date.day()));
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=10).collect::<Vec<_>>());
    let (summary, _) = sync(Partitions::new(folder.path(), Format::Csv), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
    for text in ["0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/3/3", ""] {
        assert!(text.parse::<Shard>().is_err(), "{text}");
    }
    assert_eq!("2/3".parse::<Shard>().expect("a shard").to_string(), "2/3");
}

#[tokio::test]
async fn a_folder_with_another_format_or_other_filters_is_refused() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let in_format = |format| Partitions::new(folder.path(), format);
    let shard = Shard::new(1, 2).expect("a shard");
    sync(in_format(Format::Csv).shard(shard), &tatodesk, DAYS).await;
    sandbox.clear_requests();
    let call = |day| tatodesk.reports().tickets(day..=day);
    let refused = [
        in_format(Format::JsonLines).sync(DAYS, call).await,
        in_format(Format::CsvForExcel).sync(DAYS, call).await,
        in_format(Format::Csv)
            .sync(DAYS, |day| call(day).statuses([StatusId(1)]))
            .await,
        in_format(Format::Csv)
            .sync(DAYS, |day| call(day).form("NAME", "Marina"))
            .await,
    ];
    for refused in refused {
        let error = refused.expect_err("another content").to_string();
        assert!(
            error.contains("_state-1-of-2.json") && !error.contains('\n'),
            "{error}"
        );
        assert!(!error.contains("Marina"), "{error}");
    }
    assert!(sandbox.requests().is_empty());
    // Without the state file each day says it for itself.
    let state = folder.path().join("report=tickets/_state-1-of-2.json");
    fs::remove_file(&state).expect("a file");
    for refused in [
        in_format(Format::JsonLines).sync(DAYS, call).await,
        in_format(Format::CsvForExcel).sync(DAYS, call).await,
        in_format(Format::Csv)
            .sync(DAYS, |day| call(day).form("NAME", "Marina"))
            .await,
        in_format(Format::Csv)
            .columns(ColumnRules::new().drop_column("subject"))
            .sync(DAYS, call)
            .await,
        // The days that are there are outside of this range.
        in_format(Format::JsonLines)
            .sync(date(2026, 1, 1)..=date(2026, 1, 2), call)
            .await,
    ] {
        let error = refused.expect_err("another content").to_string();
        assert!(error.contains("_manifest.json"), "{error}");
        assert!(!error.contains("Marina"), "{error}");
    }
    assert!(sandbox.requests().is_empty());
    // The page size is no filter.
    let more = in_format(Format::Csv)
        .sync(DAYS, |day| call(day).limit(3))
        .await;
    assert_eq!(more.expect("a sync").fetched, 5);
}

/// A clock whose second moment is that between the rows of a day and their way into the folder. There a rival puts its files.
#[derive(Debug)]
struct Rival {
    calls: AtomicU64,
    from: PathBuf,
    to: PathBuf,
    now: SystemTime,
}

impl Clock for Rival {
    fn now(&self) -> SystemTime {
        if self.calls.fetch_add(1, Ordering::SeqCst) == 1 {
            fs::create_dir_all(&self.to).expect("a folder");
            for name in names(&self.from) {
                fs::copy(self.from.join(&name), self.to.join(&name)).expect("a copy");
            }
        }
        self.now
    }
}

/// Parts of different divisions are not refused, so two syncs can replace the same day.
#[tokio::test]
async fn of_two_syncs_of_a_day_the_rows_that_were_fetched_later_stand() {
    #[derive(Debug)]
    struct At(SystemTime);
    impl Clock for At {
        fn now(&self) -> SystemTime {
            self.0
        }
    }
    let (ours, other) = (tickets(&[]).await, tickets(&["2025-01-01T12:00:00"]).await);
    let day = *DAYS.start()..=*DAYS.start();
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let hour = Duration::from_secs(3600);
    // The rows that were there, and those of the rival.
    for (before, theirs) in [
        (None, &other),
        (Some(&ours), &other),
        (Some(&other), &ours),
        (Some(&ours), &ours),
    ] {
        for their_time in [noon - hour, noon, noon + hour] {
            let (place, rival) = (folder(), folder());
            let at =
                |root: &TempDir, time| Partitions::new(root.path(), Format::Csv).clock(At(time));
            if let Some(before) = before {
                sync(at(&place, noon - 5 * hour), &client(before, 0), day.clone()).await;
            }
            sync(at(&rival, their_time), &client(theirs, 0), day.clone()).await;
            let clock = Rival {
                calls: AtomicU64::new(0),
                from: partition(rival.path(), *DAYS.start()),
                to: partition(place.path(), *DAYS.start()),
                now: noon,
            };
            let partitions = Partitions::new(place.path(), Format::Csv)
                .look_back(1)
                .clock(clock);
            let (_, days) = sync(partitions, &client(&ours, 0), day.clone()).await;
            let is_theirs = their_time >= noon;
            let rows = if is_theirs && std::ptr::eq(theirs, &other) {
                6
            } else {
                5
            };
            assert_eq!(
                (days[0].change == Change::Kept, days[0].rows),
                (is_theirs, rows)
            );
            let manifest = json(&partition(place.path(), *DAYS.start()).join("_manifest.json"));
            assert_eq!(manifest["rows"], rows);
            // All is in order: the next sync keeps the day.
            let (summary, _) = sync(at(&place, noon), &client(&ours, 0), day.clone()).await;
            assert_eq!(summary.kept, 1);
        }
    }
}

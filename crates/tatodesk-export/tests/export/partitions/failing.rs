//! Places that cannot be written, and pages that fail.

use std::fs;

use tatodesk_export::{ExportError, Format, Partitions};
use tatodesk_sandbox::{Fault, Rule};

use super::{DAYS, partition, sync, tickets};
use crate::support::{client, folder, names};

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named_and_no_page_is_asked_for() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let root = folder.path();
    fs::write(root.join("file"), "").expect("a file");
    for name in ["report", "day", "data"] {
        fs::create_dir(root.join(name)).expect("a folder");
    }
    fs::write(root.join("report/report=tickets"), "").expect("a file");
    fs::create_dir(root.join("day/report=tickets")).expect("a folder");
    fs::write(root.join("day/report=tickets/date=2025-01-01"), "").expect("a file");
    let first = partition(&root.join("data"), *DAYS.start());
    fs::create_dir_all(first.join("part-0.csv")).expect("a folder");
    for (place, named) in [
        ("file", "report=tickets"),
        ("file/deeper", "report=tickets"),
        ("report", "report=tickets"),
        ("day", "date=2025-01-01/part-0.csv"),
        ("data", "date=2025-01-01/part-0.csv"),
    ] {
        let partitions = Partitions::new(root.join(place), Format::Csv);
        let call = |day| tatodesk.reports().tickets(day..=day);
        let days = *DAYS.start()..=*DAYS.start();
        let error = partitions
            .sync(days, call)
            .await
            .expect_err("no place")
            .to_string();
        assert!(
            error.contains(&format!("{named} cannot be written: ")),
            "{error}"
        );
        assert!(!error.contains('\n'), "{error}");
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_day_that_fails_is_named_and_the_others_are_fetched() {
    for fault in [
        Fault::cut_body(10),
        Fault::status(500),
        Fault::in_band("no"),
    ] {
        let sandbox = tickets(&[]).await;
        let tatodesk = client(&sandbox, 0);
        let folder = folder();
        let root = folder.path();
        for day in ["03/01/2025", "04/01/2025", "08/01/2025"] {
            let rule = Rule::new(fault.clone()).when("/filter/dateInitial", day);
            sandbox.add_fault(rule.when("/page", 1)).expect("a rule");
        }
        let call = |day| tatodesk.reports().tickets(day..=day).limit(2);
        for already in [0, 7] {
            let partitions = Partitions::new(root, Format::JsonLines);
            let failed = partitions.sync(DAYS, call).await.expect_err("days fail");
            let text = failed.to_string();
            assert!(text.starts_with("2025-01-03: "), "{text}");
            assert!(text.ends_with(" (and 2 more days)"), "{text}");
            let ExportError::Days(failed) = failed else {
                panic!("{failed:?}");
            };
            let days: Vec<i8> = failed.days.iter().map(|it| it.date.day()).collect();
            assert_eq!(days, [3, 4, 8]);
            assert!(
                failed
                    .days
                    .iter()
                    .all(|it| matches!(it.error, ExportError::Call(_)))
            );
            assert_eq!(
                (failed.summary.fetched, failed.summary.kept),
                (7 - already, already)
            );
            let done = names(&root.join("report=tickets"));
            assert_eq!(done.len(), 7 + 1, "{done:?}");
        }
        sandbox.clear_faults();
        let (summary, _) = sync(Partitions::new(root, Format::JsonLines), &tatodesk, DAYS).await;
        assert_eq!((summary.kept, summary.fetched), (7, 3));
    }
}

#[tokio::test]
async fn a_failure_of_all_days_ends_the_sync_early() {
    let days = *DAYS.start()..=tatodesk::jiff::civil::date(2025, 3, 31);
    // A key that is refused and a server that is not there end it at once, 20 failures in a row a little later.
    for (status, most) in [(401, 4), (403, 4), (500, 24)] {
        let sandbox = tickets(&[]).await;
        sandbox
            .add_fault(Rule::new(Fault::status(status)))
            .expect("a rule");
        let (tatodesk, folder) = (client(&sandbox, 0), folder());
        let call = |day| tatodesk.reports().tickets(day..=day);
        let partitions = Partitions::new(folder.path(), Format::Csv);
        partitions
            .sync(days.clone(), call)
            .await
            .expect_err("no day");
        assert!(sandbox.requests().len() <= most, "{status}");
    }
    let gone = tickets(&[]).await;
    let (tatodesk, folder) = (client(&gone, 0), folder());
    drop(gone);
    let call = |day| tatodesk.reports().tickets(day..=day);
    let partitions = Partitions::new(folder.path(), Format::Csv);
    let error = partitions.sync(days, call).await.expect_err("no server");
    assert!(matches!(error, ExportError::Call(_)), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_sync_of_a_folder_is_refused_while_one_runs() {
    use tatodesk_export::Shard;
    let shard = |text: &str| Some(text.parse::<Shard>().expect("a shard"));
    for (first, second, is_refused) in [
        (None, None, true),
        (None, shard("1/2"), true),
        (shard("2/3"), None, true),
        (shard("2/3"), shard("2/3"), true),
        (shard("1/3"), shard("2/3"), false),
    ] {
        let sandbox = tickets(&[]).await;
        let (tatodesk, folder) = (client(&sandbox, 0), folder());
        let stall = serde_json::from_str::<Fault>(r#"{"stall": {}}"#).expect("a fault");
        sandbox.add_fault(Rule::once(stall)).expect("a rule");
        let run = |shard: Option<Shard>| {
            let mut partitions = Partitions::new(folder.path(), Format::Csv);
            if let Some(shard) = shard {
                partitions = partitions.shard(shard);
            }
            partitions.sync(DAYS, |day| tatodesk.reports().tickets(day..=day))
        };
        let both = async {
            while !sandbox.faults().is_empty() {
                tokio::task::yield_now().await;
            }
            let second = run(second).await;
            let release = async {
                loop {
                    sandbox.release();
                    tokio::task::yield_now().await;
                }
            };
            (second, release)
        };
        let first = run(first);
        tokio::pin!(first);
        let (second, release) = tokio::select! {
            _ = &mut first => panic!("it stalls"),
            both = both => both,
        };
        match second {
            Err(error) if is_refused => {
                assert!(matches!(error, ExportError::InUse { .. }), "{error:?}");
                let text = error.to_string();
                assert!(
                    text.contains("report=tickets runs: ") && !text.contains('\n'),
                    "{text}"
                );
            }
            done => assert!(done.is_ok() && !is_refused, "{done:?}"),
        }
        tokio::select! {
            done = first => assert!(done.is_ok()),
            () = release => (),
        }
        // It is over, so the next one may run.
        run(None).await.expect("a sync");
    }
}

#[tokio::test]
async fn files_of_a_person_that_look_like_temporary_ones_stay() {
    let sandbox = tickets(&[]).await;
    let (tatodesk, folder) = (client(&sandbox, 0), folder());
    let day = partition(folder.path(), *DAYS.start());
    fs::create_dir_all(&day).expect("a folder");
    let mine = [
        ".part-0.csv.backup.tmp",
        ".part-0.csv.ABCDEF.tmp",
        "._manifest.json.copied.tmp",
        ".part-0.jsonl.tatodesk-ABCDEF.tmp",
        ".part-1.csv.tatodesk-ABCDEF.tmp",
        "part-0.csv.tatodesk-ABCDEF.tmp",
        ".part-0.csv.tatodesk-ABCDEFG.tmp",
    ];
    for name in mine {
        fs::write(day.join(name), "mine").expect("a file");
    }
    fs::write(day.join(".part-0.csv.tatodesk-ABCDEF.tmp"), "ours").expect("a file");
    sync(Partitions::new(folder.path(), Format::Csv), &tatodesk, DAYS).await;
    let mut wanted = [&mine[..], &["_manifest.json", "part-0.csv"]].concat();
    if cfg!(not(unix)) {
        wanted.push(".part-0.csv.tatodesk-ABCDEF.tmp");
    }
    wanted.sort_unstable();
    assert_eq!(names(&day), wanted);
}

#[tokio::test]
async fn a_failure_leaves_the_partition_of_the_day_as_it_was() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let folder = folder();
    let partitions = || Partitions::new(folder.path(), Format::Csv);
    sync(partitions(), &tatodesk, DAYS).await;
    let data = partition(folder.path(), *DAYS.end()).join("part-0.csv");
    let before = fs::read(&data).expect("a file");
    sandbox
        .add_fault(Rule::new(Fault::status(500)))
        .expect("a rule");
    let call = |day| tatodesk.reports().tickets(day..=day).limit(2);
    let failed = partitions().look_back(10).sync(DAYS, call).await;
    failed.expect_err("no page");
    assert_eq!(fs::read(&data).expect("a file"), before);
    sandbox.clear_faults();
    let (summary, _) = sync(partitions(), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
}

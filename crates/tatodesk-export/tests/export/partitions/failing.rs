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
async fn a_page_that_fails_ends_the_sync_and_the_next_one_goes_on() {
    for fault in [
        Fault::cut_body(10),
        Fault::status(500),
        Fault::in_band("no"),
    ] {
        let sandbox = tickets(&[]).await;
        let tatodesk = client(&sandbox, 0);
        let folder = folder();
        let root = folder.path();
        let one_by_one = || {
            let partitions = Partitions::new(root, Format::JsonLines);
            partitions.concurrency(std::num::NonZeroUsize::MIN)
        };
        // Each day takes four pages and the look at its end.
        sandbox
            .add_fault(Rule::once(fault).skip(17))
            .expect("a rule");
        let call = |day| tatodesk.reports().tickets(day..=day).limit(2);
        let failed = one_by_one().sync(DAYS, call).await;
        assert!(matches!(failed, Err(ExportError::Call(_))), "{failed:?}");
        let done = names(&root.join("report=tickets"));
        assert!(done.len() > 2 && done.len() < 11, "{done:?}");
        for name in done.iter().filter(|name| name.starts_with("date=")) {
            let files = names(&root.join("report=tickets").join(name));
            assert_eq!(files, ["_manifest.json", "part-0.jsonl"]);
        }
        let (summary, _) = sync(one_by_one(), &tatodesk, DAYS).await;
        assert_eq!(summary.kept, done.len() as u64 - 1);
        assert_eq!(summary.fetched + summary.kept, 10);
    }
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

//! Syncs into an object store, which is in memory here. `races` has several syncs at the same time.

mod races;

use std::{collections::BTreeMap, sync::Arc};

use futures_util::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _, memory::InMemory, path::Path};
use serde_json::Value;
use tatodesk::ids::StatusId;
use tatodesk_export::{Change, ExportError, Format, Partitions, Shard};

use super::{DAYS, days_that, partition, sync, tickets};
use crate::support::{client, folder};

const PREFIX: &str = "reports of a year";

fn in_store(store: &Arc<InMemory>, format: Format) -> Partitions {
    Partitions::in_store(Arc::clone(store) as _, Path::from(PREFIX), format)
}

fn jsonl(store: &Arc<InMemory>) -> Partitions {
    in_store(store, Format::JsonLines)
}

/// All objects below the prefix: text and ETag.
async fn objects(store: &InMemory) -> BTreeMap<String, (String, String)> {
    let all: Vec<_> = store.list(None).try_collect().await.expect("a list");
    let mut found = BTreeMap::new();
    for meta in all {
        let got = store.get(&meta.location).await.expect("an object");
        let text = got.bytes().await.expect("bytes").to_vec();
        let name = meta
            .location
            .as_ref()
            .strip_prefix("reports of a year/report=tickets/");
        let text = String::from_utf8(text).expect("UTF-8");
        let e_tag = meta.e_tag.expect("an ETag");
        found.insert(name.expect("below the prefix").to_owned(), (text, e_tag));
    }
    found
}

fn object(day: i8, name: &str) -> Path {
    Path::from(format!(
        "{PREFIX}/report=tickets/date=2025-01-{day:02}/{name}"
    ))
}

#[tokio::test]
async fn a_store_has_what_a_folder_has_and_a_second_sync_sends_nothing() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let (store, folder) = (Arc::new(InMemory::new()), folder());
    let (summary, days) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!((summary.fetched, summary.rows, days.len()), (10, 50, 10));
    sync(
        Partitions::new(folder.path(), Format::JsonLines),
        &tatodesk,
        DAYS,
    )
    .await;
    let found = objects(&store).await;
    assert_eq!(found.len(), 2 * 10 + 1, "{:?}", found.keys());
    for day in DAYS
        .start()
        .series(tatodesk::jiff::Span::new().days(1))
        .take(10)
    {
        let local = std::fs::read_to_string(partition(folder.path(), day).join("part-0.jsonl"));
        let (text, e_tag) = &found[&format!("date={day}/part-0.jsonl")];
        assert_eq!(*text, local.expect("a file"));
        let manifest: Value =
            serde_json::from_str(&found[&format!("date={day}/_manifest.json")].0).expect("JSON");
        assert_eq!(manifest["e_tag"], *e_tag);
        assert_eq!(manifest["bytes"], text.len());
    }
    let state: Value = serde_json::from_str(&found["_state.json"].0).expect("JSON");
    assert!(state["ended_at"].is_string());

    sandbox.clear_requests();
    let (summary, _) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn the_look_back_replaces_only_the_objects_that_changed() {
    let before = tickets(&[]).await;
    let after = tickets(&[
        "2025-01-03T12:00:00",
        "2025-01-06T12:00:00",
        "2025-01-10T12:00:00",
    ])
    .await;
    let store = Arc::new(InMemory::new());
    sync(jsonl(&store), &client(&before, 0), DAYS).await;
    let old = objects(&store).await;
    let (_, days) = sync(jsonl(&store).look_back(7), &client(&after, 0), DAYS).await;
    assert_eq!(days_that(&days, Change::Replaced), [6, 10]);
    assert_eq!(days_that(&days, Change::Unchanged), [4, 5, 7, 8, 9]);
    assert_eq!(days_that(&days, Change::Kept), [1, 2, 3]);
    let new = objects(&store).await;
    for (name, (_, e_tag)) in old
        .iter()
        .filter(|(name, _)| name.ends_with("part-0.jsonl"))
    {
        let is_replaced = name.contains("01-06") || name.contains("01-10");
        assert_eq!(new[name].1 != *e_tag, is_replaced, "{name}");
    }
    let (summary, _) = sync(jsonl(&store), &client(&after, 0), DAYS).await;
    assert_eq!(summary.kept, 10);
}

#[tokio::test]
async fn a_day_whose_objects_are_not_those_of_its_manifest_is_fetched_again() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let store = Arc::new(InMemory::new());
    sync(jsonl(&store), &tatodesk, DAYS).await;
    let whole = objects(&store).await;
    let same_text = whole["date=2025-01-02/part-0.jsonl"].0.clone();
    // The same bytes in another version, other bytes, no data, no manifest, a broken one, one of another day, one of a later program.
    store
        .put(&object(2, "part-0.jsonl"), same_text.into())
        .await
        .expect("a put");
    store
        .put(&object(3, "part-0.jsonl"), "{}\n".into())
        .await
        .expect("a put");
    store
        .delete(&object(4, "part-0.jsonl"))
        .await
        .expect("a delete");
    store
        .delete(&object(5, "_manifest.json"))
        .await
        .expect("a delete");
    store
        .put(&object(6, "_manifest.json"), "{".into())
        .await
        .expect("a put");
    store
        .copy(&object(1, "_manifest.json"), &object(7, "_manifest.json"))
        .await
        .expect("a copy");
    let later = whole["date=2025-01-08/_manifest.json"]
        .0
        .replace("\"version\": 1", "\"version\": 2");
    store
        .put(&object(8, "_manifest.json"), later.into())
        .await
        .expect("a put");
    store
        .put(&object(9, "_malformed.jsonl"), "{}\n".into())
        .await
        .expect("a put");
    store
        .delete(&object(9, "_manifest.json"))
        .await
        .expect("a delete");
    let (_, days) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Fetched), [2, 3, 4, 5, 6, 7, 8, 9]);
    let again = objects(&store).await;
    assert!(again.keys().eq(whole.keys()), "{:?}", again.keys());
    for (name, (text, _)) in again
        .iter()
        .filter(|(name, _)| name.ends_with("part-0.jsonl"))
    {
        assert_eq!(*text, whole[name].0, "{name}");
    }
    let (summary, _) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
}

#[tokio::test]
async fn shards_divide_the_days_and_other_contents_are_refused() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let store = Arc::new(InMemory::new());
    let part = |number| {
        let shard = Shard::new(number, 2).expect("a shard");
        sync(in_store(&store, Format::Csv).shard(shard), &tatodesk, DAYS)
    };
    let ((one, _), (two, _)) = tokio::join!(part(1), part(2));
    assert_eq!((one.fetched, two.fetched), (5, 5));
    let found = objects(&store).await;
    assert_eq!(found.len(), 2 * 10 + 2, "{:?}", found.keys());
    sandbox.clear_requests();
    let call = |day| tatodesk.reports().tickets(day..=day);
    // The state objects tell, and when they are gone the manifests do.
    for teller in ["_state-1-of-2.json", "_manifest.json"] {
        let refused = [
            in_store(&store, Format::JsonLines).sync(DAYS, call).await,
            in_store(&store, Format::CsvForExcel).sync(DAYS, call).await,
            in_store(&store, Format::Csv)
                .sync(DAYS, |day| call(day).statuses([StatusId(1)]))
                .await,
            in_store(&store, Format::Csv)
                .sync(DAYS, |day| call(day).form("NAME", "Marina"))
                .await,
        ];
        for refused in refused {
            let error = refused.expect_err("another content");
            assert!(
                matches!(error, ExportError::OtherContent { .. }),
                "{error:?}"
            );
            let error = error.to_string();
            assert!(error.contains(teller) && !error.contains('\n'), "{error}");
            assert!(
                error.starts_with("InMemory/reports of a year/report=tickets/"),
                "{error}"
            );
            assert!(!error.contains("Marina"), "{error}");
        }
        for name in ["_state-1-of-2.json", "_state-2-of-2.json"] {
            let path = Path::from(format!("{PREFIX}/report=tickets/{name}"));
            store.delete(&path).await.expect("a delete");
        }
    }
    assert!(sandbox.requests().is_empty());
    let (summary, _) = sync(in_store(&store, Format::Csv), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
}

/// The object goes when the rows are mended.
#[tokio::test]
async fn malformed_rows_have_an_object_of_their_own() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let store = Arc::new(InMemory::new());
    let wrong = tatodesk_sandbox::Fault::WrongType {
        row: 0,
        member: None,
    };
    let rule = tatodesk_sandbox::Rule::new(wrong).when("/filter/dateInitial", "07/01/2025");
    sandbox.add_fault(rule).expect("a rule");
    let (summary, _) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert!(summary.malformed > 0);
    let found = objects(&store).await;
    let manifest: Value =
        serde_json::from_str(&found["date=2025-01-07/_manifest.json"].0).expect("JSON");
    assert_eq!(
        manifest["malformed_e_tag"],
        found["date=2025-01-07/_malformed.jsonl"].1
    );
    let (_, days) = sync(jsonl(&store).look_back(4), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Unchanged), [7, 8, 9, 10]);
    // A day with another object of malformed rows is not whole.
    store
        .put(&object(7, "_malformed.jsonl"), "{}\n".into())
        .await
        .expect("a put");
    let (_, days) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Fetched), [7]);
    sandbox.clear_faults();
    let (_, days) = sync(jsonl(&store).look_back(4), &tatodesk, DAYS).await;
    assert_eq!(days_that(&days, Change::Replaced), [7]);
    assert_eq!(objects(&store).await.len(), 21);
}

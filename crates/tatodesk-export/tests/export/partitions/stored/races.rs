//! Several syncs of the same days at the same time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use futures_util::FutureExt as _;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutOptions, memory::InMemory};
use tatodesk::Clock;
use tatodesk_export::Change;

use super::{jsonl, object, objects};
use crate::{
    partitions::{DAYS, sync, tickets},
    support::client,
};

/// A clock whose second moment is that between the rows of a day and their way into the store. There a rival puts its objects.
#[derive(Debug)]
struct Rival {
    calls: AtomicU64,
    from: Arc<InMemory>,
    to: Arc<InMemory>,
    names: Vec<&'static str>,
    now: SystemTime,
}

impl Clock for Rival {
    fn now(&self) -> SystemTime {
        if self.calls.fetch_add(1, Ordering::SeqCst) == 1 {
            for name in &self.names {
                let copy = async {
                    let got = self.from.get(&object(1, name)).await.expect("an object");
                    let options = PutOptions {
                        attributes: got.attributes.clone(),
                        ..PutOptions::default()
                    };
                    let bytes = got.bytes().await.expect("bytes");
                    let path = object(1, name);
                    let put = self.to.put_opts(&path, bytes.into(), options);
                    put.await.expect("a put");
                };
                copy.now_or_never().expect("a store in memory never waits");
            }
        }
        self.now
    }
}

#[derive(Debug)]
struct At(SystemTime);

impl Clock for At {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// The rival's rows are other ones, and were fetched before or after ours; it has put both of its objects, or only the first one.
#[tokio::test]
async fn of_two_syncs_of_a_day_the_rows_that_were_fetched_later_stand() {
    let (ours, theirs) = (tickets(&[]).await, tickets(&["2025-01-01T12:00:00"]).await);
    let day = *DAYS.start()..=*DAYS.start();
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let hour = Duration::from_secs(3600);
    for was_there in [false, true] {
        for names in [
            vec!["part-0.jsonl", "_manifest.json"],
            vec!["part-0.jsonl"],
            vec!["_manifest.json"],
        ] {
            for their_time in [noon - hour, noon, noon + hour] {
                let what = format!("{was_there} {names:?} {their_time:?}");
                let (store, rival) = (Arc::new(InMemory::new()), Arc::new(InMemory::new()));
                if was_there {
                    let before = tickets(&["2025-01-01T13:00:00", "2025-01-01T14:00:00"]).await;
                    let partitions = jsonl(&store).clock(At(noon - 5 * hour));
                    sync(partitions, &client(&before, 0), day.clone()).await;
                }
                let partitions = jsonl(&rival).clock(At(their_time));
                sync(partitions, &client(&theirs, 0), day.clone()).await;
                let clock = Rival {
                    calls: AtomicU64::new(0),
                    from: Arc::clone(&rival),
                    to: Arc::clone(&store),
                    names: names.clone(),
                    now: noon,
                };
                let partitions = jsonl(&store).look_back(1).clock(clock);
                let (_, days) = sync(partitions, &client(&ours, 0), day.clone()).await;
                // Without their data object nothing of theirs is there.
                let is_theirs = names.contains(&"part-0.jsonl") && their_time >= noon;
                let change = match (is_theirs, was_there) {
                    (true, _) => Change::Kept,
                    (false, true) => Change::Replaced,
                    (false, false) => Change::Fetched,
                };
                let rows = if is_theirs { 6 } else { 5 };
                assert_eq!((days[0].change, days[0].rows), (change, rows), "{what}");
                let found = objects(&store).await;
                let data = &found["date=2025-01-01/part-0.jsonl"].0;
                assert_eq!(data.lines().count() as u64, rows, "{what}");
                assert_eq!(
                    found.len(),
                    if is_theirs && names.len() == 1 && !was_there {
                        2
                    } else {
                        3
                    },
                    "{what}"
                );
                // The next sync finds all in order, or makes it so.
                let partitions = jsonl(&store).clock(At(noon + 2 * hour));
                sync(partitions, &client(&ours, 0), day.clone()).await;
                let partitions = jsonl(&store).clock(At(noon + 3 * hour));
                let (summary, _) = sync(partitions, &client(&ours, 0), day.clone()).await;
                assert_eq!(summary.kept, 1, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn syncs_side_by_side_undo_and_double_nothing() {
    let sandbox = tickets(&[]).await;
    let tatodesk = client(&sandbox, 0);
    let alone = Arc::new(InMemory::new());
    sync(jsonl(&alone), &tatodesk, DAYS).await;
    let store = Arc::new(InMemory::new());
    let run = || sync(jsonl(&store).look_back(3), &tatodesk, DAYS);
    let ((one, _), (two, _), (three, _)) = tokio::join!(run(), run(), run());
    for summary in [one, two, three] {
        assert_eq!(
            summary.fetched + summary.replaced + summary.unchanged + summary.kept,
            10
        );
        assert_eq!(summary.replaced, 0);
    }
    let (alone, together) = (objects(&alone).await, objects(&store).await);
    assert!(together.keys().eq(alone.keys()), "{:?}", together.keys());
    for (name, (text, _)) in together
        .iter()
        .filter(|(name, _)| name.ends_with("part-0.jsonl"))
    {
        assert_eq!(*text, alone[name].0, "{name}");
    }
    sandbox.clear_requests();
    let (summary, _) = sync(jsonl(&store), &tatodesk, DAYS).await;
    assert_eq!(summary.kept, 10);
    assert!(sandbox.requests().is_empty());
}

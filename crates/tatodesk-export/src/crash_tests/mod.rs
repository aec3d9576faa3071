//! Kills a process that syncs, at random moments between its changes of the disk, and compares the partitions with those of a run
//! that was not disturbed.
//!
//! The process is this test program, started again with the test `child` alone. The sandbox runs in the parent.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicI64, Ordering},
};

use jiff::{ToSpan as _, civil::Date, civil::date};
use serde_json::Value;
use tatodesk::Tatodesk;
use tatodesk_sandbox::{Sandbox, WorldFile};
use tempfile::TempDir;

use crate::{Export, Format, Partitions};

const FOLDER: &str = "TATODESK_EXPORT_CRASH_FOLDER";
const URL: &str = "TATODESK_EXPORT_CRASH_URL";
const AT: &str = "TATODESK_EXPORT_CRASH_AT";
const DAYS: &str = "TATODESK_EXPORT_CRASH_DAYS";
const LOOK_BACK: &str = "TATODESK_EXPORT_CRASH_LOOK_BACK";
const FIRST: Date = date(2025, 1, 1);

/// How many moments the process still passes before it kills itself; below zero it never does.
static LEFT: AtomicI64 = AtomicI64::new(i64::MIN);

/// Before and after each change of the disk.
pub(crate) fn boundary() {
    if LEFT.fetch_sub(1, Ordering::SeqCst) == 0 {
        let own = rustix::process::getpid();
        let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
        std::process::abort();
    }
}

/// Whether the tests run at their full size, as in CI.
fn full_size() -> bool {
    env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// A folder in memory where there is one. A process that is killed loses nothing there, and syncing costs nothing.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    made.unwrap()
}

fn client(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key(tatodesk_sandbox::API_KEY);
    builder.base_url(url).build().unwrap()
}

/// What the process does.
enum Run<'a> {
    Sync {
        folder: &'a Path,
        days: u32,
        look_back: u32,
    },
    Export(&'a Path),
}

async fn sync(folder: &Path, url: &str, days: u32, look_back: u32) {
    let tatodesk = client(url);
    let call = |day| tatodesk.reports().tickets(day..=day).limit(10);
    let partitions = Partitions::new(folder, Format::JsonLines).look_back(look_back);
    let summary = partitions.sync(FIRST..=last(days), call).await.unwrap();
    assert_eq!(summary.unsettled, []);
}

fn last(days: u32) -> Date {
    FIRST.checked_add((i64::from(days) - 1).days()).unwrap()
}

/// The process that is killed. As a test of its own it does nothing.
#[tokio::test]
#[allow(clippy::print_stdout)] // the parent reads the line
async fn child() {
    let (Some(folder), Ok(url)) = (env::var_os(FOLDER), env::var(URL)) else {
        return;
    };
    let number = |name| env::var(name).ok().and_then(|it| it.parse().ok());
    let at: i64 = number(AT).unwrap_or(i64::MAX);
    LEFT.store(at, Ordering::SeqCst);
    match number(DAYS) {
        Some(days) => {
            let look_back = number(LOOK_BACK).unwrap_or(0) as u32;
            sync(Path::new(&folder), &url, days as u32, look_back).await;
        }
        None => {
            let call = client(&url).reports().tickets(FIRST..=FIRST);
            let file = Path::new(&folder).join("tickets.csv");
            Export::new(Format::Csv).to_file(call, file).await.unwrap();
        }
    }
    println!("passed {} moments", at - LEFT.load(Ordering::SeqCst));
}

/// Runs the process. Returns how many moments it passed, or `None` if it was killed.
fn run(what: &Run<'_>, url: &str, at: Option<u64>) -> Option<u64> {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["crash_tests::child", "--exact", "--nocapture"]);
    child.env(URL, url).stderr(Stdio::null());
    if let Some(at) = at {
        child.env(AT, at.to_string());
    }
    match what {
        Run::Export(folder) => child.env(FOLDER, folder),
        Run::Sync {
            folder,
            days,
            look_back,
        } => {
            child.env(DAYS, days.to_string());
            child.env(LOOK_BACK, look_back.to_string());
            child.env(FOLDER, folder)
        }
    };
    let done = child.output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout);
    let (_, passed) = text.split_once("passed ")?;
    passed.split(' ').next()?.parse().ok()
}

/// All files by their paths.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// All files, where manifests and state files are without their times.
fn comparable(root: &Path) -> BTreeMap<PathBuf, String> {
    let without_times = |(path, bytes): (PathBuf, Vec<u8>)| {
        let mut text = String::from_utf8(bytes).unwrap();
        if path.extension().is_some_and(|end| end == "json") {
            let mut json: Value = serde_json::from_str(&text).unwrap();
            for name in ["fetched_at", "started_at", "ended_at", "look_back"] {
                if let Some(member) = json.get_mut(name) {
                    assert!(!member.is_null(), "{path:?}: {text}");
                    *member = Value::Null;
                }
            }
            text = json.to_string();
        }
        (path, text)
    };
    files(root).into_iter().map(without_times).collect()
}

fn is_temporary(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "tmp")
}

async fn sandbox(tickets: u32, days: u32) -> Sandbox {
    let last = last(days);
    let world =
        format!("reports: {{tickets: {{count: {tickets}, from: '{FIRST}', to: '{last}'}}}}");
    let world: WorldFile = world.parse().unwrap();
    Sandbox::builder().world(world).start().await.unwrap()
}

/// Puts the same files under another folder.
fn copy(files: &BTreeMap<PathBuf, Vec<u8>>, to: &Path) {
    for (path, bytes) in files {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// In one half of the turns the folder is new. In the other half it has the rows of yesterday, and all days are fetched again.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_sync_that_is_killed_at_random_moments_is_made_good_by_the_next_one() {
    let (days, kills) = if full_size() { (60, 100) } else { (8, 8) };
    let yesterday = sandbox(days * 9, days).await;
    let today = sandbox(days * 15, days).await;
    let (old, undisturbed) = (folder(), folder());
    sync(old.path(), yesterday.base_url(), days, 0).await;
    let old = files(old.path());
    let moments = run(
        &Run::Sync {
            folder: undisturbed.path(),
            days,
            look_back: 0,
        },
        today.base_url(),
        None,
    );
    let moments = moments.expect("it ends");
    let wanted = comparable(undisturbed.path());
    assert_eq!(wanted.len(), 2 * days as usize + 1);

    let mut random = fastrand::Rng::with_seed(11);
    let (mut temporary, mut half) = (0, 0);
    for turn in 0..kills {
        let place = folder();
        let look_back = if turn % 2 == 0 { 0 } else { days };
        if look_back > 0 {
            copy(&old, place.path());
        }
        let killed = Run::Sync {
            folder: place.path(),
            days,
            look_back,
        };
        let at = random.u64(0..moments);
        assert_eq!(run(&killed, today.base_url(), Some(at)), None);
        let left = files(place.path());
        temporary += usize::from(left.keys().any(|path| is_temporary(path)));
        half += usize::from(left.len() > 1 && left.len() < wanted.len());
        run(&killed, today.base_url(), None).expect("it ends");
        let got = comparable(place.path());
        for path in wanted.keys().chain(got.keys()) {
            let message = format!("{}, turn {turn}, killed at {at}", path.display());
            assert_eq!(got.get(path), wanted.get(path), "{message}");
        }
    }
    assert!(temporary > 0 && half > 0, "{temporary} {half}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_export_removes_what_a_killed_one_left_and_nothing_else() {
    let sandbox = sandbox(30, 1).await;
    let place = folder();
    let run = |at| run(&Run::Export(place.path()), sandbox.base_url(), at);
    assert_eq!(run(Some(3)), None);
    let left = files(place.path());
    assert_eq!(left.len(), 1);
    assert!(left.keys().all(|path| is_temporary(path)), "{left:?}");
    // Files of a person, of another target, and of an export that still runs.
    let others = [
        ".tickets.csv.mine.tmp",
        ".tickets.csv.backup.tmp",
        ".other.csv.tatodesk-ABCDEF.tmp",
        "tickets.csv.tmp",
    ];
    for name in others {
        fs::write(place.path().join(name), "").unwrap();
    }
    let target = place.path().join("tickets.csv");
    let other = crate::file::NewFile::create(&target).unwrap();
    run(None).expect("it ends");
    let names = || -> Vec<PathBuf> { files(place.path()).into_keys().collect() };
    assert_eq!(names().len(), 6, "{:?}", names());
    other.finish().unwrap();
    let mut wanted = [&others[..], &["tickets.csv"]].concat();
    wanted.sort_unstable();
    assert_eq!(
        names(),
        wanted.iter().map(PathBuf::from).collect::<Vec<_>>()
    );
}

//! What happens to a process at each commit: it is killed there, or it sleeps there.

use std::{
    env,
    sync::{Arc, OnceLock},
};

use rustix::process::{Pid, Signal, kill_process};
use tatodesk_bulk::{Include, RecipientState, RunOptions};

use super::{
    count::judge,
    forwarder::{Forwarder, Moment, Of},
    support::{LEASE, client, number, place, sandbox, sms, states},
    workers::{Worker, count, planned},
};

/// Sends a signal to a process that is started later.
fn signal(pid: &Arc<OnceLock<Pid>>, signal: Signal) -> impl Fn() -> bool + Send + Sync + 'static {
    let pid = pid.clone();
    move || {
        while pid.get().is_none() {
            std::thread::yield_now();
        }
        let _ = pid.get().map(|pid| kill_process(*pid, signal));
        while signal == Signal::STOP && pid.get().is_some_and(|pid| !has_stopped(*pid)) {
            std::thread::yield_now();
        }
        signal != Signal::KILL
    }
}

/// Whether each thread of a process has stopped. The signal reaches one after the other, and the others go on meanwhile.
fn has_stopped(pid: Pid) -> bool {
    let tasks = format!("/proc/{}/task", pid.as_raw_nonzero());
    let mut tasks = std::fs::read_dir(tasks).unwrap().map(Result::unwrap);
    tasks.all(|task| {
        let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        stat.rsplit(") ")
            .next()
            .is_some_and(|rest| rest.starts_with('T'))
    })
}

/// One campaign whose first process dies at a commit of the ledger, and whose second one ends it. Returns whether there is such a commit.
async fn killed_at(commit: u64, moment: Moment) -> bool {
    let Some((database, schema)) = place() else {
        return false;
    };
    let sandbox = sandbox().await;
    let campaign = sms("autumn").concurrency(8);
    let ledger = planned(&database, &schema, &campaign, 30).await;
    let way = Forwarder::new(&database).await;
    let pid = Arc::default();
    way.at_commit(commit, Of::Ledger, moment, signal(&pid, Signal::KILL));
    let dies = Worker::start(&way.url, &schema, sandbox.base_url());
    pid.set(dies.pid()).unwrap();
    let is_whole = dies.end().await;
    if !is_whole {
        let ends = Worker::start(&database, &schema, sandbox.base_url());
        assert!(ends.end().await, "the second run ends");
    }
    let counted = count(&ledger, &sandbox).await;
    judge(
        &format!("killed at commit {commit}, {moment:?}"),
        &counted,
        8,
    );
    way.has_met()
}

/// `SIGKILL` at each commit of the ledger: before the server sees it, before the client knows it, and right after that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_at_a_commit_sends_nothing_twice() {
    if place().is_none() {
        return;
    }
    let step = match env::var_os("TATODESK_BULK_KILLS") {
        Some(_) => 1,
        None => 9,
    };
    let mut kills = 0;
    for (place, moment) in [Moment::Before, Moment::Done, Moment::Known]
        .into_iter()
        .enumerate()
    {
        // Most of the time of each goes by until the lease of the dead process has passed, so some are beside each other.
        let mut next = place as u64;
        loop {
            let four = tokio::join!(
                killed_at(next, moment),
                killed_at(next + step, moment),
                killed_at(next + 2 * step, moment),
                killed_at(next + 3 * step, moment),
            );
            let met = [four.0, four.1, four.2, four.3];
            kills += met.iter().filter(|met| **met).count();
            if met.contains(&false) {
                break;
            }
            next += 4 * step;
        }
    }
    assert!(kills >= 6, "{kills}");
    #[allow(clippy::print_stdout)] // CI prints what was counted
    {
        println!("{kills} kills at commits");
    }
}

/// A process sleeps between the commit of its attempts and their first byte, until another has the chunk, the report proves that nothing arrived, and a
/// person has the messages sent again. Then it wakes up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_sleeps_after_a_commit_sends_nothing_when_it_wakes_up() {
    let mut slept = 0;
    // At the first such commit no other message is on its way.
    for concurrency in [8, 1, 24] {
        let Some((database, schema)) = place() else {
            return;
        };
        let sandbox = sandbox().await;
        let tatodesk = client(sandbox.base_url());
        let campaign = sms("autumn").concurrency(concurrency);
        let ledger = planned(&database, &schema, &campaign, 30).await;
        let way = Forwarder::new(&database).await;
        let pid = Arc::default();
        way.at_commit(0, Of::Attempts, Moment::Done, signal(&pid, Signal::STOP));
        let sleeps = Worker::start(&way.url, &schema, sandbox.base_url());
        pid.set(sleeps.pid()).unwrap();
        while !way.has_met() {
            tokio::task::yield_now().await;
        }
        // The messages that it had sent before are answered by the sandbox, and wait for it.
        let open = "SELECT count(*) FROM attempt WHERE outcome IS NULL";
        let open = number(&database, &schema, open).await;
        tokio::time::sleep(LEASE).await;
        let run = |options| ledger.run("autumn", &tatodesk, options, |_| ());
        run(RunOptions::confirm(30)).await.unwrap();
        let before = states(&ledger, "autumn").await;
        let unknown = before
            .iter()
            .filter(|state| **state == RecipientState::Unknown)
            .count();
        assert_eq!(unknown as i64, open, "{concurrency}");
        ledger.reconcile("autumn", &tatodesk).await.unwrap();
        let absent = states(&ledger, "autumn")
            .await
            .into_iter()
            .filter(|state| *state == RecipientState::Absent)
            .count();
        let again = RunOptions::confirm(30).include(Include::Absent);
        assert_eq!(run(again).await.unwrap().started, absent as u64);
        slept += absent;
        sleeps.signal(Signal::CONT);
        assert!(sleeps.end().await, "the process that slept ends");
        let counted = count(&ledger, &sandbox).await;
        judge(
            &format!("asleep in front of {concurrency} messages, {absent} sent again"),
            &counted,
            0,
        );
        assert_eq!(sandbox.deliveries().len() + counted.not_sent, 30);
    }
    assert!(slept > 0, "no process slept in front of a message");
}

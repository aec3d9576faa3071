//! Two thousand reads, ten thousand at full size, against a server that fails half of the time. Every answer is the right
//! one, and no more requests arrive than the budget allows. Memory does not grow with the number of calls made one after the
//! other. It grows with the calls alive at the same time: a call that waits for its turn holds its request and its state, about
//! 4 KB in a debug build.

#[path = "many_reads/server.rs"]
mod server;

use std::sync::{Mutex, PoisonError, mpsc};

use peak_alloc::PeakAlloc;
use server::{Fate, Server, attempts, fate};
use tatodesk::{Builder, RetryBudget, RetryPolicy, Tatodesk};
use tests::clocks::Hurried;
use tokio::{
    runtime::Runtime,
    task::{JoinError, JoinSet},
};

/// Counts the memory of the whole process, the server included. The tests run one after the other.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
static TURN: Mutex<()> = Mutex::new(());

/// How many reads a small wave has.
const FEW: usize = 1000;
/// How many reads a large wave has.
fn reads() -> usize {
    if tests::full_size() { 10_000 } else { 2000 }
}

/// Requests under way at the same time, by the client's own limit. Both ends are in this process, and many systems allow a
/// process a thousand files.
const CONNECTIONS: usize = 200;
/// What a waiting call may hold.
const WAITING_BYTES: usize = 6 * 1024;

/// The result of a wave of reads.
#[derive(Debug, Default)]
struct Wave {
    answered: usize,
    attempts: usize,
    arrivals: usize,
    /// Bytes above those held before, at the worst moment and afterwards.
    peak: usize,
    left: usize,
}

struct Stage {
    server: Server,
    runtime: Runtime,
}

impl Stage {
    /// Time stands still on the runtime of the calls, and so in the window of their budget.
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime starts");
        Self {
            server: Server::start(reads()),
            runtime,
        }
    }

    /// Makes the reads `0..count` with a new client, with the given number of them alive at the same time.
    fn wave(&self, count: usize, alive: usize, change: fn(Builder) -> Builder) -> Wave {
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let mut wave = self.runtime.block_on(async {
            // If there is nothing else to do, paused time leaps to the next timeout, unless a blocking task is under way.
            let (end, ended) = mpsc::channel::<()>();
            let task = tokio::task::spawn_blocking(move || ended.recv());
            let wave = run(&self.server.url(), count, alive, change).await;
            // The client is gone, and its connections go with it.
            self.server.quiet().await;
            drop(end);
            task.await.expect("it only waits").expect_err("the end");
            wave
        });
        wave.peak = MEMORY.peak_usage() - before;
        wave.left = MEMORY.current_usage().saturating_sub(before);
        wave.arrivals = self.server.take_arrivals();
        wave
    }
}

async fn run(url: &str, count: usize, alive: usize, change: fn(Builder) -> Builder) -> Wave {
    let builder = Tatodesk::builder()
        .api_key("key")
        .base_url(url)
        .clock(Hurried)
        .max_concurrency(CONNECTIONS);
    let tatodesk = change(builder).build().expect("a working configuration");
    let mut calls = JoinSet::new();
    let mut wave = Wave::default();
    for id in 0..count {
        if calls.len() == alive {
            wave.count(calls.join_next().await.expect("a call under way"));
        }
        calls.spawn(read(tatodesk.clone(), id));
    }
    while let Some(call) = calls.join_next().await {
        wave.count(call);
    }
    wave
}

/// Makes one read, and checks its result. Returns the number of attempts.
async fn read(tatodesk: Tatodesk, id: usize) -> Result<u32, u32> {
    let call = tatodesk.crm().list_records(id.to_string());
    match call.send().await {
        Ok(answer) => {
            assert_eq!(answer.extra["said"], id.to_string());
            assert_eq!(answer.attempts(), attempts(id));
            Ok(answer.attempts())
        }
        Err(error) => {
            let last = u8::try_from(error.attempts() - 1).expect("few attempts");
            let status = match fate(id, last) {
                Fate::Answered => panic!("{error}"),
                Fate::Status(status) => Some(status),
                Fate::Cut => Some(200),
                Fate::HangUp | Fate::Reset => None,
            };
            assert_eq!(error.status().map(|status| status.as_u16()), status);
            Err(error.attempts())
        }
    }
}

impl Wave {
    fn count(&mut self, call: Result<Result<u32, u32>, JoinError>) {
        let call = call.expect("each call is told the right thing");
        self.answered += usize::from(call.is_ok());
        self.attempts += call.unwrap_or_else(|attempts| attempts) as usize;
    }
}

/// The read has as many attempts as it needs.
fn patient(builder: Builder) -> Builder {
    builder
        .retry_policy(RetryPolicy::default().retries(60))
        .retry_budget(RetryBudget::unlimited())
}

fn needed(count: usize) -> usize {
    (0..count).map(|id| attempts(id) as usize).sum()
}

#[expect(clippy::print_stdout, reason = "the bytes are for people to read")]
#[test]
fn every_read_gets_its_own_answer_and_memory_stays_flat() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let stage = Stage::new();
    let reads = reads();
    // Memory that is allocated once, such as that of the runtime's threads, does not count.
    stage.wave(CONNECTIONS, CONNECTIONS, patient);
    let few = stage.wave(FEW, CONNECTIONS, patient);
    let many = stage.wave(reads, CONNECTIONS, patient);
    let all = stage.wave(reads, reads, patient);
    for (count, wave) in [(FEW, &few), (reads, &many), (reads, &all)] {
        println!("{count} reads: {wave:?}");
        assert_eq!(wave.answered, count);
        assert_eq!(
            (wave.attempts, wave.arrivals),
            (needed(count), needed(count))
        );
    }
    let needed = needed(reads);
    assert!(
        needed.abs_diff(2 * reads) < reads / 20,
        "half of {needed} fail"
    );

    // Many more calls, with the same number under way, hold no more at any time, and nothing afterwards.
    assert!(many.peak < few.peak + few.peak / 10, "{few:?} {many:?}");
    assert!(
        few.left < 16 * 1024 && many.left < 16 * 1024,
        "{few:?} {many:?}"
    );
    // All at once, they hold their requests and their state. The queues of the runtime keep the room that they took.
    assert!(
        all.peak < many.peak + reads * WAITING_BYTES,
        "{many:?} {all:?}"
    );
    assert!(all.left < reads * 32, "{all:?}");
}

#[test]
fn no_more_arrives_than_the_budget_allows() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let reads = reads();
    let wave = Stage::new().wave(reads, reads, |builder| builder);
    // A fifth of the calls, and ten a second for the ten seconds that the bucket saves up.
    let budget = reads / 5 + 100;
    assert_eq!(wave.arrivals, wave.attempts);
    assert!(wave.arrivals <= reads + budget, "{wave:?}");
    // The budget is used up, and the calls without a token return the failure of their last attempt.
    assert!(wave.arrivals > reads + budget - 100, "{wave:?}");
    assert!(
        wave.answered > reads / 2 && wave.answered < reads,
        "{wave:?}"
    );
}

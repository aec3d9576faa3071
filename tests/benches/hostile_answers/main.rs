//! What a hostile answer costs: `cargo bench -p tests --bench hostile_answers`.
//!
//! Each shape is decoded into its operation's answer and into a `serde_json::Value`, in one run and in turns, so that the ratios
//! hold on any machine. The run fails where a bound does not hold.

mod shapes;

use std::{
    fmt::Write as _,
    hint::black_box,
    io::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use peak_alloc::PeakAlloc;
use serde_json::Value;
use shapes::Shape;
use tatodesk_api::{ApiRequest, ApiResponse, OperationVisitor, visit_operation, wire};
use tests::spec;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What an answer may take beside what a tree takes: buffers that do not grow with it.
const FIXED: usize = 1024 * 1024;
/// How much more time than a tree an answer may take.
const TIME: f64 = 2.5;
/// How much more than their own length malformed elements may take.
const MALFORMED: usize = 2;
/// The most memory for each byte of an answer, and besides: what the default cap on answers rests on.
const WORST: usize = 65;
const BESIDE: usize = 9 * 1024 * 1024;
/// Turns of each, of which the fastest counts: a busy machine only slows down.
const TURNS: usize = 3;
/// Turns of a shape that was too slow so far, at most.
const MOST_TURNS: usize = 15;

/// What one way of decoding costs.
#[derive(Clone, Copy)]
struct Cost {
    /// The most memory at a time, beside the body.
    memory: usize,
    time: Duration,
}

/// What an answer costs, and what a tree of it does.
struct Costs {
    outcome: String,
    answer: Cost,
    tree: Cost,
    /// Whether there is a tree: `serde_json` gives up at the first text or level that it cannot hold.
    is_tree: bool,
}

impl Costs {
    fn slowness(&self) -> f64 {
        self.answer.time.as_secs_f64() / self.tree.time.as_secs_f64()
    }
}

fn measure<T>(decode: impl FnOnce() -> T) -> (T, Cost) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let began = Instant::now();
    let decoded = black_box(decode());
    let time = began.elapsed();
    let memory = MEMORY.peak_usage() - before;
    (decoded, Cost { memory, time })
}

/// Decodes a body as the answer of the operation that is visited, and looks for an error in what does not decode.
struct Decode<'a>(&'a [u8]);

impl OperationVisitor for Decode<'_> {
    type Output = (String, Cost);

    fn visit<R: ApiRequest>(self) -> Self::Output {
        let (decoded, cost) = measure(|| wire::decode_answer::<R::Response>(self.0, None));
        let outcome = match decoded {
            Ok(answer) => format!("{} malformed", answer.malformed().total()),
            Err(failed) if matches!(failed.in_band, Some(wire::InBand::Error { .. })) => {
                "error".to_owned()
            }
            Err(failed) => failed.to_string(),
        };
        (outcome, cost)
    }
}

/// The cheapest of several turns.
fn costs(shape: &Shape) -> Costs {
    let body = shape.body.as_bytes();
    let turn = || {
        let (value, tree) = measure(|| serde_json::from_slice::<Value>(body));
        let is_tree = value.is_ok();
        drop(value);
        let decoded = visit_operation(shape.operation, Decode(body));
        let (outcome, answer) = decoded.expect("an operation");
        Costs {
            outcome,
            answer,
            tree,
            is_tree,
        }
    };
    let mut best = turn();
    for number in 1..MOST_TURNS {
        if number >= TURNS && (!best.is_tree || best.slowness() <= TIME) {
            break;
        }
        let next = turn();
        best.answer.time = best.answer.time.min(next.answer.time);
        best.tree.time = best.tree.time.min(next.tree.time);
    }
    best
}

/// The bounds that do not hold.
fn broken(shape: &Shape, costs: &Costs) -> String {
    let (memory, length) = (costs.answer.memory, shape.body.len());
    let mut broken = String::new();
    // Where there is no tree, the answer may still be one, or at least be looked through to its end.
    let most = match costs.is_tree {
        true => costs.tree.memory,
        false => costs.tree.memory.max(MALFORMED * length),
    };
    if memory > most + FIXED {
        broken.push_str(" MORE MEMORY THAN A TREE");
    }
    if costs.is_tree && costs.slowness() > TIME {
        broken.push_str(" MORE THAN 2.5 TIMES THE TIME");
    }
    if shape.all_malformed && memory > MALFORMED * length + FIXED {
        broken.push_str(" MALFORMED ELEMENTS TAKE TOO MUCH");
    }
    if memory > WORST * length + BESIDE {
        broken.push_str(" MORE THAN IS DOCUMENTED");
    }
    broken
}

/// The documented row of an operation's list.
fn documented(operation: &str, list: &str) -> Value {
    let mut operations = spec::operations().iter();
    let operation = operations.find(|known| known.id == operation);
    operation.expect("an operation").responses()[0].value[list][0].clone()
}

fn main() -> ExitCode {
    // A name, or a part of it, leaves out all other shapes.
    let wanted = std::env::args().skip(1).find(|it| !it.starts_with("--"));
    let mut out = std::io::stdout().lock();
    let mut report = format!(
        "{:<40}{:>16}{:>23}\n{:<40}{:>8}{:>8}{:>6}{:>9}{:>8}{:>6}  outcome\n",
        "", "bytes a byte", "ns a byte", "", "tree", "answer", "ratio", "tree", "answer", "ratio"
    );
    let (mut failed, mut worst, mut count) = (0, 0.0_f64, 0);
    for shape in shapes::shapes(documented) {
        if wanted
            .as_ref()
            .is_some_and(|part| !shape.name.contains(part))
        {
            continue;
        }
        let costs = costs(&shape);
        let length = shape.body.len() as f64;
        let memory = |cost: Cost| cost.memory as f64 / length;
        let time = |cost: Cost| cost.time.as_secs_f64() * 1e9 / length;
        let broken = broken(&shape, &costs);
        failed += usize::from(!broken.is_empty());
        worst = worst.max(memory(costs.answer));
        count += 1;
        let (answer, tree) = (costs.answer, costs.tree);
        let numbers = match costs.is_tree {
            true => format!(
                "{:>8.2}{:>8.2}{:>6.2}{:>9.2}{:>8.2}{:>6.2}",
                memory(tree),
                memory(answer),
                memory(answer) / memory(tree),
                time(tree),
                time(answer),
                costs.slowness(),
            ),
            false => format!(
                "{:>8}{:>8.2}{:>6}{:>9}{:>8.2}{:>6}",
                "-",
                memory(answer),
                "",
                "-",
                time(answer),
                ""
            ),
        };
        let outcome: String = costs.outcome.chars().take(50).collect();
        writeln!(report, "{:<40}{numbers}  {outcome}{broken}", shape.name).expect("a string");
    }
    writeln!(out, "{report}{count} shapes; the worst takes {worst:.0} bytes for each byte; {failed} break a bound")
        .expect("a reader");
    ExitCode::from(u8::from(failed > 0))
}

//! Random sequences of calls through the facade against a sandbox, and against a reference model that says what each of
//! them has to bring: a hundred sequences, a thousand at full size, and no divergence. About one call in four meets trouble on
//! its way.
//!
//! The sequences are the same in every run. `PROPTEST_RNG_SEED=7` draws others, `PROPTEST_CASES=20000` draws more.

mod model {
    pub(crate) mod calendar;
    pub(crate) mod crm;
    pub(crate) mod crm_run;
    pub(crate) mod driver;
    pub(crate) mod machine;
    pub(crate) mod messages;
    pub(crate) mod pulse;
    pub(crate) mod trouble;
    pub(crate) mod visits;
    pub(crate) mod visits_run;
    pub(crate) mod walks;
}

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use model::{
    crm,
    driver::Test,
    machine::{Answer, Call, Model, NO_OPERATION, Reference, Step},
};
use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::{Config, RngSeed, TestError, TestRunner},
};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

/// The number of steps of a sequence.
const STEPS: Range<usize> = 1..40;

/// The number of threads that share the sequences.
const THREADS: u32 = 4;

/// A number of sequences, drawn from a seed.
fn config(cases: u32, seed: u64) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Runs all sequences of a model, and shrinks the first that diverges.
fn run<M>(config: Config) -> Result<(), TestError<Vec<Step>>>
where
    M: ReferenceStateMachine<State = Model, Transition = Step>,
{
    let sequences = M::sequential_strategy(STEPS);
    let result = TestRunner::new(config.clone()).run(&sequences, |(model, steps, seen)| {
        Test::<M>::test_sequential(config.clone(), model, steps, seen);
        Ok(())
    });
    result.map_err(|error| match error {
        TestError::Fail(reason, (_, steps, _)) => TestError::Fail(reason, steps),
        TestError::Abort(reason) => TestError::Abort(reason),
    })
}

#[test]
fn the_facade_and_the_sandbox_do_as_the_model_says() {
    let wished = Config::default();
    let size = if tests::full_size() { 1000 } else { 50 };
    let cases = std::env::var_os("PROPTEST_CASES").map_or(size, |_| wished.cases);
    let seed = match wished.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => 1,
    };
    std::thread::scope(|scope| {
        let start = |thread| {
            let config = config(cases.div_ceil(THREADS), (seed << 8) + u64::from(thread));
            scope.spawn(|| run::<Reference>(config))
        };
        let threads: Vec<_> = (0..THREADS).map(start).collect();
        for thread in threads {
            if let Err(error) = thread.join().expect("proptest catches panics") {
                panic!("{error}");
            }
        }
    });
}

/// A model with a mistake: deleting does not delete.
#[derive(Debug)]
struct Hoarder;

impl ReferenceStateMachine for Hoarder {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Reference::init_state()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Step> {
        Reference::transitions(model)
    }

    fn apply(model: Model, step: &Step) -> Model {
        let mut before = model.clone();
        let after = model.step(step);
        if !matches!(step.call, Call::Crm(crm::Call::Delete(_))) {
            return after;
        }
        before.expected = after.expected;
        before
    }
}

#[test]
fn a_model_that_is_wrong_diverges_and_is_shrunk_to_its_mistake() {
    let Err(TestError::Fail(_, steps)) = run::<Hoarder>(config(1000, 1)) else {
        panic!("it was not found");
    };
    let operations: Vec<&str> = steps.iter().map(|step| step.call.operation()).collect();
    // The shrinking keeps the step at which it first saw the mistake.
    assert!(
        operations.starts_with(&["insertObject", "deleteObject"]) && operations.len() <= 3,
        "{operations:?}"
    );
}

/// The test is worth as much as its sequences reach: every operation meets every end that it can have.
#[test]
fn the_sequences_bring_every_operation_to_every_end() {
    const NEVER_REFUSED: [&str; 6] = [
        "createAppSession",
        "listChatbotJourneyEventsGrouped",
        "listLooseNotificationsReport",
        "listPresentialAttendancesReport",
        "searchProtocol",
        "uploadMedia",
    ];
    let mut reached: BTreeMap<(&str, bool), BTreeSet<&str>> = BTreeMap::new();
    let mut runner = TestRunner::new(config(1000, 1));
    for _ in 0..1000 {
        let tree = Reference::sequential_strategy(STEPS).new_tree(&mut runner);
        let (mut model, steps, _) = tree.expect("a sequence").current();
        for step in steps {
            model = model.step(&step);
            let end = match &model.expected.answer {
                Answer::Yes(_) if model.expected.attempts > 1 => "yes at last",
                Answer::Yes(_) => "yes",
                Answer::Rejected if step.trouble.is_none() => "refused",
                Answer::Rejected => "rejected in trouble",
                Answer::Unknown if step.call.reads() => "unknown",
                Answer::Unknown if model.expected.committed > 0 => "unknown and done",
                Answer::Unknown => "unknown and not done",
                Answer::Undecodable => "undecodable",
            };
            let operation = (step.call.operation(), step.call.reads());
            reached.entry(operation).or_default().insert(end);
        }
    }
    reached.remove(&(NO_OPERATION, false));
    assert_eq!(reached.len(), 23);
    for ((operation, reads), ends) in reached {
        let mut all = BTreeSet::from(["yes", "rejected in trouble"]);
        all.extend(if reads {
            &["yes at last", "undecodable", "unknown"][..]
        } else {
            &["unknown and done", "unknown and not done"]
        });
        all.extend((!NEVER_REFUSED.contains(&operation)).then_some("refused"));
        assert_eq!(ends, all, "{operation}");
    }
}

//! A model of the ledger: random sequences of rounds, crashes, lost leases, late answers, restores and cancels.
//!
//! The model keeps which attempts left. Whatever happens, no recipient has two of them, and no recipient is lost.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::{prelude::*, test_runner::Config};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use tatodesk::Outcome;
use tempfile::TempDir;

use super::support::{folder, full_size, people, sms};
use crate::{
    CampaignState, Ledger, RecipientState,
    run::book::{Claim, Ended, Next, Round, Store as _},
    store::{
        claim::{LEASE, bury, distrust},
        read::frozen,
    },
};

const PEOPLE: usize = 230;
const OWNERS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// An owner begins messages.
    Begin {
        owner: usize,
        wanted: usize,
    },
    /// The answer of one of its messages comes and is written. An answer of a message that is known otherwise comes late.
    Answer {
        which: usize,
        outcome: Outcome,
    },
    /// An owner dies: what it holds and has not written is lost.
    Crash {
        owner: usize,
    },
    /// All owners are dead, and the campaign is run again.
    Rerun,
    /// Time passes, and leases with it.
    Pass {
        leases: i64,
    },
    Pause,
    Resume,
    Cancel,
    Restore,
}

/// The generator: any step may follow any other.
struct Steps;

impl ReferenceStateMachine for Steps {
    type State = ();
    type Transition = Step;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Step> {
        let outcome = prop_oneof![6 => Just(Outcome::Accepted), 1 => Just(Outcome::Rejected), 1 => Just(Outcome::NotSent), 2 => Just(Outcome::Unknown)];
        prop_oneof![
            12 => (0..OWNERS, 1..90_usize).prop_map(|(owner, wanted)| Step::Begin { owner, wanted }),
            20 => (any::<usize>(), outcome).prop_map(|(which, outcome)| Step::Answer { which, outcome }),
            3 => (0..OWNERS).prop_map(|owner| Step::Crash { owner }),
            1 => Just(Step::Rerun),
            4 => (0..3_i64).prop_map(|leases| Step::Pass { leases }),
            1 => Just(Step::Pause),
            2 => Just(Step::Resume),
            1 => proptest::bool::weighted(0.1).prop_map(|really| if really { Step::Cancel } else { Step::Resume }),
            1 => proptest::bool::weighted(0.2).prop_map(|really| if really { Step::Restore } else { Step::Rerun }),
        ]
        .boxed()
    }

    fn apply((): (), _: &Step) {}
}

struct Real {
    _folder: TempDir,
    ledger: Ledger,
    now: i64,
    held: [Vec<Claim>; OWNERS],
    /// Attempts whose answer may still come, each with its owner.
    waiting: Vec<(usize, String, u64)>,
    /// How often a message left, by line.
    left: BTreeMap<u64, u32>,
    /// What answers said, by line.
    told: BTreeMap<u64, Outcome>,
    states: Vec<RecipientState>,
}

impl Real {
    fn write<T>(
        &self,
        act: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, crate::Error>,
    ) -> T {
        self.ledger.store().write(act).unwrap()
    }

    fn round(&mut self, owner: usize, wanted: usize, ended: Vec<Ended>) {
        let round = Round {
            campaign: "autumn".into(),
            owner: format!("owner {owner}"),
            now: self.now,
            ended,
            pause_until: None,
            wanted,
            in_flight: self.waiting.iter().filter(|it| it.0 == owner).count(),
            held: std::mem::take(&mut self.held[owner]),
            renew: false,
        };
        let rounded = self.ledger.store().round(&round).unwrap();
        assert!(rounded.started.len() <= wanted);
        if let Next::Over(_) = rounded.next {
            assert!(rounded.started.is_empty());
        }
        self.held[owner] = rounded.held;
        for started in rounded.started {
            *self.left.entry(started.line).or_default() += 1;
            self.waiting.push((owner, started.id, started.line));
        }
    }

    fn answer(&mut self, which: usize, outcome: Outcome) {
        if self.waiting.is_empty() {
            return;
        }
        let (owner, id, line) = self.waiting.swap_remove(which % self.waiting.len());
        self.told.insert(line, outcome);
        self.round(
            owner,
            0,
            vec![Ended {
                id,
                outcome,
                status: None,
                message: None,
                again_at: None,
            }],
        );
    }

    fn check(&mut self) {
        let twice: BTreeSet<&u64> = self
            .left
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(line, _)| line)
            .collect();
        assert!(twice.is_empty(), "sent twice: {twice:?}");
        let states = super::support::states(&self.ledger, "autumn");
        assert_eq!(states.len(), PEOPLE);
        for (place, state) in states.iter().enumerate() {
            let line = place as u64 + 1;
            let before = self
                .states
                .get(place)
                .copied()
                .unwrap_or(RecipientState::Planned);
            let has_left = self.left.contains_key(&line);
            match state {
                RecipientState::Planned => {
                    assert!(!has_left, "line {line} left and is planned");
                    assert_eq!(before, RecipientState::Planned);
                }
                RecipientState::Accepted => {
                    assert_eq!(self.told.get(&line), Some(&Outcome::Accepted))
                }
                RecipientState::Rejected => {
                    assert_eq!(self.told.get(&line), Some(&Outcome::Rejected))
                }
                RecipientState::Sending => assert!(has_left),
                _ => {}
            }
            // What an answer said is never lost, also where it came late.
            if let Some(Outcome::Accepted) = self.told.get(&line) {
                assert_eq!(*state, RecipientState::Accepted, "line {line}");
            }
        }
        self.states = states;
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Self;
    type Reference = Steps;

    fn init_test((): &()) -> Self {
        let (folder, path) = folder();
        let ledger = Ledger::open(path).unwrap();
        // What is tested is not that a disk keeps its promise.
        ledger
            .store()
            .reader()
            .pragma_update(None, "synchronous", "off")
            .unwrap();
        ledger
            .plan(&sms("autumn").rate(1e9), people(PEOPLE))
            .unwrap();
        Self {
            _folder: folder,
            ledger,
            now: Timestamp::now().as_millisecond(),
            held: Default::default(),
            waiting: Vec::new(),
            left: BTreeMap::new(),
            told: BTreeMap::new(),
            states: Vec::new(),
        }
    }

    fn apply(mut real: Self, (): &(), step: Step) -> Self {
        real.now += 1;
        match step {
            Step::Begin { owner, wanted } => real.round(owner, wanted, Vec::new()),
            Step::Answer { which, outcome } => real.answer(which, outcome),
            Step::Crash { owner } => {
                real.held[owner].clear();
                real.waiting.retain(|it| it.0 != owner);
            }
            Step::Rerun => {
                real.held = Default::default();
                let now = real.now;
                real.write(|tx| bury(tx, frozen(tx, "autumn")?.id, now));
            }
            Step::Pass { leases } => real.now += leases * LEASE,
            Step::Pause => drop(real.ledger.pause("autumn")),
            Step::Resume => drop(real.ledger.resume("autumn")),
            Step::Cancel => drop(real.ledger.cancel("autumn")),
            Step::Restore => {
                let now = Timestamp::from_millisecond(real.now).unwrap();
                real.write(|tx| distrust(tx, now));
            }
        }
        real.check();
        real
    }

    fn teardown(mut real: Self, (): ()) {
        // Everyone is dead. One last owner ends the campaign.
        let now = real.now;
        real.write(|tx| bury(tx, frozen(tx, "autumn")?.id, now));
        real.waiting.clear();
        drop(real.ledger.resume("autumn"));
        for _ in 0..5 {
            real.now += LEASE;
            real.round(0, PEOPLE, Vec::new());
            while !real.waiting.is_empty() {
                real.answer(0, Outcome::Accepted);
            }
        }
        real.check();
        let open = [RecipientState::Planned, RecipientState::Sending];
        let status = real.ledger.status("autumn").unwrap();
        assert!(
            real.states.iter().all(|state| !open.contains(state)),
            "{status:?}"
        );
        assert!(matches!(
            status.state,
            CampaignState::Done | CampaignState::Cancelled | CampaignState::Planned
        ));
    }
}

prop_state_machine! {
    #![proptest_config(Config {
        cases: if full_size() { 1000 } else { 8 },
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn no_sequence_sends_twice_or_loses_a_recipient(sequential 1..60 => Real);
}

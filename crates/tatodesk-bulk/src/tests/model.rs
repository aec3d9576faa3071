//! A model of the ledger: random sequences of rounds, crashes, lost leases, late answers, proofs of absence, restores and cancels.
//!
//! The model keeps which attempts left. Whatever happens, no recipient has two of them, and no recipient is lost. It knows no database: each
//! store is a [`Subject`] of it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tatodesk::Outcome;
use tatodesk_bulk::{
    CampaignState, Include, RecipientState,
    engine::{Attempt, Claim, Ended, Next, Round, Rounded},
};

pub(crate) const PEOPLE: usize = 230;
pub(crate) const OWNERS: usize = 3;

/// A ledger with one campaign of [`PEOPLE`], as the model uses it.
pub(crate) trait Subject: Sized + std::fmt::Debug {
    fn new() -> Self;

    /// One round of an owner, at the ledger's time.
    fn round(&mut self, owner: usize, round: Round) -> Rounded;

    /// So many times of a lease pass.
    fn pass(&mut self, leases: i64);

    /// The owners are dead, and the campaign is run again. Nothing happens if it may not run.
    fn rerun(&mut self, include: &[Include]);

    fn step(&mut self, step: CampaignState);

    /// The ledger is opened as restored from a copy.
    fn restore(&mut self);

    /// The report proves that an attempt did not arrive.
    fn prove_absent(&mut self, attempt: &str);

    fn states(&mut self) -> Vec<RecipientState>;

    fn state(&mut self) -> CampaignState;
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
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
    /// An owner begins messages and dies before a byte of them leaves.
    Die {
        owner: usize,
        wanted: usize,
    },
    /// The report proves the absence of a message that did not leave.
    Absent {
        which: usize,
    },
    /// An owner dies: what it holds and has not written is lost.
    Crash {
        owner: usize,
    },
    /// All owners are dead, and the campaign is run again.
    Rerun,
    /// So it is, and a person wants that what is absent is sent again.
    IncludeAbsent,
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
pub(crate) struct Steps;

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
            3 => (0..OWNERS, 1..40_usize).prop_map(|(owner, wanted)| Step::Die { owner, wanted }),
            6 => any::<usize>().prop_map(|which| Step::Absent { which }),
            1 => Just(Step::Rerun),
            2 => Just(Step::IncludeAbsent),
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

/// A ledger, and what the model knows of its messages.
#[derive(Debug)]
pub(crate) struct Real<S> {
    subject: S,
    held: [Vec<Claim>; OWNERS],
    /// Attempts whose answer may still come, each with its owner.
    waiting: Vec<(usize, Attempt, u64)>,
    /// Attempts that began and did not leave.
    stayed: Vec<(Attempt, u64)>,
    /// How often a message left, by line.
    left: BTreeMap<u64, u32>,
    /// What answers said, by line.
    told: BTreeMap<u64, Outcome>,
    states: Vec<RecipientState>,
}

impl<S: Subject> Real<S> {
    /// Returns the attempts that began, with their lines.
    fn round(&mut self, owner: usize, wanted: usize, ended: Vec<Ended>) -> Vec<(Attempt, u64)> {
        let round = Round {
            campaign: String::new(),
            owner: format!("owner {owner}"),
            now: 0,
            ended,
            pause_until: None,
            wanted,
            in_flight: self.waiting.iter().filter(|it| it.0 == owner).count(),
            held: std::mem::take(&mut self.held[owner]),
            renew: false,
        };
        let rounded = self.subject.round(owner, round);
        assert!(rounded.started.len() <= wanted);
        if let Next::Over(_) = rounded.next {
            assert!(rounded.started.is_empty());
        }
        self.held[owner] = rounded.held;
        let started = rounded.started.into_iter();
        started.map(|it| (it.attempt, it.line)).collect()
    }

    fn begin(&mut self, owner: usize, wanted: usize) {
        for (attempt, line) in self.round(owner, wanted, Vec::new()) {
            *self.left.entry(line).or_default() += 1;
            self.waiting.push((owner, attempt, line));
        }
    }

    /// What an owner holds and has not written is lost.
    fn crash(&mut self, owner: usize) {
        self.held[owner].clear();
        self.waiting.retain(|it| it.0 != owner);
    }

    fn answer(&mut self, which: usize, outcome: Outcome) {
        if self.waiting.is_empty() {
            return;
        }
        let (owner, attempt, line) = self.waiting.swap_remove(which % self.waiting.len());
        self.told.insert(line, outcome);
        self.round(
            owner,
            0,
            vec![Ended {
                attempt,
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
        let states = self.subject.states();
        assert_eq!(states.len(), PEOPLE);
        for (place, state) in states.iter().enumerate() {
            let line = place as u64 + 1;
            let before = self
                .states
                .get(place)
                .copied()
                .unwrap_or(RecipientState::Planned);
            let has_left = self.left.contains_key(&line);
            let has_stayed = self.stayed.iter().any(|it| it.1 == line);
            match state {
                RecipientState::Planned => {
                    assert!(!has_left, "line {line} left and is planned");
                    let may = [RecipientState::Planned, RecipientState::Absent];
                    assert!(may.contains(&before), "line {line} was {before:?}");
                }
                RecipientState::Accepted => {
                    assert_eq!(self.told.get(&line), Some(&Outcome::Accepted))
                }
                RecipientState::Rejected => {
                    assert_eq!(self.told.get(&line), Some(&Outcome::Rejected))
                }
                RecipientState::Sending => assert!(has_left || has_stayed),
                RecipientState::Absent => assert!(!has_left && has_stayed, "line {line}"),
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

impl<S: Subject> StateMachineTest for Real<S> {
    type SystemUnderTest = Self;
    type Reference = Steps;

    fn init_test((): &()) -> Self {
        Self {
            subject: S::new(),
            held: Default::default(),
            waiting: Vec::new(),
            stayed: Vec::new(),
            left: BTreeMap::new(),
            told: BTreeMap::new(),
            states: Vec::new(),
        }
    }

    fn apply(mut real: Self, (): &(), step: Step) -> Self {
        match step {
            Step::Begin { owner, wanted } => real.begin(owner, wanted),
            Step::Die { owner, wanted } => {
                let began = real.round(owner, wanted, Vec::new());
                real.stayed.extend(began);
                real.crash(owner);
            }
            Step::Absent { which } => {
                if !real.stayed.is_empty() {
                    let attempt = &real.stayed[which % real.stayed.len()].0;
                    real.subject.prove_absent(&attempt.id);
                }
            }
            Step::Answer { which, outcome } => real.answer(which, outcome),
            Step::Crash { owner } => real.crash(owner),
            Step::Rerun => {
                real.held = Default::default();
                real.subject.rerun(&[]);
            }
            Step::IncludeAbsent => {
                real.held = Default::default();
                real.subject.rerun(&[Include::Absent]);
            }
            Step::Pass { leases } => real.subject.pass(leases),
            Step::Pause => real.subject.step(CampaignState::Paused),
            Step::Resume => real.subject.step(CampaignState::Planned),
            Step::Cancel => real.subject.step(CampaignState::Cancelled),
            Step::Restore => real.subject.restore(),
        }
        real.check();
        real
    }

    fn teardown(mut real: Self, (): ()) {
        // All owners are dead. One last owner ends the campaign.
        real.held = Default::default();
        real.waiting.clear();
        real.subject.step(CampaignState::Planned);
        real.subject.rerun(&[Include::Absent]);
        for _ in 0..5 {
            real.subject.pass(1);
            real.begin(0, PEOPLE);
            while !real.waiting.is_empty() {
                real.answer(0, Outcome::Accepted);
            }
        }
        real.check();
        let open = [
            RecipientState::Planned,
            RecipientState::Sending,
            RecipientState::Absent,
        ];
        let state = real.subject.state();
        let ended = [CampaignState::Done, CampaignState::Planned];
        if state != CampaignState::Cancelled {
            assert!(ended.contains(&state), "{state:?}");
            assert!(
                real.states.iter().all(|state| !open.contains(state)),
                "{:?}",
                real.states
            );
        }
    }
}

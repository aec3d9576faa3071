//! The reference model: the expected state of Tatodesk, in plain maps, and the expected answers to its callers.

use proptest::{option, prelude::*, sample::select};
use proptest_state_machine::ReferenceStateMachine;
use serde_json::Value;
use tatodesk::jiff::{ToSpan, civil::DateTime};

use super::{
    calendar::{self, START},
    crm, messages, pulse,
    trouble::{Told, Trouble},
    visits,
};

/// The maximum of attempts of a read: one, and three more.
const ATTEMPTS: usize = 4;

/// The names of the steps that are no calls.
pub(crate) const NO_OPERATION: &str = "no operation";

/// One call, and its trouble.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) call: Call,
    pub(crate) trouble: Option<Trouble>,
    /// How many attempts it spoils, if the call is a read and tried again.
    pub(crate) times: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Call {
    Crm(crm::Call),
    Calendar(calendar::Call),
    Visit(visits::Call),
    Message(messages::Call),
    Pulse(pulse::Call),
    /// This many minutes pass.
    Wait(i64),
    /// A snapshot is taken of everything.
    Keep,
    /// The state returns to the last snapshot, if there is one.
    GoBack,
}

/// The state of the world, and the expected result of the last call.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    now: DateTime,
    orders: crm::Orders,
    visits: visits::Visits,
    pub(crate) messages: messages::Messages,
    pulse: pulse::Pulse,
    kept: Option<Box<Model>>,
    pub(crate) expected: Expected,
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) answer: Answer,
    /// How often the client tried the request.
    pub(crate) attempts: u32,
    /// How often it reached the server.
    pub(crate) arrived: u64,
    /// How often the server acted on it and accepted it.
    pub(crate) committed: u64,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Yes(Value),
    Rejected,
    Unknown,
    Undecodable,
}

impl Step {
    /// How many attempts meet the trouble.
    pub(crate) fn spoilt(&self) -> u32 {
        let again = self.trouble.is_some_and(Trouble::passes) && self.call.reads();
        if again { self.times } else { 1 }
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            now: START,
            orders: crm::Orders::default(),
            visits: visits::Visits::default(),
            messages: messages::Messages::default(),
            pulse: pulse::Pulse::default(),
            kept: None,
            expected: Expected {
                answer: Answer::Yes(Value::Null),
                attempts: 1,
                arrived: 0,
                committed: 0,
            },
        }
    }
}

impl Model {
    /// Takes a step: the attempts that meet the trouble, and the one after them, if there may be one.
    pub(crate) fn step(mut self, step: &Step) -> Self {
        let reads = step.call.reads();
        let tries = match step.trouble {
            // No request left, so nothing happened, and the caller sends the same request again.
            None | Some(Trouble::PortClosed) => vec![None],
            Some(trouble) => {
                let spoilt = vec![Some(trouble); step.spoilt() as usize];
                let last = (spoilt.len() < ATTEMPTS && trouble.passes() && reads).then_some(None);
                spoilt.into_iter().chain(last).collect()
            }
        };
        let mut expected = Expected {
            answer: Answer::Unknown,
            attempts: 0,
            arrived: 0,
            committed: 0,
        };
        for trouble in tries {
            let told = trouble.map_or(Told::Answer, |it| it.told(reads));
            let acts = trouble.is_none_or(Trouble::acts);
            let answer = if acts {
                self.act(&step.call, told == Told::Answer)
            } else {
                None
            };
            expected.attempts += 1;
            expected.arrived += u64::from(trouble.is_none_or(Trouble::arrives));
            expected.committed += u64::from(answer.is_some());
            expected.answer = match told {
                Told::Answer => answer.map_or(Answer::Rejected, Answer::Yes),
                Told::Rejected => Answer::Rejected,
                Told::Unknown => Answer::Unknown,
                Told::Undecodable => Answer::Undecodable,
            };
        }
        if let (Call::Visit(call), Answer::Yes(answer)) = (&step.call, &expected.answer) {
            // Only the first request meets the trouble.
            let further = visits::Visits::further_requests(call, answer);
            expected.arrived += further;
            expected.committed += further;
        }
        self.expected = expected;
        self
    }

    /// Does what a call asks for. `None` is a refusal, which changes nothing.
    fn act(&mut self, call: &Call, heard: bool) -> Option<Value> {
        match call {
            Call::Crm(call) => self.orders.act(call),
            Call::Calendar(call) => call.act(self.now, &self.visits.taken()),
            Call::Visit(call) => self.visits.act(self.now, call),
            Call::Message(call) => self.messages.act(call, heard),
            Call::Pulse(call) => self.pulse.act(call, heard),
            Call::Wait(minutes) => {
                self.now = self.now.saturating_add(minutes.minutes());
                Some(Value::Null)
            }
            Call::Keep => {
                self.kept = None;
                self.kept = Some(Box::new(self.clone()));
                Some(Value::Null)
            }
            Call::GoBack => {
                if let Some(kept) = self.kept.take() {
                    *self = *kept.clone();
                    self.kept = Some(kept);
                }
                Some(Value::Null)
            }
        }
    }

    /// The calls that look at everything.
    pub(crate) fn audit(&self) -> Vec<Step> {
        let mut calls = vec![
            Call::Crm(crm::Call::audit()),
            Call::Message(messages::Call::audit()),
            Call::Pulse(pulse::Call::Journeys),
        ];
        calls.extend(self.visits.audit().into_iter().map(Call::Visit));
        calls
            .into_iter()
            .map(|call| Step {
                call,
                trouble: None,
                times: 1,
            })
            .collect()
    }
}

impl Call {
    /// The operation, as Tatodesk calls it.
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Crm(call) => call.operation(),
            Self::Calendar(call) => call.operation(),
            Self::Visit(call) => call.operation(),
            Self::Message(call) => call.operation(),
            Self::Pulse(call) => call.operation(),
            Self::Wait(_) | Self::Keep | Self::GoBack => NO_OPERATION,
        }
    }

    /// Whether the call changes nothing. Its name shows that.
    pub(crate) fn reads(&self) -> bool {
        ["list", "get", "search"]
            .iter()
            .any(|verb| self.operation().starts_with(verb))
    }
}

/// The number of one of the `made` things, and sometimes the next number, which does not exist.
pub(crate) fn which(made: usize) -> BoxedStrategy<usize> {
    match made {
        0 => Just(0).boxed(),
        _ => prop_oneof![8 => 0..made, 1 => Just(made)].boxed(),
    }
}

/// The model as proptest steps through it.
#[derive(Debug)]
pub(crate) struct Reference;

impl ReferenceStateMachine for Reference {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Step> {
        let around = prop_oneof![
            4 => select(vec![30, 120, 480, 1440, 3 * 1440]).prop_map(Call::Wait),
            1 => Just(Call::Keep),
            1 => Just(Call::GoBack),
        ];
        let calls = prop_oneof![
            8 => crm::calls(&model.orders).prop_map(Call::Crm),
            6 => calendar::calls(model.now).prop_map(Call::Calendar),
            12 => visits::calls(model.now, &model.visits).prop_map(Call::Visit),
            8 => messages::calls(&model.messages).prop_map(Call::Message),
            6 => pulse::calls(&model.pulse).prop_map(Call::Pulse),
            3 => around,
        ];
        let trouble = option::weighted(0.25, Trouble::any());
        let times = prop_oneof![4 => Just(1), 3 => 2..=4_u32];
        let step = (calls, trouble, times).prop_map(|(call, trouble, times)| Step {
            trouble: trouble.filter(|_| call.operation() != NO_OPERATION),
            call,
            times,
        });
        step.boxed()
    }

    fn apply(model: Model, step: &Step) -> Model {
        model.step(step)
    }
}

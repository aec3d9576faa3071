//! The system under test: the facade and its sandbox, one step after the other.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tatodesk::{
    CallRequest, Cause, Effect, Error, Outcome, RetryBudget, Tatodesk,
    ids::{AppSessionId, CrmRecordId, MediaId, SurveyFormId},
    types::SurveyForm,
};
use tatodesk_sandbox::{Rule, Sandbox, Snapshot, WorldFile};
use tests::clocks::Leaps;
use tokio::runtime::{Builder, Runtime};

use super::{
    calendar::START,
    machine::{Answer, Call, Expected, Model, Step},
    pulse::SURVEY,
    trouble::Trouble,
    visits_run::Name,
};

/// It is read once, because it never changes.
static WORLD: LazyLock<WorldFile> =
    LazyLock::new(|| include_str!("world.yaml").parse().expect("a world"));

/// A client with no connection yet.
fn client(sandbox: &Sandbox) -> Tatodesk {
    let client = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .retry_budget(RetryBudget::unlimited())
        .clock(Leaps::start());
    client.build().expect("a client")
}

/// The sandbox's names for the things that the model numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) orders: Vec<CrmRecordId>,
    pub(crate) visits: Vec<Name>,
    pub(crate) media: Vec<MediaId>,
    pub(crate) sessions: Vec<AppSessionId>,
}

/// A caller, and the sandbox that it calls.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) sandbox: Sandbox,
    pub(crate) tatodesk: Tatodesk,
    pub(crate) survey: SurveyForm,
    pub(crate) known: Known,
    kept: Option<(Snapshot, Known)>,
    /// What goes wrong with the call under way.
    pub(crate) trouble: Option<(Trouble, u32)>,
    pub(crate) attempts: u32,
}

impl Session {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().world(WORLD.clone()).now(START);
        let sandbox = sandbox.start().await.expect("a sandbox");
        let tatodesk = client(&sandbox);
        let form = tatodesk.survey().get_form(SurveyFormId::from(SURVEY));
        let form = form.send().await.expect("an answer");
        Self {
            survey: form.into_inner().survey_form.expect("a form"),
            sandbox,
            tatodesk,
            known: Known::default(),
            kept: None,
            trouble: None,
            attempts: 0,
        }
    }

    /// Takes a step, and compares its result with the model's.
    async fn step(&mut self, step: &Step, expected: &Expected) {
        self.trouble = step.trouble.map(|it| (it, step.spoilt()));
        if matches!(step.trouble, Some(Trouble::PortClosed | Trouble::Reset)) {
            // Both act when a connection is made. On a kept connection, chance would decide what the caller sees.
            self.tatodesk = client(&self.sandbox);
        }
        self.sandbox.clear_counters();
        let answer = match &step.call {
            Call::Crm(call) => call.run(self).await,
            Call::Calendar(call) => call.run(self).await,
            Call::Visit(call) => call.run(self).await,
            Call::Message(call) => call.run(self).await,
            Call::Pulse(call) => call.run(self).await,
            Call::Wait(minutes) => {
                let seconds = u64::try_from(60 * minutes).expect("time goes on");
                let by = Duration::from_secs(seconds);
                return self.sandbox.advance(by).expect("not the end of time");
            }
            Call::Keep => {
                self.kept = Some((self.sandbox.snapshot(), self.known.clone()));
                return;
            }
            Call::GoBack => {
                if let Some((snapshot, known)) = &self.kept {
                    self.sandbox.restore(snapshot);
                    self.known = known.clone();
                }
                return;
            }
        };
        let answer = match answer {
            Ok(value) => Answer::Yes(value),
            Err(error) => match error.outcome() {
                _ if error.effect() == Effect::Read && error.cause() == Cause::NotAnObject => {
                    Answer::Undecodable
                }
                Outcome::Rejected => Answer::Rejected,
                Outcome::Unknown => Answer::Unknown,
                _ => panic!("{step:?} ended with {error}"),
            },
        };
        let operation = step.call.operation();
        let counter = self.sandbox.counter(operation);
        let seen = Expected {
            answer,
            attempts: self.attempts,
            arrived: counter.arrived,
            committed: counter.committed,
        };
        assert_eq!(
            seen, *expected,
            "{step:?}: what came of it, and what the model expects"
        );
        let mut others = self.sandbox.counters();
        others.remove(operation);
        assert!(others.is_empty(), "{step:?} made other calls: {others:?}");
        assert!(self.sandbox.faults().is_empty(), "{step:?} met no trouble");
        if seen.answer == Answer::Unknown {
            // The documentation advises the caller to look.
            match operation {
                "insertObject" => self.look_for_orders().await,
                "createAppointment" | "createPresentialAttendance" => self.look_for_visits().await,
                _ => {}
            }
        }
    }

    /// Sends a call, into trouble if the step has any.
    pub(crate) async fn send<R: CallRequest>(
        &mut self,
        call: tatodesk::Call<R>,
    ) -> Result<R::Response, Error> {
        let tatodesk = self.tatodesk.clone();
        self.begin().await;
        let mut answer = call.send().await;
        if self.closed() {
            let not_sent = self
                .reopen(answer.err())
                .await
                .into_not_sent::<R>()
                .expect("the request");
            answer = tatodesk.resend(not_sent).send().await;
        }
        self.end(answer)
    }

    pub(crate) async fn begin(&self) {
        let Some((trouble, times)) = self.trouble else {
            return;
        };
        match trouble.fault() {
            None => self.sandbox.close_port().await.expect("a port"),
            Some(fault) => {
                let rule = Rule::new(fault).times(times);
                self.sandbox.add_fault(rule).expect("a fault");
            }
        }
    }

    pub(crate) fn closed(&self) -> bool {
        matches!(self.trouble, Some((Trouble::PortClosed, _)))
    }

    /// The port was closed: nothing left, and the error says so.
    pub(crate) async fn reopen(&self, error: Option<Error>) -> Error {
        let error = error.expect("no connection can be made");
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(self.sandbox.counters(), BTreeMap::new());
        self.sandbox.open_port().await.expect("the same port");
        error
    }

    fn end<T>(&mut self, answer: Result<tatodesk::Answer<T>, Error>) -> Result<T, Error> {
        self.attempts = match &answer {
            Ok(answer) => answer.attempts(),
            Err(error) => error.attempts(),
        };
        answer.map(tatodesk::Answer::into_inner)
    }
}

/// A session, and its runtime.
#[derive(Debug)]
pub(crate) struct Driver {
    session: Session,
    runtime: Runtime,
}

/// Drives the facade with the steps of `M`, the model of this test.
#[derive(Debug)]
pub(crate) struct Test<M>(std::marker::PhantomData<M>);

impl<M> StateMachineTest for Test<M>
where
    M: ReferenceStateMachine<State = Model, Transition = Step>,
{
    type SystemUnderTest = Driver;
    type Reference = M;

    fn init_test(_: &Model) -> Driver {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Driver {
            session: runtime.block_on(Session::start()),
            runtime,
        }
    }

    fn apply(mut driver: Driver, model: &Model, step: Step) -> Driver {
        driver
            .runtime
            .block_on(driver.session.step(&step, &model.expected));
        driver
    }

    fn check_invariants(driver: &Driver, model: &Model) {
        assert_eq!(
            driver.session.delivered(),
            model.messages.delivered(),
            "what reached people"
        );
    }

    fn teardown(driver: Driver, mut model: Model) {
        let mut driver = driver;
        for step in model.audit() {
            model = M::apply(model, &step);
            driver = Self::apply(driver, &model, step);
        }
    }
}

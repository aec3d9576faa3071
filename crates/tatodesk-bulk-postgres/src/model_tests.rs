//! The model of `tatodesk-bulk` on the ledger in PostgreSQL: its rounds, without the library of the jobs.
//!
//! Each owner is given all chunks again and again, which is the most that the jobs can do. Each sequence has a campaign of its own in one ledger.

use std::{
    env, fmt,
    sync::{Arc, Mutex, PoisonError},
};

use proptest::test_runner::{Config, TestRunner};
use proptest_state_machine::{ReferenceStateMachine as _, StateMachineTest as _};
use tatodesk::SystemClock;
use tatodesk_bulk::{
    BadRow, Campaign, CampaignState, Channel, Include, RecipientState, Row, RunOptions,
    engine::{Round, Rounded, Store as _},
};
use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
};

use crate::{
    PostgresLedger, clock::DatabaseClock, connect::Connect, jobs::Given, ledger::begins,
    open::distrust, read, reconcile, session::Session, store::Store,
};
use model::{OWNERS, PEOPLE, Real, Steps, Subject};

#[path = "../../tatodesk-bulk/src/tests/model.rs"]
mod model;

/// Where the address of the server is.
const SERVER: &str = "TATODESK_TEST_POSTGRES";

/// One ledger with its owners, for one sequence after the other.
struct Rig {
    runtime: Runtime,
    ledger: PostgresLedger,
    connect: Connect,
    session: Session,
    owners: Vec<(Store, mpsc::UnboundedSender<Given>)>,
    sequences: usize,
}

static RIG: Mutex<Option<Rig>> = Mutex::new(None);

impl Rig {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let inside = runtime.enter();
        let schema = format!("model_{}", std::process::id());
        let connect = Connect::new(&env::var(SERVER).unwrap()).unwrap();
        let connect = connect.schema(&schema).unwrap();
        let ledger = runtime.block_on(connect.open()).unwrap();
        let connect = ledger.connect().clone();
        let session = runtime.block_on(connect.session(true)).unwrap();
        let clock = DatabaseClock::read(Arc::new(SystemClock), &session);
        let clock = runtime.block_on(clock).unwrap();
        let owners = (0..OWNERS).map(|_| {
            let (give, given) = mpsc::unbounded_channel();
            (Store::new(connect.clone(), clock.clone(), given), give)
        });
        let owners = owners.collect();
        drop(inside);
        Self {
            owners,
            ledger,
            connect,
            session,
            sequences: 0,
            runtime,
        }
    }
}

/// A campaign of the ledger.
struct InPostgres {
    /// It goes back in the end.
    rig: Option<Rig>,
    name: String,
    id: i64,
}

impl fmt::Debug for InPostgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Drop for InPostgres {
    fn drop(&mut self) {
        *RIG.lock().unwrap_or_else(PoisonError::into_inner) = self.rig.take();
    }
}

impl InPostgres {
    fn rig(&mut self) -> &mut Rig {
        self.rig.as_mut().unwrap()
    }

    /// Changes leases by hand, so that no owner knows until when another has a chunk.
    fn change(&mut self, leases: i64) {
        let (id, rig) = (self.id, self.rig());
        let by = leases.saturating_mul(rig.connect.lease_millis());
        let change = async {
            for table in ["lease", "worker"] {
                let sql = format!("UPDATE {table} SET until = until - $2 WHERE campaign_id = $1");
                rig.session.made(&sql, &[&id, &by]).await.unwrap();
            }
        };
        rig.runtime.block_on(change);
        for (store, _) in &mut rig.owners {
            store.ready.clear();
        }
    }
}

impl Subject for InPostgres {
    fn new() -> Self {
        let known = RIG.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut rig = known.unwrap_or_else(Rig::new);
        rig.sequences += 1;
        let name = format!("autumn {}", rig.sequences);
        // Owners of earlier sequences have no share of what is on its way.
        let app = format!("the app of {name}");
        let campaign = Campaign::new(&name, Channel::Sms, app, "appointment_confirmed");
        let campaign = campaign.rate(1e6).concurrency(5000);
        let people = (0..PEOPLE as u64).map(|number| -> Result<Row, BadRow> {
            let phone = format!("+55819{number:08}");
            Ok(Row::new(number + 1, phone, ["Marina", "28/01/2026"]))
        });
        let planned = rig.ledger.plan(&campaign, people);
        rig.runtime.block_on(planned).unwrap();
        let frozen = rig.runtime.block_on(read::frozen(&rig.session, &name));
        let id = frozen.unwrap().id;
        for (store, _) in &mut rig.owners {
            store.ready.clear();
        }
        Self {
            rig: Some(rig),
            name,
            id,
        }
    }

    fn round(&mut self, owner: usize, round: Round) -> Rounded {
        let campaign = self.name.clone();
        let (store, give) = &mut self.rig().owners[owner];
        for chunk in 0..3 {
            let (closed, _) = oneshot::channel();
            give.send(Given { chunk, closed }).unwrap();
        }
        store.round(&Round { campaign, ..round }).unwrap()
    }

    fn pass(&mut self, leases: i64) {
        self.change(leases);
    }

    fn rerun(&mut self, include: &[Include]) {
        // Nothing tells that an owner is dead but the end of its leases.
        self.change(1000);
        let mut options = RunOptions::confirm(PEOPLE as u64);
        for what in include {
            options = options.include(*what);
        }
        let name = self.name.clone();
        let rig = self.rig();
        let begin = options.begin();
        let began = begins(&rig.session, &rig.connect.schema, &name, &begin);
        drop(rig.runtime.block_on(began));
    }

    fn step(&mut self, step: CampaignState) {
        let name = self.name.clone();
        let Rig {
            runtime, ledger, ..
        } = self.rig();
        // A step that is not possible now does nothing.
        match step {
            CampaignState::Paused => drop(runtime.block_on(ledger.pause(&name))),
            CampaignState::Cancelled => drop(runtime.block_on(ledger.cancel(&name))),
            _ => drop(runtime.block_on(ledger.resume(&name))),
        }
    }

    fn restore(&mut self) {
        let Rig {
            runtime, session, ..
        } = self.rig();
        let restored = session.transaction(distrust(session));
        runtime.block_on(restored).unwrap();
    }

    fn prove_absent(&mut self, attempt: &str) {
        let (id, rig) = (self.id, self.rig());
        let absent = [attempt];
        let proved = reconcile::resolve(&rig.session, id, &[], &absent);
        rig.runtime.block_on(proved).unwrap();
    }

    fn states(&mut self) -> Vec<RecipientState> {
        let name = self.name.clone();
        let Rig {
            runtime, session, ..
        } = self.rig();
        let mut states = Vec::new();
        let each = |row: tatodesk_bulk::ResultRow| {
            states.extend(RecipientState::from_word(&row.state));
        };
        let read = read::results(session, &name, each);
        runtime.block_on(read).unwrap();
        states
    }

    fn state(&mut self) -> CampaignState {
        let name = self.name.clone();
        let rig = self.rig();
        let frozen = read::frozen(&rig.session, &name);
        rig.runtime.block_on(frozen).unwrap().state
    }
}

#[test]
fn no_sequence_sends_twice_or_loses_a_recipient() {
    if env::var_os(SERVER).is_none() {
        #[allow(clippy::print_stderr)] // a test that is skipped says so
        {
            eprintln!("skipped: no PostgreSQL in {SERVER}; .ci/postgres starts one");
        }
        return;
    }
    let is_full = env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full");
    let config = Config {
        cases: match (env::var_os("TATODESK_BULK_KILLS"), is_full) {
            (Some(_), _) => 1000,
            (None, true) => 100,
            (None, false) => 8,
        },
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config.clone());
    let sequences = runner.run(
        &Steps::sequential_strategy(1..60),
        |(state, steps, seen)| {
            Real::<InPostgres>::test_sequential(config.clone(), state, steps, seen);
            Ok(())
        },
    );
    sequences.unwrap();
    #[allow(clippy::print_stdout)] // CI prints what was counted
    {
        println!("{} sequences of the model", config.cases);
    }
    // The connections end with their runtime.
    drop(RIG.lock().unwrap_or_else(PoisonError::into_inner).take());
}

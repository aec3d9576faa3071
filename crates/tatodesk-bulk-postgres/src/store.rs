//! A run's own store: its connections, the chunks that it was given, and its rounds. It uses `book`, and comes back after a lost connection.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use tatodesk_bulk::{
    CampaignState, Error, Status,
    engine::{self, Claimer, Round, Rounded},
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use crate::{
    book::{InPostgres, Ready},
    clock::DatabaseClock,
    connect::Connect,
    jobs::Given,
    read::{self, Lock},
    session::{Session, lost_connection},
};

/// How long a run tries to reach a database that it lost.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Store {
    connect: Connect,
    clock: DatabaseClock,
    runtime: Handle,
    /// The connection whose commits are on disk, and that of the pace.
    sessions: Option<(Session, Session)>,
    given: mpsc::UnboundedReceiver<Given>,
    /// The chunks of this process, each with what ends its job.
    jobs: HashMap<i64, Vec<oneshot::Sender<bool>>>,
    pub(crate) ready: VecDeque<Ready>,
    mended_at: Option<Instant>,
}

impl Store {
    pub(crate) fn new(
        connect: Connect,
        clock: DatabaseClock,
        given: mpsc::UnboundedReceiver<Given>,
    ) -> Self {
        Self {
            connect,
            clock,
            runtime: Handle::current(),
            sessions: None,
            given,
            jobs: HashMap::new(),
            ready: VecDeque::new(),
            mended_at: None,
        }
    }

    /// Notes the chunks that came.
    fn receive(&mut self, held: &[engine::Claim]) {
        while let Ok(given) = self.given.try_recv() {
            let chunk = given.chunk;
            self.jobs.entry(chunk).or_default().push(given.closed);
            let known = self.ready.iter().any(|ready| ready.chunk == chunk)
                || held.iter().any(|claim| claim.chunk == chunk);
            if !known {
                self.ready.push_back(Ready {
                    chunk,
                    not_before: 0,
                });
            }
        }
    }

    fn sessions(&mut self) -> Result<&(Session, Session), Error> {
        let lost = |sessions: &(Session, Session)| sessions.0.is_closed() || sessions.1.is_closed();
        if self.sessions.as_ref().is_none_or(lost) {
            let connect = &self.connect;
            let (ledger, pace) = self.runtime.block_on(async {
                tokio::try_join!(connect.round_session(true), connect.round_session(false))
            })?;
            self.sessions = Some((ledger, pace));
        }
        self.sessions.as_ref().ok_or(Error::NotALedger)
    }

    fn try_round(&mut self, round: &mut Round) -> Result<Rounded, Error> {
        self.receive(&round.held);
        let mend_each = self.connect.lease / 3;
        let mend = self.mended_at.is_none_or(|at| at.elapsed() > mend_each);
        let (runtime, ready) = (self.runtime.clone(), self.ready.clone());
        let (schema, lease) = (self.connect.schema.clone(), self.connect.lease_millis());
        let clock = self.clock.clone();
        let (session, pace) = self.sessions()?;
        let asked = clock.machine();
        round.now = runtime.block_on(session.begin())?;
        clock.set(asked, round.now);
        let mut book = InPostgres {
            runtime: &runtime,
            session,
            pace,
            schema: &schema,
            lease,
            ready,
            holds: !round.held.is_empty(),
            ended: Vec::new(),
            mend,
            allowed: 0,
            owner: &round.owner,
        };
        let rounded = round.act(&mut book);
        let (ready, ended) = (book.ready, book.ended);
        match rounded {
            Ok(rounded) => {
                runtime.block_on(session.batch("COMMIT"))?;
                self.ready = ready;
                for (chunk, is_closed) in ended {
                    for job in self.jobs.remove(&chunk).unwrap_or_default() {
                        let _ = job.send(is_closed);
                    }
                }
                if mend {
                    self.mended_at = Some(Instant::now());
                }
                Ok(rounded)
            }
            Err(error) => {
                let _ = runtime.block_on(session.batch("ROLLBACK"));
                Err(error)
            }
        }
    }

    fn try_end(&mut self, campaign: &str, claimer: &Claimer<'_>) -> Result<Status, Error> {
        let runtime = self.runtime.clone();
        let (session, _) = self.sessions()?;
        runtime.block_on(session.transaction(async {
            read::lock(session, Lock::Change).await?;
            let (id, owner) = (&claimer.campaign, &claimer.owner);
            let sql = "UPDATE lease SET owner = NULL, until = 0 WHERE campaign_id = $1 AND done = 0 AND owner = $2";
            session.execute(sql, &[id, owner]).await?;
            let sql =
                "DELETE FROM worker WHERE campaign_id = $1 AND (owner = $2 OR until <= now_ms())";
            session.execute(sql, &[id, owner]).await?;
            let others = "SELECT EXISTS (SELECT 1 FROM worker WHERE campaign_id = $1)";
            let state = read::frozen(session, campaign).await?.state;
            if state == CampaignState::Running && !session.one::<bool>(others, &[id]).await? {
                read::set_state(session, claimer.campaign, CampaignState::Planned).await?;
            }
            read::status(session, campaign).await
        }))
    }

    /// Waits before the same is done again, if that may help. Returns whether the connection was lost.
    fn comes_back(&mut self, begun: Instant, error: Error) -> Result<bool, Error> {
        match lost_connection(&error).filter(|_| begun.elapsed() < PATIENCE) {
            None => Err(error),
            Some(false) => Ok(false),
            Some(true) => {
                self.sessions = None;
                std::thread::sleep(Duration::from_millis(250));
                Ok(true)
            }
        }
    }
}

impl engine::Store for Store {
    fn lease(&self) -> i64 {
        self.connect.lease_millis()
    }

    fn round(&mut self, round: &Round) -> Result<Rounded, Error> {
        let mut round = round.clone();
        let begun = Instant::now();
        loop {
            let error = match self.try_round(&mut round) {
                Ok(rounded) => return Ok(rounded),
                Err(error) => error,
            };
            if self.comes_back(begun, error)? {
                // The run does not know whether the commit was done. What it may have begun is under these fences, so the chunks are
                // claimed again: a higher fence makes it unknown. What ended is written again, which changes nothing twice.
                round.renew = true;
                for claim in std::mem::take(&mut round.held) {
                    self.ready.push_front(Ready {
                        chunk: claim.chunk,
                        not_before: 0,
                    });
                }
            }
        }
    }

    fn end(&mut self, campaign: &str, claimer: &Claimer<'_>) -> Result<Status, Error> {
        let begun = Instant::now();
        loop {
            match self.try_end(campaign, claimer) {
                Ok(status) => return Ok(status),
                Err(error) => drop(self.comes_back(begun, error)?),
            }
        }
    }
}

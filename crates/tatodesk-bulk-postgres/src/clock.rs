//! The clock of the database, as far as this machine knows it. It uses `session`.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use tatodesk::Clock;
use tatodesk_bulk::{Error, engine::millis};

use crate::session::Session;

/// Windows, expiry and leases are the same for all workers. Each round measures it again. Clones share what was measured.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseClock {
    machine: Arc<dyn Clock>,
    /// How far the database is ahead of the machine, in milliseconds.
    ahead: Arc<AtomicI64>,
}

impl DatabaseClock {
    pub(crate) async fn read(machine: Arc<dyn Clock>, session: &Session) -> Result<Self, Error> {
        let clock = Self {
            machine,
            ahead: Arc::default(),
        };
        let asked = clock.machine();
        clock.set(asked, session.one("SELECT now_ms()", &[]).await?);
        Ok(clock)
    }

    /// What the machine says, in milliseconds.
    pub(crate) fn machine(&self) -> i64 {
        millis(self.machine.as_ref())
    }

    /// The machine asked at one time, and the database answered with the other. So the clock is never behind the database: the time of the
    /// answer, in which the machine may sleep, counts.
    pub(crate) fn set(&self, asked: i64, answer: i64) {
        self.ahead.store(answer - asked, Ordering::SeqCst);
    }
}

impl Clock for DatabaseClock {
    fn instant(&self) -> Instant {
        self.machine.instant()
    }

    fn now(&self) -> SystemTime {
        let ahead = self.ahead.load(Ordering::SeqCst);
        let by = Duration::from_millis(ahead.unsigned_abs());
        match ahead < 0 {
            true => self.machine.now() - by,
            false => self.machine.now() + by,
        }
    }

    fn chance(&self) -> f64 {
        self.machine.chance()
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.machine.sleep(pause)
    }
}

//! Opens a ledger: makes its schema, or knows it again. It uses `connect`, `jobs` and `ledger`.

use tatodesk_bulk::{Error, engine::Hasher};

use crate::{
    connect::{Connect, SERVER, history},
    jobs,
    ledger::PostgresLedger,
    read::{self, Lock},
    session::{Session, get},
};

/// The version of `schema.sql`.
const VERSION: i64 = 1;

/// What is known about the history of a ledger that was written in another place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Nothing: such a ledger is refused.
    No,
    /// A replica that missed no commit took over.
    Promoted,
    /// It is a copy, which does not know what was sent after it was made.
    Restored,
}

impl Connect {
    /// Opens the ledger, and creates it if there is none, unless [`existing`](Self::existing) forbids it.
    ///
    /// # Errors
    /// When the database does not answer or does not keep its commits, when a newer version made the ledger, or when the ledger was written
    /// in another server, database or history: [`open_restored`](Self::open_restored), [`open_promoted`](Self::open_promoted).
    pub async fn open(self) -> Result<PostgresLedger, Error> {
        self.open_as(Trust::No).await
    }

    /// Opens a ledger that was restored from a copy.
    ///
    /// It is also for one whose server was replaced by one that may miss commits.
    ///
    /// Every recipient that is not final becomes unknown. No worker may run meanwhile.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_restored(self) -> Result<PostgresLedger, Error> {
        self.open_as(Trust::Restored).await
    }

    /// Opens a ledger whose server was replaced by a synchronous replica, which missed no commit.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_promoted(self) -> Result<PostgresLedger, Error> {
        self.open_as(Trust::Promoted).await
    }

    async fn open_as(mut self, trust: Trust) -> Result<PostgresLedger, Error> {
        let session = self.session(true).await?;
        let hasher = session.transaction(self.prepare(&session, trust)).await?;
        self.server = Some(history(&session).await?);
        // Two processes must not create the tables of the jobs at the same time.
        let locked = "SELECT pg_advisory_lock(1413566575)::text";
        session.rows(locked, &[]).await?;
        let made = jobs::migrate(&self.config, &self.schema).await;
        session
            .rows("SELECT pg_advisory_unlock(1413566575)::text", &[])
            .await?;
        made?;
        Ok(PostgresLedger::new(self, hasher))
    }

    /// Creates the schema or knows it again, and returns the hasher of the ledger.
    async fn prepare(&self, session: &Session, trust: Trust) -> Result<Hasher, Error> {
        session
            .rows("SELECT pg_advisory_xact_lock(1413566575)::text", &[])
            .await?;
        let exists = "SELECT to_regclass(current_schema() || '.ledger') IS NOT NULL";
        let in_use = "SELECT count(*) FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = $1";
        if session.one::<Option<bool>>(exists, &[]).await? != Some(true) {
            if !self.create || session.one::<i64>(in_use, &[&self.schema]).await? > 0 {
                return Err(Error::NotALedger);
            }
            let schema = &self.schema;
            session
                .batch(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""))
                .await?;
            session.batch(include_str!("schema.sql")).await?;
            // PostgreSQL makes these of its cryptographic random numbers: 244 bits.
            let secret = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())";
            let sql = format!(
                "INSERT INTO ledger(version, server, secret) SELECT $1, {SERVER}, {secret}"
            );
            session.made(&sql, &[&VERSION]).await?;
        }
        let sql = format!("SELECT version, server = {SERVER}, secret FROM ledger");
        let rows = session.made(&sql, &[]).await?;
        let row = rows.first().ok_or(Error::NotALedger)?;
        if get::<i64>(row, 0)? != VERSION {
            return Err(Error::NotALedger);
        }
        let is_here: bool = get(row, 1)?;
        match trust {
            Trust::No if !is_here => {
                return Err(Error::Restored(
                    "its server was restored, replaced or promoted since it was written",
                ));
            }
            Trust::Restored => distrust(session).await?,
            _ => {}
        }
        let sql = format!("UPDATE ledger SET server = {SERVER}");
        session.made(&sql, &[]).await?;
        Ok(Hasher::new(get(row, 2)?))
    }
}

/// A restored ledger does not know what was sent after the copy: all that is not final becomes unknown, under new fences.
pub(crate) async fn distrust(session: &Session) -> Result<(), Error> {
    read::lock(session, Lock::Change).await?;
    let statements = [
        "UPDATE lease SET fence = fence + 1, owner = NULL, until = 0, done = 1",
        "UPDATE attempt SET outcome = 'unknown', ended_at = now_ms(), evidence = 'restore' WHERE outcome IS NULL",
        "UPDATE recipient SET state = 'unknown', reason = 'the ledger was restored from a copy' WHERE state IN ('planned', 'sending')",
        "DELETE FROM worker",
    ];
    for sql in statements {
        session.execute(sql, &[]).await?;
    }
    read::event(session, None, "restored").await
}

//! How the ledger's database is reached. It uses `session`.

use std::{fmt, time::Duration};

use tatodesk_bulk::Error;
use tokio_postgres::{Config, config::SslMode};

use crate::session::{Session, get};

/// Where the ledger is, before it is opened. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Connect {
    pub(crate) config: Config,
    pub(crate) schema: String,
    pub(crate) lease: Duration,
    /// Whether `open` makes a ledger where there is none.
    pub(crate) create: bool,
    /// The server and history in which the ledger was opened, once it was.
    pub(crate) server: Option<String>,
}

/// Shows no address, user or password.
impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect").finish_non_exhaustive()
    }
}

/// The server, the database, and the history (timeline) that the ledger is written in.
pub(crate) const SERVER: &str = "(SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system())";

/// What [`SERVER`] says now.
pub(crate) async fn history(session: &Session) -> Result<String, Error> {
    let rows = session.made(&format!("SELECT {SERVER}"), &[]).await?;
    get(rows.first().ok_or(Error::NotALedger)?, 0)
}

impl Connect {
    /// The database at an address such as `postgres://user:password@host/database`, with the parameters that `libpq` knows.
    ///
    /// The ledger is in its schema `tatodesk_bulk`, and the jobs in `tatodesk_bulk_jobs`.
    ///
    /// # Errors
    /// When the address does not read, or wants TLS and the crate has not the feature `rustls`. The error does not repeat it.
    pub fn new(url: &str) -> Result<Self, Error> {
        // All certificates and names are checked, so these words of libpq ask for nothing more.
        let url = url
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        let mut config: Config = url
            .parse()
            .map_err(|_| Error::Settings("the address of the database does not read"))?;
        if config.get_ssl_mode() == SslMode::Require && !cfg!(feature = "rustls") {
            return Err(Error::Settings(
                "an encrypted connection to the database needs the feature rustls",
            ));
        }
        // A connection that is cut without a word is noticed.
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(20));
        }
        config.keepalives_idle(Duration::from_secs(10));
        config.application_name("tatodesk-bulk");
        Ok(Self {
            config,
            schema: "tatodesk_bulk".to_owned(),
            lease: Duration::from_secs(60),
            create: true,
            server: None,
        })
    }

    /// The password of the user, unless the address has one.
    ///
    /// A password that a program has from its environment then stands in no list of processes.
    #[must_use]
    pub fn password(mut self, password: impl AsRef<[u8]>) -> Self {
        if self.config.get_password().is_none() {
            self.config.password(password);
        }
        self
    }

    /// Opens a ledger that is there already, and refuses to create one.
    #[must_use]
    pub fn existing(mut self) -> Self {
        self.create = false;
        self
    }

    /// Keeps the ledger in another schema of the database. Its name has lower case letters, digits and `_`, 40 at most.
    ///
    /// # Errors
    /// When the name has something else.
    pub fn schema(mut self, name: &str) -> Result<Self, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || name.len() > 40 || !name.chars().all(plain) || name.starts_with("pg_")
        {
            return Err(Error::Settings(
                "the name of a schema has lower case letters, digits and _",
            ));
        }
        self.schema = name.to_owned();
        Ok(self)
    }

    /// How long a worker keeps its chunks when it is not heard of. 60 seconds unless given, and 1 second at least.
    ///
    /// A worker that sleeps longer loses its chunks: its messages on their way become unknown until their answers are written.
    #[must_use]
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time.max(Duration::from_secs(1));
        self
    }

    pub(crate) fn lease_millis(&self) -> i64 {
        i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX)
    }

    /// A session for rounds. A process that sleeps in a round holds its locks, so the server ends a transaction that is idle for a lease.
    pub(crate) async fn round_session(&self, durable: bool) -> Result<Session, Error> {
        let session = self.session(durable).await?;
        let idle = self.lease_millis().min(i64::from(i32::MAX));
        let sql = format!("SET idle_in_transaction_session_timeout TO {idle}");
        session.batch(&sql).await?;
        Ok(session)
    }

    pub(crate) async fn session(&self, durable: bool) -> Result<Session, Error> {
        let session = Session::connect(&self.config, &self.schema, durable).await?;
        match &self.server {
            // Only a server that keeps its commits begins attempts.
            Some(server) if durable && *server != history(&session).await? => Err(Error::Restored(
                "its server was replaced or promoted since it was opened",
            )),
            _ => Ok(session),
        }
    }
}

#[cfg(test)]
mod tests;

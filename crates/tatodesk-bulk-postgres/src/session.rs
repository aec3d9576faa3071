//! A connection to PostgreSQL: its settings, its statements, its transactions, and what its errors say. It uses no other module.

use std::{collections::HashMap, fmt, future::Future, path::Path};

use tatodesk_bulk::Error;
use tokio::sync::Mutex;
use tokio_postgres::{
    Client, Config, Row, SimpleQueryMessage, Statement, error::SqlState, types::ToSql,
};

/// PostgreSQL refused something, or the connection ended.
///
/// It keeps the code alone: PostgreSQL's words may repeat a row, which may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    /// The SQLSTATE. None if no answer came.
    code: Option<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "PostgreSQL refused a statement (SQLSTATE {code})"),
            None => f.write_str("the connection to PostgreSQL failed"),
        }
    }
}

impl std::error::Error for Failed {}

impl Failed {
    /// What is kept of another crate's error about the database.
    pub(crate) fn with(code: Option<&str>) -> Error {
        Error::Store(Box::new(Self {
            code: code.map(str::to_owned),
        }))
    }
}

pub(crate) fn failed(error: &tokio_postgres::Error) -> Error {
    let source = std::error::Error::source(error);
    let is_io = source.is_some_and(|source| source.is::<std::io::Error>());
    let code = match error.code() {
        Some(code) => Some(code.code().to_owned()),
        // The words of these kinds are the client's own: a timeout has no source.
        None if error.is_closed() || is_io || error.to_string().contains("timeout") => None,
        None => Some("none: an answer does not read".to_owned()),
    };
    Error::Store(Box::new(Failed { code }))
}

/// Why no connection was made. What a person has to correct is no failure of the database.
fn refused(error: &tokio_postgres::Error) -> Error {
    let code = error.code().map(SqlState::code).unwrap_or_default();
    // The words of an error without a code are the client's own.
    let words = error.to_string();
    Error::Settings(match code.get(..2) {
        Some("28") => "PostgreSQL refused the user or the password",
        Some("3D") => "PostgreSQL has no database of this name",
        None if words.starts_with("invalid configuration") => {
            "the address of the database lacks a host or the password"
        }
        None if words.starts_with("error performing TLS") => {
            "no encrypted connection to PostgreSQL can be made"
        }
        _ => return failed(error),
    })
}

/// Whether doing the same again may help, and then whether the connection is lost.
pub(crate) fn lost_connection(error: &Error) -> Option<bool> {
    let Error::Store(source) = error else {
        return None;
    };
    let code = match source.downcast_ref::<Failed>()? {
        Failed { code: None } => return Some(true),
        Failed { code: Some(code) } => code.as_str(),
    };
    let again = [
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::LOCK_NOT_AVAILABLE,
    ];
    if again.iter().any(|state| state.code() == code) {
        return Some(false);
    }
    // Connection exceptions, resources, a server that stops or starts, and a transaction in which this process slept.
    let lost = ["08", "53", "57"].contains(&code.get(..2).unwrap_or_default());
    let slept = code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT.code();
    (lost || slept).then_some(true)
}

/// A statement's parameters.
pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// One connection. Its transactions are one after the other.
pub(crate) struct Session {
    client: Client,
    statements: Mutex<HashMap<&'static str, Statement>>,
}

/// Each statement sees what is committed when it begins, whatever the server's default is.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// How often a transaction is done again that PostgreSQL ended because of others.
const AGAIN: usize = 5;

impl Session {
    /// Connects, and takes the schema as its own. `durable`: a commit is on disk before it returns.
    pub(crate) async fn connect(
        config: &Config,
        schema: &str,
        durable: bool,
    ) -> Result<Self, Error> {
        let roots = std::env::var_os("PGSSLROOTCERT");
        let tls = graphile_worker_postgres_tls::connector(roots.as_deref().map(Path::new))
            .map_err(|_| {
                Error::Settings("the file that PGSSLROOTCERT names has no certificates")
            })?;
        let connected = config.connect(tls).await;
        let (client, connection) = connected.map_err(|error| refused(&error))?;
        tokio::spawn(async move {
            // The client's next statement tells how it ended.
            let _ = connection.await;
        });
        let session = Self {
            client,
            statements: Mutex::default(),
        };
        let commits = if durable { "on" } else { "off" };
        let settings = format!(
            "SET search_path TO \"{schema}\"; SET synchronous_commit TO {commits}; SET lock_timeout TO '20s'; SET statement_timeout TO '300s'"
        );
        session.batch(&settings).await?;
        if durable {
            session.check_durable().await?;
        }
        Ok(session)
    }

    /// An attempt must be on disk before its message leaves.
    async fn check_durable(&self) -> Result<(), Error> {
        let sql = "SELECT current_setting('synchronous_commit') = 'on' AND current_setting('fsync') = 'on' AND NOT pg_is_in_recovery()";
        match self.one::<bool>(sql, &[]).await? {
            true => Ok(()),
            false => Err(Error::Settings(
                "PostgreSQL must be a primary with fsync and synchronous_commit on",
            )),
        }
    }

    async fn prepared(&self, sql: &'static str) -> Result<Statement, Error> {
        let mut statements = self.statements.lock().await;
        if let Some(statement) = statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await;
        let statement = statement.map_err(|error| failed(&error))?;
        statements.insert(sql, statement.clone());
        Ok(statement)
    }

    pub(crate) async fn rows(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(sql).await?;
        let rows = self.client.query(&statement, params).await;
        rows.map_err(|error| failed(&error))
    }

    pub(crate) async fn row(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// The first value of the one row.
    pub(crate) async fn one<T: tokio_postgres::types::FromSqlOwned>(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<T, Error> {
        let statement = self.prepared(sql).await?;
        let row = self.client.query_one(&statement, params).await;
        row.and_then(|row| row.try_get(0))
            .map_err(|error| failed(&error))
    }

    /// How many rows a statement changed.
    pub(crate) async fn execute(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<u64, Error> {
        let statement = self.prepared(sql).await?;
        let count = self.client.execute(&statement, params).await;
        count.map_err(|error| failed(&error))
    }

    /// A statement whose text is made as it is needed.
    pub(crate) async fn made(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Error> {
        let rows = self.client.query(sql, params).await;
        rows.map_err(|error| failed(&error))
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Error> {
        let done = self.client.batch_execute(sql).await;
        done.map_err(|error| failed(&error))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Begins a transaction, and returns the time of the database in milliseconds.
    pub(crate) async fn begin(&self) -> Result<i64, Error> {
        let sql = format!("{BEGIN}; SELECT now_ms()");
        let done = self.client.simple_query(&sql).await;
        let done = done.map_err(|error| failed(&error))?;
        let time = done.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
            _ => None,
        });
        time.ok_or(Error::NotALedger)
    }

    /// Does something in one transaction, and does it again when PostgreSQL ended it because of others: a deadlock, or a lock that took long.
    pub(crate) async fn retried<T, A: Future<Output = Result<T, Error>>>(
        &self,
        act: impl Fn() -> A,
    ) -> Result<T, Error> {
        for _ in 1..AGAIN {
            match self.transaction(act()).await {
                Err(error) if lost_connection(&error) == Some(false) => {}
                done => return done,
            }
        }
        self.transaction(act()).await
    }

    /// Does something in one transaction, and commits it only if that succeeds.
    pub(crate) async fn transaction<T>(
        &self,
        act: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.batch(BEGIN).await?;
        match act.await {
            Ok(done) => {
                self.batch("COMMIT").await?;
                Ok(done)
            }
            Err(error) => {
                // A connection that cannot roll back is lost, and the server rolls back.
                let _ = self.batch("ROLLBACK").await;
                Err(error)
            }
        }
    }
}

/// A value of a row.
pub(crate) fn get<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    column: usize,
) -> Result<T, Error> {
    row.try_get(column).map_err(|error| failed(&error))
}

//! The ledger in SQLite: all SQL of the crate is in this folder, so that another database is another folder of this shape.
//!
//! `guard` protects the file, `plan` writes a plan, `book` is what a run asks, of `claim`, `attempt` and `pace`, `people` keeps people's wishes,
//! `read` answers questions, `resolve` reconciles. The folder uses the plain types of the crate. `ledger`, `run` and `reconcile` use it.

pub(crate) mod attempt;
pub(crate) mod book;
pub(crate) mod claim;
pub(crate) mod guard;
pub(crate) mod pace;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod resolve;

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use rusqlite::{
    Connection, OptionalExtension as _, Transaction, TransactionBehavior, config::DbConfig,
};

use crate::{
    error::Error,
    keyed::{Hash, Hasher},
};
use guard::{Lock, Mark};

/// "Tato", so that no other program's database is taken for a ledger.
const APPLICATION_ID: i64 = 0x5461_746f;
const VERSION: i64 = 1;

/// One open ledger. A mutex around it makes it the only writer of this process.
pub(crate) struct Store {
    db: Connection,
    mark: Mark,
    hasher: Hasher,
}

impl Store {
    /// Opens or creates a ledger. `restored` says that the caller knows it to be a copy.
    pub(crate) fn open(path: &Path, restored: bool, now: Timestamp) -> Result<Self, Error> {
        guard::local(path)?;
        guard::private(path)?;
        let mut db = Connection::open(path)?;
        db.busy_timeout(Duration::from_secs(30))?;
        db.pragma_update(None, "journal_mode", "wal")?;
        db.pragma_update(None, "synchronous", "full")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.pragma_update(None, "secure_delete", true)?;
        // Statements stay as they were prepared, whatever is bound to them.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // More than the statements of a run.
        db.set_prepared_statement_cache_capacity(64);
        create(&mut db)?;
        let (instance, secret) =
            db.query_row("SELECT instance, secret FROM ledger", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
            })?;
        let (mark, doubt) = Mark::open(path, &instance, || generation(&db))?;
        let hasher = Hasher::new(&secret);
        let mut store = Self { db, mark, hasher };
        match doubt {
            Some(why) if !restored => return Err(Error::Restored(why)),
            None if !restored => {}
            _ => {
                let runs = store.lock_all(path)?;
                store.write(|tx| claim::distrust(tx, now))?;
                drop(runs);
            }
        }
        store.raise_mark()?;
        Ok(store)
    }

    /// One transaction, committed with a full sync.
    pub(crate) fn write<T>(
        &mut self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = act(&tx)?;
        boundary();
        tx.commit()?;
        boundary();
        Ok(done)
    }

    pub(crate) fn reader(&self) -> &Connection {
        &self.db
    }

    /// Lifts the mark beside the ledger to its generation. Messages may leave after that, not before.
    pub(crate) fn raise_mark(&mut self) -> Result<(), Error> {
        // No other process may write a higher mark between the two steps.
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.mark.raise(generation(&tx)?)?;
        Ok(tx.rollback()?)
    }

    /// Takes the run locks of all campaigns, so that none of them runs meanwhile.
    fn lock_all(&self, path: &Path) -> Result<Vec<Lock>, Error> {
        let mut campaigns = self.db.prepare("SELECT id FROM campaign")?;
        let ids = campaigns.query_map([], |row| row.get(0))?;
        ids.map(|id| guard::lock(path, id?)).collect()
    }

    pub(crate) fn hasher(&self) -> Hasher {
        self.hasher.clone()
    }
}

fn generation(db: &Connection) -> Result<i64, Error> {
    Ok(db.query_row("SELECT generation FROM ledger", [], |row| row.get(0))?)
}

fn create(db: &mut Connection) -> Result<(), Error> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number =
        |pragma: &str| tx.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0));
    let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        tx.execute_batch(include_str!("schema.sql"))?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", VERSION)?;
        tx.execute(
            "INSERT INTO ledger VALUES (lower(hex(randomblob(16))), randomblob(32), 0)",
            [],
        )?;
    } else if (number("application_id")?, number("user_version")?) != (APPLICATION_ID, VERSION) {
        return Err(Error::NotALedger);
    }
    tx.commit()?;
    Ok(())
}

pub(crate) fn event(
    tx: &Transaction<'_>,
    campaign: Option<i64>,
    at: i64,
    what: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO event(at, campaign_id, what) VALUES (?, ?, ?)";
    tx.prepare_cached(sql)?.execute((at, campaign, what))?;
    Ok(())
}

/// Whether an address is on the suppression list of a channel.
pub(crate) fn suppressed(tx: &Connection, hash: &Hash, channel: &str) -> Result<bool, Error> {
    // The signs keep SQLite to one search, by the hash.
    let sql = "SELECT 1 FROM suppression WHERE hash = ? AND (+channel = ? OR +channel = '*')";
    let found = tx
        .prepare_cached(sql)?
        .query_row((hash, channel), |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Where the crash tests kill the process.
#[cfg(test)]
fn boundary() {
    crate::crash_tests::boundary();
}

#[cfg(not(test))]
fn boundary() {}

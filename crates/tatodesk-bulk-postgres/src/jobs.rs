//! Gives chunks to workers, with graphile_worker on the ledger's own database. All that knows graphile_worker is in this file.
//!
//! A job is one chunk of a campaign. It is written in the ledger's transaction, waits in PostgreSQL, wakes a worker, and passes on when the heart
//! of its worker stops. It decides nothing: a worker that gets a chunk still has to claim it in the ledger, where the fence decides. So a chunk
//! that is given twice, or once too few, does no harm: the second claim fails, and a job that is missing is written again.

use std::time::Duration;

use graphile_worker::{
    DbError, IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerOptions,
    WorkerShutdownConfig, WorkerUtils, tokio_postgres::TokioPostgresDatabase,
};
use serde::{Deserialize, Serialize};
use tatodesk_bulk::Error;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};
use tokio_postgres::Config;

use crate::session::{Failed, Session};

/// A chunk that this process is to send.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) chunk: i64,
    /// Whether the chunk is closed. A job whose chunk is not closed goes back.
    pub(crate) closed: oneshot::Sender<bool>,
}

/// The payload of a job.
#[derive(Serialize, Deserialize)]
struct Chunk {
    campaign: i64,
    chunk: i64,
}

#[derive(Clone, Debug)]
struct Receiver(mpsc::UnboundedSender<Given>);

impl TaskHandler for Chunk {
    const IDENTIFIER: &'static str = "tatodesk_bulk_chunk";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let (closed, ended) = oneshot::channel();
        let given = Given {
            chunk: self.chunk,
            closed,
        };
        if let Some(Receiver(run)) = context.extensions().get::<Receiver>() {
            let _ = run.send(given);
        }
        match ended.await {
            Ok(true) => Ok(()),
            _ => Err("the chunk is not closed"),
        }
    }
}

/// The schema of graphile_worker's tables.
pub(crate) fn schema(of_ledger: &str) -> String {
    format!("{of_ledger}_jobs")
}

/// The words of these errors repeat those of the database, which may be personal or have the address: the SQLSTATE alone is kept.
fn graphile(error: impl std::error::Error + 'static) -> Error {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<DbError>() {
            return Failed::with(error.code());
        }
        next = error.source();
    }
    Failed::with(Some("none: the jobs"))
}

/// Creates graphile_worker's tables, or brings them up to date.
pub(crate) async fn migrate(config: &Config, ledger: &str) -> Result<(), Error> {
    let database = TokioPostgresDatabase::from_config(config.clone(), 1).map_err(graphile)?;
    let utils = WorkerUtils::new(database, schema(ledger));
    utils.migrate().await.map_err(graphile)
}

/// Writes a job for each chunk of a campaign that is not closed and has no job. It belongs into a transaction of the ledger.
///
/// A job that failed waits, up to hours. Where its chunk has no living owner, it waits no longer.
pub(crate) async fn write(session: &Session, ledger: &str, campaign: i64) -> Result<(), Error> {
    let jobs = schema(ledger);
    let sql = format!(
        "SELECT count(*) FROM \"{jobs}\".add_jobs(ARRAY(
            SELECT ('{task}', json_build_object('campaign', campaign_id, 'chunk', chunk), NULL, NULL, 32000,
                campaign_id || ' ' || chunk, 0, ARRAY['campaign ' || campaign_id])::\"{jobs}\".job_spec
            FROM lease WHERE campaign_id = $1 AND done = 0
                AND NOT EXISTS (SELECT 1 FROM \"{jobs}\"._private_jobs WHERE key = campaign_id || ' ' || chunk)
            ORDER BY chunk))",
        task = Chunk::IDENTIFIER
    );
    session.made(&sql, &[&campaign]).await?;
    let sql = format!(
        "UPDATE \"{jobs}\"._private_jobs j SET run_at = now(), attempts = 0 FROM lease l
            WHERE l.campaign_id = $1 AND l.done = 0 AND l.until <= now_ms()
                AND j.key = l.campaign_id || ' ' || l.chunk AND j.locked_at IS NULL AND (j.run_at > now() OR j.attempts >= j.max_attempts)"
    );
    session.made(&sql, &[&campaign]).await.map(drop)
}

/// Removes the jobs of a campaign that has ended.
pub(crate) async fn remove(session: &Session, ledger: &str, campaign: i64) -> Result<(), Error> {
    let jobs = schema(ledger);
    let sql = format!(
        "SELECT count(*) FROM lease, LATERAL \"{jobs}\".remove_job(campaign_id || ' ' || chunk) WHERE campaign_id = $1"
    );
    session.made(&sql, &[&campaign]).await.map(drop)
}

/// The part of this process that takes jobs.
pub(crate) struct Jobs {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// How a process takes jobs.
#[derive(Clone)]
pub(crate) struct Take {
    pub(crate) config: Config,
    pub(crate) ledger: String,
    pub(crate) campaign: i64,
    /// How many chunks at the same time.
    pub(crate) chunks: usize,
    /// A worker whose heart did not beat for this time loses its jobs.
    pub(crate) lease: Duration,
}

impl Jobs {
    /// Begins to take the jobs of a campaign.
    pub(crate) fn take(take: Take) -> (Self, mpsc::UnboundedReceiver<Given>) {
        let (run, given) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            // The sender is gone when the run was dropped.
            while !*stopped.borrow() && stopped.has_changed().is_ok() {
                // It ends in order when it is stopped. Otherwise the database failed, and it begins anew.
                let _ = work(&take, run.clone(), stopped.clone()).await;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
        (Self { stop, task }, given)
    }

    /// Gives back what is not closed, and takes nothing more. What was given is kept until then.
    pub(crate) async fn stop(self) {
        let Self { stop, task } = self;
        stop.send_replace(true);
        // Where the database does not answer, the others get the jobs when the heart stops.
        let abort = task.abort_handle();
        if tokio::time::timeout(Duration::from_secs(5), task)
            .await
            .is_err()
        {
            abort.abort();
        }
    }
}

async fn work(
    take: &Take,
    run: mpsc::UnboundedSender<Given>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), Error> {
    // A process that sleeps while it takes jobs from others holds locks, so the server ends its transaction.
    let mut config = take.config.clone();
    let options = config.get_options().unwrap_or_default();
    let idle = take.lease.as_millis().min(i32::MAX as u128);
    let options = format!("{options} -c idle_in_transaction_session_timeout={idle}");
    config.options(options.trim_start());
    let database = TokioPostgresDatabase::from_config(config, 3).map_err(graphile)?;
    let shutdown = WorkerShutdownConfig::default()
        .listen_os_shutdown_signals(false)
        .grace_period(Duration::ZERO)
        .interrupted_job_retry_delay(Duration::ZERO)
        .shutdown_signal(async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        });
    let worker = WorkerOptions::default()
        .database(database)
        .schema(schema(&take.ledger).as_str())
        .concurrency(take.chunks)
        .poll_interval(Duration::from_millis(200))
        .add_accepted_flag(&format!("campaign {}", take.campaign))
        .heartbeat_interval(take.lease / 3)
        .sweep_interval(take.lease / 3)
        .sweep_threshold(take.lease)
        .recovery_delay(Duration::ZERO)
        .worker_shutdown(shutdown)
        .add_extension(Receiver(run))
        .define_job::<Chunk>()
        .init()
        .await
        .map_err(graphile)?;
    worker.run().await.map_err(graphile)
}

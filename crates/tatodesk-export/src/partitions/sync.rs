//! A sync: what the caller sets up and runs.

use std::{
    fmt, future::poll_fn, num::NonZeroUsize, ops::RangeInclusive, path::PathBuf, sync::Arc,
    task::Poll, time::SystemTime,
};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use tatodesk::{Call, Clock, Outcome};

use super::{
    manifest::{Manifest, VERSION},
    place::{Place, ReportPlace},
    shard::Shard,
    state::State,
    table::Table,
    walk::walk,
};
use crate::{
    error::ExportError, error::FailedDay, error::FailedDays, request::DailyRequest,
    rules::ColumnRules, sink::Format, synced::Change, synced::SyncSummary, synced::SyncedDay,
};

/// How many days are fetched side by side, unless the caller says it.
const CONCURRENCY: NonZeroUsize = NonZeroUsize::new(4).expect("not zero");

/// A sync ends early when this number of days has failed and none between them was fetched: then it is not the days.
const FAILURES: usize = 20;

type OnDay = Box<dyn FnMut(&SyncedDay) + Send>;

/// A place, a folder or a bucket, with reports in partitions of one day.
///
/// `report=digital_services/date=2025-01-30/part-0.jsonl` has the rows of that day. Each partition is replaced whole, and has a
/// manifest. A process can be killed at any moment: the next sync fetches what is not whole.
pub struct Partitions {
    place: Place,
    format: Format,
    rules: ColumnRules,
    look_back: u32,
    concurrency: NonZeroUsize,
    shard: Option<Shard>,
    clock: Option<Arc<dyn Clock>>,
    on_day: Option<OnDay>,
}

impl Partitions {
    /// Partitions in this folder, which is created when the first day comes.
    pub fn new(folder: impl Into<PathBuf>, format: Format) -> Self {
        Self::at(Place::Folder(folder.into()), format)
    }

    /// Partitions at a URL, with the credentials of the environment.
    ///
    /// Known are `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`, `abfss://container@account.dfs.core.windows.net/prefix`,
    /// and `file:///folder`, which is the folder of [`new`](Self::new). The variables are those of the crate `object_store`:
    /// `AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `GOOGLE_APPLICATION_CREDENTIALS`, `AZURE_STORAGE_ACCOUNT_NAME` and so on. It needs a tokio
    /// runtime.
    ///
    /// # Errors
    /// When the URL is none of these, has credentials in it, or the environment has settings that the store does not take.
    #[cfg(feature = "object-store")]
    pub fn at_url(url: &str, format: Format) -> Result<Self, ExportError> {
        let place = match super::store::parse(url)? {
            super::store::Address::Folder(folder) => Place::Folder(folder),
            super::store::Address::Store(root) => Place::Store(root),
        };
        Ok(Self::at(place, format))
    }

    /// Partitions below a prefix of a store that the caller has set up.
    ///
    /// The store must take conditions ([`PutMode::Create`](object_store::PutMode::Create) and
    /// [`PutMode::Update`](object_store::PutMode::Update)); `LocalFileSystem` does not.
    #[cfg(feature = "object-store")]
    #[must_use]
    pub fn in_store(
        store: Arc<dyn object_store::ObjectStore>,
        prefix: object_store::path::Path,
        format: Format,
    ) -> Self {
        let name = format!("{store}/{prefix}").trim_end_matches('/').to_owned();
        let place = Place::Store(super::store::Root {
            store,
            prefix,
            name,
        });
        Self::at(place, format)
    }

    fn at(place: Place, format: Format) -> Self {
        Self {
            place,
            format,
            rules: ColumnRules::new(),
            look_back: 0,
            concurrency: CONCURRENCY,
            shard: None,
            clock: None,
            on_day: None,
        }
    }

    /// Leaves out or hashes columns, always the same.
    #[must_use]
    pub fn columns(mut self, rules: ColumnRules) -> Self {
        self.rules = rules;
        self
    }

    /// Fetches the last `days` days of the range again, even if they are there.
    ///
    /// Their rows can still change. None by default.
    #[must_use]
    pub fn look_back(mut self, days: u32) -> Self {
        self.look_back = days;
        self
    }

    /// Fetches at most this number of days side by side, 4 by default. The client's own limits hold as well.
    #[must_use]
    pub fn concurrency(mut self, days: NonZeroUsize) -> Self {
        self.concurrency = days;
        self
    }

    /// Fetches only the days of this part of the work.
    ///
    /// Other processes fetch the others.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(shard);
        self
    }

    /// Sets the clock that says when a day was fetched. The default is that of the machine.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Calls this with each day that is done.
    ///
    /// The order is that in which they get done.
    #[must_use]
    pub fn on_day(mut self, tell: impl FnMut(&SyncedDay) + Send + 'static) -> Self {
        self.on_day = Some(Box::new(tell));
        self
    }

    /// Brings all days of a range into the folder.
    ///
    /// `call` makes the call of one day: its filters are those of the day and whatever else is wanted, always the same. Days are civil
    /// days of the account. A day is fetched if it is not there, if its files are not those of its manifest, if it was fetched before
    /// it was over, if its rows moved then, or if [`look_back`](Self::look_back) says so.
    ///
    /// Rows can move while the pages of a day are read. So the number of rows and the first row are asked for again at the end. If the
    /// numbers of all pages, of the end and of the rows are not the same, or the first row is another one, the day is fetched once
    /// more. If that is so again, it is [unsettled](SyncedDay::settled).
    ///
    /// Dropping the future ends the sync. Days that are done stay, and no temporary file does.
    ///
    /// # Errors
    /// [`ExportError::Days`] when days failed: the others were fetched all the same. It ends early when each day would fail: without a
    /// connection, with a key that is refused, when a file or an object cannot be written, or when 20 days in a row have failed. Nothing is sent when the
    /// rules for columns do not fit the report, another sync of the folder runs, or the folder has this report in another format, with
    /// other filters or other columns. Days that are done stay, and the next sync goes on with the others.
    pub async fn sync<R: DailyRequest>(
        mut self,
        days: RangeInclusive<Date>,
        call: impl Fn(Date) -> Call<R>,
    ) -> Result<SyncSummary, ExportError> {
        self.rules.check(R::REPORT)?;
        let request = call(*days.start());
        let table = Table::new(R::REPORT, self.format, request.request(), &self.rules);
        let place = self.place.report(table.clone());
        let mut state = State {
            version: VERSION,
            report: R::REPORT.name().to_owned(),
            format: table.format().to_owned(),
            filters: table.filters.clone(),
            from: *days.start(),
            to: *days.end(),
            look_back: self.look_back,
            shard: self.shard.map(|shard| shard.to_string()),
            started_at: self.now(),
            ended_at: None,
            unsettled: Vec::new(),
        };
        let held = place.begin(&state, self.shard).await?;

        let mut on_day = self.on_day.take();
        let (mut summary, mut failed) = (SyncSummary::default(), Vec::new());
        let mut in_a_row = 0;
        let mut left = days
            .start()
            .series(1.day())
            .take_while(|day| day <= days.end())
            .filter(|day| self.shard.is_none_or(|it| it.has(R::REPORT, *day)));
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < self.concurrency.get() && in_a_row < FAILURES {
                let Some(date) = left.next() else { break };
                let day = self.day(date, days.end(), call(date), &place, &table);
                running.push(async move { (date, day.await) });
            }
            let Some((date, day)) = running.next().await else {
                break;
            };
            match day {
                Ok(day) => {
                    in_a_row = 0;
                    summary.add(&day);
                    if let Some(tell) = &mut on_day {
                        tell(&day);
                    }
                }
                Err(error) if is_of_the_day(&error) => {
                    in_a_row += 1;
                    failed.push(FailedDay { date, error });
                }
                Err(error) => return Err(error),
            }
            give_way().await;
        }
        if !failed.is_empty() {
            failed.sort_by_key(|day| day.date);
            let failed = FailedDays {
                days: failed,
                summary,
            };
            return Err(ExportError::Days(Box::new(failed)));
        }
        state.ended_at = Some(self.now());
        state.unsettled.clone_from(&summary.unsettled);
        place.end(&state, self.shard, held).await?;
        Ok(summary)
    }

    async fn day<R: DailyRequest>(
        &self,
        day: Date,
        last: &Date,
        call: Call<R>,
        report: &ReportPlace,
        table: &Table,
    ) -> Result<SyncedDay, ExportError> {
        let mut place = report.day(day);
        let known = place.find().await?;
        let age = last.duration_since(day).as_hours() / 24;
        let again = age < i64::from(self.look_back);
        if let Some(known) = known.as_ref().filter(|it| it.is_final() && !again) {
            return Ok(synced(known, Change::Kept, Some(known)));
        }
        let path = place.path();
        let walked = walk(&call, &place, self.format, &self.rules).await;
        let walked = walked.map_err(|error| error.at(&path))?;
        let (rows, malformed) = walked.contents();
        let manifest = Manifest {
            version: VERSION,
            report: R::REPORT.name().to_owned(),
            date: day,
            file: table.file(),
            format: table.format().to_owned(),
            filters: table.filters.clone(),
            rows: walked.progress.rows,
            bytes: rows.bytes,
            sha256: rows.sha256,
            malformed: walked.progress.malformed,
            malformed_sha256: (malformed.bytes > 0).then_some(malformed.sha256),
            e_tag: None,
            malformed_e_tag: None,
            count_at_begin: walked.progress.expected_first,
            count_at_end: walked.count_at_end,
            fetched_at: self.now(),
            settled: walked.settled,
        };
        let is_same = known.as_ref().is_some_and(|known| {
            (&known.sha256, &known.malformed_sha256)
                == (&manifest.sha256, &manifest.malformed_sha256)
        });
        let theirs = place.commit(is_same, walked.rows, walked.malformed, &manifest);
        let theirs = theirs.await.map_err(|error| error.at(&path))?;
        Ok(match (theirs, known) {
            (Some(theirs), known) => synced(&theirs, Change::Kept, known.as_ref()),
            (None, Some(known)) if is_same => synced(&manifest, Change::Unchanged, Some(&known)),
            (None, Some(known)) => synced(&manifest, Change::Replaced, Some(&known)),
            (None, None) => synced(&manifest, Change::Fetched, None),
        })
    }

    fn now(&self) -> Timestamp {
        let now = self.clock.as_ref().map(|clock| clock.now());
        let now = Timestamp::try_from(now.unwrap_or_else(SystemTime::now));
        now.unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Debug for Partitions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partitions")
            .field("place", &self.place)
            .field("format", &self.format)
            .field("rules", &self.rules)
            .field("look_back", &self.look_back)
            .field("concurrency", &self.concurrency)
            .field("shard", &self.shard)
            .finish_non_exhaustive()
    }
}

fn synced(manifest: &Manifest, change: Change, known: Option<&Manifest>) -> SyncedDay {
    SyncedDay {
        date: manifest.date,
        change,
        rows: manifest.rows,
        rows_before: known.map(|known| known.rows),
        bytes: manifest.bytes,
        malformed: manifest.malformed,
        settled: manifest.settled,
    }
}

/// Whether a failure says nothing about the other days. Without a connection, or with a key that is refused, each day fails.
fn is_of_the_day(error: &ExportError) -> bool {
    match error {
        ExportError::Call(error) => error.outcome() != Outcome::NotSent && !error.is_auth(),
        _ => false,
    }
}

/// Lets other tasks run. Days that are kept are done without waiting for anything.
async fn give_way() {
    let mut has_waited = false;
    poll_fn(|cx| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

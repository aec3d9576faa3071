//! A sync: what the caller sets up and runs.

use std::{
    fmt, future::poll_fn, num::NonZeroUsize, ops::RangeInclusive, path::PathBuf, sync::Arc,
    task::Poll, time::SystemTime,
};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use tatodesk::{Call, Clock};

use super::{
    folder::{Partition, report_folder, words},
    manifest::{Manifest, VERSION},
    shard::Shard,
    state::{self, State},
    walk::walk,
};
use crate::{error::ExportError, request::ExportRequest, rules::ColumnRules, sink::Format};

/// How many days are fetched side by side, unless the caller says it.
const CONCURRENCY: NonZeroUsize = NonZeroUsize::new(4).expect("not zero");

/// What became of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// It was not there, or its files were not those of its manifest. It is there now.
    Fetched,
    /// It was fetched again, and its rows had changed.
    Replaced,
    /// It was fetched again, and its rows were the same. Its data file was not touched.
    Unchanged,
    /// It was there, and was not fetched.
    Kept,
}

/// A day that a sync is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncedDay {
    /// The day.
    pub date: Date,
    /// What became of it.
    pub change: Change,
    /// The rows of its data file.
    pub rows: u64,
    /// The rows that it had before, if it was there.
    pub rows_before: Option<u64>,
    /// The bytes of its data file.
    pub bytes: u64,
    /// The rows that did not decode.
    pub malformed: u64,
    /// Whether the rows stood still while they were read. If not, rows can be missing or doubled, and each later sync fetches the
    /// day again.
    pub settled: bool,
}

/// What a sync did. Rows and bytes are those of the days that it fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncSummary {
    /// The days that were not there.
    pub fetched: u64,
    /// The days that were there, and whose rows had changed.
    pub replaced: u64,
    /// The days that were fetched again, and whose rows were the same.
    pub unchanged: u64,
    /// The days that were there and were not fetched.
    pub kept: u64,
    /// The days whose rows moved while they were read, in order.
    pub unsettled: Vec<Date>,
    /// The rows of the data files.
    pub rows: u64,
    /// The rows that did not decode.
    pub malformed: u64,
    /// The bytes of the data files.
    pub bytes: u64,
}

impl SyncSummary {
    fn add(&mut self, day: &SyncedDay) {
        *match day.change {
            Change::Fetched => &mut self.fetched,
            Change::Replaced => &mut self.replaced,
            Change::Unchanged => &mut self.unchanged,
            Change::Kept => return self.kept += 1,
        } += 1;
        self.rows += day.rows;
        self.malformed += day.malformed;
        self.bytes += day.bytes;
        if !day.settled {
            self.unsettled.push(day.date);
            self.unsettled.sort_unstable();
        }
    }
}

type OnDay = Box<dyn FnMut(&SyncedDay) + Send>;

/// A folder with reports in partitions of one day.
///
/// `report=digital_services/date=2025-01-30/part-0.jsonl` has the rows of that day. Each partition is replaced whole, and has a
/// manifest. A process can be killed at any moment: the next sync fetches what is not whole.
pub struct Partitions {
    root: PathBuf,
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
        Self {
            root: folder.into(),
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
    /// When the rules for columns do not fit the report, a page fails, a file cannot be written, or the folder has this report in another format, with other filters or other columns. Days that
    /// are done stay, and the next sync goes on with the others.
    pub async fn sync<R: ExportRequest>(
        mut self,
        days: RangeInclusive<Date>,
        call: impl Fn(Date) -> Call<R>,
    ) -> Result<SyncSummary, ExportError> {
        let folder = report_folder(&self.root, R::REPORT);
        let state_path = state::path(&folder, self.shard);
        let mut state = State {
            version: VERSION,
            report: R::REPORT.name().to_owned(),
            format: words(self.format).0.to_owned(),
            filters: state::filters(call(*days.start()).request(), &self.rules),
            from: *days.start(),
            to: *days.end(),
            look_back: self.look_back,
            shard: self.shard.map(|shard| shard.to_string()),
            started_at: self.now(),
            ended_at: None,
            unsettled: Vec::new(),
        };
        self.rules.check(R::REPORT)?;
        state.check(&folder)?;
        let at_state = |error: std::io::Error| ExportError::from(error).at(&state_path);
        std::fs::create_dir_all(&folder).map_err(|error| ExportError::from(error).at(&folder))?;
        state.write(&state_path).map_err(at_state)?;

        let mut on_day = self.on_day.take();
        let mut summary = SyncSummary::default();
        let mut left = days
            .start()
            .series(1.day())
            .take_while(|day| day <= days.end())
            .filter(|day| self.shard.is_none_or(|it| it.has(R::REPORT, *day)));
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < self.concurrency.get() {
                let Some(day) = left.next() else { break };
                running.push(self.day(day, days.end(), call(day)));
            }
            let Some(day) = running.next().await else {
                break;
            };
            let day = day?;
            summary.add(&day);
            if let Some(tell) = &mut on_day {
                tell(&day);
            }
            give_way().await;
        }
        state.ended_at = Some(self.now());
        state.unsettled.clone_from(&summary.unsettled);
        state.write(&state_path).map_err(at_state)?;
        Ok(summary)
    }

    async fn day<R: ExportRequest>(
        &self,
        day: Date,
        last: &Date,
        call: Call<R>,
    ) -> Result<SyncedDay, ExportError> {
        let partition = Partition::new(&self.root, R::REPORT, day, self.format);
        partition.remove_leftovers();
        let known = partition.manifest();
        let age = last.duration_since(day).as_hours() / 24;
        let again = age < i64::from(self.look_back);
        if let Some(known) = known.as_ref().filter(|it| it.is_final() && !again) {
            return Ok(synced(known, Change::Kept, Some(known)));
        }
        let data_path = partition.data_path();
        let walked = walk(&call, &partition, self.format, &self.rules).await;
        let walked = walked.map_err(|error| error.at(&data_path))?;
        let (rows, malformed) = walked.contents();
        let manifest = Manifest {
            version: VERSION,
            report: R::REPORT.name().to_owned(),
            date: day,
            file: partition.file().to_owned(),
            rows: walked.progress.rows,
            bytes: rows.bytes,
            sha256: rows.sha256,
            malformed: walked.progress.malformed,
            malformed_sha256: (malformed.bytes > 0).then_some(malformed.sha256),
            count_at_begin: walked.progress.expected_first,
            count_at_end: walked.count_at_end,
            fetched_at: self.now(),
            settled: walked.settled,
        };
        let is_same = known.as_ref().is_some_and(|known| {
            (&known.sha256, &known.malformed_sha256)
                == (&manifest.sha256, &manifest.malformed_sha256)
        });
        let (change, written) = if is_same {
            (Change::Unchanged, partition.replace_manifest(&manifest))
        } else {
            let written = partition.replace(walked.rows, walked.malformed, &manifest);
            match known {
                Some(_) => (Change::Replaced, written),
                None => (Change::Fetched, written),
            }
        };
        written.map_err(|error| ExportError::from(error).at(&data_path))?;
        Ok(synced(&manifest, change, known.as_ref()))
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
            .field("root", &self.root)
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

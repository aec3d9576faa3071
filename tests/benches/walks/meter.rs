//! What a process that reads a report needs of memory.

use std::time::Instant;

use peak_alloc::PeakAlloc;
use serde::{Deserialize, Serialize};

/// The heap of the process.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The rows between two readings of the heap.
pub(crate) const WINDOW: u64 = 10_000;

/// Counts rows, and notes the most heap of each window.
pub(crate) struct Meter {
    rows: u64,
    /// The heap of the idle process: its client is made and has sent nothing.
    idle: usize,
    resident: u64,
    began: Instant,
    windows: Vec<usize>,
}

/// What the process tells.
#[derive(Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) rows: u64,
    pub(crate) milliseconds: f64,
    /// The most heap above idle, in bytes, of each window.
    pub(crate) windows: Vec<usize>,
    /// How much the most resident memory is above the idle process, in bytes; 0 where the system does not tell.
    pub(crate) resident: u64,
}

impl Told {
    pub(crate) fn peak(&self) -> usize {
        self.windows.iter().copied().max().unwrap_or(0)
    }
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            rows: 0,
            idle: 0,
            resident: 0,
            began: Instant::now(),
            windows: Vec::with_capacity(1024),
        }
    }

    /// The process is idle.
    pub(crate) fn begin(&mut self) {
        self.idle = HEAP.current_usage();
        self.resident = resident("VmRSS:");
        self.began = Instant::now();
        HEAP.reset_peak_usage();
    }

    pub(crate) fn times(&mut self, times: u32, read: impl Fn() -> usize) -> u64 {
        (0..times).for_each(|_| self.rows += read() as u64);
        self.rows
    }

    pub(crate) fn row(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(WINDOW) {
            self.window();
        }
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    fn window(&mut self) {
        let peak = HEAP.peak_usage().saturating_sub(self.idle);
        self.windows.push(peak);
        HEAP.reset_peak_usage();
    }

    pub(crate) fn end(mut self) -> Told {
        let milliseconds = self.began.elapsed().as_secs_f64() * 1e3;
        self.window();
        Told {
            rows: self.rows,
            milliseconds,
            windows: self.windows,
            resident: resident("VmHWM:").saturating_sub(self.resident),
        }
    }
}

/// A line of `/proc/self/status`, in bytes.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    kilobytes.map_or(0, |kilobytes: u64| kilobytes * 1024)
}

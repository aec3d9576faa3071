//! Moments before and after each change of the disk, at which tests kill the process.

/// Such a moment. Outside of tests nothing happens.
pub(crate) fn boundary() {
    #[cfg(all(test, target_os = "linux"))]
    kill::count();
}

/// Kills the process at a moment that a test chose.
#[cfg(all(test, target_os = "linux"))]
pub(crate) mod kill {
    use std::sync::atomic::{AtomicI64, Ordering};

    use rustix::process::{Signal, getpid, kill_process};

    /// How many moments the process still passes before it kills itself; below zero it never does.
    static LEFT: AtomicI64 = AtomicI64::new(i64::MIN);

    /// Lets the process die after this number of moments.
    pub(crate) fn after(moments: i64) {
        LEFT.store(moments, Ordering::SeqCst);
    }

    /// How many moments are left.
    pub(crate) fn left() -> i64 {
        LEFT.load(Ordering::SeqCst)
    }

    pub(super) fn count() {
        if LEFT.fetch_sub(1, Ordering::SeqCst) == 0 {
            let _ = kill_process(getpid(), Signal::KILL);
            std::process::abort();
        }
    }
}

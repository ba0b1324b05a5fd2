//! How far a long piece of work is, and whether somebody asked it to stop.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between the work and whoever watches it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    pub fn set_total(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    pub fn set_done(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    /// Done and total; a total of 0 is not known yet.
    pub fn so_far(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn stop_asked(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

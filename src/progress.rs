//! How far a long piece of work is, whether somebody asked it to stop, and that it ends in any case.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures::FutureExt as _;

use crate::domain::general::error::Result;

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

/// Comes when the program is told to stop: by Ctrl+C, or by whoever looks after its processes. From the first call on
/// that alone no longer ends it.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        // without the signals the program ends as its process does
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Work behind the page: where it panics it has failed, so that nobody waits for it for ever.
pub async fn unbroken<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        Err(anyhow::anyhow!(
            "程序出了故障，没有做完；日志里有详情。The program failed; the log has the details."
        )
        .into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_has_failed() {
        let broken = unbroken(async {
            let none: Vec<u8> = Vec::new();
            Ok(none[std::hint::black_box(3)])
        });
        assert!(broken.await.unwrap_err().to_string().contains("没有做完"));
        assert_eq!(unbroken(async { Ok(7) }).await.unwrap(), 7);
    }
}

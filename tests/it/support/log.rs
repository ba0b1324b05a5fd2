//! What the program tells its log while a story runs on one thread, to count how often something was done.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::{DefaultGuard, set_default};

/// Every statement to the database, and every file read by a child.
const TOLD: &str = "guidang::sql=trace,guidang::sheet=debug";

/// The log of this thread from here on, until it is dropped. The story must run on this thread alone
/// (`#[tokio::test]` without a flavor).
pub struct Log {
    told: Told,
    _own: DefaultGuard,
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn begin() -> Log {
        let told = Told::default();
        let writer = told.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::new(TOLD))
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        Log { told, _own: set_default(subscriber) }
    }

    /// How often this text was told since the last time the log was asked.
    pub fn times(&self, text: &str) -> usize {
        let told = std::mem::take(&mut *self.told.0.lock().unwrap());
        String::from_utf8(told).unwrap().matches(text).count()
    }

    /// Files read by a child since the last time the log was asked.
    pub fn readings(&self) -> usize {
        self.times("a file is read by a child")
    }
}

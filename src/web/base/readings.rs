//! Dry runs of long sheets under way in this program, until their page fetches what they found.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::acts::receiving::intake::Examined;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::progress::Progress;
use crate::say;

/// What a look at a long sheet gives.
pub enum PreviewQuery {
    Found(Box<Examined>),
    /// Rows read so far.
    Reading(u64),
}

/// Readings under way or waiting to be fetched.
const MOST: usize = 8;

/// Readings under way, by what was asked.
#[derive(Default)]
pub struct Readings(Mutex<HashMap<String, Reading>>);

struct Reading {
    progress: Arc<Progress>,
    outcome: Option<Result<Examined>>,
}

impl Readings {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<String, Reading>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn look(&self, key: &str) -> Option<Result<PreviewQuery>> {
        let mut all = self.all();
        let reading = all.get(key)?;
        if reading.outcome.is_none() {
            return Some(Ok(PreviewQuery::Reading(reading.progress.so_far().1)));
        }
        let outcome = all.remove(key)?.outcome?;
        Some(outcome.map(|found| PreviewQuery::Found(Box::new(found))))
    }

    pub fn begin(&self, key: &str) -> Result<Arc<Progress>> {
        let mut all = self.all();
        if all.len() >= MOST {
            // what nobody came back for makes room
            let done = all.iter().find(|(_, reading)| reading.outcome.is_some()).map(|(key, _)| key.clone());
            match done {
                Some(done) => drop(all.remove(&done)),
                None => {
                    return Err(Error::Busy(say!(
                        "现在有 {MOST} 份长清单正在试读。请稍等一会儿再刷新。",
                        "{MOST} long sheets are being read just now. Wait a moment and reload."
                    )));
                }
            }
        }
        let progress = Arc::new(Progress::default());
        all.insert(key.to_owned(), Reading { progress: progress.clone(), outcome: None });
        Ok(progress)
    }

    /// One that was stopped does not end the reading begun since for the same question.
    pub fn end(&self, key: &str, progress: &Arc<Progress>, outcome: Result<Examined>) {
        let mut all = self.all();
        let own = all.get_mut(key).filter(|reading| Arc::ptr_eq(&reading.progress, progress));
        if let Some(reading) = own {
            reading.outcome = Some(outcome);
        }
    }

    /// Nobody waits for the file any more: its readings end at their next thousand rows.
    pub fn stop(&self, file: &Digest) {
        let hex = file.hex();
        let mut all = self.all();
        for (_, reading) in all.iter().filter(|(key, _)| key.starts_with(&hex)) {
            reading.progress.ask_to_stop();
        }
        all.retain(|key, _| !key.starts_with(&hex));
    }

    /// Something was decided about the file: what was found before is out of date.
    pub fn forget(&self, file: &Digest) {
        let hex = file.hex();
        self.all().retain(|key, _| !key.starts_with(&hex));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_of_one_file_are_stopped_and_those_of_others_go_on() {
        let readings = Readings::default();
        let (one, other) = (Digest::compute(b"1"), Digest::compute(b"2"));
        let key = |digest: &Digest, options: &str| format!("{digest} {options}");
        let running =
            [key(&one, "a"), key(&one, "b"), key(&other, "a")].map(|key| readings.begin(&key).unwrap());
        readings.stop(&one);
        assert_eq!(running.each_ref().map(|progress| progress.stop_asked()), [true, true, false]);
        assert!(readings.look(&key(&one, "a")).is_none(), "asked again, it is read again");
        assert!(matches!(readings.look(&key(&other, "a")), Some(Ok(PreviewQuery::Reading(0)))));
        // what ends afterwards finds nobody waiting
        let stopped = || Err(Error::Busy(say!("停", "stopped")));
        readings.end(&key(&one, "a"), &running[0], stopped());
        assert!(readings.look(&key(&one, "a")).is_none());
        // nor does it end the one that was begun meanwhile
        let again = readings.begin(&key(&one, "a")).unwrap();
        readings.end(&key(&one, "a"), &running[0], stopped());
        assert!(matches!(readings.look(&key(&one, "a")), Some(Ok(PreviewQuery::Reading(0)))));
        readings.end(&key(&one, "a"), &again, stopped());
        assert!(matches!(readings.look(&key(&one, "a")), Some(Err(_))));
    }
}

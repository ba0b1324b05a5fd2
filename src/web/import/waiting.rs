//! Dry runs of long sheets go on behind the page: it says how far they are and shows what they found.
//! They write nothing, so they leave nothing behind when the program ends; asking again reads again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::digest::Digest;
use crate::domain::error::{Error, Result};
use crate::domain::role::By;
use crate::inbox::Uploaded;
use crate::intake::{self, Examined, Wishes};
use crate::progress::Progress;
use crate::say;
use crate::web::App;

/// Bytes up to which a sheet is read while the browser waits: some thousand rows.
const INLINE: u64 = 1 << 20;
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

    fn look(&self, key: &str) -> Option<Result<Look>> {
        let mut all = self.all();
        let reading = all.get(key)?;
        if reading.outcome.is_none() {
            return Some(Ok(Look::Reading(reading.progress.so_far().1)));
        }
        let outcome = all.remove(key)?.outcome?;
        Some(outcome.map(|found| Look::Found(Box::new(found))))
    }

    fn begin(&self, key: &str) -> Result<Arc<Progress>> {
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

    fn end(&self, key: &str, outcome: Result<Examined>) {
        if let Some(reading) = self.all().get_mut(key) {
            reading.outcome = Some(outcome);
        }
    }

    /// Something was decided about the file: what was found before is out of date.
    pub fn forget(&self, file: &Digest) {
        let hex = file.hex();
        self.all().retain(|key, _| !key.starts_with(&hex));
    }
}

/// What a look at a long sheet gives.
pub enum Look {
    Found(Box<Examined>),
    /// Rows read so far.
    Reading(u64),
}

/// Reads the sheet, or says how far the reading is. What was found is given out once.
pub async fn examine(
    app: &Arc<App>,
    by: &By,
    file: &Uploaded,
    wishes: &Wishes,
    (kind, from): (&str, usize),
) -> Result<Look> {
    let progress = Progress::default();
    if file.bytes <= INLINE {
        let found = intake::examine(&app.archive, by, &file.path, wishes, (kind, from), &progress).await?;
        return Ok(Look::Found(Box::new(found)));
    }
    let key = format!("{} {}", file.digest, serde_json::json!([wishes, kind, from]));
    match app.readings.look(&key) {
        Some(look) => look,
        None => {
            let progress = app.readings.begin(&key)?;
            let (app, by, path, wishes, kind) =
                (app.clone(), by.clone(), file.path.clone(), wishes.clone(), kind.to_owned());
            tokio::spawn(async move {
                let work = intake::examine(&app.archive, &by, &path, &wishes, (&kind, from), &progress);
                let outcome = work.await;
                app.readings.end(&key, outcome);
            });
            Ok(Look::Reading(0))
        }
    }
}

//! Files made beside a running program wait to be registered: whoever reads an archive that another program has open
//! cannot write its log, and leaves what is to be registered in the data directory, where that program finds it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, unwritable};
use crate::domain::general::error::Result;
use crate::domain::general::masking::Detail;
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, EventKind};
use crate::random;

/// Events that register files and tell of backups; nothing else is left to another program.
const REGISTERING: [EventKind; 4] =
    [EventKind::CatalogMade, EventKind::RegisterPacked, EventKind::BackupMade, EventKind::BackupDrilled];

/// A registration that waits.
#[derive(Serialize, Deserialize)]
struct Waiting {
    login: String,
    name: String,
    /// When the file was made, RFC 3339.
    at: String,
    what: String,
    about: String,
    detail: serde_json::Value,
}

/// Writes an event of these kinds, or leaves it for the program that has the archive open.
///
/// # Errors
/// `Busy` where neither can be done.
pub async fn tell(
    archive: &Archive,
    by: &By,
    (kind, about, detail): (EventKind, String, serde_json::Value),
) -> Result<()> {
    match archive.may_write() {
        true => archive.store.write(by, async move |_| Ok(((), Event::new(kind, about, detail)))).await,
        false => leave(archive, by, (kind, about, detail)),
    }
}

/// Leaves a registration for the program that has the archive open.
///
/// # Errors
/// `Busy` where the data directory cannot be written: the file is not registered then.
fn leave(
    archive: &Archive,
    by: &By,
    (kind, about, detail): (EventKind, String, serde_json::Value),
) -> Result<()> {
    let folder = archive.config.waiting_dir();
    let waiting = Waiting {
        login: by.actor.login.clone(),
        name: by.actor.name.clone(),
        at: by.now.to_rfc3339(),
        what: kind.key().to_owned(),
        about,
        detail,
    };
    let name = format!("{}-{}", by.now.timestamp_millis(), random::hex::<6>());
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        let (begun, place) = (folder.join(format!(".{name}")), folder.join(format!("{name}.json")));
        std::fs::write(&begun, serde_json::to_vec(&waiting)?)?;
        std::fs::rename(begun, place)
    };
    write().map_err(|error| unwritable(&folder, &error))
}

/// Registers what waits, oldest first; answers how many. One that cannot be read is put aside and told in the
/// program's log.
///
/// # Errors
/// `Busy` when the log cannot be written; what waits goes on waiting.
pub async fn register_waiting(archive: &Archive) -> Result<usize> {
    let mut registered = 0;
    // taken by a program that was killed: registered once more it does no harm, forgotten it would
    for taken in places(&archive.config.waiting_dir(), "taken") {
        std::fs::rename(&taken, taken.with_extension("json")).ok();
    }
    for place in places(&archive.config.waiting_dir(), "json") {
        let Some((by, event)) = read(archive, &place) else {
            let aside = place.with_extension("unreadable");
            tracing::warn!(file = %place.display(), "a waiting registration cannot be read and was put aside");
            std::fs::rename(&place, aside).ok();
            continue;
        };
        // taken first: what cannot be taken would be registered again and again
        let taken = place.with_extension("taken");
        if let Err(error) = std::fs::rename(&place, &taken) {
            tracing::warn!(file = %place.display(), %error, "a waiting registration cannot be taken");
            continue;
        }
        if let Err(error) = archive.store.write(&by, async move |_| Ok(((), event))).await {
            std::fs::rename(&taken, &place).ok();
            return Err(error);
        }
        std::fs::remove_file(&taken).ok();
        registered += 1;
    }
    Ok(registered)
}

/// Registers what waits once a second, for as long as the program serves.
pub async fn follow(archive: Arc<Archive>) {
    loop {
        if let Err(error) = register_waiting(&archive).await {
            tracing::error!(%error, "files made beside this program could not be registered");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Files of the folder with this ending, oldest first.
fn places(folder: &Path, wanted: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let places = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut places: Vec<PathBuf> =
        places.filter(|place| place.extension().is_some_and(|ending| ending == wanted)).collect();
    places.sort();
    places
}

/// Who made the file, now, and the event that registers it: only of the kinds that register files.
fn read(archive: &Archive, place: &Path) -> Option<(By, Event)> {
    let mut waiting: Waiting = serde_json::from_slice(&std::fs::read(place).ok()?).ok()?;
    let what = EventKind::from_key(&waiting.what)?;
    if !REGISTERING.contains(&what) {
        return None;
    }
    waiting.detail.as_object_mut()?.insert("made_at".to_owned(), waiting.at.into());
    let mut by = archive.program();
    (by.actor.login, by.actor.name) = (waiting.login, waiting.name);
    Some((by, Event { what: waiting.what, about: waiting.about, detail: Detail::from(waiting.detail) }))
}

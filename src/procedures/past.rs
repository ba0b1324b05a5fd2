//! 旧貌: the archive as it stood after an event, for documents of that day. It is rebuilt in the data directory
//! from the records of today and what the log says they said before, and gone when it is dropped.

use std::collections::HashSet;

use chrono::{Days, NaiveDate, NaiveTime};

use crate::archive::{Archive, unwritable};
use crate::domain::general::error::{Error, Result};
use crate::domain::records::event::RecordKind;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::problems;
use crate::store::Rebuilt;

/// Volumes read at a time.
const PORTION: i64 = 500;
/// Records named that cannot be proved to be as they were.
const NAMED: usize = 5;

/// The archive after an event; it is only read.
pub struct Past {
    pub archive: Archive,
    /// Records of the scope that are not proved to be as they were; the log of earlier versions kept no values.
    pub unproved: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Past {
    /// The archive as it stood after event `seq`, with the records of these volumes, or of the scope.
    ///
    /// # Errors
    /// `Busy` where the data directory cannot be written.
    pub async fn after(
        archive: &Archive,
        seq: i64,
        (volume_ids, scope): (&[i64], Option<&Scope>),
    ) -> Result<Past> {
        let volumes = match scope.filter(|_| volume_ids.is_empty()) {
            Some(scope) => volumes_of(archive, scope).await?,
            None => volume_ids.to_vec(),
        };
        let data = archive.config.data();
        let folder = tempfile::Builder::new()
            .prefix(&archive.config.past_prefix())
            .tempdir_in(data)
            .map_err(|error| unwritable(data, &error))?;
        let rebuilt = archive.store.rebuild_after(seq, &volumes, &folder.path().join("past.db")).await?;
        let unproved = named(archive, &rebuilt, &volumes).await?;
        let past = Archive::with(archive.config.clone(), rebuilt.store, None).await?.as_after(archive, seq);
        Ok(Past { archive: past, unproved, _folder: folder })
    }

    /// Refuses where a record is not proved to be as it was.
    ///
    /// # Errors
    /// `Refused`, with the first few of them.
    pub fn proved(self) -> Result<Past> {
        if self.unproved.is_empty() {
            return Ok(self);
        }
        let (count, named) = (self.unproved.len(), self.unproved.iter().take(NAMED).cloned());
        Err(Error::from(earlier_values_unknown(&named.collect::<Vec<_>>().join("、"), &count)))
    }
}

/// What of the scope is not proved to be as it was, by code where it has one: what stands in its volumes today or stood
/// in them then, what is gone, and facts and uses, which any document may tell of.
async fn named(archive: &Archive, rebuilt: &Rebuilt, volumes: &[i64]) -> Result<Vec<String>> {
    let ids = |wanted: RecordKind| -> Vec<i64> {
        rebuilt.unproved.iter().filter(|(kind, _)| *kind == wanted).map(|(_, id)| *id).collect()
    };
    let (items, all_volumes) = (ids(RecordKind::Item), ids(RecordKind::Volume));
    let (mut unproved, mut found) = (Vec::new(), HashSet::new());
    for store in [&archive.store, &rebuilt.store] {
        for item in store.items_by_id(&items).await? {
            found.insert(item.id);
            if item.volume_id.is_none_or(|id| volumes.contains(&id)) {
                unproved.push(item.code);
            }
        }
    }
    unproved.extend(items.iter().filter(|id| !found.contains(id)).map(|id| format!("#{id}")));
    let there: Vec<Volume> = archive.store.volumes_by_id(&all_volumes).await?;
    unproved.extend(there.iter().filter(|one| volumes.contains(&one.id)).map(|one| one.code.clone()));
    let is_gone = |id: &&i64| there.iter().all(|one| one.id != **id);
    unproved.extend(all_volumes.iter().filter(is_gone).map(|id| format!("#{id}")));
    let of_others = |kind: &RecordKind| !matches!(kind, RecordKind::Item | RecordKind::Volume);
    let others = rebuilt.unproved.iter().filter(|(kind, _)| of_others(kind));
    unproved.extend(others.map(|(kind, id)| format!("{}{id}", kind.letter())));
    unproved.sort();
    unproved.dedup();
    Ok(unproved)
}

/// The last event of a day.
///
/// # Errors
/// `Refused` for a day that is to come, and for one before the archive was founded.
pub async fn last_event_on(archive: &Archive, day: NaiveDate) -> Result<i64> {
    let now = archive.config.clock.now();
    if day > now.date_naive() {
        return Err(Error::from(day_to_come(&day)));
    }
    let end = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    let end = end.and_local_timezone(*now.offset()).single().unwrap_or(now);
    match archive.store.last_event_before(end).await? {
        0 => Err(Error::from(before_founding(&day))),
        seq => Ok(seq),
    }
}

/// The volumes of a scope, open or closed: one closed since was open then.
pub async fn volumes_of(archive: &Archive, scope: &Scope) -> Result<Vec<i64>> {
    let scope = Scope { state: None, ..scope.clone() };
    let (mut after, mut ids) = ((String::new(), 0), Vec::new());
    loop {
        let portion = archive.store.volumes(&scope, (&after.0, after.1), PORTION).await?;
        let Some(last) = portion.last() else { return Ok(ids) };
        after = (last.code_sort.clone(), last.id);
        ids.extend(portion.iter().map(|volume| volume.id));
    }
}

problems! {
    refuse earlier_values_unknown(named, count):
        "{count} 条记录（{named}…）那以后改过，而当时的程序没有把旧值记入日志，不能照那时的样子编印。"
            / "{count} records ({named}…) were changed since by a version of the program that kept no earlier values; what they said then is not known."
        => "用当时留存的文件；或按现在的记录重做（catalog remake）。"
            / "Use the file that was kept, or make it from the records of today (catalog remake).";
    refuse day_to_come(day):
        "{day} 还没有到。" / "{day} is still to come." => "写今天或以前的日期。" / "Give today or a day before.";
    refuse before_founding(day):
        "{day} 这个档案还没有建立。" / "On {day} this archive had not been founded yet."
        => "写建立以后的日期。" / "Give a day after it was founded.";
}

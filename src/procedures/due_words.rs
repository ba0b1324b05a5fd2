//! The report of a year narrowed by words of title, code or step. Its counts stay those of the whole scope; what is
//! listed is what fits.

use std::collections::HashMap;

use super::due::{self, Report, ReportPart, Sum};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::VolumeOrder;
use crate::search::VolumeWords;
use crate::store::VolumeInShort;

/// Volumes that fit the words, in the order of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FittingVolumes {
    pub due: Vec<i64>,
    pub questions: Vec<i64>,
}

/// The volumes of the report, and of its questions, that fit each of the words.
///
/// # Errors
/// `Unreadable` for words that cannot be looked for; `Refused` for a year that is none.
pub async fn fitting(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
    words: &str,
) -> Result<FittingVolumes> {
    Ok(sorted_out(archive, by, year, filter, part, words).await?.0)
}

async fn sorted_out(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
    words: &str,
) -> Result<(FittingVolumes, HashMap<i64, VolumeInShort>)> {
    let (_, changed) = due::counts(archive, by, year, filter, part).await?;
    let only = part.changed.then_some(changed.as_slice());
    let all = (0, i64::MAX);
    let mut due = archive.store.volumes_due(filter, part.days(year)?, only, part.order, all).await?;
    let mut questions = archive.store.volumes_in_question(filter, 0, i64::MAX).await?;
    let words = VolumeWords::read(words)?;
    // a code has the name of its step
    let fits = |one: &VolumeInShort| {
        words.fit(one.year, &format!("{} {}", one.title, one.code), &one.code, one.number)
    };
    let short = archive.store.volumes_in_short(filter, VolumeOrder::default()).await?;
    let short: HashMap<i64, VolumeInShort> =
        short.into_iter().filter(fits).map(|one| (one.id, one)).collect();
    due.retain(|id| short.contains_key(id));
    questions.retain(|id| short.contains_key(id));
    Ok((FittingVolumes { due, questions }, short))
}

/// [`due::report`] of which only what fits the words is listed, and how many of the questions fit.
///
/// # Errors
/// As [`fitting`].
pub async fn report_of_words(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
    words: &str,
) -> Result<(Report, i64)> {
    if words.trim().is_empty() {
        let report = due::report(archive, by, year, filter, part).await?;
        let questions = report.totals.questions;
        return Ok((report, questions));
    }
    let (mut report, _) = due::counts(archive, by, year, filter, part).await?;
    let (found, short) = sorted_out(archive, by, year, filter, part, words).await?;
    let mut listed = Sum::default();
    for volume in found.due.iter().filter_map(|id| short.get(id)) {
        listed.volumes += 1;
        listed.items += i64::from(volume.items);
        listed.pages += i64::from(volume.pages);
    }
    let some = |ids: &[i64], from: i64, size: i64| -> Vec<i64> {
        ids.iter().copied().skip(from.max(0) as usize).take(size.max(0) as usize).collect()
    };
    let rows = some(&found.due, part.from, part.size);
    let questions = some(&found.questions, part.questions_from, part.questions_size);
    report.listed = listed;
    report.rows = due::described(archive, &rows, year).await?;
    report.questions = due::described(archive, &questions, year).await?;
    Ok((report, found.questions.len() as i64))
}

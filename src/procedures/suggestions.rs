//! 归类建议: a classifier that knows what the office filed before.

use crate::archive::Archive;
use crate::domain::arranging::classify::Classifier;
use crate::domain::arranging::filed_papers::{FiledAt, FiledPapers};
use crate::domain::general::error::Result;
use crate::domain::schemes::scheme::Scheme;
use crate::search::simplified;
use crate::store::Fonds;

/// The newest records that are looked at: enough for every form an office uses, and soon read.
const NEWEST: i64 = 5_000;

/// Suggests steps of the scheme by its words, the trade's terms and the fonds' newest records; learned anew each time,
/// so that it knows what was filed a moment ago.
pub async fn classifier<'s>(archive: &Archive, fonds: &Fonds, scheme: &'s Scheme) -> Result<Classifier<'s>> {
    let newest = archive.store.newest_titles(fonds.id, NEWEST).await?.into_iter();
    let filed: FiledPapers = newest
        .map(|(title, class_id, step_id, rule)| (simplified(&title), FiledAt { class_id, step_id, rule }))
        .collect();
    Ok(Classifier::new(scheme).knowing(filed))
}

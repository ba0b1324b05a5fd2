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

/// Suggests steps of the scheme by its words, the trade's terms, the fonds' newest records and where those that
/// `sender` handed over went; learned anew each time, so that it knows what was filed a moment ago.
pub async fn classifier<'s>(
    archive: &Archive,
    fonds: &Fonds,
    scheme: &'s Scheme,
    sender: &str,
) -> Result<Classifier<'s>> {
    let newest = archive.store.newest_titles(fonds.id, NEWEST).await?;
    let (mut filed, mut sent) = (Vec::new(), Vec::new());
    for one in newest {
        let at = FiledAt { class_id: one.class_id, step_id: one.step_id, rule: one.rule };
        if !sender.is_empty() && one.sender == sender {
            sent.push(at.clone());
        }
        filed.push((simplified(&one.title), at));
    }
    let filed: FiledPapers = filed.into_iter().collect();
    Ok(Classifier::new(scheme).knowing(filed).from_sender(sender, sent))
}

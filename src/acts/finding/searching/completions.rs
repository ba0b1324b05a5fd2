//! What may be meant while a question is being typed: names that begin with its last word.

use serde::Serialize;
use utoipa::ToSchema;

use super::private::holds_number;
use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::numbers::mask_within;
use crate::domain::general::role::{By, Deed};

/// Names offered at once.
const MOST: usize = 8;
/// Characters of a word that is completed; a longer one is no beginning of a name.
const LONGEST: usize = 30;

/// A question as it may go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completion {
    /// The whole question.
    pub text: String,
    /// Records the name stands in, about.
    pub records: u64,
}

/// Names of persons and units that begin with the last word, behind the words before it. Numbers are never
/// completed, nor a question that holds one.
pub async fn completions(archive: &Archive, by: &By, text: &str) -> Result<Vec<Completion>> {
    allow(by, Deed::Read)?;
    let last = text.split_whitespace().next_back().unwrap_or_default().to_owned();
    if last.is_empty()
        || text.ends_with(char::is_whitespace)
        || last.chars().count() > LONGEST
        || holds_number(text)
    {
        return Ok(Vec::new());
    }
    let before = text.trim_end().strip_suffix(last.as_str()).unwrap_or_default().to_owned();
    let index = archive.index.clone();
    let names = tokio::task::spawn_blocking(move || index.beginning_with(&last, MOST)).await;
    let names = names.map_err(|error| anyhow::anyhow!("the search stopped: {error}"))??;
    // a name that hides a number is none to be offered
    let shown = names.into_iter().filter(|name| mask_within(&name.text) == name.text);
    let whole = |text: String| format!("{before}{text}");
    Ok(shown.map(|name| Completion { text: whole(name.text), records: name.records }).collect())
}

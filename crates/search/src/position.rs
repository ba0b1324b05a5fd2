//! Up to which event of the log an index goes: kept in the payload of its commits.

use serde::{Deserialize, Serialize};
use tantivy::IndexMeta;

use super::schema::form;

/// The last event the index has taken in; it is kept inside the index, in the payload of its commit,
/// never in the database (`reliability.md` §0 item 3). Event 0: nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPosition {
    pub event: i64,
    /// Digest of that event in the chain: an index that belongs to another database, or to a later
    /// copy of this one than was restored, is told by it. Empty for event 0.
    pub digest: String,
}

/// What every commit says about itself.
#[derive(Serialize, Deserialize)]
struct Payload {
    form: String,
    #[serde(flatten)]
    position: IndexPosition,
}

impl IndexPosition {
    /// The payload of a commit.
    pub(super) fn payload(&self) -> String {
        serde_json::json!({ "form": form(), "event": self.event, "digest": self.digest }).to_string()
    }

    /// The position of a commit, or why its index cannot be used.
    pub(super) fn read(metas: &IndexMeta) -> Result<IndexPosition, String> {
        let Some(text) = &metas.payload else {
            // Made, but never written to.
            let is_new = metas.segments.is_empty();
            return if is_new { Ok(IndexPosition::default()) } else { Err("no payload".into()) };
        };
        let payload: Payload = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if payload.form != form() {
            return Err(format!("form {} instead of {}", payload.form, form()));
        }
        Ok(payload.position)
    }
}

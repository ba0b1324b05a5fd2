//! 沿革: the fonds that went before a fonds, and before those.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::error::Result;
use crate::store::{Fonds, Queries};

/// A fonds that went before another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EarlierFonds {
    pub fonds: Fonds,
    /// The day the later took over.
    #[schema(value_type = String)]
    pub until: NaiveDate,
    pub note: String,
}

/// The fonds that went before `fonds`, the nearest first, each once.
pub async fn earlier(from: &Queries, fonds: &Fonds) -> Result<Vec<EarlierFonds>> {
    let known = from.successions().await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let all = from.fonds().await?;
    let mut found: Vec<EarlierFonds> = Vec::new();
    let mut of = vec![fonds.id];
    while let Some(later) = of.pop() {
        for one in known.iter().filter(|one| one.fonds_id == later) {
            let is_known =
                one.earlier_id == fonds.id || found.iter().any(|seen| seen.fonds.id == one.earlier_id);
            let Some(earlier) = all.iter().find(|fonds| fonds.id == one.earlier_id).filter(|_| !is_known)
            else {
                continue;
            };
            of.insert(0, earlier.id);
            found.push(EarlierFonds { fonds: earlier.clone(), until: one.on_day, note: one.note.clone() });
        }
    }
    Ok(found)
}

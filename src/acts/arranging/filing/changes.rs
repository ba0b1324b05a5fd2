//! What a correction changed, field by field.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::error::Result;
use crate::domain::general::masking::{Detail, Guarded, Hidden, stored};
use crate::domain::records::item::Description;

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    pub field: String,
    pub old: Detail,
    pub new: Detail,
}

impl Guarded for FieldChange {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.old);
        visit(&mut self.new);
    }
}

pub(super) fn field_changes(before: &Description, after: &Description) -> Result<Vec<FieldChange>> {
    let value = |d: &Description| stored(d).map_err(anyhow::Error::from);
    let (old, new) = (value(before)?, value(after)?);
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return Ok(Vec::new()) };
    let changed = new.iter().filter(|(field, value)| old.get(*field) != Some(value));
    Ok(changed
        .map(|(field, value)| FieldChange {
            field: field.clone(),
            old: old.get(field).cloned().unwrap_or_default().into(),
            new: value.clone().into(),
        })
        .collect())
}

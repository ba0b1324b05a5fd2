//! What passes from a reader to the child and on to the parent.

use serde::{Deserialize, Serialize};

use crate::domain::general::error::Result;
use crate::domain::receiving::grid::{Grid, Row};

/// A part of a sheet: the head once, then rows in order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum SheetPart {
    /// A grid without rows: name, merges, widths, reading.
    Head(Grid),
    Row(Row),
}

/// Takes the parts as they come; an error stops the reading.
pub(super) type Sink<'a> = &'a mut dyn FnMut(SheetPart) -> Result<()>;

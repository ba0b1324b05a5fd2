//! The pieces a code is cut into.

use crate::domain::schemes::scheme::Part;

/// One piece of the text: a part of the code, or what stands between two.
pub(super) struct Slot<'a> {
    pub part: Option<Part>,
    pub written: &'a str,
    pub folded: String,
    /// As the scheme writes what was read; the folded text until then.
    pub read: String,
}

/// The piece that holds this part.
pub(super) fn slot<'s, 'a>(slots: &'s mut [Slot<'a>], part: Part) -> Option<&'s mut Slot<'a>> {
    slots.iter_mut().find(|slot| slot.part == Some(part))
}

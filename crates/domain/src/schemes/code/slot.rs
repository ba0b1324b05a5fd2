//! The pieces a code is cut into.

use crate::schemes::scheme::CodePart;

/// One piece of the text: a part of the code, or what stands between two.
pub(super) struct CodePiece<'a> {
    pub part: Option<CodePart>,
    pub written: &'a str,
    pub folded: String,
    /// As the scheme writes what was read; the folded text until then.
    pub read: String,
}

/// The piece that holds this part.
pub(super) fn slot<'s, 'a>(slots: &'s mut [CodePiece<'a>], part: CodePart) -> Option<&'s mut CodePiece<'a>> {
    slots.iter_mut().find(|slot| slot.part == Some(part))
}

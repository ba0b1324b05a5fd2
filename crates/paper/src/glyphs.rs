//! The glyphs of the characters in use, each looked up once.

use std::collections::HashMap;
use std::sync::Arc;

use super::fonts::Fonts;
use super::line_breaks::BreakClass;
use crate::domain::catalogs::form::Face;

/// A box with a tick in it: where no face has one, a box and a tick in one place.
pub(super) const TICKED: char = '☑';

/// A character's glyph: which face has it, how wide it is, in em, and where lines may end at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub face: u16,
    pub id: u32,
    pub advance: f32,
    pub break_class: BreakClass,
}

/// The glyphs used so far.
pub(super) struct GlyphCache {
    pub fonts: Arc<Fonts>,
    /// The basic plane, per face asked for; the outer `Option`: looked up yet.
    plane: [Vec<Option<Option<Glyph>>>; 2],
    beyond: HashMap<(Face, char), Option<Glyph>>,
}

impl GlyphCache {
    pub fn new(fonts: Arc<Fonts>) -> GlyphCache {
        GlyphCache { fonts, plane: [vec![None; 0x1_0000], vec![None; 0x1_0000]], beyond: HashMap::new() }
    }

    /// `None`: no face has the character.
    pub fn glyph(&mut self, face: Face, c: char) -> Option<Glyph> {
        let fonts = &self.fonts;
        let look = || {
            let (at, id, advance) = fonts.glyph(face, c)?;
            Some(Glyph { face: at as u16, id, advance, break_class: BreakClass::from(c) })
        };
        match self.plane[face as usize].get_mut(c as usize) {
            Some(known) => *known.get_or_insert_with(look),
            None => *self.beyond.entry((face, c)).or_insert_with(look),
        }
    }

    pub fn has(&mut self, c: char) -> bool {
        matches!(c, '\n' | TICKED) || self.glyph(Face::Song, c).is_some()
    }

    /// Width in em.
    pub fn width(&mut self, face: Face, text: &str) -> f32 {
        text.chars().map(|c| self.advance(face, c)).sum()
    }

    pub fn advance(&mut self, face: Face, c: char) -> f32 {
        self.glyph(face, c).map_or(1.0, |glyph| glyph.advance)
    }

    /// Width in em, and how lines end at the character.
    pub fn measure(&mut self, face: Face, c: char) -> (f32, BreakClass) {
        self.glyph(face, c)
            .map_or_else(|| (1.0, BreakClass::from(c)), |glyph| (glyph.advance, glyph.break_class))
    }
}

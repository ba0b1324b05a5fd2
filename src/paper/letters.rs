//! Text made fit for print, and the glyphs of its characters, each looked up once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::ending::Ending;
use super::fonts::Fonts;
use crate::domain::catalogs::form::Face;

/// What a record says, without what paper cannot show: controls, marks of writing direction, joiners
/// and variation selectors go, odd blanks become blanks, line ends stay.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c == '\n' || (!c.is_control() && shown(c) == Some(c));
    if text.chars().all(is_plain) {
        return text.into();
    }
    let text = text.replace("\r\n", "\n");
    text.chars().filter_map(shown).collect::<String>().into()
}

fn shown(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Some(' '),
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => None,
        '\u{E0000}'..='\u{E0FFF}' => None,
        '☐' => Some('□'),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// A box with a tick in it: where no face has one, a box and a tick in one place.
pub(super) const TICKED: char = '☑';

/// A character's glyph: which face has it, how wide it is, in em, and where lines may end at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub face: u16,
    pub id: u32,
    pub advance: f32,
    pub ending: Ending,
}

/// The glyphs used so far.
pub(super) struct Letters {
    pub fonts: Arc<Fonts>,
    /// The basic plane, per face asked for; the outer `Option`: looked up yet.
    plane: [Vec<Option<Option<Glyph>>>; 2],
    beyond: HashMap<(Face, char), Option<Glyph>>,
}

impl Letters {
    pub fn new(fonts: Arc<Fonts>) -> Letters {
        Letters { fonts, plane: [vec![None; 0x1_0000], vec![None; 0x1_0000]], beyond: HashMap::new() }
    }

    /// `None`: no face has the character.
    pub fn glyph(&mut self, face: Face, c: char) -> Option<Glyph> {
        let fonts = &self.fonts;
        let look = || {
            let (at, id, advance) = fonts.glyph(face, c)?;
            Some(Glyph { face: at as u16, id, advance, ending: Ending::of(c) })
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
    pub fn measure(&mut self, face: Face, c: char) -> (f32, Ending) {
        self.glyph(face, c).map_or_else(|| (1.0, Ending::of(c)), |glyph| (glyph.advance, glyph.ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        assert_eq!(clean("张\u{202E}三\u{200B}\u{0}\u{1B}[31m"), "张三[31m");
        assert_eq!(clean("一\r\n二\t三\u{3000}四"), "一\n二 三\u{3000}四");
        assert!(matches!(clean("缴费基数核定表"), Cow::Borrowed(_)));
    }
}

//! Characters that no font has.

use std::collections::BTreeMap;

use super::glyphs::GlyphCache;
use crate::domain::general::error::{Error, Result};
use crate::problems;

/// Records named for one missing character.
const NAMED: usize = 5;

/// The characters no font has, with the first records that have them.
#[derive(Default)]
pub(super) struct MissingGlyphs(BTreeMap<char, Vec<String>>);

impl MissingGlyphs {
    /// Remembers those of the characters that no font has; `named` is the record they stand in.
    pub fn note(&mut self, glyphs: &mut GlyphCache, used: &[char], named: &str) {
        for c in used.iter().filter(|c| !glyphs.has(**c)) {
            let records = self.0.entry(*c).or_default();
            if records.len() < NAMED {
                records.push(named.to_owned());
            }
        }
    }

    /// # Errors
    /// `glyph_missing` for every character that was noted.
    pub fn refuse(&self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let problem = |(c, records): (&char, &Vec<String>)| {
            let (point, records) = (*c as u32, records.join("；"));
            glyph_missing(&c, &format_args!("{point:04X}"), &records)
        };
        Err(Error::Refused(self.0.iter().map(problem).collect()))
    }
}

problems! {
    refuse glyph_missing(c, point, records):
        "字体里没有“{c}”（U+{point}），见：{records}"
            / "no font has \"{c}\" (U+{point}); see: {records}"
        => "在数据目录的 fonts/ 里放一个有这个字的字体，并在 fonts.toml 的 fallback 里写上；或更正记录里的这个字。"
            / "Put a font that has it into fonts/ in the data directory and name it under fallback in fonts.toml, or correct the record.";
}

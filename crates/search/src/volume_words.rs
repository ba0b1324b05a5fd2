//! Words compared with a volume as it stands in the database: what the index would answer, without the index.

use super::fold::{fold, fold_parts};
use super::keys;
use super::understand::{Chip, Sense, understand};
use crate::domain::general::error::Result;

/// Words that a volume's title, code, number or year must fit, each of them.
pub struct VolumeWords(Vec<Chip>);

impl VolumeWords {
    /// # Errors
    /// As [`understand`].
    pub fn read(words: &str) -> Result<VolumeWords> {
        Ok(VolumeWords(understand(words)?))
    }

    pub fn fit(&self, year: i32, title: &str, code: &str, number: u32) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let title = fold(title);
        let mut known = keys::of_code(&fold_parts(code));
        known.push(keys::of_volume_number(number));
        let fits = |sense: &Sense| match sense {
            Sense::Text(folded) => title.contains(folded.as_str()),
            Sense::Year(asked) => *asked == year,
            Sense::Key(ask) => known.iter().any(|key| ask.fits(key)),
        };
        self.0.iter().all(|chip| chip.senses.iter().any(fits))
    }
}

//! Variant characters under the common ones they are looked up as: 锺 and 鍾 with 钟, 濬 with 浚. The table is data:
//! `assets/variants.txt`, made by `scripts/variants`; characters of 通用规范汉字表 stay apart (喆 is not 哲).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::simplified::simplified_char;

const TABLE: &str = include_str!("../../../assets/variants.txt");

/// Unified ideographs and their extension A: nearly all characters of any text.
const COMMON: std::ops::Range<u32> = 0x3400..0xA000;

struct Variants {
    characters: HashMap<char, char>,
    /// What each character of [`COMMON`] becomes in the end.
    common: Vec<char>,
}

static VARIANTS: LazyLock<Variants> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('\t'));
    let one = |text: &str| text.chars().next();
    let mut variants = Variants {
        characters: pairs.filter_map(|(from, to)| Some((one(from)?, one(to)?))).collect(),
        common: Vec::new(),
    };
    variants.common = COMMON.map(|code| variants.form(char::from_u32(code).unwrap_or_default())).collect();
    variants
});

impl Variants {
    fn form(&self, c: char) -> char {
        let simplified = simplified_char(c);
        self.characters.get(&simplified).copied().unwrap_or(simplified)
    }
}

/// The simplified, common form of a character by itself.
pub(super) fn common_char(c: char) -> char {
    let code = c as u32;
    match code {
        0x3400..0xA000 => VARIANTS.common[(code - COMMON.start) as usize],
        0x20000..=0x3ffff => VARIANTS.form(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_end_at_a_form_that_stays() {
        assert_eq!(VARIANTS.characters.len(), 4125);
        for (variant, form) in &VARIANTS.characters {
            assert_eq!(common_char(*form), *form, "{variant}");
        }
        for (variant, form) in
            [('锺', '钟'), ('鍾', '钟'), ('靑', '青'), ('濬', '浚'), ('喆', '喆'), ('a', 'a')]
        {
            assert_eq!(common_char(variant), form);
        }
    }
}

//! Texts that were read in a wrong encoding on their way here, and what they said before.

use encoding_rs::{Encoding, GBK, UTF_8, WINDOWS_1252};

use super::text::is_han;

/// What a garbled text says when the one wrong reading is taken back: GBK or UTF-8 read as Latin-1, UTF-8 read as
/// GBK. `None`: it is no such text, or not one decoding of it is Chinese throughout.
pub fn recoded(text: &str) -> Option<String> {
    if text.chars().any(is_han) {
        return read_again(text, GBK, UTF_8);
    }
    if !has_high_letters(text) {
        return None;
    }
    // on its way the blank that does not break became a plain one
    let firm = text.replace(' ', "\u{a0}");
    let texts = [text, firm.as_str()];
    let try_as = |encoding| texts.iter().find_map(|text| read_again(text, WINDOWS_1252, encoding));
    try_as(UTF_8).or_else(|| try_as(GBK))
}

/// Two letters of the upper half of Latin-1 side by side, as no name has them but every garbled one.
pub fn has_high_letters(text: &str) -> bool {
    let mut before = false;
    text.chars().any(|c| {
        let high = matches!(c, '\u{80}'..='\u{ff}' | 'ˆ' | '˜' | '–'..='›' | '€' | '™' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ');
        let pair = high && before;
        before = high;
        pair
    })
}

fn read_again(text: &str, wrong: &'static Encoding, right: &'static Encoding) -> Option<String> {
    let (bytes, _, lossy) = wrong.encode(text);
    if lossy {
        return None;
    }
    let (said, broken) = right.decode_without_bom_handling(&bytes);
    let is_chinese = |c: char| {
        is_han(c) || matches!(c, '·' | '（' | '）' | '、' | '〔' | '〕') || c.is_ascii_alphanumeric()
    };
    let fits = !broken && said.chars().all(is_chinese) && said.chars().any(is_han);
    (fits && said != text).then(|| said.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_reading_is_taken_back() {
        for (garbled, said) in [
            ("ÕÅÈý", Some("张三")),
            ("å¼\u{a0}ä¸‰", Some("张三")),
            ("å¼ ä¸‰", Some("张三")),
            ("寮犱笁", Some("张三")),
            ("ÍõÐ¡Ã÷", Some("王小明")),
            ("鐜嬪皬鏄庢潕", Some("王小明李")),
            ("张三", None),
            ("欧阳娜娜", None),
            ("José", None),
            ("SMITH, JOHN", None),
            ("ÄÖÜ", None),
        ] {
            assert_eq!(recoded(garbled).as_deref(), said, "{garbled}");
        }
    }
}

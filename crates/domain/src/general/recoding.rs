//! Texts that were read in a wrong encoding on their way here, and what they said before.

use std::sync::LazyLock;

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

/// What is garbled in a text and what it may have said: all of it as [`recoded`], what a wrong reading with lost characters
/// left of it (`□` for each gap), or a run of Latin letters inside it.
pub fn garbled_in(text: &str) -> Option<(String, Option<String>)> {
    let first = text.chars().find(|c| !c.is_ascii())?;
    if is_han(first) || !first.is_alphanumeric() {
        if begins_as_utf8(first)
            && let Some(said) = recoded(text).or_else(|| read_with_gaps(text))
        {
            return Some((text.to_owned(), Some(said)));
        }
    } else if let Some(said) = recoded(text) {
        return Some((text.to_owned(), Some(said)));
    }
    if !may_be_elsewhere(text) {
        return None;
    }
    if text.contains(is_garbling_letter) {
        let mut runs = text.split(|c: char| !is_high(c) && c != ' ').map(str::trim);
        let run = runs.find(|run| run.chars().count() > 1 && run.contains(is_garbling_letter))?;
        return Some((run.to_owned(), recoded(run)));
    }
    // one α or Ж may be meant; half-width kana stand in no Chinese text
    let letters = text.chars().filter(|c| is_elsewhere(*c)).count();
    let is_kana = |c: char| matches!(c, '\u{ff66}'..='\u{ff9f}');
    (letters > 1 || text.contains(is_kana)).then(|| (text.to_owned(), None))
}

/// Whether a byte of the text begins one of the letters below, or of Latin-1: one look at each byte, since every cell is
/// asked.
fn may_be_elsewhere(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| match bytes[at] {
        0xc3 | 0xcd..=0xd4 | 0xe1 | 0xea..=0xed => true,
        0xef => bytes[at + 1] == 0xbe || (bytes[at + 1] == 0xbd && bytes[at + 2] >= 0xa6),
        _ => false,
    })
}

/// Letters of the code pages of Russian, Greek, Korean and of Japanese half-width signs, which GBK read by them becomes.
fn is_elsewhere(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52f}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff66}'..='\u{ff9f}')
}

/// The text with what is garbled in it said as it was; `None`: nothing is, or a part of it is lost.
pub fn repaired(text: &str) -> Option<String> {
    let (what, said) = garbled_in(text)?;
    said.filter(|said| !said.contains('□')).map(|said| text.replacen(&what, &said, 1))
}

/// What GBK makes of the first two bytes of Chinese characters in UTF-8, sorted. The encoder would search each character.
static BEGINS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let pairs =
        (0xe3..=0xe9).chain([0xef]).flat_map(|first| (0x80..=0xbf).map(move |second| [first, second]));
    let read = |pair: [u8; 2]| GBK.decode_without_bom_handling(&pair).0.chars().next();
    let mut begins: Vec<char> = pairs.filter_map(read).collect();
    begins.sort_unstable();
    begins
});

fn begins_as_utf8(c: char) -> bool {
    BEGINS.binary_search(&c).is_ok()
}

/// UTF-8 read as GBK, where a last or a broken character was lost on the way.
fn read_with_gaps(text: &str) -> Option<String> {
    let is_gap = |c: char| matches!(c, '?' | '？' | '\u{fffd}' | '□');
    let gaps = text.chars().filter(|c| is_gap(*c)).count();
    let kept = text.replace(is_gap, "");
    let (bytes, _, lossy) = GBK.encode(&kept);
    if lossy {
        return None;
    }
    let (said, broken) = UTF_8.decode_without_bom_handling(&bytes);
    let lost = said.split(|c| c != '\u{fffd}').filter(|run| !run.is_empty()).count();
    let whole = said.chars().filter(|c| is_han(*c)).count();
    let is_plain = |c: char| c == '\u{fffd}' || is_chinese(c);
    let fits = broken && lost <= gaps + 1 && whole >= 2 && said.chars().all(is_plain);
    fits.then(|| said.split('\u{fffd}').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("□"))
}

fn is_high(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{ff}' | 'ˆ' | '˜' | '–'..='›' | '€' | '™' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ')
}

/// Letters, not the signs × and ÷ that Chinese texts have.
fn is_garbling_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{ff}')
}

/// Two letters of the upper half of Latin-1 side by side, as no name has them but every garbled one.
pub fn has_high_letters(text: &str) -> bool {
    let mut before = false;
    text.chars().any(|c| {
        let high = is_high(c);
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
    let fits = !broken && said.chars().all(is_chinese) && said.chars().any(is_han);
    (fits && said != text).then(|| said.into_owned())
}

/// What Chinese titles, names and numbers are made of.
fn is_chinese(c: char) -> bool {
    is_han(c) || "·（）、〔〕《》“”：，。；—－／ -/().,:".contains(c) || c.is_ascii_alphanumeric()
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

    #[test]
    fn what_is_garbled_in_a_longer_text() {
        let found = |text: &str| {
            garbled_in(text)
                .map(|(what, said)| format!("{what}={}", said.unwrap_or_default()))
                .unwrap_or_default()
        };
        for (text, what) in [("Ê§ÒµµÇ¼Ç±í", "Ê§ÒµµÇ¼Ç±í=失业登记表"), ("失业登记表（ÕÅÈý）", "ÕÅÈý=张三")]
        {
            assert!(found(text).starts_with(what.split('=').next().unwrap()), "{text}: {}", found(text));
        }
        for title in [
            "失业登记表",
            "2009年度“五险”统一征缴——核定表",
            "芜湖市××公司",
            "José的申请",
            "漯河市社保局来函",
            "浣溪沙路",
            "",
        ] {
            assert_eq!(found(title), "", "{title}");
        }
        for title in ["失业登记表", "养老保险待遇核定表", "芜湖市第一中学", "2009年3月失业保险金发放明细"]
        {
            let (as_gbk, _) = GBK.decode_without_bom_handling(title.as_bytes());
            let lost = as_gbk.replace('\u{fffd}', "?");
            assert!(!found(&lost).is_empty(), "{lost}");
            let (bytes, _, _) = GBK.encode(title);
            let (as_latin, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            assert!(found(&as_latin).ends_with(&format!("={title}")), "{as_latin}: {}", found(&as_latin));
            let (as_latin, _) = WINDOWS_1252.decode_without_bom_handling(title.as_bytes());
            assert!(found(&as_latin).ends_with(&format!("={title}")), "{as_latin}: {}", found(&as_latin));
        }
    }
}

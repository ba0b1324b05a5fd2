//! 归一: the one form in which texts are compared.
//!
//! Full-width and half-width, upper and lower case, traditional and simplified, variants and radicals become one;
//! blanks and punctuation vanish. Every character folds by itself, whatever stands beside it: only so is "the
//! folded word is a fragment of the folded text" the same question for the index, for the highlighter
//! and for a plain scan. (The phrase table would keep the 乾 of 乾隆 and turn it to 干 elsewhere.)

use std::iter::once;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::domain::general::characters::{ideograph_meant, is_invisible};

use super::variants::common_char;

/// The text as it is compared: 「芜社险〔２００９〕12號」 → 「芜社险200912号」.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut |f| folded.push(f));
    }
    folded
}

/// Folded characters, each with the bytes of the original it came from.
pub(super) struct Folded {
    pub chars: Vec<char>,
    /// Byte range in the original, one per folded character.
    pub spans: Vec<(usize, usize)>,
}

pub(super) fn fold_with_spans(text: &str) -> Folded {
    let mut folded = Folded { chars: Vec::new(), spans: Vec::new() };
    for (at, c) in text.char_indices() {
        fold_char(c, &mut |f| {
            folded.chars.push(f);
            folded.spans.push((at, at + c.len_utf8()));
        });
    }
    folded
}

/// Runs of folded letters and digits, split wherever the original has anything else, leading zeros of
/// numbers dropped: 「２００９—ＺＪ—登记（表）—０１」 → `2009 zj 登记 表 1`. The form codes are compared in.
pub(super) fn fold_parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in text.chars() {
        let mut kept = false;
        fold_char(c, &mut |f| {
            kept = true;
            if let Some(part) = parts.last_mut() {
                part.push(f);
            }
        });
        if !kept && !c.is_whitespace() {
            parts.push(String::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        if part.bytes().all(|b| b.is_ascii_digit()) {
            let digits = part.trim_start_matches('0');
            *part = if digits.is_empty() { "0".into() } else { digits.into() };
        }
    }
    parts
}

fn fold_char(c: char, keep: &mut impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' => keep(c),
        'A'..='Z' => keep(c.to_ascii_lowercase()),
        '\0'..='\x7f' => {}
        '\u{3400}'..='\u{9fff}' => keep(common_char(c)),
        // 二○○九: the geometric circle typed for 〇
        '○' | '◯' | '⭘' => keep('〇'),
        _ => {
            let c = ideograph_meant(c).unwrap_or(c);
            for part in once(c).nfkd().flat_map(char::to_lowercase) {
                if is_kept(part) {
                    keep(common_char(part));
                }
            }
        }
    }
}

/// Letters and digits of every script, and the private-use characters that stand for rare characters
/// in old systems' personal names. Accents are no letters of their own.
fn is_kept(c: char) -> bool {
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}');
    private || (c.is_alphanumeric() && canonical_combining_class(c) == 0 && !is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        let check = |text: &str, folded: &str| assert_eq!(fold(text), folded, "{text}");
        check("蕪湖市鏡湖區 張小梅", "芜湖市镜湖区张小梅");
        check("芜社险〔２００９〕１２號", "芜社险200912号");
        check("ＺＪ—Ａ４ Zhāng Xiǎoméi lǚ", "zja4zhangxiaomeilu");
        check("二○○九年 二〇〇九", "二〇〇九年二〇〇九");
        check("买买提·艾力，⑫ ㈱ Ⅱ ㎡", "买买提艾力12株iim2");
        check("⼀⼆", "一二");
        check("⻢丽 ⺠政局 \u{f98e}度", "马丽民政局年度");
        check("锺鍾钟 馀餘余 靑青 濬浚", "钟钟钟余余余青青浚浚");
        check("喆哲 淼渺", "喆哲淼渺");
        check("张\u{3164}三\u{2800}\u{e0100}\u{200f}", "张三");
        check("\u{e5e5}", "\u{e5e5}");
        check("𠮷田", "𠮷田");
        check("！？—", "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for code in (0..0x11_0000).filter(|code| !(0xAC00..0xD7A4).contains(code)) {
            let Some(c) = char::from_u32(code) else { continue };
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{code:04X}");
        }
    }

    #[test]
    fn parts_of_codes() {
        assert_eq!(fold_parts("２００９—ＺＪ—登记（表）－０１"), ["2009", "zj", "登记", "表", "1"]);
        assert_eq!(fold_parts("Z·2009·zj-000"), ["z", "2009", "zj", "0"]);
        assert!(fold_parts("--").is_empty());
    }
}

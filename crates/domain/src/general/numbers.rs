//! ID numbers in texts: found, and masked in the one shape.

/// First six and last four shown, `990000********1234`: the one shape on screens, in files and on paper.
pub fn mask(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    if chars.len() < 12 {
        return "*".repeat(chars.len());
    }
    let hidden = "*".repeat(chars.len() - 10);
    format!(
        "{}{hidden}{}",
        chars[..6].iter().collect::<String>(),
        chars[chars.len() - 4..].iter().collect::<String>()
    )
}

/// A free text with every ID number in it masked: rows of 15 to 18 digits, the last may be `X`.
pub fn mask_within(text: &str) -> String {
    with_numbers(text, mask)
}

/// The ID numbers in a free text, as they are written there.
pub fn numbers_within(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    with_numbers(text, |number| {
        numbers.push(number.to_owned());
        String::new()
    });
    numbers
}

/// The text with something else in place of each ID number. A digest is none, whatever digits it has.
pub fn with_numbers(text: &str, mut instead: impl FnMut(&str) -> String) -> String {
    if !may_name_number(text) {
        return text.to_owned();
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let digest = word == 64 && rest[..word].bytes().all(|b| b.is_ascii_hexdigit());
        let row = digits(rest);
        let count = rest[..row].chars().count();
        let length = match () {
            () if digest => word,
            () if row > 0 => row,
            // a word is read to its first digit
            () => rest[..word].find(is_digit).filter(|at| *at > 0).unwrap_or(word).max(first.len_utf8()),
        };
        match !digest && (15..=18).contains(&count) {
            true => said.push_str(&instead(&rest[..length])),
            false => said.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    said
}

/// Whether there are fifteen digits in a row: quickly, for texts are many and numbers are few.
pub fn may_name_number(text: &str) -> bool {
    let mut row = 0;
    text.len() >= 15
        && text.chars().any(|c| {
            row = if is_digit(c) { row + 1 } else { 0 };
            row >= 15
        })
}

/// Bytes of the row of digits a text begins with; the eighteenth may be `X`.
fn digits(text: &str) -> usize {
    let mut bytes = 0;
    for (at, c) in text.chars().enumerate() {
        let last = at == 17 && matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ');
        if !is_digit(c) && !last {
            break;
        }
        bytes += c.len_utf8();
    }
    bytes
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "990000194802099952";

    #[test]
    fn numbers_in_a_text_are_masked() {
        for (text, masked) in [
            ("张三 990000194802099952", "张三 990000********9952"),
            ("99000019620322268x，李四", "990000********268x，李四"),
            ("990000820119096", "990000*****9096"),
            ("９９００００１９４８０２０９９９５２", "９９００００********９９５２"),
            ("2009-ZJ-登记-1-50-Y", "2009-ZJ-登记-1-50-Y"),
            ("340200-0381 X", "340200-0381 X"),
            ("", ""),
        ] {
            assert_eq!(mask_within(text), masked);
        }
    }

    #[test]
    fn one_shape_for_every_length() {
        assert_eq!(mask("990000194802099952"), "990000********9952");
        assert_eq!(mask("990000820119096"), "990000*****9096");
        assert_eq!(mask("123"), "***");
    }

    #[test]
    fn a_text_keeps_everything_but_its_numbers() {
        for (text, masked) in [
            ("", ""),
            (
                "原号990000194802099952，另见99000019620322268x。",
                "原号990000********9952，另见990000********268x。",
            ),
            ("９９００００１９４８０２０９９９５２", "９９００００********９９５２"),
            ("990000800101123", "990000*****1123"),
            ("12345678901234 1234567890123456789", "12345678901234 1234567890123456789"),
            ("No.990000194802099952号a990000194802099952b", "No.990000********9952号a990000********9952b"),
            ("99000019480209995X2", "99000019480209995X2"),
        ] {
            assert_eq!(mask_within(text), masked, "{text}");
        }
        assert_eq!(numbers_within("甲990000194802099952乙"), [NUMBER]);
    }
}

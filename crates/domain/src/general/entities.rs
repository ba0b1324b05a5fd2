//! Characters that a web page's source wrote as `&nbsp;` or `&#40878;`, and that stayed so in an export.

/// Names an export of Chinese texts may hold (HTML 4.01 §24).
const NAMED: [(&str, char); 8] = [
    ("nbsp", '\u{a0}'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("middot", '·'),
    ("bull", '•'),
];
/// Characters between `&` and `;`.
const LONGEST: usize = 9;

/// The text with such writings decoded; `None`: there are none.
pub fn decoded(text: &str) -> Option<String> {
    if !text.contains('&') {
        return None;
    }
    let (mut said, mut rest) = (String::with_capacity(text.len()), text);
    let mut found = false;
    while let Some(at) = rest.find('&') {
        said.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(';').filter(|end| *end <= LONGEST);
        match end.and_then(|end| Some((character(&rest[..end])?, end))) {
            Some((c, end)) => {
                said.push(c);
                rest = &rest[end + 1..];
                found = true;
            }
            None => said.push('&'),
        }
    }
    said.push_str(rest);
    found.then_some(said)
}

fn character(entity: &str) -> Option<char> {
    let Some(number) = entity.strip_prefix('#') else {
        return NAMED.iter().find(|(name, _)| *name == entity).map(|(_, c)| *c);
    };
    let point = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    point.ok().and_then(char::from_u32).filter(|c| !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_and_ampersands_stay() {
        for (text, said) in [
            ("王&#40878;明", Some("王龮明")),
            ("王&#x9fae;明", Some("王龮明")),
            ("李&nbsp;四", Some("李\u{a0}四")),
            ("甲&amp;乙", Some("甲&乙")),
            ("甲&乙", None),
            ("甲&乙；丙;丁", None),
            ("&#0;", None),
            ("张三", None),
        ] {
            assert_eq!(decoded(text).as_deref(), said, "{text}");
        }
    }
}

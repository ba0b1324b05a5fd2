//! What exports and programs leave in cells, which nobody wrote on paper: `assets/export_traces.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Traces {
    errors: Vec<String>,
    empty: Vec<String>,
    markup: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

static TRACES: LazyLock<Traces> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/export_traces.toml"))
        .expect("assets/export_traces.toml is part of the program and is tested")
});

/// `#N/A` and its like as text, or a cell shown as `####` because its column is too narrow.
pub(super) fn is_error(text: &str) -> bool {
    if !matches!(text.trim_start().as_bytes().first(), Some(b'#' | b'E' | b'e')) {
        return false;
    }
    let text = text.trim();
    let hashes = text.len() > 2 && text.bytes().all(|b| b == b'#');
    hashes || TRACES.errors.iter().any(|error| error.eq_ignore_ascii_case(text))
}

/// A formula that was exported instead of its result: `=VLOOKUP(…)`, `=A2&B2`; not `="0211"`.
pub(super) fn is_formula(text: &str) -> bool {
    let mut chars = text.trim_start().chars();
    chars.next() == Some('=')
        && chars
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | '(' | '@' | '+' | '-' | '_'))
}

/// `NULL` and other words of programs for "no value".
pub(super) fn says_empty(text: &str) -> bool {
    let text = text.trim();
    text.is_ascii() && TRACES.empty.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A tag or an escape sequence in the text.
pub(super) fn markup_in(text: &str) -> Option<&'static str> {
    if !text.bytes().any(|b| matches!(b, b'<' | b'\\' | b'_')) {
        return None;
    }
    TRACES.markup.iter().find(|mark| text.contains(mark.as_str())).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_told_from_what_people_write() {
        for text in ["#N/A", "#ref!", " ###### ", "Err:508"] {
            assert!(is_error(text), "{text}");
        }
        for text in ["#", "3#楼", "##", "Error", "E63535656"] {
            assert!(!is_error(text), "{text}");
        }
        assert!(is_formula("=VLOOKUP(A2,B:C,2,0)") && is_formula("=A2&B2"));
        assert!(!is_formula("=\"0211\"") && !is_formula("="));
        assert!(says_empty("NULL") && says_empty("undefined") && !says_empty("无"));
        assert_eq!((markup_in("甲<br>乙"), markup_in("甲\\n乙")), (Some("<br"), Some("\\n")));
        assert_eq!((markup_in("2009_失业_名单"), markup_in("a<b")), (None, None));
    }
}

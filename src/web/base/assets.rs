//! Style, script and icons, from inside the binary.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

use super::fault::{Answer, Fault};
use crate::domain::general::error::Error;
use crate::{embedded, say};

/// How long a browser keeps a file whose address names its version, and one whose address does not.
const WITHOUT_END: &str = "public, max-age=31536000, immutable";
const AN_HOUR: &str = "public, max-age=3600";

/// A file of the pages, with the version in its address or without.
pub async fn show(Path(path): Path<String>) -> Answer {
    let versioned = path.strip_prefix(embedded::web_version()).and_then(|rest| rest.strip_prefix('/'));
    let (name, kept) = versioned.map_or((path.as_str(), AN_HOUR), |name| (name, WITHOUT_END));
    let Some(mut bytes) = embedded::web_file(name) else {
        return Err(Fault::from(Error::not_found(say!("没有这个文件。", "There is no such file."))));
    };
    if name.ends_with(".js") {
        bytes = packed(&String::from_utf8_lossy(&bytes)).into_bytes().into();
    }
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    Ok((headers, bytes.into_owned()).into_response())
}

/// A script without its comments and the blanks nobody needs; lines keep their numbers. No text in a script goes
/// over several lines (eslint.config.mjs).
fn packed(script: &str) -> String {
    let is_comment = |line: &str| line.starts_with("/**") && line.ends_with("*/");
    let lines = script.lines().map(str::trim);
    lines.fold(String::with_capacity(script.len()), |mut packed, line| {
        if !is_comment(line) {
            packed.push_str(&packed_line(line));
        }
        packed.push('\n');
        packed
    })
}

/// One line: blanks beside signs go, those between words, before texts and between two like signs stay.
fn packed_line(line: &str) -> String {
    let mut packed = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    // the sign a text or regular expression ends with, and whether one is inside its brackets
    let (mut until, mut in_brackets) = (None, false);
    while let Some(c) = chars.next() {
        if let Some(end) = until {
            packed.push(c);
            match c {
                '\\' => packed.extend(chars.next()),
                '[' | ']' if end == '/' => in_brackets = c == '[',
                _ if c == end && !in_brackets => until = None,
                _ => {}
            }
            continue;
        }
        match c {
            '/' if chars.peek() == Some(&'/') => break,
            '"' | '\'' => until = Some(c),
            '/' if begins_a_pattern(&packed) => until = Some(c),
            ' ' => {
                let next = chars.peek().copied().unwrap_or(' ');
                let last = packed.chars().next_back().unwrap_or(' ');
                let is_word = |c: char| c.is_alphanumeric() || "_$\"'/".contains(c);
                if !(is_word(last) && is_word(next) || last == next && "+-".contains(last)) {
                    continue;
                }
            }
            _ => {}
        }
        packed.push(c);
    }
    packed.truncate(packed.trim_end().len());
    packed
}

/// Whether a slash behind this begins a regular expression and divides nothing.
fn begins_a_pattern(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(|c| "(=,:!&|?{;[>".contains(c)) || before.ends_with("return")
}

/// The browser asks for it by itself.
pub async fn icon() -> Answer {
    show(Path("icon.svg".into())).await
}

#[cfg(test)]
mod tests {
    use super::packed;
    use crate::embedded;

    #[test]
    fn a_script_goes_out_without_comments_and_its_lines_keep_their_numbers() {
        let script =
            "// why\n/** what */\nconst a = 1; // here\n\n  if (a) {\n    // no\n    b(\"//c  d\");\n  }\n";
        assert_eq!(packed(script), "\n\nconst a=1;\n\nif(a){\n\nb(\"//c  d\");\n}\n");
    }

    #[test]
    fn blanks_go_where_nothing_changes_by_it() {
        for (line, short) in [
            ("return a + +b - -c + d++ + 1;", "return a+ +b- -c+d++ +1;"),
            ("const f = (x) => (x ? 'a b' : \"c \\\" d\");", "const f=(x)=>(x?'a b':\"c \\\" d\");"),
            ("import { t } from \"./words.js\";", "import{t}from \"./words.js\";"),
            ("return / [/ ]x\\/ y/.test(a) && b / c / d;", "return / [/ ]x\\/ y/.test(a)&&b / c / d;"),
            (
                "for (const one of all) if (typeof one === \"x\") delete one;",
                "for(const one of all)if(typeof one===\"x\")delete one;",
            ),
            ("x = y.replace(/ *\\/ /g, \" \"); // z", "x=y.replace(/ *\\/ /g,\" \");"),
        ] {
            assert_eq!(packed(line), format!("{short}\n"));
        }
    }

    #[test]
    fn nothing_but_blanks_and_comments_goes() {
        let is_comment = |line: &&str| !line.starts_with("//") && !line.starts_with("/**");
        for name in
            ["volume/page.js", "common/pasted.js", "frame/drop.js", "grid/keys.js", "import/repairs.js"]
        {
            let script = embedded::web_file(name).unwrap();
            let script = String::from_utf8_lossy(&script).into_owned();
            let bare = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            for (line, short) in script.lines().map(str::trim).zip(packed(&script).lines()) {
                if is_comment(&line) && !line.contains(" // ") {
                    assert_eq!(bare(line), bare(short), "{name}");
                }
            }
        }
    }
}

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
        bytes = without_comments(&String::from_utf8_lossy(&bytes)).into_bytes().into();
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

/// A script without its indentation and the lines that are comments; the others keep their numbers. No
/// text in a script goes over several lines (eslint.config.mjs).
fn without_comments(script: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/");
    let lines = script.lines().map(str::trim);
    lines.fold(String::with_capacity(script.len()), |plain, line| {
        plain + if is_comment(line) { "" } else { line } + "\n"
    })
}

/// The browser asks for it by itself.
pub async fn icon() -> Answer {
    show(Path("icon.svg".into())).await
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn a_script_goes_out_without_comments_and_its_lines_keep_their_numbers() {
        let script =
            "// why\n/** what */\nconst a = 1; // here\n\n  if (a) {\n    // no\n    b(\"//c\");\n  }\n";
        assert_eq!(without_comments(script), "\n\nconst a = 1; // here\n\nif (a) {\n\nb(\"//c\");\n}\n");
    }
}

//! Style, script and icons, from inside the binary.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

use super::fault::{Answer, Fault};
use crate::domain::general::error::Error;
use crate::{embedded, say};

/// A file of the pages. The address carries the version, so browsers may keep it.
pub async fn show(Path(name): Path<String>) -> Answer {
    let Some(bytes) = embedded::web_file(&name) else {
        return Err(Fault::from(Error::not_found(say!("没有这个文件。", "There is no such file."))));
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, bytes.into_owned()).into_response())
}

/// The browser asks for it by itself.
pub async fn icon() -> Answer {
    show(Path("icon.svg".into())).await
}

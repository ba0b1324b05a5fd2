//! A file sent to be kept: streamed, named as RFC 6266 says.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;

use super::fault::{Answer, Fault};

/// A file made for one answer: the directory goes when it has been sent.
pub struct MadeFile {
    folder: TempDir,
    path: PathBuf,
}

impl MadeFile {
    /// A place to write the file to.
    pub fn new() -> Answer<MadeFile> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("file");
        Ok(MadeFile { folder, path })
    }

    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Sends it under `name`.
    pub async fn send(self, name: &str) -> Answer {
        send(self.path, name, Some(self.folder)).await
    }
}

/// Sends a file that stays where it is.
pub async fn send_kept(path: PathBuf, name: &str) -> Answer {
    send(path, name, None).await
}

async fn send(path: PathBuf, name: &str, folder: Option<TempDir>) -> Answer {
    let file = tokio::fs::File::open(&path).await?;
    let length = file.metadata().await?.len();
    let chunks = futures::stream::unfold((file, folder), |(mut file, folder)| async move {
        let mut chunk = vec![0; 64 * 1024];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(read) => {
                chunk.truncate(read);
                Some((Ok(chunk), (file, folder)))
            }
            Err(error) => Some((Err(error), (file, folder))),
        }
    });
    // compression asks once more after the end
    let chunks = futures::StreamExt::fuse(chunks);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind(name))),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
        (header::CONTENT_DISPOSITION, disposition(name)?),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("csv") => "text/csv",
        Some("html") => "text/html; charset=utf-8",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// `attachment` with the name percent-encoded, and an ASCII shadow of it for old programs.
fn disposition(name: &str) -> Answer<HeaderValue> {
    let shadow: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    let value = format!("attachment; filename=\"{shadow}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).map_err(|error| Fault::from(anyhow::Error::from(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let value = disposition("案卷\r\nSet-Cookie: x=1\"; .xlsx").unwrap();
        let text = value.to_str().unwrap();
        assert!(text.starts_with("attachment; filename=\"____Set-Cookie__x_1___.xlsx\"; filename*=UTF-8''%E6%A1%88%E5%8D%B7%0D%0ASet"), "{text}");
        assert!(!text.contains(['\r', '\n']));
    }
}

//! A member's votes as a sheet: taken home, and read back.

use std::path::PathBuf;

use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use super::refused::refused;
use crate::acts::disposal::disposing;
use crate::domain::general::error::Error;
use crate::problems;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// A sheet that arrived; its folder goes when it has been read.
pub struct SheetArrived {
    pub folder: TempDir,
    pub path: PathBuf,
    pub name: String,
}

/// `POST /disposals/{number}/votes/sheet`: the member's own sheet.
pub async fn write(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
) -> Answer<Response> {
    let made = MadeFile::new()?;
    disposing::write_vote_sheet(&app.archive, &by, &number, frame.lang, made.path()).await?;
    made.send(&format!("{}-{number}.xlsx", frame.t("表决表", "votes"))).await
}

/// `POST /disposals/{number}/votes`: a sheet comes back; refused, every row with its reason.
pub async fn read(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    form: Multipart,
) -> Answer<Response> {
    let sheet = arrived(form).await?;
    match disposing::vote_by_sheet(&app.archive, &by, &number, (&sheet.path, &sheet.name)).await {
        Ok(_) => onward(&format!("/disposals/{number}?said=disposal_voted")),
        Err(error) => {
            let heading = say!("表决表没有读入", "The sheet was not taken");
            refused(frame, &number, (heading, say!("一票也没有记。", "No vote was written.")), error)
        }
    }
}

/// The file of a form, written to a folder of its own.
///
/// # Errors
/// `Unreadable` where none arrived.
pub async fn arrived(mut form: Multipart) -> Answer<SheetArrived> {
    let folder = tempfile::tempdir()?;
    while let Some(mut field) = form.next_field().await.map_err(|_| nothing_came())? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() != Some("file") || name.is_empty() {
            continue;
        }
        // the ending says what the file is; the rest of the name is not to be trusted
        let ending = name.rsplit_once('.').map_or("xlsx", |(_, ending)| ending);
        let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let path = folder.path().join(format!("sheet.{ending}"));
        let mut file = tokio::fs::File::create(&path).await?;
        while let Some(chunk) = field.chunk().await.map_err(|_| nothing_came())? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        return Ok(SheetArrived { folder, path, name });
    }
    Err(nothing_came())
}

fn nothing_came() -> Fault {
    Fault::from(Error::Unreadable(vec![no_sheet_came()]))
}

problems! {
    refuse no_sheet_came():
        "没有收到表决表。" / "No sheet arrived."
        => "选填好的表决表再送。" / "Choose the sheet that was filled in.";
}

//! A batch's papers: sent as files, and filed as records of this archive.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::refused::refused;
use crate::acts::disposal::disposing::{self, DisposalPaper, Encoding, Format, PapersPlace};
use crate::domain::general::error::Error;
use crate::problems;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Which paper.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PaperAsked {
    paper: String,
    /// Of the register: `xlsx`, `csv`; else PDF.
    format: String,
}

/// `POST /disposals/{number}/papers`: a paper of the batch, registered with its digest.
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(asked): Form<PaperAsked>,
) -> Answer<Response> {
    let paper = DisposalPaper::from_key(&asked.paper);
    let paper = paper.ok_or_else(|| Fault::from(Error::from(paper_unknown(&asked.paper))))?;
    let made = MadeFile::new()?;
    let name = paper.word().in_lang(frame.lang).replace(' ', "-");
    let format = match asked.format.as_str() {
        "xlsx" => Some(Format::Xlsx),
        "csv" => Some(Format::Csv(Encoding::Utf8Bom)),
        _ => None,
    };
    if let Some(format) = format.filter(|_| paper == DisposalPaper::Register) {
        disposing::write_register(&app.archive, &by, &number, (format, frame.lang), made.path()).await?;
        return made.send(&format!("{name}-{number}.{}", asked.format)).await;
    }
    disposing::print_paper(&app.archive, &by, &number, paper, frame.lang, made.path()).await?;
    made.send(&format!("{name}-{number}.pdf")).await
}

/// `POST /disposals/{number}/records`: its papers become permanent records.
pub async fn file(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(to): Form<PapersPlace>,
) -> Answer<Response> {
    match disposing::file_papers(&app.archive, &by, &number, to).await {
        Ok(_) => onward(&format!("/disposals/{number}?said=disposal_papers_filed")),
        Err(error) => {
            let heading = say!("文件没有归档", "The papers were not filed");
            refused(frame, &number, (heading, say!("一件也没有归档。", "None of them was filed.")), error)
        }
    }
}

problems! {
    refuse paper_unknown(text):
        "批次没有「{text}」这种文件。" / "A batch has no paper \"{text}\"."
        => "选页上列出的文件。" / "Choose one of those the page lists.";
}

//! `/catalogs/proof`: a file made earlier is put in, and told to be genuine and current, genuine though records
//! changed since, or not ours. The file itself is not kept: its digest is enough.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging::{self, FileProof, Standing};
use crate::acts::receiving::inbox::LARGEST;
use crate::acts::upkeep::jobs;
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::states::JobKind;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format::INLINE;
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::short_text::{self, short_text};
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{Badge, proof as badge_of};

/// What is said of a file, for a page.
pub struct Verdict {
    pub badge: Badge,
    pub said: Wording,
    /// When, by whom and as what it was made; `None`: it is not ours.
    pub made: Option<[String; 3]>,
    /// Codes of what changed since, and how many more there are.
    pub records: Vec<String>,
    pub more: u64,
    pub digest: String,
    /// It can be made again: it is no list, package or merged form.
    pub is_made_again: bool,
    /// It is a table, and there is its proof sheet.
    pub has_sheet: bool,
}

pub fn verdict(proof: FileProof) -> Verdict {
    let (is_made_again, has_sheet) = (proof.is_made_again, proof.has_sheet);
    let made = [moment(&proof.at), proof.actor, proof.about];
    let (badge, said) = (badge_of(proof.standing.key()), proof.standing.wording());
    let made = (proof.standing != Standing::NotOurs).then_some(made);
    let (records, more) = match proof.standing {
        Standing::Changed { records, more } => (records, more),
        Standing::Current | Standing::Genuine | Standing::NotOurs => (Vec::new(), 0),
    };
    let digest = proof.file.hex();
    Verdict { badge, said, made, records, more, digest, is_made_again, has_sheet }
}

#[derive(Template)]
#[template(path = "catalogs/proof.html")]
struct ProofPage {
    frame: Frame,
    /// Name of the file put in, and what is said of it.
    proved: Option<(String, Verdict)>,
}

pub async fn show(frame: Frame) -> Answer<Response> {
    page(&ProofPage { frame, proved: None })
}

/// The file arrives; a long one of ours is compared by a job.
pub async fn prove(State(app): Shared, Who(by): Who, frame: Frame, mut form: Multipart) -> Answer<Response> {
    while let Some(mut field) = form.next_field().await.map_err(|_| broken_off())? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("digest") {
            let typed = short_text(&mut field, short_text::WORD).await?;
            if typed.trim().is_empty() {
                continue;
            }
            let proof = cataloging::prove_typed(&app.archive, &by, &typed).await?;
            return page(&ProofPage { frame, proved: Some((typed, verdict(proof))) });
        }
        if field.name() != Some("file") || name.is_empty() {
            continue;
        }
        let mut running = Running::default();
        while let Some(chunk) = field.chunk().await.map_err(|_| broken_off())? {
            running.update(&chunk);
        }
        return match compared(&app, &by, running.digest()).await? {
            Compared::At(job) => onward(&format!("/jobs/{job}")),
            Compared::Proved(proof) => page(&ProofPage { frame, proved: Some((name, verdict(*proof))) }),
        };
    }
    Err(Fault::from(Error::Unreadable(vec![no_file_to_prove()])))
}

/// What came of comparing a file with the records.
pub enum Compared {
    Proved(Box<FileProof>),
    /// A job is at it.
    At(i64),
}

/// Compares what has this digest with the records of today.
pub async fn compared(app: &Arc<App>, by: &By, file: Digest) -> Answer<Compared> {
    let lines = cataloging::lines_of(&app.archive, by, &file).await?;
    if lines.is_none_or(|lines| lines <= INLINE as u64) {
        let quiet = crate::progress::Progress::default();
        let proof = cataloging::prove_digest(&app.archive, by, file, &quiet).await?;
        return Ok(Compared::Proved(Box::new(proof)));
    }
    Ok(Compared::At(as_job(app, by, file).await?))
}

/// Compares it in the background; what is said stands on the job's page.
pub async fn as_job(app: &Arc<App>, by: &By, file: Digest) -> Answer<i64> {
    let (archive, who) = (app.archive.clone(), by.clone());
    let input = serde_json::json!({ "file": file });
    let job = jobs::start(&app.archive, by, JobKind::CatalogProof, input, move |progress| async move {
        let proof = cataloging::prove_digest(&archive, &who, file, &progress).await?;
        Ok(jobs::JobOutcome { report: serde_json::json!({ "proof": proof }), ..jobs::JobOutcome::default() })
    });
    Ok(job.await?)
}

/// A file that does not arrive whole, or is larger than any made here.
pub fn broken_off() -> Fault {
    let megabytes = LARGEST >> 20;
    Fault::from(Error::Unreadable(vec![file_broken_off(&megabytes)]))
}

problems! {
    refuse no_file_to_prove as no_file():
        "没有收到文件。" / "No file arrived."
        => "选一个以前导出或打印的文件，再按「核对」。" / "Choose a file made earlier, then press Check.";
    refuse file_broken_off(megabytes):
        "文件没有传完，或者超过 {megabytes} MB。"
            / "The file did not arrive whole, or is larger than {megabytes} MB."
        => "再试一次；更大的文件请管理员另行核对。"
            / "Try again; the administrator can check larger files.";
}

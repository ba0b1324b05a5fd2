//! `/import/packages/{digest}`: a transfer package that was uploaded: what comes, what it meets, and taking it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::taking_package::{
    self, Encoding, Format, GivenBack, PackageIntake, PackageOptions, take_package, write_receipt,
};
use crate::acts::upkeep::jobs;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::states::JobKind;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use crate::{problems, say};

/// Records above which a package is taken in by a job.
const INLINE: u64 = 2000;
/// Problems a job's report keeps.
const REPORTED: usize = 200;

#[derive(Template)]
#[template(path = "receiving/packages/package.html")]
struct PackagePage {
    frame: Frame,
    file: Uploaded,
    taken: PackageIntake,
    accept: Vec<String>,
    kinds: Vec<FindingsOfKind>,
    /// What the receipt gives back, as it was typed.
    returned: String,
    errors: Errors,
}

impl PackagePage {
    /// What the package says of the transfer.
    fn said(&self) -> Vec<(Wording, &str)> {
        let PackageIntake { sender, receiver, transfer, ground, made_on, .. } = &self.taken;
        let said = [
            (say!("移交单位", "Handed over by"), sender.as_str()),
            (say!("接收单位", "Received by"), receiver),
            (say!("批次号", "Transfer"), transfer),
            (say!("移交依据", "Ground"), ground),
            (say!("制作日期", "Made on"), made_on),
        ];
        said.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    fn n(&self, count: &u64) -> String {
        self.frame.n(*count as i64)
    }
}

/// What was found of one kind.
struct FindingsOfKind {
    kind: String,
    badge: Badge,
    /// A person may say yes to it.
    may_accept: bool,
    accepted: bool,
    problems: Vec<Problem>,
}

/// Keeps a package that is whole; one that is not leaves nothing behind.
pub async fn arrived(app: &App, by: &By, file: &Uploaded) -> Answer<String> {
    if let Err(error) = taking_package::look(&app.archive, by, &file.path).await {
        inbox::discard(&app.archive, by, file).await?;
        return Err(Fault::from(error));
    }
    Ok(format!("/import/packages/{}", file.digest.hex()))
}

fn options(pairs: &Pairs, file: &Uploaded, dry_run: bool) -> PackageOptions {
    let accept = pairs.iter().filter(|(key, _)| key == "accept").map(|(_, kind)| kind.clone());
    PackageOptions { accept: accept.collect(), file_name: Some(file.name.clone()), dry_run }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let options = options(&pairs, &file, true);
    let taken = take_package(&app.archive, &by, &file.path, &options, &Arc::default()).await?;
    draw(frame, file, taken, (options, String::new(), Errors::default()))
}

fn draw(
    frame: Frame,
    file: Uploaded,
    taken: PackageIntake,
    (options, returned, errors): (PackageOptions, String, Errors),
) -> Answer<Response> {
    let mut kinds: Vec<FindingsOfKind> = Vec::new();
    for problem in &taken.problems {
        let accepted = options.accept.contains(&problem.kind);
        match kinds.iter_mut().find(|known| known.kind == problem.kind) {
            Some(known) => known.problems.push(problem.clone()),
            None => kinds.push(FindingsOfKind {
                kind: problem.kind.clone(),
                badge: words::weight(problem.weight),
                may_accept: problem.weight == Weight::Ask || accepted,
                accepted,
                problems: vec![problem.clone()],
            }),
        }
    }
    let shown = PackagePage { frame, file, taken, accept: options.accept, kinds, returned, errors };
    shown.errors.page(&shown)
}

/// Takes the package: at once, or as a job when it is long.
pub async fn take(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let options = options(&pairs, &file, false);
    let stated = pairs.iter().find(|(key, _)| key == "items").and_then(|(_, count)| count.parse().ok());
    if stated.unwrap_or(0u64) > INLINE {
        let job = as_job(&app, &by, file, options).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let taken = take_package(&app.archive, &by, &file.path, &options, &Arc::default()).await?;
    match taken.batch {
        Some(batch) => onward(&format!("/batches/{batch}")),
        None => draw(frame, file, taken, (options, String::new(), Errors::default())),
    }
}

/// What is given back, a line each, and the kind of file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReceiptAsked {
    returned: String,
    /// `csv`; else `xlsx`.
    format: String,
}

/// `POST /import/packages/{digest}/receipt`: the receipt of a package that was taken in, for the sender to read.
pub async fn receipt(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    Form(asked): Form<ReceiptAsked>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let lines = asked.returned.lines().map(str::trim).filter(|line| !line.is_empty());
    let back: Result<Vec<GivenBack>> = lines.map(GivenBack::read).collect();
    let (format, ending) = receipt_format(&asked.format);
    let made = MadeFile::new()?;
    let written = match back {
        Ok(back) => write_receipt(&app.archive, &by, &file.path, &back, (format, made.path())).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(receipt) => made.send(&format!("接收回执-{}.{ending}", receipt.transfer)).await,
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| "returned".to_owned())?;
            let options = PackageOptions { dry_run: true, ..options(&Pairs::new(), &file, true) };
            let taken = take_package(&app.archive, &by, &file.path, &options, &Arc::default()).await?;
            draw(frame, file, taken, (options, asked.returned, errors))
        }
    }
}

/// The kind of a receipt's file, with its ending.
pub fn receipt_format(asked: &str) -> (Format, &'static str) {
    match asked {
        "csv" => (Format::Csv(Encoding::Utf8Bom), "csv"),
        _ => (Format::Xlsx, "xlsx"),
    }
}

/// Starts the taking in the background; its outcome is the job's report.
pub async fn as_job(app: &Arc<App>, by: &By, file: Uploaded, options: PackageOptions) -> Answer<i64> {
    let input = serde_json::json!({ "file": file.name, "digest": file.digest, "decided": options });
    let (archive, who) = (app.archive.clone(), by.clone());
    let work = move |progress: Arc<Progress>| async move {
        let taken = take_package(&archive, &who, &file.path, &options, &progress).await?;
        Ok(jobs::JobOutcome { report: report(&taken)?, file: String::new() })
    };
    Ok(jobs::start(&app.archive, by, JobKind::PackageImport, input, work).await?)
}

/// What the job's row keeps.
///
/// # Errors
/// `Refused` when nothing was taken: the job has failed then.
fn report(taken: &PackageIntake) -> Result<serde_json::Value> {
    let first: Vec<Problem> = taken.problems.iter().take(REPORTED).cloned().collect();
    if taken.batch.is_none() && taken.blocking > 0 {
        let mut all = vec![package_held_up(&taken.blocking)];
        all.extend(first);
        return Err(Error::Refused(all));
    }
    Ok(serde_json::json!({
        "read": taken.items, "written": taken.taken_items, "batch": taken.batch.map(|batch| batch.to_string()),
        "problems": first, "problems_total": taken.problems_total, "manifest": taken.manifest,
    }))
}

problems! {
    refuse package_held_up(count):
        "有 {count} 处要先决定或查清，什么也没有收。" / "{count} findings must be decided or cleared up first; nothing was taken."
        => "回到移交包的页面，看过再收。" / "Go back to the package's page and look at them.";
}

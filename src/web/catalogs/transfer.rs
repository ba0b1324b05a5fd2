//! `/transfer`: choose closed volumes; the register alone, or the whole package.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;

use super::chosen::Chosen;
use super::first_pages::first_pages;
use super::printing::{PagePicture, Preview, PrintWhat};
use crate::acts::catalogs::cataloging::{self, CatalogRequest, Numbers, OnPaper};
use crate::acts::upkeep::jobs;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::domain::records::volume::VolumeState;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::Answer;
use crate::web::base::file_format::format;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Volumes above which the package is made by a job: each has lists and printed papers of its own.
const INLINE: i64 = 20;
const TRANSFER: &str = "/transfer";
/// Pages of the register shown, over so many of its lines.
const SHOWN: usize = 2;
const READ: u64 = 100;

/// What is said of the transfer itself.
struct TransferOrder {
    receiver: String,
    batch: String,
    reason: String,
    id_numbers: String,
    format: String,
    is_package: bool,
}

impl TransferOrder {
    fn read(pairs: &Pairs) -> TransferOrder {
        let one = |name: &str| pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let one = |name: &str| one(name).unwrap_or_default().to_owned();
        TransferOrder {
            receiver: one("receiver"),
            batch: one("batch"),
            reason: one("reason"),
            id_numbers: one("id_numbers"),
            format: one("format"),
            is_package: one("make") == "package",
        }
    }

    fn wanted(&self, chosen: &Chosen) -> Answer<CatalogRequest> {
        let (volume_ids, filter) = chosen.taken()?;
        // the form offers whole numbers first, as a receiving archive takes them; without a choice none leaves whole
        let id_numbers = match self.id_numbers.as_str() {
            "full" => Numbers::Full,
            "left_out" => Numbers::LeftOut,
            _ => Numbers::Masked,
        };
        Ok(CatalogRequest {
            kind: "transfer_register".into(),
            filter,
            volume_ids,
            id_numbers,
            receiver: self.receiver.clone(),
            batch: self.batch.clone(),
            reason: self.reason.clone(),
            ..CatalogRequest::default()
        })
    }
}

#[derive(Template)]
#[template(path = "catalogs/transfer/choose.html")]
struct ChoosePage {
    frame: Frame,
    order: TransferOrder,
    chosen: Chosen,
    /// The first pages of the register; or why there is none.
    pages: Vec<PagePicture>,
    problems: Vec<Problem>,
}

async fn chosen(app: &App, by: &By, pairs: &Pairs) -> Answer<Chosen> {
    Chosen::read(app, by, TRANSFER, pairs, VolumeState::Closed.key()).await
}

pub async fn choose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(pairs): Query<Pairs>,
) -> Answer<Response> {
    let (order, chosen) = (TransferOrder::read(&pairs), chosen(&app, &by, &pairs).await?);
    let own = [
        ("receiver", &order.receiver),
        ("batch", &order.batch),
        ("reason", &order.reason),
        ("id_numbers", &order.id_numbers),
    ];
    let preview = async { preview(&order, &chosen, &frame) };
    let (pages, problems) = first_pages(&app, &by, &chosen, &own, preview).await;
    page(&ChoosePage { frame, order, chosen, pages, problems })
}

fn preview(order: &TransferOrder, chosen: &Chosen, frame: &Frame) -> Answer<Preview> {
    let (making, on_paper) = (PrintWhat::Form(order.wanted(chosen)?), OnPaper::default());
    Ok(Preview { making, on_paper, lang: frame.lang, pages: SHOWN, records: READ })
}

/// One of the register's first pages, drawn.
pub async fn picture(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(page): Path<usize>,
    Query(pairs): Query<Pairs>,
) -> Answer<Response> {
    let (order, chosen) = (TransferOrder::read(&pairs), chosen(&app, &by, &pairs).await?);
    preview(&order, &chosen, &frame)?.picture(&app, &by, page).await
}

pub async fn make(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    let (order, chosen) = (TransferOrder::read(&pairs), chosen(&app, &by, &pairs).await?);
    let wanted = order.wanted(&chosen)?;
    let stem = frame.t("档案移交清册", "transfer-register");
    let made = MadeFile::new()?;
    if order.format == "pdf" {
        let quiet = Progress::default();
        let on_paper = OnPaper::default();
        cataloging::print(&app.archive, &by, &wanted, &on_paper, frame.lang, made.path(), &quiet).await?;
        return made.send(&format!("{stem}.pdf")).await;
    }
    if !order.is_package {
        let (format, ending) = format(&order.format)?;
        cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
            .await?;
        return made.send(&format!("{stem}.{ending}")).await;
    }
    if chosen.volumes > INLINE {
        let job = as_job(&app, &by, wanted, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    cataloging::package(&app.archive, &by, &wanted, frame.lang, made.path(), &Progress::default()).await?;
    made.send(frame.t("档案移交.zip", "transfer.zip")).await
}

/// Makes the package in the background; its file waits on the job's page.
pub async fn as_job(app: &Arc<App>, by: &By, wanted: CatalogRequest, lang: Lang) -> Answer<i64> {
    let input = serde_json::json!({ "wanted": wanted });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::TransferPackage, input, move |progress| async move {
        let file = jobs::result_file(&archive, "transfer.zip").await?;
        let path = archive.config.data().join(&file);
        let packed = cataloging::package(&archive, &who, &wanted, lang, &path, &progress).await?;
        let report = serde_json::json!({ "volumes": packed.volumes, "files": packed.files, "manifest": packed.manifest });
        Ok(jobs::JobOutcome { report, file })
    });
    Ok(job.await?)
}

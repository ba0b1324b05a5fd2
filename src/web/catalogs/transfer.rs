//! `/transfer`: choose closed volumes; the register alone, or the whole package.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging::{self, CatalogRequest, Numbers, OnPaper};
use crate::acts::finding::listing::{self, VolumeList, VolumesWanted};
use crate::acts::upkeep::jobs;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::problems;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format::format;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Volumes offered for ticking; more are taken by their filter.
const OFFERED: i64 = 500;
/// Volumes above which the package is made by a job: each has lists and printed papers of its own.
const INLINE: usize = 20;

#[derive(Template)]
#[template(path = "catalogs/transfer/choose.html")]
struct ChoosePage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    list: VolumeList,
    /// More volumes fit than are offered for ticking.
    more: bool,
}

impl ChoosePage {
    fn badge(&self, key: &str) -> Badge {
        words::state(key)
    }
}

pub async fn choose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut filter): Query<Filter>,
) -> Answer<Response> {
    if filter.is_empty() {
        filter.state = "closed".into();
    }
    let wanted = VolumesWanted { filter: filter.scope()?, ..VolumesWanted::default() };
    let list = listing::volumes(&app.archive, &by, &wanted, None, OFFERED).await?;
    let outline = outline(&app, &by).await?;
    page(&ChoosePage { frame, more: list.next.is_some(), filter, outline, list })
}

/// A form's fields in order; `volume` repeats.
type Pairs = Vec<(String, String)>;

pub async fn make(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let chosen = form.iter().filter(|(key, _)| key == "volume");
    let volume_ids: Vec<i64> = chosen.filter_map(|(_, id)| id.parse().ok()).collect();
    let whole_scope = !one("whole").is_empty();
    if volume_ids.is_empty() && !whole_scope {
        return Err(Fault::from(Error::from(no_volume_ticked())));
    }
    let filter: Filter = serde_urlencoded::from_str(one("scope")).unwrap_or_default();
    let is_package = one("make") == "package";
    // the form offers whole numbers first, as a receiving archive takes them; without a choice none leaves whole
    let id_numbers = match one("id_numbers") {
        "full" => Numbers::Full,
        "left_out" => Numbers::LeftOut,
        _ => Numbers::Masked,
    };
    let wanted = CatalogRequest {
        kind: "transfer_register".into(),
        filter: filter.scope()?,
        volume_ids: if whole_scope { Vec::new() } else { volume_ids },
        id_numbers,
        receiver: one("receiver").trim().to_owned(),
        batch: one("batch").trim().to_owned(),
        reason: one("reason").trim().to_owned(),
        ..CatalogRequest::default()
    };
    let stem = frame.t("档案移交清册", "transfer-register");
    let made = MadeFile::new()?;
    if one("format") == "pdf" {
        let quiet = Progress::default();
        let on_paper = OnPaper::default();
        cataloging::print(&app.archive, &by, &wanted, &on_paper, frame.lang, made.path(), &quiet).await?;
        return made.send(&format!("{stem}.pdf")).await;
    }
    if !is_package {
        let (format, ending) = format(one("format"))?;
        cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
            .await?;
        return made.send(&format!("{stem}.{ending}")).await;
    }
    if is_long(&app, &by, &wanted).await? {
        let job = as_job(&app, &by, wanted, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    cataloging::package(&app.archive, &by, &wanted, frame.lang, made.path(), &Progress::default()).await?;
    made.send(frame.t("档案移交.zip", "transfer.zip")).await
}

/// Whether the package is of so many volumes that it is made in the background.
async fn is_long(app: &App, by: &By, wanted: &CatalogRequest) -> Answer<bool> {
    if !wanted.volume_ids.is_empty() {
        return Ok(wanted.volume_ids.len() > INLINE);
    }
    let whole = VolumesWanted { filter: wanted.filter.clone(), ..VolumesWanted::default() };
    let list = listing::volumes(&app.archive, by, &whole, None, 1).await?;
    Ok(usize::try_from(list.volumes).map_or(true, |volumes| volumes > INLINE))
}

pub fn nothing_chosen() -> Fault {
    Fault::from(no_volume_ticked())
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

problems! {
    pub refuse no_volume_ticked as nothing_chosen():
        "一卷也没有选。" / "No volume was chosen."
        => "勾选要移交的案卷，或者勾「整个范围」。"
            / "Tick the volumes to hand over, or \"the whole scope\".";
}

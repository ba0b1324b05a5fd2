//! `/catalogs`: choose a finding aid and its scope; look at it, or take it away.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::catalogs::cataloging::{self, CatalogKind, CatalogRequest, Extent, Format, Numbers};
use crate::acts::finding::viewing;
use crate::acts::upkeep::jobs;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::domain::schemes::scheme::Schemes;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format::{INLINE, class_called, format};
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;
use crate::{problems, say};

/// What was chosen, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CatalogFields {
    pub kind: String,
    /// `xlsx` (unless said otherwise), `csv`, `csv-gb18030`, `html`; through the API `pdf`, too.
    pub format: String,
    /// One volume's id.
    pub volume: String,
    /// `masked` (unless said otherwise), `full`, `left_out`.
    pub id_numbers: String,
    pub receiver: String,
    /// As the records stood at the end of this day, `2026-03-31`; empty: as they are.
    pub as_of: String,
}

/// What the act is asked for.
pub fn wanted(choice: &CatalogFields, filter: &Filter) -> Answer<CatalogRequest> {
    let volume_ids = match choice.volume.trim() {
        "" => Vec::new(),
        id => vec![id.parse().map_err(|_| {
            Fault::from(Error::not_found(say!("没有案卷「{id}」。", "There is no volume \"{id}\".")))
        })?],
    };
    let id_numbers = match choice.id_numbers.as_str() {
        "full" => Numbers::Full,
        "left_out" => Numbers::LeftOut,
        _ => Numbers::Masked,
    };
    let as_of = match choice.as_of.trim() {
        "" => None,
        day => Some(day.parse().map_err(|_| Fault::from(Error::from(as_of_unreadable(&day))))?),
    };
    let kind = if choice.kind.is_empty() { "volume_catalog".to_owned() } else { choice.kind.clone() };
    Ok(CatalogRequest {
        kind,
        filter: filter.scope()?,
        volume_ids,
        id_numbers,
        receiver: choice.receiver.clone(),
        as_of,
        ..CatalogRequest::default()
    })
}

/// The file's name: what it is, and of what.
pub fn file_name(schemes: &Schemes, lang: Lang, wanted: &CatalogRequest, ending: &str) -> String {
    let kinds = cataloging::kinds();
    let kind = kinds.iter().find(|kind| kind.key == wanted.kind);
    let mut name = kind.map_or(wanted.kind.as_str(), |kind| kind.name.in_lang(lang)).to_owned();
    let filter = &wanted.filter;
    match (filter.year_from, filter.year_to) {
        (Some(from), Some(to)) if from != to => name.push_str(&format!("-{from}-{to}")),
        (Some(year), _) | (None, Some(year)) => name.push_str(&format!("-{year}")),
        (None, None) => {}
    }
    name.extend(wanted.as_of.map(|day| format!("-{day}")));
    name.extend(filter.class_id.iter().map(|class| format!("-{}", class_called(schemes, class))));
    if let [id] = wanted.volume_ids.as_slice() {
        name.push_str(&format!("-{id}"));
    }
    format!("{name}.{ending}")
}

#[derive(Template)]
#[template(path = "catalogs/choose.html")]
struct ChoosePage {
    frame: Frame,
    kinds: Vec<CatalogKind>,
    choice: CatalogFields,
    filter: Filter,
    outline: Outline,
    /// What will come out.
    extent: Extent,
    /// First and last year that anything is held of.
    held: Option<(i32, i32)>,
    /// Code of the one volume chosen.
    volume_code: String,
}

/// The choice with the scope in ids, and what the act is asked for.
pub async fn settled(
    app: &App,
    by: &By,
    choice: &mut CatalogFields,
    filter: Filter,
) -> Answer<(Filter, Outline, CatalogRequest)> {
    let outline = outline(app, by).await?;
    let filter = filter.settled(&outline)?;
    let wanted = wanted(choice, &filter)?;
    choice.kind = wanted.kind.clone();
    Ok((filter, outline, wanted))
}

pub async fn choose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<CatalogFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let (filter, outline, wanted) = settled(&app, &by, &mut choice, filter).await?;
    let extent = cataloging::extent(&app.archive, &by, &wanted).await?;
    let held = match extent.volumes {
        0 => held(&app, &by).await?,
        _ => None,
    };
    let volume_code = match wanted.volume_ids.first() {
        Some(id) => viewing::volume(&app.archive, &by, *id).await?.volume.code,
        None => String::new(),
    };
    let kinds = cataloging::kinds();
    page(&ChoosePage { frame, kinds, choice, filter, outline, extent, held, volume_code })
}

async fn held(app: &App, by: &By) -> Answer<Option<(i32, i32)>> {
    let all = CatalogRequest { kind: "volume_catalog".into(), ..CatalogRequest::default() };
    let years = cataloging::extent(&app.archive, by, &all).await?.years;
    Ok(years.first().zip(years.last()).map(|(first, last)| (first.year, last.year)))
}

/// Lines of a first page.
const FIRST: u64 = 60;

#[derive(Template)]
#[template(path = "catalogs/preview.html")]
struct PreviewPage {
    frame: Frame,
    title: String,
    choice: CatalogFields,
    filter: Filter,
    extent: Extent,
    /// The choice again.
    back: String,
    /// Lines shown.
    shown: i64,
    body: String,
}

/// The catalog's first page, as its HTML form draws it, with the sums of the whole.
pub async fn preview(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<CatalogFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let (filter, _, wanted) = settled(&app, &by, &mut choice, filter).await?;
    let extent = cataloging::extent(&app.archive, &by, &wanted).await?;
    previewable(&extent)?;
    let first = cataloging::first_page(&app.archive, &by, &wanted, frame.lang, FIRST, &extent).await?;
    let (shown, body) = (first.rows as i64, first.html);
    let title = heading(&app.archive.schemes(), frame.lang, &wanted);
    let back = filter.and(&[
        ("kind", &choice.kind),
        ("volume", &choice.volume),
        ("id_numbers", &choice.id_numbers),
        ("as_of", &choice.as_of),
    ]);
    page(&PreviewPage { frame, title, choice, filter, extent, back, shown, body })
}

/// Refuses the first page of an index that has none before all of its many lines are read.
pub fn previewable(extent: &Extent) -> Answer<()> {
    let rows = extent.rows;
    if !extent.is_sorted_anew || rows <= INLINE {
        return Ok(());
    }
    Err(Fault::from(preview_too_long(&rows)))
}

/// What the page shows, in words: 案卷目录 2009–2015 ZJ 社会保险费征缴类.
fn heading(schemes: &Schemes, lang: Lang, wanted: &CatalogRequest) -> String {
    let kinds = cataloging::kinds();
    let kind = kinds.iter().find(|kind| kind.key == wanted.kind);
    let mut words = vec![kind.map_or_else(|| wanted.kind.clone(), |kind| kind.name.in_lang(lang).to_owned())];
    let filter = &wanted.filter;
    words.extend(match (filter.year_from, filter.year_to) {
        (Some(from), Some(to)) if from != to => Some(format!("{from}–{to}")),
        (from, to) => from.or(to).map(|year| year.to_string()),
    });
    let class = filter.class_id.as_deref().and_then(|id| schemes.schemes.iter().find_map(|s| s.class(id)));
    words.extend(class.map(|class| format!("{} {}", class.code, class.name)));
    words.join(" ")
}

/// The filter and the choice stand in one form; urlencoded bodies are read once, so both are taken
/// from the same pairs.
#[derive(Deserialize)]
pub struct CatalogFileForm {
    #[serde(flatten)]
    choice: CatalogFields,
    #[serde(flatten)]
    filter: Filter,
}

/// The file; a long one is made by a job, whose page has it in the end.
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(CatalogFileForm { mut choice, filter }): Form<CatalogFileForm>,
) -> Answer<Response> {
    let (_, _, wanted) = settled(&app, &by, &mut choice, filter).await?;
    let (format, ending) = format(&choice.format)?;
    let name = file_name(&app.archive.schemes(), frame.lang, &wanted, ending);
    let rows = cataloging::extent(&app.archive, &by, &wanted).await?.rows;
    if rows > INLINE {
        let job = as_job(&app, &by, wanted, format, frame.lang, ending).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let made = MadeFile::new()?;
    cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
        .await?;
    made.send(&name).await
}

/// Starts the export in the background; its file waits on the job's page.
pub async fn as_job(
    app: &Arc<App>,
    by: &By,
    wanted: CatalogRequest,
    format: Format,
    lang: Lang,
    ending: &'static str,
) -> Answer<i64> {
    let name = file_name(&app.archive.schemes(), lang, &wanted, ending);
    let input = serde_json::json!({ "wanted": wanted, "name": name });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::CatalogExport, input, move |progress| async move {
        let file = jobs::result_file(&archive, &name).await?;
        let path = archive.config.data().join(&file);
        progress.set_total(cataloging::extent(&archive, &who, &wanted).await?.rows as u64);
        let written = cataloging::export(&archive, &who, &wanted, format, lang, &path, &progress).await?;
        let report = serde_json::json!({ "rows": written.rows, "digest": written.digest, "problems": written.problems });
        Ok(jobs::JobOutcome { report, file })
    });
    Ok(job.await?)
}

problems! {
    refuse as_of_unreadable as no_such_day(day):
        "「{day}」不是日期。" / "\"{day}\" is no date." => "写成 2026-03-31。" / "Write it as 2026-03-31.";
    refuse preview_too_long(rows):
        "这个索引有 {rows} 条，要全部排好序才有第一页，不能预览。"
            / "The index has {rows} lines, and no first page before all are in order."
        => "加上年度、类别缩小范围，或者直接导出。" / "Narrow it by year or class, or export it.";
}

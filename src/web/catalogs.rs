//! `/catalogs`: choose a finding aid and its scope; look at it, or take it away.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::attachment::Made;
use super::fault::{Answer, Fault};
use super::filter::Filter;
use super::frame::{Frame, Who};
use super::outline::{Outline, outline};
use super::page::{onward, page};
use super::{App, Shared, preview};
use crate::cataloging::{self, Encoding, Format, Kind, Numbers, Wanted};
use crate::domain::error::Error;
use crate::domain::role::By;
use crate::domain::wording::Lang;
use crate::progress::Progress;
use crate::{jobs, looking, say};

/// Records above which a catalog is made by a job, and not previewed.
pub const INLINE: i64 = 20_000;

/// What was chosen, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Choice {
    pub kind: String,
    pub format: String,
    /// One volume's id.
    pub volume: String,
    /// `masked` (unless said otherwise), `full`, `left_out`.
    pub id_numbers: String,
    pub receiver: String,
}

/// What the act is asked for.
pub fn wanted(choice: &Choice, filter: &Filter) -> Answer<Wanted> {
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
    let kind = if choice.kind.is_empty() { "volume_catalog".to_owned() } else { choice.kind.clone() };
    Ok(Wanted { kind, filter: filter.volumes()?, volume_ids, id_numbers, receiver: choice.receiver.clone() })
}

/// The format and the ending of its file.
pub fn format(name: &str) -> Answer<(Format, &'static str)> {
    match name {
        "" | "xlsx" => Ok((Format::Xlsx, "xlsx")),
        "csv" => Ok((Format::Csv(Encoding::Utf8Bom), "csv")),
        "csv-gb18030" => Ok((Format::Csv(Encoding::Gb18030), "csv")),
        "html" => Ok((Format::Html, "html")),
        other => Err(Fault::from(Error::refused(
            "unknown_format",
            say!("没有「{other}」这种格式。", "There is no format \"{other}\"."),
            say!("可以用：xlsx、csv、csv-gb18030、html。", "There are: xlsx, csv, csv-gb18030, html."),
        ))),
    }
}

/// The file's name: what it is, and of what.
pub fn file_name(lang: Lang, wanted: &Wanted, ending: &str) -> String {
    let kinds = cataloging::kinds();
    let kind = kinds.iter().find(|kind| kind.key == wanted.kind);
    let mut name = kind.map_or(wanted.kind.as_str(), |kind| kind.name.in_lang(lang)).to_owned();
    let filter = &wanted.filter;
    match (filter.year_from, filter.year_to) {
        (Some(from), Some(to)) if from != to => name.push_str(&format!("-{from}-{to}")),
        (Some(year), _) | (None, Some(year)) => name.push_str(&format!("-{year}")),
        (None, None) => {}
    }
    name.extend(filter.class_id.iter().map(|class| format!("-{class}")));
    name.extend(wanted.volume_ids.iter().take(1).map(|id| format!("-{id}")));
    format!("{name}.{ending}")
}

#[derive(Template)]
#[template(path = "catalogs/choose.html")]
struct ChoosePage {
    frame: Frame,
    kinds: Vec<Kind>,
    choice: Choice,
    filter: Filter,
    outline: Outline,
    /// Volumes and records of the scope.
    volumes: i64,
    items: i64,
    /// Code of the one volume chosen.
    volume_code: String,
}

pub async fn choose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<Choice>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let wanted = wanted(&choice, &filter)?;
    choice.kind = wanted.kind;
    let (volumes, items, volume_code) =
        scope(&app, &by, &wanted.filter, wanted.volume_ids.first().copied()).await?;
    let outline = outline(&app, &by).await?;
    page(&ChoosePage {
        frame,
        kinds: cataloging::kinds(),
        choice,
        filter,
        outline,
        volumes,
        items,
        volume_code,
    })
}

/// Volumes, records, and the code where one volume was chosen.
async fn scope(
    app: &App,
    by: &By,
    filter: &looking::VolumeFilter,
    one: Option<i64>,
) -> Answer<(i64, i64, String)> {
    if let Some(id) = one {
        let volume = looking::volume(&app.archive, by, id).await?.volume;
        return Ok((1, i64::from(volume.items), volume.code));
    }
    let list = looking::volumes(&app.archive, by, filter, None, 1).await?;
    Ok((list.volumes, list.items, String::new()))
}

#[derive(Template)]
#[template(path = "catalogs/preview.html")]
struct PreviewPage {
    frame: Frame,
    title: String,
    choice: Choice,
    filter: Filter,
    rows: i64,
    /// Only the first rows are shown.
    cut: bool,
    body: String,
}

/// The catalog on screen, as its HTML form draws it.
pub async fn preview(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<Choice>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let wanted = wanted(&choice, &filter)?;
    let (_, items, _) = scope(&app, &by, &wanted.filter, wanted.volume_ids.first().copied()).await?;
    if items > INLINE {
        return Err(Fault::from(Error::refused(
            "preview_too_long",
            say!(
                "这个范围有 {items} 件，太多，不能预览。",
                "The scope has {items} records, too many to look at here."
            ),
            say!("加上年度、类别缩小范围，或者直接导出。", "Narrow it by year or class, or export it."),
        )));
    }
    let made = Made::new()?;
    let written = cataloging::export(
        &app.archive,
        &by,
        &wanted,
        Format::Html,
        frame.lang,
        made.path(),
        &Progress::default(),
    )
    .await?;
    let (body, cut) = preview::body(&tokio::fs::read_to_string(made.path()).await?);
    let title = file_name(frame.lang, &wanted, "");
    choice.kind = wanted.kind;
    page(&PreviewPage {
        frame,
        title: title.trim_end_matches('.').to_owned(),
        choice,
        filter,
        rows: written.rows as i64,
        cut,
        body,
    })
}

/// The filter and the choice stand in one form; urlencoded bodies are read once, so both are taken
/// from the same pairs.
#[derive(Deserialize)]
pub struct Order {
    #[serde(flatten)]
    choice: Choice,
    #[serde(flatten)]
    filter: Filter,
}

/// The file; a long one is made by a job, whose page has it in the end.
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(order): Form<Order>,
) -> Answer<Response> {
    let wanted = wanted(&order.choice, &order.filter)?;
    let (format, ending) = format(&order.choice.format)?;
    let name = file_name(frame.lang, &wanted, ending);
    let (_, items, _) = scope(&app, &by, &wanted.filter, wanted.volume_ids.first().copied()).await?;
    if items > INLINE {
        let job = as_job(&app, &by, wanted, format, frame.lang, ending).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let made = Made::new()?;
    cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
        .await?;
    made.send(&name).await
}

/// Starts the export in the background; its file waits on the job's page.
pub async fn as_job(
    app: &Arc<App>,
    by: &By,
    wanted: Wanted,
    format: Format,
    lang: Lang,
    ending: &'static str,
) -> Answer<i64> {
    let name = file_name(lang, &wanted, ending);
    let input = serde_json::json!({ "wanted": wanted, "name": name });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, "catalog_export", input, move |progress| async move {
        let file = jobs::result_file(&archive, &name).await?;
        let path = archive.config.data().join(&file);
        let written = cataloging::export(&archive, &who, &wanted, format, lang, &path, &progress).await?;
        let report = serde_json::json!({ "rows": written.rows, "digest": written.digest, "problems": written.problems });
        Ok(jobs::Outcome { report, file })
    });
    Ok(job.await?)
}

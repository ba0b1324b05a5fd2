//! `/labels`: covers, spines, labels, stamps for a scope of volumes, from any place of a half-used
//! sheet; or everything a volume needs, in one file.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::forms::Listed;
use super::printing::{PagePicture, Preview, PrintTask, PrintWhat, as_job, or_told};
use crate::acts::catalogs::cataloging::{CatalogRequest, Leaf, Numbers, OnPaper, PageImage, Papers};
use crate::acts::catalogs::forms::{self, Printer};
use crate::acts::finding::listing::{self, VolumesWanted};
use crate::acts::finding::viewing;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::frame::{Frame, pairs};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Volumes and records above which the file is made by a job.
pub const INLINE_VOLUMES: i64 = 500;
const INLINE_ITEMS: i64 = 20_000;
/// 整卷一次打印, among the forms.
const WHOLE: &str = "whole";

/// What was chosen, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LabelFields {
    /// A form's id, or `whole`.
    form: String,
    /// Ids or codes of volumes, apart by blanks or line ends; empty: the scope.
    volumes: String,
    /// First free place of the sheet, from 1.
    start: String,
    printer: String,
    id_numbers: String,
    /// The form of 卷内目录 when the whole is printed.
    contents: String,
}

#[derive(Template)]
#[template(path = "catalogs/labels/choose.html")]
struct ChoosePage {
    frame: Frame,
    forms: Vec<Listed>,
    contents: Vec<Listed>,
    choice: LabelFields,
    filter: Filter,
    outline: Outline,
    printers: Vec<Printer>,
    volumes: i64,
    items: i64,
    /// What no volume answers to.
    unknown: Vec<String>,
    /// The first pages of what would be made; or why it could not be.
    pages: Vec<PagePicture>,
    problems: Vec<Problem>,
}

/// Pages shown before the whole is made, over so many records.
const SHOWN: usize = 6;
const READ: u64 = 100;

pub async fn choose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<LabelFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    if choice.form.is_empty() {
        WHOLE.clone_into(&mut choice.form);
    }
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let (ids, unknown) = named(&app, &by, &choice.volumes).await?;
    let (volumes, items) = extent(&app, &by, &filter, &ids).await?;
    let all = forms::all(&app.archive.config)?;
    let listed = forms::list(&all)
        .into_iter()
        .map(|info| Listed { id: format!("{}@{}", info.key, info.version), info });
    let (pieces, lists): (Vec<Listed>, Vec<Listed>) = listed
        .filter(|form| form.info.from_records && !form.info.is_leaf)
        .partition(|form| form.info.rows_per_page <= 1);
    let contents = lists.into_iter().filter(|form| form.info.name.zh == "卷内目录").collect();
    let printers = forms::printers(&app.archive, &by).await?;
    let (mut pages, mut problems) = (Vec::new(), Vec::new());
    if volumes > 0 && unknown.is_empty() {
        let drawn = async { preview(&app, &by, &frame, &choice, &filter, ids).await?.draw(&app, &by).await };
        match drawn.await {
            Ok(drawn) => pages = shown(&drawn, &choice, &filter),
            Err(fault) => problems = fault.problems(),
        }
    }
    page(&ChoosePage {
        frame,
        forms: pieces,
        contents,
        choice,
        filter,
        outline,
        printers,
        volumes,
        items,
        unknown,
        pages,
        problems,
    })
}

/// The pages' addresses: the choice again, so that each can be drawn when it is asked for.
fn shown(drawn: &[PageImage], choice: &LabelFields, filter: &Filter) -> Vec<PagePicture> {
    let own = [
        ("form", &choice.form),
        ("volumes", &choice.volumes),
        ("start", &choice.start),
        ("printer", &choice.printer),
        ("id_numbers", &choice.id_numbers),
        ("contents", &choice.contents),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
    let fields: Vec<_> = own.chain(pairs(&filter.query())).filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    let page = |(at, page): (usize, &PageImage)| PagePicture {
        href: format!("/labels/picture/{}?{query}", at + 1),
        width: page.width,
        height: page.height,
    };
    drawn.iter().enumerate().map(page).collect()
}

/// One of the first pages, drawn.
pub async fn picture(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(page): Path<usize>,
    Query(choice): Query<LabelFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let (ids, _) = named(&app, &by, &choice.volumes).await?;
    preview(&app, &by, &frame, &choice, &filter, ids).await?.picture(&app, &by, page).await
}

async fn preview(
    app: &App,
    by: &By,
    frame: &Frame,
    choice: &LabelFields,
    filter: &Filter,
    ids: Vec<i64>,
) -> Answer<Preview> {
    let on_paper = on_paper(app, by, choice).await?;
    let (making, _) = making(app, choice, filter, ids, frame)?;
    Ok(Preview { making, on_paper, lang: frame.lang, pages: SHOWN, records: READ })
}

/// Ids of the volumes named; and the words none answers to.
async fn named(app: &App, by: &By, text: &str) -> Answer<(Vec<i64>, Vec<String>)> {
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, '，' | ',' | '；' | ';'))
        .filter(|word| !word.is_empty())
    {
        let found = match word.parse::<i64>() {
            Ok(id) => viewing::volume(&app.archive, by, id).await.ok().map(|shown| shown.volume.id),
            Err(_) => {
                let coded = viewing::coded(&app.archive, by, word).await.ok();
                coded.and_then(|(volumes, _)| Some(volumes.first()?.id))
            }
        };
        match found {
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
            None => unknown.push(word.to_owned()),
        }
    }
    Ok((ids, unknown))
}

async fn extent(app: &App, by: &By, filter: &Filter, named: &[i64]) -> Answer<(i64, i64)> {
    if named.is_empty() {
        let wanted = VolumesWanted { filter: filter.scope()?, ..VolumesWanted::default() };
        let list = listing::volumes(&app.archive, by, &wanted, None, 1).await?;
        return Ok((list.volumes, list.items));
    }
    let mut items = 0;
    for id in named {
        items += i64::from(viewing::volume(&app.archive, by, *id).await?.volume.items);
    }
    Ok((named.len() as i64, items))
}

#[derive(Deserialize)]
pub struct LabelFileForm {
    #[serde(flatten)]
    choice: LabelFields,
    #[serde(flatten)]
    filter: Filter,
}

pub async fn make(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(order): Form<LabelFileForm>,
) -> Answer<Response> {
    let LabelFileForm { choice, filter } = order;
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let (ids, unknown) = named(&app, &by, &choice.volumes).await?;
    if !unknown.is_empty() {
        let words = unknown.join("、");
        return Err(Fault::from(no_such_volume(&words)));
    }
    let (volumes, items) = extent(&app, &by, &filter, &ids).await?;
    let on_paper = on_paper(&app, &by, &choice).await?;
    let (making, name) = making(&app, &choice, &filter, ids, &frame)?;
    let printing = PrintTask { making, on_paper, name };
    if volumes > INLINE_VOLUMES || items > INLINE_ITEMS {
        let job = as_job(&app, &by, printing, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    or_told(&app, &by, printing, frame.lang).await
}

async fn on_paper(app: &App, by: &By, choice: &LabelFields) -> Answer<OnPaper> {
    let start = choice.start.trim();
    let start: u32 = if start.is_empty() { Some(1) } else { start.parse().ok().filter(|start| *start > 0) }
        .ok_or_else(|| Fault::from(start_cell(&start)))?;
    let offset = forms::offset(&app.archive, by, &choice.printer).await?;
    Ok(OnPaper { skip: start - 1, offset })
}

fn making(
    app: &App,
    choice: &LabelFields,
    filter: &Filter,
    ids: Vec<i64>,
    frame: &Frame,
) -> Answer<(PrintWhat, String)> {
    let id_numbers = match choice.id_numbers.as_str() {
        "full" => Numbers::Full,
        "left_out" => Numbers::LeftOut,
        _ => Numbers::Masked,
    };
    if choice.form.is_empty() || choice.form == WHOLE {
        let forms = Some(choice.contents.clone()).filter(|form| !form.is_empty()).into_iter().collect();
        let papers = Papers {
            volume_ids: ids,
            filter: Some(filter.scope()?),
            leaves: Vec::<Leaf>::new(),
            forms,
            id_numbers,
            ..Papers::default()
        };
        return Ok((PrintWhat::Whole(papers), frame.t("整卷.pdf", "volumes.pdf").to_owned()));
    }
    let all = forms::all(&app.archive.config)?;
    let form = forms::called(&all, &choice.form)?;
    let name = format!("{}.pdf", frame.w(&form.name));
    let wanted = CatalogRequest {
        kind: form.id(),
        filter: filter.scope()?,
        volume_ids: ids,
        id_numbers,
        ..CatalogRequest::default()
    };
    Ok((PrintWhat::Form(wanted), name))
}

problems! {
    refuse no_such_volume(words):
        "没有这些案卷：{words}。" / "There are no such volumes: {words}."
        => "写档号或内部编号，一行一个；留空就按范围印。"
            / "Write codes or numbers, one a line; leave it empty to print a scope.";
    refuse start_cell(start):
        "「{start}」不是第几格。" / "\"{start}\" is no place on the sheet."
        => "整张未用写 1；左上角起横着数。"
            / "Write 1 for a whole sheet; count from the upper left, row by row.";
}

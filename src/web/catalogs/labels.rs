//! `/labels`: covers, spines, labels, stamps for a scope of volumes, from any place of a half-used
//! sheet; or everything a volume needs, in one file.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;

use super::chosen::Chosen;
use super::first_pages::first_pages;
use super::forms::Listed;
use super::printing::{PagePicture, Preview, PrintTask, PrintWhat, as_job, or_told};
use crate::acts::catalogs::cataloging::{CatalogRequest, Leaf, Numbers, OnPaper, Papers};
use crate::acts::catalogs::forms::{self, Printer};
use crate::acts::finding::viewing;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

const LABELS: &str = "/labels";
/// Volumes and records above which the file is made by a job.
pub const INLINE_VOLUMES: i64 = 500;
const INLINE_ITEMS: i64 = 20_000;
/// 整卷一次打印, among the forms.
const WHOLE: &str = "whole";

/// How it is printed, as it stands in the address.
#[derive(Clone, Debug, Default)]
struct LabelFields {
    /// A form's id, or `whole`.
    form: String,
    /// First free place of the sheet, from 1.
    start: String,
    printer: String,
    id_numbers: String,
    /// The form of 卷内目录 when the whole is printed.
    contents: String,
}

impl LabelFields {
    fn read(pairs: &Pairs) -> LabelFields {
        let one =
            |name: &str| pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let one = |name: &str| one(name).unwrap_or_default();
        LabelFields {
            form: one("form"),
            start: one("start"),
            printer: one("printer"),
            id_numbers: one("id_numbers"),
            contents: one("contents"),
        }
    }

    fn is_whole(&self) -> bool {
        self.form.is_empty() || self.form == WHOLE
    }
}

#[derive(Template)]
#[template(path = "catalogs/labels/choose.html")]
struct ChoosePage {
    frame: Frame,
    forms: Vec<Listed>,
    contents: Vec<Listed>,
    choice: LabelFields,
    chosen: Chosen,
    printers: Vec<Printer>,
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
    Query(pairs): Query<Pairs>,
) -> Answer<Response> {
    let mut choice = LabelFields::read(&pairs);
    if choice.form.is_empty() {
        WHOLE.clone_into(&mut choice.form);
    }
    let chosen = Chosen::read(&app, &by, LABELS, &pairs, "").await?;
    let all = forms::all(&app.archive.config)?;
    let listed = forms::list(&all)
        .into_iter()
        .map(|info| Listed { id: format!("{}@{}", info.key, info.version), info });
    let (pieces, lists): (Vec<Listed>, Vec<Listed>) = listed
        .filter(|form| form.info.from_records && !form.info.is_leaf)
        .partition(|form| form.info.rows_per_page <= 1);
    let contents = lists.into_iter().filter(|form| form.info.name.zh == "卷内目录").collect();
    let printers = forms::printers(&app.archive, &by).await?;
    let own = [
        ("form", &choice.form),
        ("start", &choice.start),
        ("printer", &choice.printer),
        ("id_numbers", &choice.id_numbers),
        ("contents", &choice.contents),
    ];
    let preview = preview(&app, &by, &frame, &choice, &chosen);
    let (pages, problems) = first_pages(&app, &by, &chosen, &own, preview).await;
    page(&ChoosePage { frame, forms: pieces, contents, choice, chosen, printers, pages, problems })
}

/// One of the first pages, drawn.
pub async fn picture(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(page): Path<usize>,
    Query(pairs): Query<Pairs>,
) -> Answer<Response> {
    let choice = LabelFields::read(&pairs);
    let chosen = Chosen::read(&app, &by, LABELS, &pairs, "").await?;
    preview(&app, &by, &frame, &choice, &chosen).await?.picture(&app, &by, page).await
}

async fn preview(
    app: &App,
    by: &By,
    frame: &Frame,
    choice: &LabelFields,
    chosen: &Chosen,
) -> Answer<Preview> {
    let on_paper = on_paper(app, by, choice).await?;
    let making = making(app, choice, chosen)?;
    Ok(Preview { making, on_paper, lang: frame.lang, pages: SHOWN, records: READ })
}

pub async fn make(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(pairs): Form<Pairs>,
) -> Answer<Response> {
    let choice = LabelFields::read(&pairs);
    let on_paper = on_paper(&app, &by, &choice).await?;
    let chosen = Chosen::read(&app, &by, LABELS, &pairs, "").await?;
    let making = making(&app, &choice, &chosen)?;
    let name = format!("{}.pdf", name(&app, &by, &frame, &choice, &chosen).await?);
    let printing = PrintTask { making, on_paper, name };
    if chosen.volumes > INLINE_VOLUMES || chosen.items > INLINE_ITEMS {
        let job = as_job(&app, &by, printing, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    or_told(&app, &by, printing, frame.lang).await
}

/// What is printed, of what: the name of its file, and of its job.
async fn name(app: &App, by: &By, frame: &Frame, choice: &LabelFields, chosen: &Chosen) -> Answer<String> {
    let what = match choice.is_whole() {
        true => frame.t("整卷打印", "volumes").to_owned(),
        false => {
            let all = forms::all(&app.archive.config)?;
            frame.w(&forms::called(&all, &choice.form)?.name).to_owned()
        }
    };
    let first = match chosen.ids.first() {
        Some(id) => viewing::volumes_named(&app.archive, by, &[*id]).await?.first().map(|v| v.code.clone()),
        None => None,
    };
    let more = chosen.volumes - 1;
    Ok(match first {
        Some(code) if more > 0 => {
            format!(
                "{what} {code} {} {} {}",
                frame.t("等", "and others,"),
                more + 1,
                frame.t("卷", "volumes")
            )
        }
        Some(code) => format!("{what} {code}"),
        None => format!("{what} {} {}", chosen.volumes, frame.t("卷", "volumes")),
    })
}

async fn on_paper(app: &App, by: &By, choice: &LabelFields) -> Answer<OnPaper> {
    let start = choice.start.trim();
    let start: u32 = if start.is_empty() { Some(1) } else { start.parse().ok().filter(|start| *start > 0) }
        .ok_or_else(|| Fault::from(start_cell(&start)))?;
    let offset = forms::offset(&app.archive, by, &choice.printer).await?;
    Ok(OnPaper { skip: start - 1, offset })
}

fn making(app: &App, choice: &LabelFields, chosen: &Chosen) -> Answer<PrintWhat> {
    let (volume_ids, scope) = chosen.taken()?;
    let id_numbers = match choice.id_numbers.as_str() {
        "full" => Numbers::Full,
        "left_out" => Numbers::LeftOut,
        _ => Numbers::Masked,
    };
    if choice.is_whole() {
        let forms = Some(choice.contents.clone()).filter(|form| !form.is_empty()).into_iter().collect();
        let papers = Papers {
            volume_ids,
            filter: Some(scope),
            leaves: Vec::<Leaf>::new(),
            forms,
            id_numbers,
            ..Papers::default()
        };
        return Ok(PrintWhat::Whole(papers));
    }
    let all = forms::all(&app.archive.config)?;
    let kind = forms::called(&all, &choice.form)?.id();
    Ok(PrintWhat::Form(CatalogRequest {
        kind,
        filter: scope,
        volume_ids,
        id_numbers,
        ..CatalogRequest::default()
    }))
}

problems! {
    refuse start_cell(start):
        "「{start}」不是第几格。" / "\"{start}\" is no place on the sheet."
        => "整张未用写 1；左上角起横着数。"
            / "Write 1 for a whole sheet; count from the upper left, row by row.";
}

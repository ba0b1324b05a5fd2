//! What goes on paper: its first pages to look at, the whole as PDF, a long one by a job. The finding aids
//! of `/catalogs` are printed here.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::catalog::{CatalogFields, file_name, previewable, settled};
use crate::acts::catalogs::cataloging::{self, CatalogRequest, OnPaper, PageImage, Papers, PrintedFile};
use crate::acts::upkeep::jobs;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::progress::Progress;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format::INLINE;
use crate::web::base::filter::Filter;
use crate::web::base::frame::{Frame, pairs};
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Pages shown before the whole is made.
const SHOWN: usize = 3;
/// Records read for them.
const READ: u64 = 200;

#[derive(Deserialize)]
pub struct PrintForm {
    #[serde(flatten)]
    choice: CatalogFields,
    #[serde(flatten)]
    filter: Filter,
}

#[derive(Template)]
#[template(path = "catalogs/pages.html")]
struct PagesPage {
    frame: Frame,
    title: String,
    choice: CatalogFields,
    filter: Filter,
    pages: Vec<PagePicture>,
}

/// A page's picture and its paper in millimetres.
pub struct PagePicture {
    pub href: String,
    pub width: f64,
    pub height: f64,
}

impl PagesPage {
    /// The scope once more, for the button under it.
    fn fields(&self) -> Vec<(String, String)> {
        let own = [
            ("kind", &self.choice.kind),
            ("volume", &self.choice.volume),
            ("id_numbers", &self.choice.id_numbers),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        own.chain(pairs(&self.filter.query())).filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// The first pages as they will be printed.
pub async fn pages(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut choice): Query<CatalogFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let (filter, _, wanted) = settled(&app, &by, &mut choice, filter).await?;
    previewable(&cataloging::extent(&app.archive, &by, &wanted).await?)?;
    let title = file_name(&app.archive.schemes(), frame.lang, &wanted, "");
    let drawn = Preview::of_catalog(wanted, frame.lang).draw(&app, &by).await?;
    let mut shown =
        PagesPage { frame, title: title.trim_end_matches('.').to_owned(), choice, filter, pages: Vec::new() };
    let query = serde_urlencoded::to_string(shown.fields()).unwrap_or_default();
    let page = |(at, page): (usize, &PageImage)| PagePicture {
        href: format!("/catalogs/print/{}?{query}", at + 1),
        width: page.width,
        height: page.height,
    };
    shown.pages = drawn.iter().enumerate().map(page).collect();
    crate::web::base::page::page(&shown)
}

/// What is looked at before the whole is made.
#[derive(Serialize)]
pub struct Preview {
    pub making: PrintWhat,
    pub on_paper: OnPaper,
    pub lang: Lang,
    /// Pages shown, over so many records.
    pub pages: usize,
    pub records: u64,
}

impl Preview {
    /// A finding aid's first pages.
    fn of_catalog(wanted: CatalogRequest, lang: Lang) -> Preview {
        let (making, on_paper) = (PrintWhat::Form(wanted), OnPaper::default());
        Preview { making, on_paper, lang, pages: SHOWN, records: READ }
    }

    /// Draws the first pages and keeps them for their pictures.
    pub async fn draw(&self, app: &App, by: &By) -> Answer<Arc<Vec<PageImage>>> {
        let (archive, on_paper, lang) = (&app.archive, &self.on_paper, self.lang);
        let pages = match &self.making {
            PrintWhat::Whole(papers) => {
                cataloging::first_papers(archive, by, papers, on_paper, lang, self.pages).await?
            }
            PrintWhat::Form(wanted) => {
                let most = (self.records, self.pages);
                cataloging::first_pages(archive, by, wanted, on_paper, lang, most).await?
            }
        };
        Ok(app.drawn.keep(self.key(), pages))
    }

    /// The picture of one of the first pages: as it was drawn with its preview, else drawn now.
    pub async fn picture(&self, app: &App, by: &By, page: usize) -> Answer<Response> {
        let drawn = match app.drawn.kept(&self.key()) {
            Some(drawn) => drawn,
            None => self.draw(app, by).await?,
        };
        let picture = page.checked_sub(1).and_then(|at| drawn.get(at)).ok_or_else(|| {
            Fault::from(Error::not_found(say!("没有第 {page} 页。", "There is no page {page}.")))
        })?;
        Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture.svg.clone()).into_response())
    }

    /// What tells one preview from another.
    fn key(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

/// One of them, drawn.
pub async fn picture(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(page): Path<usize>,
    Query(mut choice): Query<CatalogFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let (_, _, wanted) = settled(&app, &by, &mut choice, filter).await?;
    Preview::of_catalog(wanted, frame.lang).picture(&app, &by, page).await
}

/// The whole as PDF; a long one is made by a job, whose page has it in the end.
pub async fn print(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(PrintForm { mut choice, filter }): Form<PrintForm>,
) -> Answer<Response> {
    let (_, _, wanted) = settled(&app, &by, &mut choice, filter).await?;
    let name = file_name(&app.archive.schemes(), frame.lang, &wanted, "pdf");
    let extent = cataloging::extent(&app.archive, &by, &wanted).await?;
    let printing = PrintTask { making: PrintWhat::Form(wanted), on_paper: OnPaper::default(), name };
    if extent.rows > INLINE {
        let job = as_job(&app, &by, printing, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    or_told(&app, &by, printing, frame.lang).await
}

/// What is to be printed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintWhat {
    Whole(Papers),
    Form(CatalogRequest),
}

/// Something to be printed, and the name of its file.
#[derive(Serialize, Deserialize)]
pub struct PrintTask {
    pub making: PrintWhat,
    pub on_paper: OnPaper,
    pub name: String,
}

impl PrintTask {
    /// What a job's row keeps to begin it again with.
    fn again(&self) -> serde_json::Value {
        serde_json::json!({ "printing": self, "name": self.name })
    }

    async fn to(
        &self,
        app: &App,
        by: &By,
        lang: Lang,
        out: &std::path::Path,
        progress: &Progress,
    ) -> Result<PrintedFile> {
        let (archive, on_paper) = (&app.archive, &self.on_paper);
        match &self.making {
            PrintWhat::Whole(papers) => {
                cataloging::print_volumes(archive, by, papers, on_paper, lang, out, progress).await
            }
            PrintWhat::Form(wanted) => {
                cataloging::print(archive, by, wanted, on_paper, lang, out, progress).await
            }
        }
    }
}

/// Prints it and sends it.
pub async fn at_once(app: &App, by: &By, printing: &PrintTask, lang: Lang) -> Answer<Response> {
    let made = MadeFile::new()?;
    printing.to(app, by, lang, made.path(), &Progress::default()).await?;
    made.send(&printing.name).await
}

/// As [`at_once`]; where something came out too small to be read, the file waits on a job's page that says so.
pub async fn or_told(app: &Arc<App>, by: &By, printing: PrintTask, lang: Lang) -> Answer<Response> {
    let made = MadeFile::new()?;
    let printed = printing.to(app, by, lang, made.path(), &Progress::default()).await?;
    if printed.problems.is_empty() {
        return made.send(&printing.name).await;
    }
    let (own, input, name) = (app.clone(), printing.again(), printing.name);
    let job = jobs::start(&app.archive, by, JobKind::CatalogPrint, input, move |_| async move {
        let file = jobs::result_file(&own.archive, &name).await?;
        tokio::fs::copy(made.path(), own.archive.config.data().join(&file)).await?;
        Ok(jobs::JobOutcome { report: told(&printed), file })
    });
    onward(&format!("/jobs/{}", job.await?))
}

/// Prints it in the background; the file waits on the job's page, and the row keeps what to begin again with.
pub async fn as_job(app: &Arc<App>, by: &By, printing: PrintTask, lang: Lang) -> Answer<i64> {
    let (own, who, input) = (app.clone(), by.clone(), printing.again());
    let job = jobs::start(&app.archive, by, JobKind::CatalogPrint, input, move |progress| async move {
        let file = jobs::result_file(&own.archive, &printing.name).await?;
        let path = own.archive.config.data().join(&file);
        let printed = printing.to(&own, &who, lang, &path, &progress).await?;
        Ok(jobs::JobOutcome { report: told(&printed), file })
    });
    Ok(job.await?)
}

fn told(printed: &PrintedFile) -> serde_json::Value {
    serde_json::json!({ "pages": printed.pages, "rows": printed.rows,
        "contents": printed.contents, "problems": printed.problems })
}

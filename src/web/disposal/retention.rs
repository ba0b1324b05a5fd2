//! `/retention`: what may be appraised in a year, why, and what is a question.

mod columns;
mod matrix;

use std::path::Path;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::disposal::expiry::{self, DueList, Format, Report, ReportPart, ReportRow};
use crate::acts::finding::basket::Entries;
use crate::acts::upkeep::jobs;
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::scope::year;
use crate::domain::records::states::{HitKind, JobKind};
use crate::domain::records::volume::VolumeOrder;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::chart::{Chart, YearCount};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format::{INLINE, class_called, format};
use crate::web::base::filter::Filter;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::number_to_search;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;
use crate::web::base::words;
use crate::{problems, say};
use columns::{ReportHead, Tab, heads, tabs};
use matrix::{Matrix, matrix};

/// Sizes of a page, the second unless another is chosen; and years ahead that are drawn.
const SIZES: [i64; 3] = [20, 50, 200];
const AHEAD: i32 = 12;

/// What stands in the address beside the filter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    page: String,
    /// Page of the questions.
    qpage: String,
    rows: String,
    /// `1`: only volumes whose period the rules have changed.
    changed: String,
    /// `1`: only volumes that become eligible in this very year; only those of before.
    this_year: String,
    earlier: String,
    /// What the rows are sorted by: `pages`, `-pages`.
    sort: String,
    /// Words of title, code or step the rows must fit.
    q: String,
}

impl ReportQuery {
    fn size(&self) -> i64 {
        self.rows.trim().parse().ok().filter(|size| SIZES.contains(size)).unwrap_or(SIZES[1])
    }

    fn part(&self) -> Answer<ReportPart> {
        let number = |text: &str| text.trim().parse().unwrap_or(1_i64).max(1);
        let from = |page: &str| (number(page) - 1).saturating_mul(self.size());
        Ok(ReportPart {
            from: from(&self.page),
            size: self.size(),
            questions_from: from(&self.qpage),
            questions_size: self.size(),
            changed: self.changed == "1",
            this_year: self.this_year == "1",
            earlier: self.earlier == "1",
            order: VolumeOrder::read(&self.sort)?,
        })
    }
}

/// Addresses of this page with something made anew; going elsewhere begins on the first page.
pub struct ReportAddress<'a> {
    filter: &'a Filter,
    asked: &'a ReportQuery,
    year: i32,
}

impl ReportAddress<'_> {
    fn with(&self, more: &[(&str, &str)]) -> String {
        let year = self.year.to_string();
        let mut pairs = vec![("year", year.as_str())];
        let ReportQuery { rows, changed, this_year, earlier, sort, q, .. } = self.asked;
        let kept = [
            ("q", q),
            ("rows", rows),
            ("changed", changed),
            ("this_year", this_year),
            ("earlier", earlier),
            ("sort", sort),
        ];
        pairs.extend(
            kept.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key, value.as_str())),
        );
        pairs.retain(|(key, _)| !more.iter().any(|(other, _)| other == key));
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        format!("/retention?{}", self.filter.and(&pairs))
    }

    pub fn list(&self, more: &[(&str, &str)]) -> String {
        self.with(more) + "#list"
    }
}

/// Where in a list one is.
struct Pager {
    from: i64,
    to: i64,
    total: i64,
    page: i64,
    pages: i64,
    before: Option<String>,
    after: Option<String>,
}

fn pager(from: i64, size: i64, shown: usize, total: i64, href: impl Fn(i64) -> String) -> Pager {
    let (page, pages) = (from / size + 1, ((total + size - 1) / size).max(1));
    let to = from + shown as i64;
    Pager {
        from: if shown == 0 { 0 } else { from + 1 },
        to,
        total,
        page,
        pages,
        // from a page beyond the end one comes back to the last
        before: (page > 1).then(|| href((page - 1).min(pages))),
        after: (to < total && shown > 0).then(|| href(page + 1)),
    }
}

#[derive(Template)]
#[template(path = "disposal/retention/report.html")]
struct ReportPage {
    frame: Frame,
    year: i32,
    filter: Filter,
    asked: ReportQuery,
    outline: Outline,
    matrix: Matrix,
    chart: Chart,
    /// Volumes that come after the years drawn, and the last of those years.
    later: Option<(i32, i64)>,
    /// The next year that has some.
    next: Option<(i32, i64, String)>,
    report: Report,
    /// Volumes, items and pages on this page.
    here: (usize, u64, u64),
    due: Pager,
    questions: Pager,
    sizes: Vec<(i64, String)>,
    tabs: Vec<Tab>,
    heads: Vec<ReportHead>,
    links: Links,
}

struct Links {
    earlier: String,
    later: String,
    changed: String,
    all: String,
    /// This address, to come back to; and without its words.
    here: String,
    wordless: String,
    /// Where a batch is opened of all that is listed.
    batch: String,
}

impl ReportPage {
    fn period(&self, period: &RetentionPeriod) -> String {
        words::period(&period.key()).in_lang(self.frame.lang).to_owned()
    }

    /// A code in two: where it is too long for its column the first part is cut, not what tells it from the next one.
    fn parted<'c>(&self, code: &'c str) -> (&'c str, &'c str) {
        let ends = code.rmatch_indices('-').nth(2).map_or(code.len(), |(at, _)| at);
        code.split_at(ends)
    }

    /// The rules of a row's step.
    fn rule(&self, row: &ReportRow) -> String {
        format!("/schemes/{}?class={}#s-{}", row.scheme_id, row.class_id, row.step_id)
    }
}

/// The year appraised stands as `year`; the volumes' own years as `year_from` and `year_to`.
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(asked): Query<ReportQuery>,
) -> Answer<Response> {
    if let Some(away) = number_to_search(&asked.q, HitKind::Volume.key()) {
        return away;
    }
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let due_year = year(&filter.year)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    let volumes = Filter { year: String::new(), ..filter.clone() }.scope()?;
    let part = asked.part()?;
    let (report, fitting) =
        expiry::report_of_words(&app.archive, &by, due_year, &volumes, part, &asked.q).await?;
    let at = ReportAddress { filter: &filter, asked: &asked, year: due_year };
    let of_year = |year: i32| at.with(&[("year", &year.to_string())]);
    let size = asked.size();
    let due = pager(part.from, size, report.rows.len(), report.listed.volumes, |page| {
        at.list(&[("page", &page.to_string())])
    });
    let questions = pager(part.questions_from, size, report.questions.len(), fitting, |page| {
        at.with(&[("qpage", &page.to_string())]) + "#questions"
    });
    let sizes = SIZES.iter().map(|size| (*size, at.list(&[("rows", &size.to_string())]))).collect();
    let last = due_year + AHEAD;
    let beyond: i64 = report.coming.iter().filter(|(year, _)| *year > last).map(|(_, sum)| sum.volumes).sum();
    page(&ReportPage {
        matrix: matrix(&app.archive.schemes(), &at, &report),
        chart: chart(&report, due_year, &of_year),
        later: (beyond > 0).then_some((last, beyond)),
        next: report.coming.first().map(|(year, sum)| (*year, sum.volumes, of_year(*year))),
        here: here(&report.rows),
        due,
        questions,
        sizes,
        tabs: tabs(&report, &asked, &at),
        heads: heads(part.order, &at),
        links: Links {
            earlier: of_year(due_year - 1),
            later: of_year(due_year + 1),
            changed: at.list(&[("changed", "1"), ("this_year", ""), ("earlier", "")]),
            all: at.list(&[("changed", ""), ("this_year", ""), ("earlier", "")]),
            here: at.with(&[("page", &asked.page)]),
            wordless: at.list(&[("q", "")]),
            batch: at.with(&[("from", "due")]).replacen("/retention", "/disposals/new", 1),
        },
        year: due_year,
        frame,
        filter,
        asked,
        outline,
        report,
    })
}

fn here(rows: &[ReportRow]) -> (usize, u64, u64) {
    let sum = |of: fn(&ReportRow) -> u32| rows.iter().map(|row| u64::from(of(row))).sum();
    (rows.len(), sum(|row| row.items), sum(|row| row.pages))
}

/// Every year of those to come, also one without any.
fn chart(report: &Report, from: i32, of_year: &impl Fn(i32) -> String) -> Chart {
    let Some(usual) = report.ahead.first().map(|ahead| ahead.period) else { return Chart::default() };
    let years = from + 1..=from + AHEAD;
    let counts = years.flat_map(|year| {
        let of_this = report.ahead.iter().filter(move |ahead| ahead.year == year);
        let mut counts: Vec<_> = of_this.map(|ahead| (year, ahead.period, ahead.sum.volumes)).collect();
        if counts.is_empty() {
            counts.push((year, usual, 0));
        }
        counts
    });
    let count = |(year, period, volumes): (i32, RetentionPeriod, i64)| YearCount {
        label: year.to_string(),
        href: of_year(year),
        period,
        volumes,
    };
    let title = say!("以后各年到期的案卷（卷）", "Volumes to appraise in the years to come");
    Chart { open: true, ..Chart::stacked(title, say!("年", "Year"), counts.map(count)) }
}

/// The list as a file, or the volumes chosen on the page; a long one is made by a job, whose page has it in the end.
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let text = |name: &str| one(name).to_owned();
    let filter = Filter {
        fonds: text("fonds"),
        year: text("year"),
        year_from: text("year_from"),
        year_to: text("year_to"),
        class: text("class"),
        step: text("step"),
        period: text("period"),
        state: text("state"),
        closed: text("closed"),
    };
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let mut volume_ids = Entries::of_marks(marks).volumes;
    if volume_ids.is_empty() && one("chosen") == "1" {
        return Err(Fault::from(Error::from(no_volume_ticked())));
    }
    let due_year = year(&filter.year)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    let questions = one("what") == "questions";
    if volume_ids.is_empty() && !one("q").trim().is_empty() {
        let part = ReportPart {
            changed: one("changed") == "1",
            this_year: one("this_year") == "1",
            earlier: one("earlier") == "1",
            ..ReportPart::default()
        };
        let scope = Filter { year: String::new(), ..filter.clone() }.scope()?;
        let found = expiry::fitting(&app.archive, &by, due_year, &scope, part, one("q")).await?;
        volume_ids = if questions { found.questions } else { found.due };
        if volume_ids.is_empty() {
            return Err(Fault::from(Error::from(no_volume_fits(&one("q")))));
        }
    }
    let wanted = DueList {
        year: due_year,
        filter: Filter { year: String::new(), ..filter }.scope()?,
        questions,
        changed: one("changed") == "1",
        this_year: one("this_year") == "1",
        earlier: one("earlier") == "1",
        volume_ids,
        ..DueList::default()
    };
    let (format, ending) = due_format(one("format"))?;
    let name = file_name(&app.archive.schemes(), frame.lang, &wanted, ending);
    if rows_of(&app, &by, &wanted).await? > INLINE {
        let job = as_job(&app, &by, wanted, format, frame.lang, name).await?;
        return onward(&format!("/jobs/{job}"));
    }
    send(&app, &by, &wanted, format, frame.lang, &name).await
}

async fn rows_of(app: &App, by: &By, wanted: &DueList) -> Answer<i64> {
    let DueList { changed, this_year, earlier, .. } = *wanted;
    let part = ReportPart { changed, this_year, earlier, ..ReportPart::default() };
    let counted = expiry::report(&app.archive, by, wanted.year, &wanted.filter, part).await?;
    Ok(match (wanted.volume_ids.len(), wanted.questions) {
        (0, true) => counted.totals.questions,
        (0, false) => counted.listed.volumes,
        (chosen, _) => chosen as i64,
    })
}

/// `None`: PDF.
pub fn due_format(name: &str) -> Answer<(Option<Format>, &'static str)> {
    if name == "pdf" {
        return Ok((None, "pdf"));
    }
    let (format, ending) = format(name)?;
    Ok((Some(format), ending))
}

async fn make(
    archive: &Archive,
    by: &By,
    wanted: &DueList,
    format: Option<Format>,
    lang: Lang,
    (out, progress): (&Path, &Progress),
) -> Result<serde_json::Value> {
    Ok(match format {
        None => {
            let printed = expiry::print(archive, by, wanted, lang, out, progress).await?;
            let digest = printed.contents.first().map(|content| content.proof.sha256);
            serde_json::json!({ "rows": printed.rows, "digest": digest, "problems": printed.problems })
        }
        Some(format) => {
            let written = expiry::export(archive, by, wanted, format, lang, out, progress).await?;
            serde_json::json!({ "rows": written.rows, "digest": written.digest, "problems": written.problems })
        }
    })
}

/// Makes it and sends it.
pub async fn send(
    app: &App,
    by: &By,
    wanted: &DueList,
    format: Option<Format>,
    lang: Lang,
    name: &str,
) -> Answer<Response> {
    let (made, quiet) = (MadeFile::new()?, Progress::default());
    make(&app.archive, by, wanted, format, lang, (made.path(), &quiet)).await?;
    made.send(name).await
}

/// What the file is called: which list, which year, class and period.
pub fn file_name(schemes: &Schemes, lang: Lang, wanted: &DueList, ending: &str) -> String {
    let what = match wanted.questions {
        true => say!("期限待定清单", "open-questions"),
        false => say!("到期档案清单", "due"),
    };
    let mut name = format!("{}-{}", what.in_lang(lang), wanted.year);
    name.extend(wanted.filter.class_id.iter().map(|class| format!("-{}", class_called(schemes, class))));
    let period = wanted.filter.period.as_deref().and_then(RetentionPeriod::from_key);
    name.extend(
        period.map(|period| format!("-{}", words::period(&period.key()).in_lang(lang).replace(' ', "-"))),
    );
    format!("{name}.{ending}")
}

async fn as_job(
    app: &Arc<App>,
    by: &By,
    wanted: DueList,
    format: Option<Format>,
    lang: Lang,
    name: String,
) -> Answer<i64> {
    let input = serde_json::json!({ "wanted": wanted, "name": name });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::DueExport, input, move |progress| async move {
        let file = jobs::result_file(&archive, &name).await?;
        let path = archive.config.data().join(&file);
        let report = make(&archive, &who, &wanted, format, lang, (&path, &progress)).await?;
        Ok(jobs::JobOutcome { report, file })
    });
    Ok(job.await?)
}

problems! {
    refuse no_volume_ticked as nothing_chosen():
        "没有勾选案卷。" / "No volume is ticked."
        => "勾选要导出的案卷，或导出整个清单。" / "Tick those to be exported, or export the whole list.";
    refuse no_volume_fits as nothing_chosen(words):
        "没有符合「{words}」的案卷。" / "No volume fits \"{words}\"."
        => "换几个字，或清除后导出整个清单。" / "Use other words, or clear them and export the whole list.";
}

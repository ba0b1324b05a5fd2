//! `/retention`: what may be appraised in a year, why, and what is a question.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::chart::{Bar, bars, height};
use super::fault::Answer;
use super::filter::{Filter, year};
use super::frame::{Frame, Who};
use super::outline::{Outline, outline};
use super::page::page;
use super::{Shared, words};
use crate::domain::period::RetentionPeriod;
use crate::domain::scheme::Schemes;
use crate::domain::wording::Wording;
use crate::expiry::{self, Report, Sum};

/// Rows on a page, and years ahead that are drawn.
const ROWS: usize = 100;
const AHEAD: usize = 15;
/// Volumes up to which the list is made without being narrowed down.
const LISTED: i64 = 5000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
    list: String,
}

/// A line of the matrix: a period and the volumes of each class.
struct Line {
    key: String,
    period: Wording,
    /// Class id, count, and the address that narrows down to it.
    cells: Vec<(String, i64, String)>,
    total: i64,
}

struct Coming {
    year: i32,
    sum: Sum,
    href: String,
}

#[derive(Template)]
#[template(path = "retention/report.html")]
struct ReportPage {
    frame: Frame,
    year: i32,
    filter: Filter,
    outline: Outline,
    /// Code and name of each class that has a column.
    classes: Vec<(String, String)>,
    lines: Vec<Line>,
    class_totals: Vec<i64>,
    coming: Vec<Coming>,
    bars: Vec<Bar>,
    height: usize,
    /// The rows were made; otherwise only counts were.
    listed: bool,
    list_href: String,
    from: usize,
    to: usize,
    before: Option<String>,
    after: Option<String>,
    earlier: String,
    later: String,
    report: Report,
}

/// The year appraised stands as `year`; the volumes' own years as `year_from` and `year_to`.
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let due_year = year(&filter.year)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    let narrowed = Filter { year: String::new(), ..filter.clone() };
    let volumes = narrowed.volumes()?;
    let mut report = expiry::report(&app.archive, &by, due_year, &volumes, false).await?;
    let listed = !asked.list.is_empty() || report.totals.all.volumes + report.totals.questions <= LISTED;
    if listed {
        report = expiry::report(&app.archive, &by, due_year, &volumes, true).await?;
    }
    let number: usize = asked.page.trim().parse().unwrap_or(1).max(1);
    let from = (number - 1).saturating_mul(ROWS).min(report.rows.len());
    let to = (from + ROWS).min(report.rows.len());
    let all = report.rows.len();
    report.rows = report.rows.drain(from..to).collect();
    let turn = |page: usize| {
        format!("/retention?{}#list", filter.and(&[("page", &page.to_string()), ("list", "1")]))
    };
    let of_year = |year: i32| format!("/retention?{}", filter.and(&[("year", &year.to_string())]));
    let schemes = app.archive.schemes();
    let (classes, lines, class_totals) = matrix(&schemes, &filter, due_year, &report);
    let coming: Vec<Coming> = report
        .coming
        .iter()
        .map(|(year, sum)| Coming { year: *year, sum: *sum, href: of_year(*year) })
        .collect();
    let bars = bars(coming.iter().take(AHEAD).map(|coming| (coming.year.to_string(), coming.sum.volumes)));
    page(&ReportPage {
        outline: outline(&app, &by).await?,
        classes: classes.into_iter().map(|class| (class.1, class.2)).collect(),
        height: height(&bars),
        list_href: format!("/retention?{}#list", filter.and(&[("list", "1")])),
        from: from + 1,
        to,
        before: (number > 1).then(|| turn(number - 1)),
        after: (to < all).then(|| turn(number + 1)),
        earlier: of_year(due_year - 1),
        later: of_year(due_year + 1),
        year: due_year,
        frame,
        filter,
        lines,
        class_totals,
        coming,
        bars,
        listed,
        report,
    })
}

type ClassColumn = (String, String, String);

/// Classes in shelf order, periods from the longest.
fn matrix(
    schemes: &Schemes,
    filter: &Filter,
    year: i32,
    report: &Report,
) -> (Vec<ClassColumn>, Vec<Line>, Vec<i64>) {
    let mut classes: BTreeMap<(usize, String), (String, String)> = BTreeMap::new();
    let mut counts: BTreeMap<RetentionPeriod, BTreeMap<String, i64>> = BTreeMap::new();
    for row in &report.matrix {
        let scheme = schemes.scheme(&row.scheme_id);
        let order = scheme.map_or(usize::MAX, |scheme| scheme.class_order(&row.class_id));
        let class = scheme.and_then(|scheme| scheme.class(&row.class_id));
        let name = class.map_or_else(
            || (row.class_id.clone(), String::new()),
            |class| (class.code.clone(), class.name.clone()),
        );
        classes.entry((order, row.class_id.clone())).or_insert(name);
        let Some(period) = RetentionPeriod::from_key(&row.period) else { continue };
        *counts.entry(period).or_default().entry(row.class_id.clone()).or_default() += row.volumes;
    }
    let columns: Vec<ClassColumn> =
        classes.into_iter().map(|((_, id), (code, name))| (id, code, name)).collect();
    let year = year.to_string();
    let lines: Vec<Line> = counts
        .into_iter()
        .rev()
        .map(|(period, of_class)| {
            let key = period.key();
            let cell = |(id, _, _): &ClassColumn| {
                let href = filter.and(&[("year", &year), ("class", id), ("period", &key), ("list", "1")]);
                (id.clone(), of_class.get(id).copied().unwrap_or(0), format!("/retention?{href}#list"))
            };
            let cells: Vec<_> = columns.iter().map(cell).collect();
            Line { total: cells.iter().map(|cell| cell.1).sum(), period: words::period(&key), key, cells }
        })
        .collect();
    let totals = (0..columns.len()).map(|at| lines.iter().map(|line| line.cells[at].1).sum()).collect();
    (columns, lines, totals)
}

//! `/reports`: the year's, or a month's, increase and decrease of holdings, each number the address of its records.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging::{Figure, FigureBehind};
use crate::acts::catalogs::reckoning::{
    self, AccountRow, AccountShown, Held, MonthSum, NumberMeant, RecordsBehind, WaySum,
};
use crate::domain::records::states::ItemState;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::number_asked::{NumberAsked, places};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::page;
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "catalogs/reports/account.html")]
struct AccountPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    month: String,
    found: AccountShown,
}

impl AccountPage {
    fn records(&self, month: &str, more: &[(&str, &str)]) -> String {
        let year = self.found.year.to_string();
        let mut pairs = vec![("year", year.as_str())];
        if !month.is_empty() {
            pairs.push(("month", month));
        }
        pairs.extend_from_slice(more);
        format!("/reports/records?{}", places(&self.filter).and(&pairs))
    }

    /// The records behind a number of a row.
    fn of_row(&self, row: &AccountRow, more: &[(&str, &str)]) -> String {
        let under = &row.row.under;
        let own = [
            ("scheme", under.scheme_id.as_str()),
            ("class", under.class_id.as_str()),
            ("period", under.period.as_str()),
            ("state", under.state.key()),
        ];
        self.records(&self.month, &[&own[..], more].concat())
    }

    /// What stands on the first morning or the last evening of a row. Records taken out stand in no volume.
    fn standing(&self, row: &AccountRow, on: &str) -> Option<String> {
        match row.row.under.state {
            ItemState::TakenOut if on == "opening" => None,
            ItemState::TakenOut => Some("/items/taken-out".to_owned()),
            _ => Some(self.of_row(row, &[("on", on)])),
        }
    }

    fn moved(&self, row: &AccountRow, way: &str, rows: &str) -> String {
        self.of_row(row, &[("on", "moved"), ("way", way), ("rows", rows)])
    }

    fn of_way(&self, sum: &WaySum, way: &str) -> String {
        self.records(&self.month, &[("on", "moved"), ("way", way), ("kind", sum.kind.key())])
    }

    fn of_month(&self, sum: &MonthSum, way: &str) -> String {
        let month = sum.month.get(5..).unwrap_or_default().trim_start_matches('0');
        self.records(month, &[("on", "moved"), ("way", way), ("rows", "alone")])
    }

    /// The account of one month.
    fn only(&self, sum: &MonthSum) -> String {
        let month = sum.month.get(5..).unwrap_or_default().trim_start_matches('0');
        let year = self.found.year.to_string();
        format!("/reports?{}", places(&self.filter).and(&[("year", &year), ("month", month)]))
    }

    /// The account as a file.
    fn file(&self, format: &str) -> String {
        let year = self.found.year.to_string();
        let pairs = [("year", year.as_str()), ("format", format)];
        format!("/api/v1/catalogs/holdings_change?{}", places(&self.filter).and(&pairs))
    }

    fn held(&self, held: &Held) -> String {
        format!("{} / {}", self.frame.n(held.volumes), self.frame.n(held.items))
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(asked): Query<NumberAsked>,
) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let span = asked.span(&by, &filter.year)?;
    let found = reckoning::account(&app.archive, &by, span, &places(&filter).scope()?).await?;
    page(&AccountPage { frame, filter, outline, month: asked.month, found })
}

#[derive(Template)]
#[template(path = "catalogs/reports/records.html")]
struct RecordsPage {
    frame: Frame,
    account: String,
    span: (chrono::NaiveDate, chrono::NaiveDate),
    meant: NumberMeant,
    found: RecordsBehind,
    first: usize,
    last: usize,
    before: Option<String>,
    next: Option<String>,
}

pub async fn records(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(asked): Query<NumberAsked>,
) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let span = asked.span(&by, &filter.year)?;
    let (scope, meant, behind) = (places(&filter).scope()?, asked.meant(), asked.behind(&filter.state));
    let (skip, size) = asked.stretch();
    let found = reckoning::behind(&app.archive, &by, span, (&scope, meant, &behind), (skip, size)).await?;
    let shown = found.volumes.len() + found.movements.len();
    let (at, year) = (asked.page(), span.year.to_string());
    let turned = |page: usize| {
        let page = page.to_string();
        let own = [
            ("year", year.as_str()),
            ("month", &asked.month),
            ("on", &asked.on),
            ("kind", &asked.kind),
            ("way", &asked.way),
            ("rows", &asked.rows),
            ("scheme", &asked.scheme),
            ("page", &page),
        ];
        let own: Vec<(&str, &str)> = own.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/reports/records?{}", filter.and(&own))
    };
    let account = places(&filter).and(&[("year", &year), ("month", &asked.month)]);
    page(&RecordsPage {
        account: format!("/reports?{account}"),
        span: span.days()?,
        meant,
        first: if shown == 0 { 0 } else { skip + 1 },
        last: skip + shown,
        before: (at > 1).then(|| turned(at - 1)),
        next: (skip + shown < found.total).then(|| turned(at + 1)),
        found,
        frame,
    })
}

/// The records behind a figure of the year.
pub fn behind_figure(filter: &Filter, year: i32, figure: &Figure) -> String {
    let (on, behind) = match &figure.behind {
        FigureBehind::On(_, behind) => ("closing", behind),
        FigureBehind::Moved(behind) => ("moved", behind),
    };
    let year = year.to_string();
    let mut pairs = vec![("year", year.as_str()), ("on", on)];
    pairs.extend(figure.period.as_deref().map(|period| ("period", period)));
    pairs.extend(behind.state.map(|state| ("state", state.key())));
    pairs.extend(behind.kind.map(|kind| ("kind", kind.key())));
    pairs.extend(behind.is_increase.map(|is_increase| ("way", if is_increase { "in" } else { "out" })));
    format!("/reports/records?{}", places(filter).and(&pairs))
}

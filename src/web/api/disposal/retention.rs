//! Dates for programs.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acts::disposal::expiry::{self, DueList, ReportPart};
use crate::domain::records::scope::{Scope, year};
use crate::domain::records::volume::VolumeOrder;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::who::Who;
use crate::web::disposal::retention::{due_format, file_name, send};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DueYear {
    /// Year of appraisal; this year unless given.
    due: String,
    /// `0`: counts only.
    list: String,
    /// Rows and questions in one answer: 1000 unless given, 5000 at most.
    size: String,
    /// Which stretch of them, from 1.
    page: String,
    /// `1`: only volumes that become eligible in this very year are listed; only those of before; only those whose
    /// period the rules have changed; `format`: only the questions.
    this_year: String,
    earlier: String,
    changed: String,
    questions: String,
    /// What the rows are sorted by: `pages`, `-pages`; on the shelf unless given.
    sort: String,
    /// `xlsx`, `csv`, `csv-gb18030`, `html`, `pdf`: the list as a file instead, registered with its digests.
    format: String,
}

impl DueYear {
    fn wanted(&self, year: i32, filter: Scope) -> DueList {
        DueList {
            year,
            filter,
            questions: self.questions == "1",
            changed: self.changed == "1",
            this_year: self.this_year == "1",
            earlier: self.earlier == "1",
            ..DueList::default()
        }
    }

    fn part(&self) -> Answer<ReportPart> {
        if self.list == "0" {
            return Ok(ReportPart::default());
        }
        let size = self.size.trim().parse().unwrap_or(1000).clamp(1, 5000);
        let page: i64 = self.page.trim().parse().unwrap_or(1).max(1);
        let from = (page - 1).saturating_mul(size);
        Ok(ReportPart {
            from,
            questions_from: from,
            this_year: self.this_year == "1",
            earlier: self.earlier == "1",
            changed: self.changed == "1",
            order: VolumeOrder::read(&self.sort)?,
            ..ReportPart::first(size)
        })
    }
}

/// What is eligible for appraisal during a year, with the reason for each; questions apart. The counts are
/// over the whole scope, the rows a stretch of it. With `format` it is the file the page gives.
#[utoipa::path(get, path = "/api/v1/retention/report", tag = "retention", params(DueYear, Filter),
    responses((status = 200, body = expiry::Report), (status = 422, body = Failure)))]
pub async fn report(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(due): Query<DueYear>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let due_year = year(&due.due)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    if !due.format.is_empty() {
        let (format, ending) = due_format(&due.format)?;
        let wanted = due.wanted(due_year, filter.scope()?);
        let name = file_name(&app.archive.schemes(), lang, &wanted, ending);
        return send(&app, &by, &wanted, format, lang, &name).await;
    }
    reply(lang, &expiry::report(&app.archive, &by, due_year, &filter.scope()?, due.part()?).await?)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeAsked {
    /// Code of a volume or an item.
    code: String,
}

/// Why the date of everything that bears this code is what it is.
#[utoipa::path(get, path = "/api/v1/retention/explain", tag = "retention", params(CodeAsked),
    responses((status = 200, body = Vec<expiry::Explained>), (status = 404, body = Failure)))]
pub async fn explain(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<CodeAsked>,
) -> Answer<Response> {
    reply(lang, &expiry::explain(&app.archive, &by, &asked.code).await?)
}

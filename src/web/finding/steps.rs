//! `/steps`: classes and steps by what is being typed, for the chooser (`assets/web/choose.js`).

use axum::Json;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::records::scope::{given, year};
use crate::procedures::lookup;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::who::Who;
use crate::web::base::words;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct StepQuery {
    q: String,
    fonds: String,
    year: String,
}

/// `[{value, code, name, number, period, note, …}]`, the closest first.
pub async fn find(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<StepQuery>,
) -> Answer<Response> {
    let fonds = given(&asked.fonds);
    let found = lookup::steps(&app.archive, &by, fonds.as_deref(), year(&asked.year)?, &asked.q).await?;
    let choices: Vec<_> = found
        .into_iter()
        .map(|one| {
            let period = if one.period.is_empty() {
                frame.t("按会计期限表", "by the accounting table").to_owned()
            } else {
                frame.w(&words::period(&one.period)).to_owned()
            };
            serde_json::json!({
                "class_id": one.class_id, "class_code": one.class_code, "class": one.class,
                "step_id": one.step_id, "number": one.number, "step": one.step,
                "period": period, "scope": one.scope, "found_in": one.found_in,
            })
        })
        .collect();
    Ok(Json(choices).into_response())
}

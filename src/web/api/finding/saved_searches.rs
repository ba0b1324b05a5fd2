//! Saved searches for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::search::Asking;
use crate::acts::finding::saved_searches::{self, Kept};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;
use crate::web::finding::saved_searches::{SavedShown, shown};

/// The saved searches with how many records fit each now; what they ask is not told.
#[utoipa::path(get, path = "/api/v1/searches", tag = "finding",
    responses((status = 200, body = Vec<SavedShown>)))]
pub async fn list(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &shown(&app, &by).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saving {
    name: String,
    question: Asking,
}

/// Keeps a question under a name.
#[utoipa::path(post, path = "/api/v1/searches", tag = "finding", request_body = Saving,
    responses((status = 200, body = SavedShown), (status = 422, body = Failure)))]
pub async fn save(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(given): Json<Saving>,
) -> Answer<Response> {
    let question = given.question.question();
    let choices = question.choices().into_iter();
    let kept = Kept {
        text: question.q.trim().to_owned(),
        choices: choices.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        list: String::new(),
    };
    let id = saved_searches::save(&app.archive, &by, &given.name, kept).await?;
    reply(lang, &one(shown(&app, &by).await?, id))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Renaming {
    name: String,
}

/// Gives it another name.
#[utoipa::path(put, path = "/api/v1/searches/{id}/name", tag = "finding", params(("id" = i64, Path)),
    request_body = Renaming,
    responses((status = 200, body = SavedShown), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn rename(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Renaming>,
) -> Answer<Response> {
    saved_searches::rename(&app.archive, &by, id, &given.name).await?;
    reply(lang, &one(shown(&app, &by).await?, id))
}

/// Takes it off the list; nothing of its question stays. Answers with those left.
#[utoipa::path(delete, path = "/api/v1/searches/{id}", tag = "finding", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<SavedShown>), (status = 404, body = Failure)))]
pub async fn remove(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    saved_searches::remove(&app.archive, &by, id).await?;
    reply(lang, &shown(&app, &by).await?)
}

fn one(all: Vec<SavedShown>, id: i64) -> Option<SavedShown> {
    all.into_iter().find(|saved| saved.id == id)
}

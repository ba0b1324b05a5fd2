//! What fonds file under, and what went before them, for programs.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::finding::viewing;
use crate::acts::setup::adopting::{self, AdoptionRequest};
use crate::domain::general::error::Error;
use crate::domain::records::scope::given;
use crate::say;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::form_fields::{day, first_day};
use crate::web::base::who::Who;

/// A scheme to be taken up by a fonds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptionGiven {
    /// Text of the scheme or accounting table.
    #[serde(default)]
    text: String,
    /// Or the id of one that is kept.
    #[serde(default)]
    scheme: String,
    #[serde(default)]
    fonds: String,
    /// First day of formation, or a year; empty: as the scheme says.
    #[serde(default)]
    from: String,
    /// Scheme whose place it takes; empty: the only one in use.
    #[serde(default)]
    replaces: String,
    /// It takes no other's place.
    #[serde(default)]
    beside: bool,
    /// `true`: it is done; unless given, it is only said what it would mean.
    #[serde(default)]
    apply: bool,
}

/// Says what it means that a fonds takes up a scheme, or that an accounting table comes into force; with `apply` it is
/// done.
#[utoipa::path(post, path = "/api/v1/schemes/adoption", tag = "archive", request_body = AdoptionGiven,
    responses((status = 200, body = adopting::Proposal), (status = 422, body = Failure)))]
pub async fn adopt(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asked): Json<AdoptionGiven>,
) -> Answer<Response> {
    let text = match given(&asked.scheme) {
        Some(id) => adopting::kept_text(&app.archive, &by, &id).await?.ok_or_else(|| {
            Error::not_found(say!("没有保存方案「{id}」。", "The archive keeps no scheme \"{id}\"."))
        })?,
        None => asked.text,
    };
    let request = AdoptionRequest {
        text,
        fonds: given(&asked.fonds),
        from: given(&asked.from).map(|text| first_day(&text)).transpose()?,
        replaces: given(&asked.replaces),
        beside: asked.beside,
    };
    let proposal = match asked.apply {
        true => adopting::adopt(&app.archive, &by, &request).await?,
        false => adopting::propose(&app.archive, &by, &request).await?,
    };
    reply(lang, &proposal)
}

/// A scheme that is used beside others no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingGiven {
    scheme: String,
    #[serde(default)]
    fonds: String,
    /// Last day of formation, ISO; empty: its end is taken back.
    #[serde(default)]
    until: String,
}

/// Ends the use of a scheme beside others, after a day of formation and without another in its place.
#[utoipa::path(post, path = "/api/v1/schemes/ending", tag = "archive", request_body = EndingGiven,
    responses((status = 200, body = adopting::SchemeEnding), (status = 422, body = Failure)))]
pub async fn end(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asked): Json<EndingGiven>,
) -> Answer<Response> {
    let until = given(&asked.until).map(|text| day(&text)).transpose()?;
    let fonds = given(&asked.fonds);
    reply(lang, &adopting::end(&app.archive, &by, fonds.as_deref(), &asked.scheme, until).await?)
}

/// Every fonds, with the schemes it files under and the fonds that went before it.
#[utoipa::path(get, path = "/api/v1/fonds", tag = "archive",
    responses((status = 200, body = Vec<viewing::FondsView>)))]
pub async fn fonds(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &viewing::fonds_views(&app.archive, &by).await?)
}

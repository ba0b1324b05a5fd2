//! Batches from appraisal to destruction, for programs: the same acts as the command `disposal`.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::disposal::disposing::{
    self, Destroying, DisposalInShort, DisposalOpened, DisposalStep, DisposalView, ListSource, Opening,
};
use crate::procedures::proving::Proof;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::who::Who;

/// Every batch, the newest first, each with what its next step waits for.
#[utoipa::path(get, path = "/api/v1/disposals", tag = "retention",
    responses((status = 200, body = Vec<DisposalInShort>)))]
pub async fn list(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &disposing::disposals(&app.archive, &by).await?)
}

/// A batch: its list, votes, approvals, supervisors and everything that was stated.
#[utoipa::path(get, path = "/api/v1/disposals/{number}", tag = "retention", params(("number" = String, Path)),
    responses((status = 200, body = DisposalView), (status = 404, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    reply(lang, &disposing::disposal(&app.archive, &by, &number).await?)
}

/// Volumes for a batch: by id, those of the basket, or what falls due in a year.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BatchWanted {
    title: String,
    volumes: Vec<i64>,
    basket: bool,
    due: Option<i32>,
    /// Of what falls due: year of formation, class, step and words.
    fonds: String,
    year: String,
    class: String,
    step: String,
    words: String,
}

/// Opens a batch; its list is frozen. Of what falls due, volumes on hold or in another batch are left out and named.
#[utoipa::path(post, path = "/api/v1/disposals", tag = "retention", request_body = BatchWanted,
    responses((status = 200, body = DisposalOpened), (status = 422, body = Failure)))]
pub async fn open(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asked): Json<BatchWanted>,
) -> Answer<Response> {
    let from = match asked.due {
        Some(year) => {
            let BatchWanted { fonds, year: formed, class, step, .. } = asked;
            let filter = Filter { fonds, year: formed, class, step, ..Filter::default() };
            ListSource::Due { year, scope: filter.scope()?, words: asked.words }
        }
        None if asked.basket => ListSource::Basket,
        None => ListSource::Volumes(asked.volumes),
    };
    reply(lang, &disposing::open(&app.archive, &by, Opening { title: asked.title, from }).await?)
}

/// Takes a batch a step further: take out, examine, seat, vote, conclude, opinion, consent, return, report, keep back,
/// begin, tick, finish, withdraw.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/steps", tag = "retention", params(("number" = String, Path)),
    request_body = DisposalStep,
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn step(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(step): Json<DisposalStep>,
) -> Answer<Response> {
    reply(lang, &disposing::take_step(&app.archive, &by, &number, step).await?)
}

/// A supervisor proves who he is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisorGiven {
    login: String,
    password: String,
    /// 动态验证码 or a recovery code, where the account has a second factor.
    #[serde(default)]
    code: String,
}

/// A supervisor signs in on the spot, with a password of his own.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/supervisors", tag = "retention",
    params(("number" = String, Path)), request_body = SupervisorGiven,
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn supervise(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(given): Json<SupervisorGiven>,
) -> Answer<Response> {
    let proof = Proof { password: &given.password, code: Some(&given.code) };
    reply(lang, &disposing::supervise(&app.archive, &by, &number, &given.login, proof).await?)
}

/// The order to destroy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderGiven {
    /// The batch's number once more.
    confirm: String,
    /// `pulping`, `shredding`, `burning`, `other`.
    method: String,
    place: String,
    #[serde(default)]
    time: String,
}

/// Orders the destruction and carries it out; sent again after a break, it goes on.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/destruction", tag = "retention",
    params(("number" = String, Path)), request_body = OrderGiven,
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn destroy(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(given): Json<OrderGiven>,
) -> Answer<Response> {
    let OrderGiven { confirm, method, place, time } = given;
    let order = Destroying { typed: confirm, method, place, time };
    reply(lang, &disposing::destroy(&app.archive, &by, &number, order).await?)
}

//! Batches from appraisal to destruction, for programs: the same acts as the command `disposal`.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::disposal::disposing::{
    self, Destroying, DisposalOpened, DisposalPaper, DisposalStep, DisposalView, DisposalsPage, Encoding,
    Format, ListSource, Opening, PapersPlace,
};
use crate::domain::general::error::Error;
use crate::problems;
use crate::procedures::proving::Proof;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::who::Who;
use crate::web::disposal::disposals::sheets::arrived;

/// Which batches, and which page of them.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct BatchesAsked {
    /// Only those that have ended, or have not.
    ended: Option<bool>,
    /// From 1.
    page: Option<i64>,
    /// 100 unless given, 500 at most.
    size: Option<i64>,
}

/// Batches by stage, the newest first in each, with what their next step waits for.
#[utoipa::path(get, path = "/api/v1/disposals", tag = "retention", params(BatchesAsked),
    responses((status = 200, body = DisposalsPage)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<BatchesAsked>,
) -> Answer<Response> {
    let size = asked.size.unwrap_or(100).clamp(1, 500);
    let skip = (asked.page.unwrap_or(1).clamp(1, 1_000_000) - 1) * size;
    reply(lang, &disposing::disposals_page(&app.archive, &by, asked.ended, (skip, size)).await?)
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

/// Lines that go their own way.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitWanted {
    /// Ids of lines of the list.
    lines: Vec<i64>,
    /// Empty: as the batch is called.
    #[serde(default)]
    title: String,
}

/// Takes lines out of a batch that is not appraised yet and opens another with them; the answer is the new one.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/splitting", tag = "retention",
    params(("number" = String, Path)), request_body = SplitWanted,
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn split(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(wanted): Json<SplitWanted>,
) -> Answer<Response> {
    reply(lang, &disposing::split(&app.archive, &by, &number, wanted.lines, &wanted.title).await?)
}

/// The member's own sheet of votes as xlsx, what was voted so far filled in.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/votes/sheet", tag = "retention",
    params(("number" = String, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn vote_sheet(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    let made = MadeFile::new()?;
    disposing::write_vote_sheet(&app.archive, &by, &number, lang, made.path()).await?;
    made.send(&format!("votes-{number}.xlsx")).await
}

/// The form of a sheet that comes back.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described for callers; it is read as it comes in")]
struct VotesForm {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Reads a sheet of votes; each row is checked against batch, list and earlier votes, and all are taken or none.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/votes", tag = "retention", params(("number" = String, Path)),
    request_body(content = VotesForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn votes(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    form: Multipart,
) -> Answer<Response> {
    let sheet = arrived(form).await?;
    let read = (sheet.path.as_path(), sheet.name.as_str());
    reply(lang, &disposing::vote_by_sheet(&app.archive, &by, &number, read).await?)
}

/// Which paper, on what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperWanted {
    paper: DisposalPaper,
    /// `pdf` unless given; the register also as `xlsx` and `csv`.
    #[serde(default)]
    format: String,
}

/// A paper of the batch, registered with its digest.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/papers", tag = "retention", params(("number" = String, Path)),
    request_body = PaperWanted,
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(wanted): Json<PaperWanted>,
) -> Answer<Response> {
    let (made, name) = (MadeFile::new()?, wanted.paper.key());
    let format = match wanted.format.as_str() {
        "" | "pdf" => None,
        "xlsx" => Some(Format::Xlsx),
        "csv" => Some(Format::Csv(Encoding::Utf8Bom)),
        other => return Err(Error::from(no_such_paper_format(&other)).into()),
    };
    match format {
        Some(format) if wanted.paper == DisposalPaper::Register => {
            disposing::write_register(&app.archive, &by, &number, (format, lang), made.path()).await?;
            made.send(&format!("{name}-{number}.{}", wanted.format)).await
        }
        Some(_) => Err(Error::from(no_such_paper_format(&wanted.format)).into()),
        None => {
            disposing::print_paper(&app.archive, &by, &number, wanted.paper, lang, made.path()).await?;
            made.send(&format!("{name}-{number}.pdf")).await
        }
    }
}

/// Files the batch's papers as permanent records of this archive, where the scheme keeps such papers or where it is said.
#[utoipa::path(post, path = "/api/v1/disposals/{number}/records", tag = "retention", params(("number" = String, Path)),
    request_body = PapersPlace,
    responses((status = 200, body = DisposalView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn file_papers(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(to): Json<PapersPlace>,
) -> Answer<Response> {
    reply(lang, &disposing::file_papers(&app.archive, &by, &number, to).await?)
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

problems! {
    refuse no_such_paper_format as paper_unknown(format):
        "这份文件没有「{format}」格式。" / "This paper does not come as \"{format}\"."
        => "都可以是 pdf；销毁清册还可以是 xlsx、csv。" / "All come as pdf; the register also as xlsx and csv.";
}

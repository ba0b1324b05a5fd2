//! Catalogs and transfer packages for programs.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures::StreamExt as _;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::catalogs::cataloging::{self, CatalogRequest, Leaf, Numbers, OnPaper, Papers};
use crate::acts::catalogs::{forms, sampling};
use crate::acts::receiving::inbox::LARGEST;
use crate::domain::general::digest::Running;
use crate::problems;
use crate::progress::Progress;
use crate::web::base::answer::{In, JobStarted, reply, reply_as};
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::file_format::format;
use crate::web::base::filter::Filter;
use crate::web::base::who::Who;
use crate::web::catalogs::catalog::{CatalogFields, file_name, wanted};
use crate::web::catalogs::labels::INLINE_VOLUMES;
use crate::web::catalogs::printing::{PrintTask as Volumes, PrintWhat, as_job, at_once};
use crate::web::catalogs::proof::{self, Compared};
use crate::web::catalogs::sample::SampleFields;
use crate::web::catalogs::transfer;

/// Every catalog that can be made.
#[utoipa::path(get, path = "/api/v1/catalogs", tag = "catalogs",
    responses((status = 200, body = Vec<cataloging::CatalogKind>)))]
pub async fn kinds(In(lang): In) -> Answer<Response> {
    reply(lang, &cataloging::kinds())
}

/// A catalog over a scope, or of one volume, as a file. The same records give the same bytes.
#[utoipa::path(get, path = "/api/v1/catalogs/{kind}", tag = "catalogs",
    params(("kind" = String, Path, description = "Key of the catalog"), CatalogFields, Filter),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 422, body = Failure)))]
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(kind): Path<String>,
    Query(choice): Query<CatalogFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let wanted = wanted(&CatalogFields { kind, ..choice.clone() }, &filter)?;
    if choice.format == "pdf" {
        let (made, on_paper) = (MadeFile::new()?, OnPaper::default());
        let quiet = Progress::default();
        cataloging::print(&app.archive, &by, &wanted, &on_paper, lang, made.path(), &quiet).await?;
        return made.send(&file_name(&app.archive.schemes(), lang, &wanted, "pdf")).await;
    }
    let (format, ending) = format(&choice.format)?;
    let made = MadeFile::new()?;
    cataloging::export(&app.archive, &by, &wanted, format, lang, made.path(), &Progress::default()).await?;
    made.send(&file_name(&app.archive.schemes(), lang, &wanted, ending)).await
}

/// A random sample of a scope's volumes. The same seed and scope draw the same; `scope` is a digest over the
/// codes that could be drawn, and another one says that the scope has changed.
#[utoipa::path(get, path = "/api/v1/sample", tag = "catalogs", params(SampleFields, Filter),
    responses((status = 200, body = sampling::Sample), (status = 422, body = Failure)))]
pub async fn sample(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<SampleFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    reply(lang, &sampling::draw(&app.archive, &by, &asked.wanted(filter.scope()?)).await?)
}

/// What to print of which volumes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Printing {
    /// Ids of the volumes.
    volumes: Vec<i64>,
    /// Of `catalog`, `cover`, `contents`, `statement`, `spine`, `label`; empty: all that apply.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    leaves: Vec<Leaf>,
    /// Forms taken instead of the usual ones of that name, as key or key@version.
    #[serde(default)]
    forms: Vec<String>,
    /// `masked` (unless said otherwise), `full`, `left_out`.
    #[serde(default)]
    #[schema(value_type = String)]
    id_numbers: Numbers,
    /// A printer's name, whose offset is taken off.
    #[serde(default)]
    printer: String,
}

/// 整卷一次打印: the papers of volumes as one PDF/A. Very many are made as a job, whose file it is. A character
/// that no font has is answered with its records, and nothing is printed.
#[utoipa::path(post, path = "/api/v1/papers", tag = "catalogs", request_body = Printing,
    responses((status = 200, description = "The PDF", content_type = "application/pdf"),
        (status = 202, body = JobStarted), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn papers(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(given): Json<Printing>,
) -> Answer<Response> {
    let on_paper = OnPaper { skip: 0, offset: forms::offset(&app.archive, &by, &given.printer).await? };
    let volumes = given.volumes.len() as i64;
    let papers = Papers {
        volume_ids: given.volumes,
        filter: None,
        leaves: given.leaves,
        forms: given.forms,
        id_numbers: given.id_numbers,
        ..Papers::default()
    };
    let printing = Volumes { making: PrintWhat::Whole(papers), on_paper, name: "volumes.pdf".into() };
    if volumes > INLINE_VOLUMES {
        let job = as_job(&app, &by, printing, lang).await?;
        return reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job });
    }
    at_once(&app, &by, &printing, lang).await
}

/// Says of a file made earlier, which is the body, whether it is genuine and current, genuine though these
/// records changed since, or not ours. Only its digest is taken. A long one is compared by a job, whose outcome
/// has it under `proof`.
#[utoipa::path(post, path = "/api/v1/proof", tag = "catalogs",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 200, body = cataloging::FileProof), (status = 202, body = JobStarted),
        (status = 422, body = Failure)))]
pub async fn prove(State(app): Shared, Who(by): Who, In(lang): In, body: Body) -> Answer<Response> {
    let (mut running, mut bytes) = (Running::default(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| proof::broken_off())?;
        bytes += chunk.len() as u64;
        if bytes > LARGEST {
            return Err(proof::broken_off());
        }
        running.update(&chunk);
    }
    match proof::compared(&app, &by, running.digest()).await? {
        Compared::Proved(proof) => reply(lang, proof.as_ref()),
        Compared::At(job) => reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job }),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// Ids of closed volumes.
    volumes: Vec<i64>,
    #[serde(default)]
    receiver: String,
    /// 批次号
    #[serde(default)]
    batch: String,
    /// 移交依据
    #[serde(default)]
    reason: String,
}

/// Makes the transfer package (register, catalogs, indexes, metadata, manifests: a BagIt bag) as a job; its file is the
/// job's.
#[utoipa::path(post, path = "/api/v1/transfer", tag = "catalogs", request_body = Handover,
    responses((status = 202, body = JobStarted), (status = 422, body = Failure)))]
pub async fn package(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(given): Json<Handover>,
) -> Answer<Response> {
    if given.volumes.is_empty() {
        return Err(Fault::from(no_volume_to_hand_over()));
    }
    let Handover { volumes, receiver, batch, reason } = given;
    let wanted = CatalogRequest { volume_ids: volumes, receiver, batch, reason, ..CatalogRequest::default() };
    let job = transfer::as_job(&app, &by, wanted, lang).await?;
    reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job })
}

problems! {
    refuse no_volume_to_hand_over as nothing_chosen():
        "没有写要移交哪些案卷。" / "No volume to hand over is named."
        => "在 volumes 里写案卷的编号。" / "Name volumes by number in \"volumes\".";
}

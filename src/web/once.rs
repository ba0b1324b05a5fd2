//! Each request of a program is done once: sent again with the same `Idempotency-Key`, because its answer was lost on the way,
//! it changes nothing and gets the answer of the first time (draft-ietf-httpapi-idempotency-key-header [S]).
//!
//! The key is written in the transaction of the first event the request leaves (`Store::write`), so that a program
//! that dies between the deed and its answer does not do it twice. What changed nothing is asked anew. Answers with whole
//! ID numbers are not kept.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::base::app::App;
use super::base::fault::Fault;
use super::base::who::Visitor;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, RequestKey};
use crate::procedures::request_keys::{self, DoneBefore};
use crate::{problems, random};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is the one of the first time.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Characters of a key.
const LONGEST: usize = 100;
/// Bytes of a request that may bear a key, and of an answer that is kept.
const MOST: usize = 2 << 20;
const MOST_KEPT: usize = 256 << 10;

/// Lets a request through that bears no key, or one that is new.
pub async fn once(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let visitor = request.extensions().get::<Visitor>().cloned();
    match (key_of(request.headers()), visitor) {
        (None, _) | (_, None) => next.run(request).await,
        (Some(_), _) if reads => next.run(request).await,
        (Some(Err(problem)), _) => refused(StatusCode::BAD_REQUEST, problem),
        (Some(Ok(key)), Some(visitor)) => {
            let answered = done_once(&app, (request, key), visitor, next).await;
            answered.unwrap_or_else(|error| Fault::from(error).into_response())
        }
    }
}

fn key_of(headers: &HeaderMap) -> Option<std::result::Result<String, Problem>> {
    let key = headers.get(KEY)?.to_str().unwrap_or_default();
    let fits = !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|byte| byte.is_ascii_graphic());
    Some(if fits { Ok(key.to_owned()) } else { Err(request_key_unfit()) })
}

fn refused(status: StatusCode, problem: Problem) -> Response {
    let mut response = Fault::from(problem).into_response();
    *response.status_mut() = status;
    response
}

async fn done_once(
    app: &App,
    (request, key): (Request, String),
    visitor: Visitor,
    next: Next,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    // what is sent as a file is known again by its own digest
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, request_key_of_file()));
    }
    let Ok(body) = to_bytes(body, MOST).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let asked = [parts.method.as_str().as_bytes(), b" ", address.as_bytes(), b"\n", &body].concat();
    let request = RequestKey { key, digest: Digest::compute(&asked).hex(), sending: random::hex::<8>() };
    let by = By { request: Some(Box::new(request.clone())), ..visitor.by.clone() };
    if let Some(known) = known_already(app, &by, &request).await? {
        return Ok(known);
    }
    let shows_numbers = parts.uri.path().contains("/id-number");
    parts.extensions.insert(Visitor { by: by.clone(), ..visitor });
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if response.status().is_success() {
        return if shows_numbers { Ok(response) } else { kept(app, &by, response).await };
    }
    Ok(known_already(app, &by, &request).await?.unwrap_or(response))
}

/// The answer where another sending, of before or at the same time, has done something under the key.
async fn known_already(app: &App, by: &By, request: &RequestKey) -> Result<Option<Response>> {
    Ok(match request_keys::done_before(&app.archive, by, request).await? {
        DoneBefore::Nothing => None,
        DoneBefore::Answered(status, answer) => Some(replayed(status, answer)),
        DoneBefore::Unanswered(seq) => Some(refused(StatusCode::CONFLICT, request_done(&seq))),
        DoneBefore::Another(seq) => Some(refused(StatusCode::UNPROCESSABLE_ENTITY, request_key_used(&seq))),
    })
}

/// The answer of the first time.
fn replayed(status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Keeps an answer in JSON, if something was written under the key; what cannot be kept does not fail what was done.
async fn kept(app: &App, by: &By, response: Response) -> Result<Response> {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !is_json {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body: Bytes = to_bytes(body, usize::MAX).await.map_err(anyhow::Error::from)?;
    if let (true, Ok(text)) = (body.len() <= MOST_KEPT, std::str::from_utf8(&body))
        && let Err(error) = request_keys::keep_answer(&app.archive, by, parts.status.as_u16(), text).await
    {
        tracing::warn!(%error, "the answer of a request was not kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

problems! {
    refuse request_key_unfit():
        "Idempotency-Key 要用 1 到 100 个可见的英文字符。" / "An Idempotency-Key has 1 to 100 visible ASCII characters."
        => "用 UUID 就可以。" / "A UUID will do.";
    refuse request_key_of_file():
        "上传文件不用 Idempotency-Key。" / "What is sent as a file bears no Idempotency-Key."
        => "去掉这个请求头：同一个文件再送一次，按它的摘要认得出，不会收两次。"
            / "Leave the header out: a file sent again is known by its digest and not taken twice.";
    refuse request_key_used(seq):
        "这个 Idempotency-Key 已经用在另一个请求上（日志第 {seq} 号）。" / "This Idempotency-Key was used for another request (event {seq})."
        => "每个新请求用新的键；重送时内容要一字不改。" / "Each new request has a key of its own; what is sent again is sent unchanged.";
    refuse request_done(seq):
        "这个请求已经做过（到日志第 {seq} 号），它的回答没有留下。" / "This request was done (up to event {seq}); its answer was not kept."
        => "看日志和记录现在的样子；还要再做，用新的键。" / "See the log and the records as they are; to do it again use a new key.";
}

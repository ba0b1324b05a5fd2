//! What went wrong, as a page or as JSON: what, where, and what to do.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::frame::Frame;
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::{Lang, Wording, localize};
use crate::say;

/// An error on its way out of a handler; [`crate::web::shield`] gives it its final form.
#[derive(Clone, Debug)]
pub struct Fault(pub Arc<Error>);

pub type Answer<T = Response> = Result<T, Fault>;

impl<E: Into<Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Fault(Arc::new(error.into()))
    }
}

impl Fault {
    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            Error::Refused(_) | Error::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::NotAllowed(_) => StatusCode::FORBIDDEN,
            Error::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The kind of answer, for programs.
    fn kind(&self) -> &'static str {
        match &*self.0 {
            Error::Refused(_) => "refused",
            Error::Unreadable(_) => "unreadable",
            Error::NotFound(_) => "not_found",
            Error::NotAllowed(_) => "not_allowed",
            Error::Busy(_) => "busy",
            Error::Broken(_) => "broken",
        }
    }

    /// The problems as a list, without what only a command line understands; nothing of a defect's inside is told.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems_told();
        for problem in &mut problems {
            problem.message = problem.message.without_commands();
            problem.fix = problem.fix.without_commands();
        }
        problems
    }

    fn problems_told(&self) -> Vec<Problem> {
        let one = |message: &Wording, fix: Wording| vec![Problem::refuse(self.kind(), message.clone(), fix)];
        match &*self.0 {
            Error::Refused(problems) | Error::Unreadable(problems) => problems.clone(),
            Error::NotFound(message) => one(
                message,
                say!("核对网址或档号，或者搜一下。", "Check the address or the code, or search for it."),
            ),
            Error::NotAllowed(message) => {
                one(message, say!("换有权限的人来做。", "Have somebody do it who may."))
            }
            Error::Busy(message) => one(
                message,
                say!(
                    "稍等片刻再试；填的内容请不要关掉。",
                    "Try again in a moment; keep what you typed open."
                ),
            ),
            Error::Broken(_) => one(
                &say!("程序出了故障，这一步没有完成。", "The program failed; this step was not completed."),
                say!(
                    "请再试一次；若再失败，把发生的时间告诉管理员，日志里有详情。",
                    "Try once more; if it fails again, tell the administrator when: the log has the details."
                ),
            ),
        }
    }

    /// Title of the error page.
    fn heading(&self) -> Wording {
        match &*self.0 {
            Error::Refused(_) => say!("操作未执行，记录未变动", "Not done; no record was changed"),
            Error::Unreadable(_) => say!("无法识别所给内容", "What was given cannot be read"),
            Error::NotFound(_) => say!("没有找到", "Not found"),
            Error::NotAllowed(_) => say!("没有权限", "Not allowed"),
            Error::Busy(_) => say!("现在忙，请稍后", "Busy now"),
            Error::Broken(_) => say!("程序故障", "The program failed"),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Error::Broken(error) = &*self.0 {
            tracing::error!(error = format!("{error:#}"), "a request failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Any address that no route answers.
pub async fn no_such_page(uri: Uri) -> Fault {
    let path = uri.path();
    Fault::from(Error::not_found(say!("没有「{path}」这个页面。", "There is no page \"{path}\".")))
}

#[derive(Template)]
#[template(path = "base/fault.html")]
struct FaultPage {
    frame: Frame,
    status: u16,
    heading: Wording,
    problems: Vec<Problem>,
}

/// The page that says what went wrong.
pub fn as_page(mut frame: Frame, status: StatusCode, heading: Wording, problems: Vec<Problem>) -> Response {
    // nothing that went well is said beside what did not
    frame.said = None;
    let lang = frame.lang;
    let page = FaultPage { frame, status: status.as_u16(), heading, problems };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => as_json(lang, status, "broken", Vec::new()),
    }
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub struct Failure {
    /// `refused`, `unreadable`, `not_found`, `not_allowed`, `busy`, `broken` …
    error: String,
    problems: Vec<Problem>,
}

/// [`Failure`] as JSON.
pub fn as_json(lang: Lang, status: StatusCode, kind: &str, problems: Vec<Problem>) -> Response {
    let failure = Failure { error: kind.to_owned(), problems };
    let mut body = serde_json::to_value(failure).unwrap_or_default();
    localize(&mut body, lang);
    (status, Json(body)).into_response()
}

/// Seconds after which what is busy now can be asked again.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("5");

/// Gives an error its final form; `page` is unset where programs ask.
pub async fn dress(response: Response, page: Option<Frame>, lang: Lang) -> Response {
    let mut response = dressed(response, page, lang).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, ASK_AGAIN);
    }
    response
}

async fn dressed(response: Response, page: Option<Frame>, lang: Lang) -> Response {
    let status = response.status();
    if let Some(fault) = response.extensions().get::<Fault>() {
        return match page {
            Some(frame) => as_page(frame, status, fault.heading(), fault.problems()),
            None => as_json(lang, status, fault.kind(), fault.problems()),
        };
    }
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind == plain);
    if status.as_u16() < 400 || !bare {
        return response;
    }
    let (heading, mut problem) = unforeseen(status);
    match page {
        Some(frame) => as_page(frame, status, heading, vec![problem]),
        None => {
            // what the reader of the body stumbled over, for the programmer
            let said = axum::body::to_bytes(response.into_body(), 4096).await.unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            if !said.is_empty() {
                let Wording { zh, en } = &problem.message;
                problem.message = say!("{zh} {said}", "{en} {said}");
            }
            as_json(lang, status, &problem.kind.clone(), vec![problem])
        }
    }
}

/// Refusals that come from the web itself, before any handler ran.
fn unforeseen(status: StatusCode) -> (Wording, Problem) {
    let (kind, message, fix) = match status {
        StatusCode::FORBIDDEN => (
            "cross_site",
            say!(
                "这个请求是从别的网站发来的，没有执行。",
                "The request came from another site and was not carried out."
            ),
            say!("在归档自己的页面上操作。", "Work on Guidang's own pages."),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "wrong_method",
            say!("这个网址不能这样用。", "This address is not used that way."),
            say!(
                "回到页面上用按钮操作；程序请看 /api/docs。",
                "Go back and use the page's buttons; programs see /api/docs."
            ),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too_large",
            say!(
                "内容太大：上传的文件不能超过 200 MB，表单不能超过 2 MB。",
                "Too large: files may have 200 MB at most, forms 2 MB."
            ),
            say!("把文件拆成几份再上传。", "Split the file and upload it in parts."),
        ),
        StatusCode::INTERNAL_SERVER_ERROR => (
            "broken",
            say!("程序出了故障，这一步没有完成。", "The program failed; this step was not completed."),
            say!(
                "请再试一次；若再失败，告诉管理员。",
                "Try once more; if it fails again, tell the administrator."
            ),
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "busy",
            say!(
                "这一步用时太久，没有等到结果。",
                "This step took too long; its outcome was not waited for."
            ),
            say!(
                "看看是否已经做了；长的工作请作为任务做。",
                "See whether it was done; have long work done as a job."
            ),
        ),
        StatusCode::NOT_FOUND => (
            "not_found",
            say!("没有这个页面。", "There is no such page."),
            say!("核对网址，或者搜一下。", "Check the address, or search."),
        ),
        _ => (
            "unreadable_request",
            say!(
                "看不懂请求里的内容：缺了什么，或者数字、日期写得不对。",
                "The request cannot be read: something is missing, or a number or date is wrong."
            ),
            say!("核对网址和填写的内容再试。", "Check the address and what was filled in, then try again."),
        ),
    };
    let heading = if status.is_server_error() {
        say!("程序故障", "The program failed")
    } else {
        say!("没有执行", "Not carried out")
    };
    (heading, Problem::refuse(kind, message, fix))
}

/// Whether programs, not people, are asking.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/v1")
}

/// Whether a page's own script asks: it sends `Accept: application/json` and wants errors that way.
pub fn is_for_script(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|kinds| kinds.as_bytes().starts_with(b"application/json"))
}

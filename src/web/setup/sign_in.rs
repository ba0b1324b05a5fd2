//! `/sign-in`: name and password; signing out; in the demonstration, whose eyes to look with.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::acts::setup::signing_in::{self, Origin};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::procedures::proving::Proof;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::{KnownToProxy, Who, demo_post_cookie, session_cookie, session_token};

#[derive(Template)]
#[template(path = "setup/people/sign_in.html")]
struct SignInPage {
    frame: Frame,
    next: String,
    login: String,
    problems: Vec<Problem>,
}

/// Where to go on afterwards: a page of this program.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// A path of this program, whatever an address says.
fn own_path(next: &str) -> &str {
    let is_own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_own && !next.starts_with("/sign-") { next } else { "/" }
}

/// The page; whom the proxy knows by a certificate or UKey goes on at once.
pub async fn show(
    State(app): Shared,
    frame: Frame,
    KnownToProxy(login): KnownToProxy,
    origin: Origin,
    Query(Next { next }): Query<Next>,
) -> Answer<Response> {
    let next = own_path(&next).to_owned();
    let Some(login) = login else {
        return page(&SignInPage { frame, next, login: String::new(), problems: Vec::new() });
    };
    match signing_in::sign_in_by_proxy(&app.archive, &login, &origin).await {
        Ok(signed) => {
            Ok(with_cookie(Redirect::to(&next).into_response(), &session_cookie(&app, &signed.token)))
        }
        Err(Error::Refused(problems)) => {
            let mut response = page(&SignInPage { frame, next, login, problems })?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(Fault::from(error)),
    }
}

#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    /// 动态验证码, or a recovery code.
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

pub async fn sign_in(
    State(app): Shared,
    frame: Frame,
    origin: Origin,
    Form(form): Form<SignInForm>,
) -> Answer<Response> {
    let proof = Proof { password: &form.password, code: Some(&form.code) };
    match signing_in::sign_in(&app.archive, &form.login, proof, &origin).await {
        Ok(signed) => {
            let next = if signed.must_change { "/account" } else { own_path(&form.next) };
            Ok(with_cookie(Redirect::to(next).into_response(), &session_cookie(&app, &signed.token)))
        }
        Err(error) => {
            let fault = Fault::from(error);
            let (status, problems) = (fault.status(), fault.problems());
            if status != StatusCode::UNPROCESSABLE_ENTITY {
                return Err(fault);
            }
            let next = own_path(&form.next).to_owned();
            let mut response = page(&SignInPage { frame, next, login: form.login, problems })?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

pub async fn sign_out(State(app): Shared, Who(by): Who, headers: HeaderMap) -> Answer<Response> {
    if let Some(token) = session_token(&app, &headers) {
        signing_in::sign_out(&app.archive, &by, token).await?;
    }
    Ok(with_cookie(Redirect::to("/sign-in").into_response(), &session_cookie(&app, "")))
}

#[derive(Deserialize)]
pub struct PostChosen {
    login: String,
}

/// The demonstration is looked at with other eyes.
pub async fn take_post(State(app): Shared, Form(chosen): Form<PostChosen>) -> Answer<Response> {
    let known = signing_in::demonstration_posts(&app.archive).await?;
    let is_known = app.options.demo && known.iter().any(|(login, _)| *login == chosen.login);
    let home = onward("/")?;
    Ok(if is_known { with_cookie(home, &demo_post_cookie(&chosen.login)) } else { home })
}

/// Adds what the browser is asked to keep.
pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The session begun anew, kept by the browser, and on to a page.
pub(super) fn begun(app: &App, token: &str, path: &str) -> Response {
    with_cookie(Redirect::to(path).into_response(), &session_cookie(app, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_nowhere_else() {
        for elsewhere in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/sign-in?next=/",
        ] {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere}");
        }
        assert_eq!(own_path("/volumes?year=2009"), "/volumes?year=2009");
    }
}

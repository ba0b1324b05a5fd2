//! `/account`: one's own account: posts, password, sessions, tokens.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::sign_in::begun;
use crate::acts::setup::issuing_tokens::{self, TokenView};
use crate::acts::setup::second_factors::{self, SeedOffered};
use crate::acts::setup::signing_in::{self, Origin, SessionView};
use crate::domain::general::error::Error;
use crate::domain::general::posts::{Post, posts};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::Deed;
use crate::domain::values::date;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::{Visitor, Who};

#[derive(Template)]
#[template(path = "setup/people/own_account.html")]
struct OwnAccountPage {
    frame: Frame,
    posts: Vec<&'static Post>,
    must_change: bool,
    sessions: Vec<SessionView>,
    tokens: Vec<TokenView>,
    /// A token just made, shown this once.
    made: Option<String>,
    /// Recovery codes of the second factor that are left; `None`: there is no second factor.
    recovery_left: Option<usize>,
    problems: Vec<Problem>,
}

async fn own(app: &App, frame: Frame, visitor: &Visitor) -> Answer<OwnAccountPage> {
    let by = &visitor.by;
    let held = by.actor.rights.0.iter().filter_map(|held| posts().post(&held.post)).collect();
    let sessions = match visitor.session.as_str() {
        "" => Vec::new(),
        session => signing_in::sessions(&app.archive, by, &by.actor.login, session).await?,
    };
    let tokens = issuing_tokens::tokens(&app.archive, by).await?;
    let tokens = tokens.into_iter().filter(|token| token.login == by.actor.login).collect();
    let recovery_left = second_factors::recovery_left(&app.archive, by).await?;
    Ok(OwnAccountPage {
        frame,
        posts: held,
        must_change: visitor.must_change,
        sessions,
        tokens,
        made: None,
        recovery_left,
        problems: Vec::new(),
    })
}

/// The same page with what was wrong.
async fn again(app: &App, frame: Frame, visitor: &Visitor, error: Error) -> Answer<Response> {
    let fault = Fault::from(error);
    let (status, problems) = (fault.status(), fault.problems());
    if status != axum::http::StatusCode::UNPROCESSABLE_ENTITY {
        return Err(fault);
    }
    let mut response = page(&OwnAccountPage { problems, ..own(app, frame, visitor).await? })?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn show(State(app): Shared, visitor: Visitor, frame: Frame) -> Answer<Response> {
    page(&own(&app, frame, &visitor).await?)
}

#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

pub async fn change_password(
    State(app): Shared,
    visitor: Visitor,
    frame: Frame,
    origin: Origin,
    Form(form): Form<PasswordForm>,
) -> Answer<Response> {
    if form.new != form.again {
        return again(&app, frame, &visitor, Error::from(typed_differently())).await;
    }
    let words = (form.present.as_str(), form.new.as_str());
    match signing_in::change_password(&app.archive, &visitor.by, words, &origin).await {
        Ok(signed) => Ok(begun(&app, &signed.token, "/account?said=password")),
        Err(error) => again(&app, frame, &visitor, error).await,
    }
}

pub async fn end_sessions(State(app): Shared, visitor: Visitor) -> Answer<Response> {
    let by = &visitor.by;
    signing_in::end_sessions(&app.archive, by, &by.actor.login, &visitor.session).await?;
    onward("/account?said=sessions_ended")
}

#[derive(Deserialize)]
pub struct TokenForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    until: String,
    /// `read`: it only looks; empty: all of its account.
    #[serde(default)]
    reach: String,
}

pub async fn make_token(
    State(app): Shared,
    visitor: Visitor,
    frame: Frame,
    Form(form): Form<TokenForm>,
) -> Answer<Response> {
    let until = match date::read_day(&form.until) {
        Ok(until) => until,
        Err(problems) => return again(&app, frame, &visitor, Error::Refused(problems)).await,
    };
    let deeds: &[Deed] = if form.reach == "read" { &[Deed::Read] } else { &[] };
    match issuing_tokens::make_token(&app.archive, &visitor.by, (&form.name, deeds), until).await {
        Ok(made) => page(&OwnAccountPage { made: Some(made), ..own(&app, frame, &visitor).await? }),
        Err(error) => again(&app, frame, &visitor, error).await,
    }
}

#[derive(Template)]
#[template(path = "setup/people/second_factor.html")]
struct SecondFactorPage {
    frame: Frame,
    offered: SeedOffered,
    /// Shown this once, when it was taken on.
    recovery: Vec<String>,
    problems: Vec<Problem>,
}

pub async fn offer_second_factor(Who(by): Who, frame: Frame) -> Answer<Response> {
    let offered = second_factors::offered(&by, None);
    page(&SecondFactorPage { frame, offered, recovery: Vec::new(), problems: Vec::new() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SecondFactorForm {
    /// The seed the page offered.
    seed: String,
    password: String,
    code: String,
}

pub async fn take_on(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<SecondFactorForm>,
) -> Answer<Response> {
    let proof = (form.password.as_str(), form.code.as_str());
    let (recovery, problems) = match second_factors::take_on(&app.archive, &by, &form.seed, proof).await {
        Ok(recovery) => (recovery, Vec::new()),
        Err(Error::Refused(problems)) => (Vec::new(), problems),
        Err(error) => return Err(Fault::from(error)),
    };
    let offered = second_factors::offered(&by, Some(form.seed));
    let is_refused = !problems.is_empty();
    let mut response = page(&SecondFactorPage { frame, offered, recovery, problems })?;
    if is_refused {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

pub async fn give_up(
    State(app): Shared,
    visitor: Visitor,
    frame: Frame,
    Form(form): Form<SecondFactorForm>,
) -> Answer<Response> {
    let proof = (form.password.as_str(), form.code.as_str());
    match second_factors::give_up(&app.archive, &visitor.by, proof).await {
        Ok(()) => onward("/account?said=second_factor_ended"),
        Err(error) => again(&app, frame, &visitor, error).await,
    }
}

pub async fn end_token(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer<Response> {
    issuing_tokens::end_token(&app.archive, &by, id).await?;
    onward("/account?said=token_ended")
}

crate::problems! {
    ask typed_differently(): "两次输入的新口令不一样。" / "The new password was typed differently the second time."
        => "两处输入同一个新口令。" / "Type the same new password in both places.";
}

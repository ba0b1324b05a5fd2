//! `/accounts`: who may sign in, and with which posts.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::acts::setup::appointing::{self, Proposal};
use crate::acts::setup::enrolling::{self, AccountChange, AccountView, HeldPost, NewAccount};
use crate::acts::setup::second_factors;
use crate::acts::setup::signing_in::{self, SessionView};
use crate::domain::general::error::Error;
use crate::domain::general::posts::{Posts, posts};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::given;
use crate::domain::values::date;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Name of a post.
fn post_name(id: &str) -> Wording {
    posts().post(id).map_or_else(|| Wording::same(id), |post| post.name())
}

#[derive(Template)]
#[template(path = "setup/people/accounts.html")]
struct AccountsPage {
    frame: Frame,
    accounts: Vec<AccountView>,
    /// Posts that wait, with the account they are for.
    waiting: Vec<(AccountView, HeldPost)>,
    /// What was typed for a new account.
    new: AccountForm,
    problems: Vec<Problem>,
}

impl AccountsPage {
    fn post(&self, id: &str) -> Wording {
        post_name(id)
    }
}

#[derive(Template)]
#[template(path = "setup/people/account.html")]
struct AccountPage {
    frame: Frame,
    account: AccountView,
    sessions: Vec<SessionView>,
    posts: &'static Posts,
    /// Numbers of the fonds a post may be given for.
    fonds: Vec<String>,
    /// A first secret just given, shown this once.
    secret: Option<String>,
    problems: Vec<Problem>,
}

impl AccountPage {
    fn post(&self, id: &str) -> Wording {
        post_name(id)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    login: String,
    name: String,
    section: String,
    duty: String,
    system_user: String,
    until: String,
}

async fn listed(app: &App, by: &By, frame: Frame) -> Answer<AccountsPage> {
    let accounts = enrolling::accounts(&app.archive, by).await?;
    let waiting = accounts.iter().flat_map(|account| {
        let waits = account.posts.iter().filter(|post| post.approved_by.is_none());
        waits.map(|post| (account.clone(), post.clone()))
    });
    let waiting = waiting.collect();
    Ok(AccountsPage { frame, accounts, waiting, new: AccountForm::default(), problems: Vec::new() })
}

pub async fn list(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    page(&listed(&app, &by, frame).await?)
}

/// What was wrong, where a page can show it beside what was typed.
fn shown(error: Error) -> Answer<Vec<Problem>> {
    let fault = Fault::from(error);
    if fault.status() == StatusCode::UNPROCESSABLE_ENTITY { Ok(fault.problems()) } else { Err(fault) }
}

fn refused(template: &impl Template) -> Answer<Response> {
    let mut response = page(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn last_day(text: &str) -> Result<Option<chrono::NaiveDate>, Error> {
    given(text).map(|text| date::read_day(&text).map_err(Error::Refused)).transpose()
}

pub async fn enrol(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<AccountForm>,
) -> Answer<Response> {
    let made = match last_day(&form.until) {
        Ok(until) => {
            let new = NewAccount {
                login: form.login.clone(),
                name: form.name.clone(),
                section: form.section.clone(),
                duty: form.duty.clone(),
                system_user: form.system_user.clone(),
                until,
            };
            enrolling::enrol(&app.archive, &by, new).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(secret) => {
            let login = form.login.trim().to_owned();
            page(&AccountPage { secret: Some(secret), ..one(&app, &by, frame, &login).await? })
        }
        Err(error) => {
            let problems = shown(error)?;
            refused(&AccountsPage { new: form, problems, ..listed(&app, &by, frame).await? })
        }
    }
}

async fn one(app: &App, by: &By, frame: Frame, login: &str) -> Answer<AccountPage> {
    let mut accounts = enrolling::accounts(&app.archive, by).await?.into_iter();
    let account = accounts.find(|account| account.login == login).ok_or_else(|| {
        Fault::from(Error::not_found(say!("没有账号「{login}」。", "There is no account \"{login}\".")))
    })?;
    let sessions = match by.may(Deed::Enrol) {
        true => signing_in::sessions(&app.archive, by, login, "").await?,
        false => Vec::new(),
    };
    let fonds = appointing::fonds_numbers(&app.archive, by).await?;
    Ok(AccountPage { frame, account, sessions, posts: posts(), fonds, secret: None, problems: Vec::new() })
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
) -> Answer<Response> {
    page(&one(&app, &by, frame, &login).await?)
}

/// On to the account, or the same page with what was wrong.
async fn done(
    app: &App,
    (by, frame): (&By, Frame),
    login: &str,
    deed: Result<(), Error>,
    said: &str,
) -> Answer<Response> {
    match deed {
        Ok(()) => onward(&format!("/accounts/{login}?said={said}")),
        Err(error) => {
            let problems = shown(error)?;
            refused(&AccountPage { problems, ..one(app, by, frame, login).await? })
        }
    }
}

pub async fn change(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
    Form(form): Form<AccountForm>,
) -> Answer<Response> {
    let changed = match last_day(&form.until) {
        Ok(until) => {
            let change = AccountChange {
                name: Some(form.name),
                section: Some(form.section),
                duty: Some(form.duty),
                system_user: Some(form.system_user),
                until: Some(until),
            };
            enrolling::change(&app.archive, &by, &login, change).await
        }
        Err(error) => Err(error),
    };
    done(&app, (&by, frame), &login, changed, "account_changed").await
}

#[derive(Deserialize)]
pub struct StateForm {
    /// `disabled` or `working`.
    state: String,
}

pub async fn set_state(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
    Form(form): Form<StateForm>,
) -> Answer<Response> {
    let set = enrolling::disable(&app.archive, &by, &login, form.state == "disabled").await;
    done(&app, (&by, frame), &login, set, "account_changed").await
}

pub async fn give_secret(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
) -> Answer<Response> {
    match enrolling::give_secret(&app.archive, &by, &login).await {
        Ok(secret) => page(&AccountPage { secret: Some(secret), ..one(&app, &by, frame, &login).await? }),
        Err(error) => {
            let problems = shown(error)?;
            refused(&AccountPage { problems, ..one(&app, &by, frame, &login).await? })
        }
    }
}

pub async fn take_off(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
) -> Answer<Response> {
    let ended = second_factors::take_off(&app.archive, &by, &login).await;
    done(&app, (&by, frame), &login, ended, "second_factor_ended").await
}

pub async fn end_sessions(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
) -> Answer<Response> {
    let ended = signing_in::end_sessions(&app.archive, &by, &login, "").await;
    done(&app, (&by, frame), &login, ended, "sessions_ended").await
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct PostForm {
    post: String,
    fonds: String,
    until: String,
}

pub async fn propose(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(login): Path<String>,
    Form(form): Form<PostForm>,
) -> Answer<Response> {
    let proposed = match last_day(&form.until) {
        Ok(until) => {
            let fonds = given(&form.fonds);
            let proposal = Proposal { login: login.clone(), post: form.post, fonds, from: None, until };
            appointing::propose(&app.archive, &by, proposal).await
        }
        Err(error) => Err(error),
    };
    let said =
        if proposed.as_ref().is_ok_and(|proposed| proposed.given) { "post_given" } else { "post_proposed" };
    done(&app, (&by, frame), &login, proposed.map(drop), said).await
}

pub async fn approve(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer<Response> {
    appointing::approve(&app.archive, &by, id).await?;
    onward("/accounts?said=post_given")
}

pub async fn withdraw(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer<Response> {
    appointing::withdraw(&app.archive, &by, id).await?;
    onward("/accounts?said=post_withdrawn")
}

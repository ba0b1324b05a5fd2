//! Accounts and posts, for programs: who there is, who asks, what a post may do.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::acts::setup::enrolling::{self, AccountView};
use crate::domain::general::posts::posts;
use crate::domain::general::role::Deed;
use crate::domain::general::wording::Wording;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// Every account with its posts.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "archive",
    responses((status = 200, body = Vec<AccountView>), (status = 403, body = Failure)))]
pub async fn accounts(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &enrolling::accounts(&app.archive, &by).await?)
}

/// Who asks, and what he may do.
#[derive(Serialize, ToSchema)]
pub struct OwnAccount {
    login: String,
    name: String,
    /// Ids of the posts held.
    posts: Vec<String>,
    deeds: Vec<Deed>,
}

/// Who asks, and what he may do.
#[utoipa::path(get, path = "/api/v1/account", tag = "archive", responses((status = 200, body = OwnAccount)))]
pub async fn own(Who(by): Who, In(lang): In) -> Answer<Response> {
    let deeds = Deed::ALL.iter().copied().filter(|deed| by.may(*deed)).collect();
    let posts = by.actor.rights.0.iter().map(|held| held.post.clone()).collect();
    reply(lang, &OwnAccount { login: by.actor.login, name: by.actor.name, posts, deeds })
}

/// A post and what it allows.
#[derive(Serialize, ToSchema)]
pub struct PostView {
    id: String,
    name: Wording,
    says: Wording,
    deeds: Vec<Deed>,
}

/// Every post and what it allows.
#[utoipa::path(get, path = "/api/v1/roles", tag = "archive", responses((status = 200, body = Vec<PostView>)))]
pub async fn roles(In(lang): In) -> Answer<Response> {
    let view = |post: &crate::domain::general::posts::Post| PostView {
        id: post.id.clone(),
        name: post.name(),
        says: post.says.clone(),
        deeds: post.deeds.clone(),
    };
    reply(lang, &posts().posts.iter().map(view).collect::<Vec<_>>())
}

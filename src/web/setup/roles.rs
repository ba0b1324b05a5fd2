//! `/roles`: which post may do what, which are kept apart, and what the office chose; for the security administrator to print.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::acts::setup::appointing;
use crate::domain::general::posts::{Post, Posts, posts};
use crate::domain::general::role::Deed;
use crate::domain::general::wording::Wording;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "setup/people/roles.html")]
struct RolesPage {
    frame: Frame,
    posts: &'static Posts,
    deeds: Vec<(Deed, Wording)>,
    /// A post is given by two persons here.
    two_persons: bool,
    /// Posts kept apart here.
    apart: Vec<(Wording, Wording)>,
}

impl RolesPage {
    fn may(&self, post: &Post, deed: &Deed) -> bool {
        post.deeds.contains(deed)
    }
}

pub async fn show(State(app): Shared, Who(_): Who, frame: Frame) -> Answer<Response> {
    let name = |id: &str| posts().post(id).map(Post::name).unwrap_or_else(|| Wording::same(id));
    let kept = appointing::separations(&app.archive).await?;
    let apart = kept.into_iter().map(|(one, other)| (name(&one), name(&other))).collect();
    page(&RolesPage {
        frame,
        posts: posts(),
        deeds: Deed::ALL.iter().map(|deed| (*deed, deed.word())).collect(),
        two_persons: appointing::needs_two(&app.archive).await?,
        apart,
    })
}

//! The matrix of rights, made from the policy and the posts: every address with every post. What is allowed is
//! answered, what is not is refused, and what is not listed is nobody's.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::signing_in;
use guidang::domain::general::posts::{Post, posts};
use guidang::domain::general::role::By;
use guidang::people;
use guidang::web::policy::{Need, POLICY};
use guidang::web::{ServeOptions, router};
use tower::ServiceExt as _;

use crate::support::door::Door;

/// The address with what the archive holds in the place of its names.
fn filled(path: &str, door: &Door) -> String {
    let of = |name: &str, id: i64| path.contains(name).then(|| path.replace("{id}", &id.to_string()));
    of("/volumes/", door.open_volume)
        .or_else(|| of("/items/", door.item))
        .or_else(|| of("/batches/", door.batch))
        .or_else(|| of("/jobs/", door.job))
        .or_else(|| of("/consultations/", door.copied))
        .unwrap_or_else(|| path.replace("{id}", "1"))
        .replace("{item}", &door.item.to_string())
        .replace("{row}", "1")
        .replace("{fact}", "1")
        .replace("{digest}", &door.sheet)
        .replace("{kind}", "volumes")
        .replace("{list}", "items")
        .replace("{page}", "1")
        .replace("{login}", "local")
        .replace("{*path}", "icon.svg")
}

/// Does nothing to anybody: the body says nothing an act could do.
async fn asked(pages: &Router, (method, path): (&str, &str), token: Option<&str>) -> StatusCode {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.header(header::ACCEPT, "application/json").body(Body::empty()).unwrap();
    let response = pages.clone().oneshot(request).await.unwrap();
    let status = response.status();
    drop(axum::body::to_bytes(response.into_body(), usize::MAX).await);
    status
}

/// One person for each post, with a token.
async fn bearers(door: &Door) -> Vec<(&'static Post, String)> {
    let by = door.archive.local_user();
    let until = by.today() + chrono::Days::new(10);
    let mut bearers = Vec::new();
    for post in &posts().posts {
        let login = format!("of-{}", post.id.replace('_', "-"));
        let new = NewAccount { login: login.clone(), name: post.zh.clone(), ..NewAccount::default() };
        enrolling::enrol(&door.archive, &by, new).await.unwrap();
        let proposal = Proposal { login: login.clone(), post: post.id.clone(), until: Some(until), ..Proposal::default() };
        appointing::propose(&door.archive, &by, proposal).await.unwrap();
        // the first password was changed
        let account = door.archive.store.account_named(&login).await.unwrap().unwrap();
        let changed = guidang::store::Account { must_change: false, ..account };
        let event = guidang::domain::records::event::Event::new(
            guidang::domain::records::event::EventKind::SecretChanged,
            login.clone(),
            serde_json::json!({}),
        );
        let kept = changed.clone();
        door.archive
            .store
            .write(&by, async move |tx| {
                tx.update_account(&kept).await?;
                Ok(((), event))
            })
            .await
            .unwrap();
        let actor = people::actor(&door.archive.store, &changed, by.today()).await.unwrap();
        let owner = By { actor, ..by.clone() };
        let token = signing_in::make_token(&door.archive, &owner, ("矩阵", &[]), until).await.unwrap();
        bearers.push((post, token));
    }
    bearers
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_answers_the_posts_that_may_and_no_other() {
    let door = Door::furnished().await;
    let bearers = bearers(&door).await;
    let pages = router(Arc::clone(&door.archive), ServeOptions::default());
    let (mut wrong, mut cells) = (Vec::new(), 0);
    for (method, path, need) in POLICY {
        let address = filled(path, &door);
        let unknown = asked(&pages, (method, &address), None).await;
        let expected = matches!(need, Need::Anyone);
        if (unknown == StatusCode::UNAUTHORIZED) == expected {
            wrong.push(format!("{method} {address}: {unknown} for somebody unknown"));
        }
        for (post, token) in &bearers {
            let may = match need {
                Need::Anyone | Need::Account => true,
                Need::OneOf(deeds) => deeds.iter().any(|deed| post.deeds.contains(deed)),
            };
            let status = asked(&pages, (method, &address), Some(token)).await;
            cells += 1;
            let refused = status == StatusCode::FORBIDDEN || status == StatusCode::UNAUTHORIZED;
            if refused == may {
                wrong.push(format!("{method} {address}: {status} for {}", post.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells > 1000, "only {cells} cells");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_the_policy_does_not_list_is_not_served() {
    let door = Door::empty().await;
    let pages = router(Arc::clone(&door.archive), ServeOptions::default());
    assert_eq!(asked(&pages, ("GET", "/somewhere"), None).await, StatusCode::UNAUTHORIZED);
    let listed = std::panic::catch_unwind(|| {
        guidang::web::policy::Listed::new().route("/somewhere", axum::routing::get(async || "open"))
    });
    assert!(listed.is_err(), "a page without a line of the policy was taken in");
}

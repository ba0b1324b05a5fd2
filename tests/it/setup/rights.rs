//! The matrix of rights, made from the policy and the posts: every address with every post. What is allowed is
//! answered, what is not is refused, and what is not listed is nobody's.

mod matrix; // docs/rights.md says what the program does
mod parts; // what goes by other ways than a reader's: snapshots, deeds, jobs

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::{founding, issuing_tokens};
use guidang::acts::upkeep::indexing;
use guidang::domain::general::posts::{Post, posts};
use guidang::domain::general::role::{By, Deed};
use guidang::domain::records::item::{Person, Place};
use guidang::people;
use guidang::web::base::noticed::NoticeCount;
use guidang::web::policy::{Need, POLICY};
use guidang::web::{ServeOptions, router};
use tower::ServiceExt as _;

use crate::frame::look::attributes;
use crate::support::door::Door;
use crate::support::{Backend, Site, draft, file, levy};

/// The address with what the archive holds in the place of its names.
fn filled(path: &str, door: &Door) -> String {
    // nobody's token is ended by being looked at
    let path =
        &path.replace("/tokens/{id}", "/tokens/99999").replace("/appointments/{id}", "/appointments/99999");
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
        let proposal = Proposal {
            login: login.clone(),
            post: post.id.clone(),
            until: Some(until),
            ..Proposal::default()
        };
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
        let token = issuing_tokens::make_token(&door.archive, &owner, ("矩阵", &[]), until).await.unwrap();
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

/// Whether an address is one of a line of the policy.
fn is_at(line: &str, address: &str) -> bool {
    let (line, address) = (line.split('/'), address.split(['?', '#']).next().unwrap_or_default().split('/'));
    line.clone().count() == address.clone().count()
        && line.zip(address).all(|(part, said)| part == said || part.starts_with('{'))
}

/// The pages somebody begins on, and the lists.
const BEGUN_ON: [&str; 11] = [
    "/",
    "/account",
    "/volumes",
    "/items",
    "/items/taken-out",
    "/basket",
    "/batches",
    "/jobs",
    "/events",
    "/notices",
    "/retention",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_page_somebody_begins_on_offers_what_would_be_refused() {
    let door = Door::furnished().await;
    let bearers = bearers(&door).await;
    let pages = router(Arc::clone(&door.archive), ServeOptions::default());
    let (mut wrong, mut untold, mut offers) = (Vec::new(), Vec::new(), 0);
    for (post, token) in &bearers {
        for page in BEGUN_ON {
            let request = Request::get(page).header(header::AUTHORIZATION, format!("Bearer {token}"));
            let response = pages.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            if response.status() != StatusCode::OK {
                continue;
            }
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&body).into_owned();
            // the script of the page counts what is ticked in the form of those rows
            if text.contains("form=\"chosen\"") && !text.contains("id=\"chosen\"") {
                untold.push(format!("{page} for {}", post.id));
            }
            let forms = ["action", "formaction"].map(|name| attributes(&text, name));
            let posted = forms.concat().into_iter().map(|to| ("POST", to));
            for (method, to) in attributes(&text, "href").into_iter().map(|to| ("GET", to)).chain(posted) {
                // a form that only asks
                let method = if method == "POST" && is_got(&text, &to) { "GET" } else { method };
                let need = POLICY.iter().find(|(by, line, _)| *by == method && is_at(line, &to));
                let Some((_, line, Need::OneOf(deeds))) = need else { continue };
                offers += 1;
                if !deeds.iter().any(|deed| post.deeds.contains(deed)) {
                    wrong.push(format!("{page} offers {}: {method} {line}", post.id));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_eq!(untold, Vec::<String>::new(), "rows are ticked for nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(offers > 300, "only {offers} offers were looked at");
}

/// Whether the form that goes there is sent by GET.
fn is_got(text: &str, to: &str) -> bool {
    let forms = text.split("<form").skip(1).filter_map(|form| form.split('>').next());
    let mut there = forms.filter(|form| attributes(form, "action").iter().any(|action| action == to));
    there.any(|form| attributes(form, "method").iter().any(|method| method == "get"))
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_counted_for_those_alone_who_may_see_them() {
    let door = Door::furnished().await;
    let bearers = bearers(&door).await;
    let pages = router(Arc::clone(&door.archive), ServeOptions::default());
    let shown = async |token: &str| {
        let request = Request::get("/account").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let response = pages.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8_lossy(&body).contains("data-notices")
    };
    // whoever asked first has had them counted
    let reader = bearers.iter().find(|(post, _)| post.id == "manager").unwrap();
    assert!(shown(&reader.1).await);
    for (post, token) in &bearers {
        let may = post.deeds.iter().any(|deed| matches!(deed, Deed::Read | Deed::Maintain | Deed::Audit));
        assert_eq!(shown(token).await, may, "{}", post.id);
        let by = By { actor: of_post(&door, &post.id).await, ..door.archive.local_user() };
        let counted = NoticeCount::default();
        counted.look(&door.archive, &door.archive.local_user()).await.unwrap();
        assert_eq!(counted.count(&door.archive, &by).await.is_ok(), may, "{}: the count kept", post.id);
    }
}

async fn of_post(door: &Door, post: &str) -> guidang::domain::general::role::Actor {
    let login = format!("of-{}", post.replace('_', "-"));
    let account = door.archive.store.account_named(&login).await.unwrap().unwrap();
    people::actor(&door.archive.store, &account, door.archive.local_user().today()).await.unwrap()
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

/// What stands in the records of a fonds that some may not see.
const FOREIGN: &str = "外全宗专有字样";

struct Halves {
    pages: Router,
    archive: Arc<guidang::archive::Archive>,
    _desk: crate::support::Desk,
    /// A token for the one fonds, and one for both.
    limited: String,
    whole: String,
    /// A record and its volume of the fonds that may be seen, and of the other.
    own: (i64, i64),
    foreign: (i64, i64),
}

/// Two fonds, a person who has a post for one of them, and one who has it for both.
async fn halves(backend: Backend) -> Halves {
    let Site { archive, desk, .. } = Site::open_on(backend).await;
    let by = archive.local_user();
    founding::add_fonds(&archive, &by, "0212".into(), format!("{FOREIGN}局"), "wuhu-2009".into())
        .await
        .unwrap();
    let elsewhere = Place { fonds: "0212".into(), ..levy(2009) };
    let own = file(&archive, &by, vec![draft(&levy(2009), "看得到的核定表", 3)]).await.unwrap();
    let mut hidden = draft(&elsewhere, &format!("{FOREIGN}核定表"), 3);
    hidden.description.persons = vec![Person {
        name: format!("张{FOREIGN}"),
        id_number: "990000199003071235".into(),
        ..Person::default()
    }];
    let foreign = file(&archive, &by, vec![hidden]).await.unwrap();
    indexing::catch_up(&archive).await.unwrap();
    let until = by.today() + chrono::Days::new(10);
    let mut tokens = Vec::new();
    for (login, fonds) in [("limin", Some("0211".to_owned())), ("wangfang", None)] {
        let new = NewAccount { login: login.into(), name: "李敏".into(), ..NewAccount::default() };
        enrolling::enrol(&archive, &by, new).await.unwrap();
        let proposal = Proposal { login: login.into(), post: "manager".into(), fonds, ..Proposal::default() };
        appointing::propose(&archive, &by, proposal).await.unwrap();
        let account = archive.store.account_named(login).await.unwrap().unwrap();
        let actor = people::actor(&archive.store, &account, by.today()).await.unwrap();
        let owner = By { actor, ..by.clone() };
        tokens.push(issuing_tokens::make_token(&archive, &owner, ("看", &[]), until).await.unwrap());
    }
    let archive = Arc::new(archive);
    let pages = router(archive.clone(), ServeOptions::default());
    let (whole, limited) = (tokens.remove(1), tokens.remove(0));
    let at = |shelved: &guidang::store::Shelved| (shelved.item_id, shelved.volume_id);
    Halves { pages, archive, _desk: desk, limited, whole, own: at(&own[0]), foreign: at(&foreign[0]) }
}

impl Halves {
    async fn text(&self, token: &str, method: &str, path: &str, body: (&str, &str)) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, body.0)
            .body(Body::from(body.1.to_owned()))
            .unwrap();
        let answering = async {
            let response = self.pages.clone().oneshot(request).await.unwrap();
            let status = response.status();
            (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap())
        };
        let patience = std::time::Duration::from_secs(20);
        let answered = tokio::time::timeout(patience, answering).await;
        let (status, bytes) = answered.unwrap_or_else(|_| panic!("{method} {path} is not answered"));
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The address with the records of one half in the place of its names.
fn of_half(path: &str, (item, volume): (i64, i64)) -> String {
    let id = if path.contains("/volumes/") { volume } else { item };
    let filled =
        path.replace("{id}", &id.to_string()).replace("{item}", &item.to_string()).replace("{row}", "1");
    let filled = filled.replace("{kind}", "volumes").replace("{page}", "1").replace("{login}", "limin");
    let words = "?year=2009&q=%E5%A4%96%E5%85%A8%E5%AE%97&text=%E5%A4%96";
    if filled.contains(['{', '?']) { path.to_owned() } else { format!("{filled}{words}") }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_fonds_one_may_not_see_nothing_is_shown_anywhere() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let halves = halves(backend).await;
        let (mut leaks, mut seen, mut asked) = (Vec::new(), 0, 0);
        for (method, path, _) in
            POLICY.iter().filter(|(method, path, _)| *method == "GET" && !path.contains("/assets"))
        {
            for half in [halves.own, halves.foreign] {
                let address = of_half(path, half);
                let (_, limited) = halves.text(&halves.limited, method, &address, ("text/plain", "")).await;
                if limited.contains(FOREIGN) {
                    leaks.push(format!("{method} {address}"));
                }
                let (_, whole) = halves.text(&halves.whole, method, &address, ("text/plain", "")).await;
                seen += usize::from(whole.contains(FOREIGN));
                asked += 1;
            }
        }
        assert!(leaks.is_empty(), "{backend:?}, {} of {asked}:\n{}", leaks.len(), leaks.join("\n"));
        // who may see both sees it in many places: the question is a good one
        assert!(seen >= 20, "only {seen} of {asked} addresses show the other fonds at all");
        halves.archive.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_and_searches_are_of_what_one_may_see_and_not_there_is_not_yours() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let halves = halves(backend).await;
        let json = async |token: &str, path: &str| {
            let (_, text) = halves.text(token, "GET", path, ("text/plain", "")).await;
            serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|_| panic!("{path}: {text}"))
        };
        let find = "/api/v1/find?q=2009&kind=item";
        assert_eq!(json(&halves.whole, find).await["total"], 2);
        let found = json(&halves.limited, find).await;
        assert_eq!(found["total"], 1, "{found}");
        let classes: i64 = found["facets"]["class_id"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["count"].as_i64().unwrap())
            .sum();
        assert_eq!(classes, 1, "{found}");
        for (path, whole, limited) in
            [("/api/v1/volumes", 2, 1), ("/api/v1/fonds", 2, 1), ("/api/v1/items", 2, 1)]
        {
            let count = |value: &serde_json::Value| {
                let rows = value
                    .as_array()
                    .or_else(|| value["rows"].as_array())
                    .or_else(|| value["items"].as_array());
                rows.unwrap_or_else(|| panic!("{path}: {value}")).len()
            };
            assert_eq!(count(&json(&halves.whole, path).await), whole, "{path}");
            assert_eq!(count(&json(&halves.limited, path).await), limited, "{path}");
        }
        // what is another's is answered as what is not there
        let (item, volume) = halves.foreign;
        for (foreign, absent) in [
            (format!("/api/v1/items/{item}"), "/api/v1/items/987654".to_owned()),
            (format!("/api/v1/volumes/{volume}"), "/api/v1/volumes/987654".to_owned()),
            (format!("/items/{item}"), "/items/987654".to_owned()),
        ] {
            let (status, text) = halves.text(&halves.limited, "GET", &foreign, ("text/plain", "")).await;
            let (other, nothing) = halves.text(&halves.limited, "GET", &absent, ("text/plain", "")).await;
            assert_eq!((status, other), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{foreign}: {text}");
            let same = |text: &str, id: &str| text.replace(id, "N");
            let id = if foreign.contains("volumes") { volume } else { item };
            assert_eq!(same(&text, &id.to_string()).len(), same(&nothing, "987654").len(), "{foreign}");
        }
        // nor can it be changed by whoever knows its number
        for (method, path, body) in [
            ("PUT", format!("/api/v1/volumes/{volume}/title"), r#"{"title":"改"}"#),
            ("POST", format!("/api/v1/items/{item}/removal"), "{}"),
            ("POST", format!("/api/v1/items/{item}/corrections"), r#"{"title":"改","reason":"试"}"#),
        ] {
            let (status, text) =
                halves.text(&halves.limited, method, &path, ("application/json", body)).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{backend:?} {path}: {text}");
        }
        let (status, text) = halves
            .text(
                &halves.limited,
                "PUT",
                &format!("/api/v1/volumes/{}/title", halves.own.1),
                ("application/json", r#"{"title":"改过"}"#),
            )
            .await;
        assert!(status.is_success(), "{text}");
        let (_, page) =
            halves.text(&halves.whole, "GET", &format!("/items/{item}"), ("text/plain", "")).await;
        assert!(page.contains(FOREIGN));
        halves.archive.store.close().await;
    }
}

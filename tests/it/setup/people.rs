//! People: an archive of three administrators, a colleague with a post given by two, sessions, tokens, tries that fail.

mod second_factor; // codes of a telephone beside the password
mod secrets; // what ends with a new first secret, and who may give one

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::founding::{self, Founding};
use guidang::acts::setup::issuing_tokens;
use guidang::acts::setup::signing_in::{self, Origin};
use guidang::acts::upkeep::verifying;
use guidang::archive::Archive;
use guidang::domain::general::error::Error;
use guidang::domain::general::role::{By, Deed};
use guidang::people::{self, FirstAccount};
use guidang::web::{ServeOptions, router};
use tower::ServiceExt as _;

use crate::support::{Backend, Desk, FONDS, NAME, Raw, Site, door::encoded, wuhu};

/// An archive of three administrators.
async fn separated(desk: &Desk) -> (Archive, Vec<FirstAccount>) {
    let config = desk.config();
    let by = config.clock.founder("root", "root");
    let (number, name, preset) = (FONDS.into(), NAME.into(), "separated".into());
    let founding = Founding { number, name, scheme: wuhu(), preset };
    founding::found_with_secrets(config, &by, founding).await.unwrap()
}

/// What an account does today.
async fn acting(archive: &Archive, login: &str) -> By {
    let account = archive.store.account_named(login).await.unwrap().unwrap();
    let now = archive.config.clock.now();
    let actor = people::actor(&archive.store, &account, now.date_naive()).await.unwrap();
    By::local(actor, now)
}

fn kinds(error: Error) -> Vec<String> {
    match error {
        Error::Refused(problems) => problems.into_iter().map(|problem| problem.kind).collect(),
        Error::NotAllowed(_) => vec!["not_allowed".into()],
        other => vec![other.to_string()],
    }
}

fn post(login: &str, post: &str) -> Proposal {
    Proposal { login: login.into(), post: post.into(), ..Proposal::default() }
}

async fn enrolled(archive: &Archive, by: &By, login: &str, name: &str) -> String {
    let new = NewAccount { login: login.into(), name: name.into(), ..NewAccount::default() };
    enrolling::enrol(archive, by, new).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_takes_two_administrators_neither_of_whom_reads_records() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let desk = Desk::on(backend).await;
        let (archive, first) = separated(&desk).await;
        let logins: Vec<&str> = first.iter().map(|one| one.login.as_str()).collect();
        assert_eq!(logins, ["sysadmin", "secadmin", "audadmin"]);
        let (system, security) = (acting(&archive, "sysadmin").await, acting(&archive, "secadmin").await);
        let audit = acting(&archive, "audadmin").await;
        for administrator in [&system, &security, &audit] {
            assert!(!administrator.may(Deed::Read) && !administrator.may(Deed::File));
        }
        // the operating system's user is the first of them
        assert_eq!(archive.local_user().actor.login, "sysadmin");
        enrolled(&archive, &system, "limin", "李敏").await;
        assert_eq!(
            kinds(enrolling::enrol(&archive, &security, NewAccount::default()).await.unwrap_err()),
            ["not_allowed"]
        );
        let proposed = appointing::propose(&archive, &system, post("limin", "archivist")).await.unwrap();
        assert!(!proposed.given && !acting(&archive, "limin").await.may(Deed::Read));
        let id = proposed.appointment;
        for (by, wrong) in [(&system, "not_allowed"), (&audit, "not_allowed")] {
            assert_eq!(kinds(appointing::approve(&archive, by, id).await.unwrap_err()), [wrong]);
        }
        appointing::approve(&archive, &security, id).await.unwrap();
        assert!(acting(&archive, "limin").await.may(Deed::File));
        assert_eq!(kinds(appointing::approve(&archive, &security, id).await.unwrap_err()), ["not_waiting"]);
        // what she proposes herself another must approve, and nobody proposes for himself
        let own = appointing::propose(&archive, &security, post("limin", "manager")).await.unwrap();
        let approved = appointing::approve(&archive, &security, own.appointment).await;
        assert_eq!(kinds(approved.unwrap_err()), ["two_persons"]);
        for (by, wanted, wrong) in [
            (&security, post("secadmin", "security_administrator"), "own_post"),
            (&system, post("secadmin", "archivist"), "posts_apart"),
            (&system, post("limin", "audit_administrator"), "posts_apart"),
            (&system, post("limin", "auditor"), "post_needs_end"),
            (&system, post("limin", "pope"), "field_unreadable"),
        ] {
            assert_eq!(kinds(appointing::propose(&archive, by, wanted).await.unwrap_err()), [wrong]);
        }
        // nobody leaves the archive without one who can give posts
        let held = enrolling::accounts(&archive, &audit).await.unwrap();
        let security_post = held[1].posts[0].appointment;
        let last = appointing::withdraw(&archive, &security, security_post).await;
        assert_eq!(kinds(last.unwrap_err()), ["last_of_its_kind"]);
        assert_eq!(
            kinds(enrolling::disable(&archive, &system, "secadmin", true).await.unwrap_err()),
            ["last_administrator"]
        );
        appointing::withdraw(&archive, &security, id).await.unwrap();
        assert!(!acting(&archive, "limin").await.may(Deed::File));
        // the system administrator takes nobody's place by a new password
        let secret = enrolling::give_secret(&archive, &system, "secadmin").await;
        assert_eq!(kinds(secret.unwrap_err()), ["secret_by_another"]);
        enrolling::give_secret(&archive, &system, "limin").await.unwrap();
        let verified = verifying::verify(&archive, &audit).await.unwrap();
        assert_eq!(verified.findings, [], "{backend:?}");
        archive.store.close().await;
    }
}

#[tokio::test]
async fn whoever_has_the_database_cannot_give_posts_alone_either() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let desk = Desk::on(backend).await;
        let (archive, _) = separated(&desk).await;
        enrolled(&archive, &acting(&archive, "sysadmin").await, "limin", "李敏").await;
        archive.store.close().await;
        let mut raw: Raw = desk.behind().await;
        let give = |account: i64, post: &str, by: &str| {
            format!(
                "insert into appointment (id, account_id, post, fonds_id, from_day, until_day, proposed_by, proposed_at, approved_by, approved_at, ended_by, ended_at)
                 values (99, {account}, '{post}', null, '2026-11-21', '', 1, 't', {by}, 't', null, '')"
            )
        };
        // every post an administrator does not hold, and every post given alone
        for administrator in 1..=3 {
            for other in ["manager", "archivist", "clerk", "counter", "auditor"] {
                let said = raw.run(&give(administrator, other, "null")).await.unwrap_err();
                assert!(said.contains("kept apart"), "{backend:?} {administrator} {other}: {said}");
            }
        }
        let said = raw.run(&give(4, "archivist", "2")).await.unwrap_err();
        assert!(said.contains("two persons"), "{said}");
        raw.run(&give(4, "archivist", "null")).await.unwrap();
        for by in [1, 4] {
            let said = raw
                .run(&format!("update appointment set approved_by = {by} where id = 99"))
                .await
                .unwrap_err();
            assert!(said.contains("two persons"), "{said}");
        }
        raw.run("update appointment set approved_by = 2 where id = 99").await.unwrap();
    }
}

/// A browser: it keeps its cookies.
struct Browser {
    router: Router,
    cookie: String,
    agent: &'static str,
}

struct Page {
    status: StatusCode,
    onward: String,
    text: String,
}

impl Browser {
    fn new(router: &Router) -> Browser {
        Browser { router: router.clone(), cookie: String::new(), agent: "test" }
    }

    async fn send(&mut self, method: &str, path: &str, form: &str) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::USER_AGENT, self.agent)
            .header(header::COOKIE, &self.cookie);
        let request = request.body(Body::from(form.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            if cookie.starts_with("guidang-session=") {
                assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
                self.cookie = cookie.split(';').next().unwrap().to_owned();
            }
        }
        let onward =
            response.headers().get(header::LOCATION).map_or("", |at| at.to_str().unwrap()).to_owned();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, onward, text: String::from_utf8_lossy(&body).into_owned() }
    }

    async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, "").await
    }

    async fn sign_in(&mut self, login: &str, password: &str) -> Page {
        let form = format!("login={}&password={}&next=/volumes", encoded(login), encoded(password));
        self.send("POST", "/sign-in", &form).await
    }

    async fn change_password(&mut self, present: &str, new: &str) -> Page {
        let form = format!("present={}&new={new}&again={new}", encoded(present), new = encoded(new));
        self.send("POST", "/account/password", &form).await
    }
}

const GOOD: &str = "四季 水杉 铜铃 摆渡";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_unknown_and_a_first_password_is_changed_first() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    let secret = enrolled(&archive, &by, "limin", "李敏").await;
    appointing::propose(&archive, &by, post("limin", "archivist")).await.unwrap();
    let archive = Arc::new(archive);
    let pages = router(archive.clone(), ServeOptions::default());
    let mut browser = Browser::new(&pages);
    let page = browser.get("/volumes?year=2009").await;
    assert_eq!(
        (page.status, page.onward.as_str()),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Fvolumes%3Fyear%3D2009")
    );
    let page = browser.get("/api/v1/volumes").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", page.text);
    assert!(browser.get("/sign-in").await.text.contains("name=\"password\""));
    let page = browser.sign_in("limin", "wrong").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = browser.sign_in("nobody", "wrong").await;
    let same = |text: &str, login: &str| text.replace(&format!("value=\"{login}\""), "");
    assert_eq!(same(&page.text, "limin"), same(&unknown.text, "nobody"), "an unknown name is answered alike");
    let page = browser.sign_in("limin", &secret).await;
    assert_eq!(page.onward, "/account");
    assert_eq!(browser.get("/volumes").await.onward, "/account", "the first password is changed first");
    for (new, problem) in [("short", "太短"), ("limin 0211 2026", "容易猜到")] {
        let page = browser.change_password(&secret, new).await;
        assert!(
            page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(problem),
            "{}",
            page.text
        );
    }
    let old = browser.cookie.clone();
    assert_eq!(browser.change_password(&secret, GOOD).await.onward, "/account?said=password");
    assert_ne!(old, browser.cookie, "the session begins anew");
    let page = browser.get("/volumes").await;
    assert!(page.status == StatusCode::OK && page.text.contains("李敏"), "{}", page.text);
    // what was kept of the session before is worth nothing
    let mut thief = Browser { cookie: old, ..Browser::new(&pages) };
    assert_eq!(thief.get("/volumes").await.status, StatusCode::SEE_OTHER);
    // the log and the accounts are not an archivist's
    for closed in ["/events", "/accounts"] {
        assert_eq!(browser.get(closed).await.status, StatusCode::FORBIDDEN, "{closed}");
    }
    assert_eq!(browser.send("POST", "/sign-out", "").await.onward, "/sign-in");
    assert_eq!(browser.get("/volumes").await.status, StatusCode::SEE_OTHER);
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_failures_even_the_right_password_waits_and_others_do_not() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    let secret = enrolled(&archive, &by, "limin", "李敏").await;
    let other = enrolled(&archive, &by, "wangfang", "王芳").await;
    let before = archive.store.last_event().await.unwrap();
    let here = Origin { address: "10.0.0.9".into(), agent: String::new() };
    for _ in 0..5 {
        let refused = signing_in::sign_in(&archive, "limin", "wrong", &here).await.unwrap_err();
        assert_eq!(kinds(refused), ["sign_in_refused"]);
    }
    let refused = signing_in::sign_in(&archive, "limin", &secret, &here).await.unwrap_err();
    assert_eq!(kinds(refused), ["too_many_tries"]);
    // they are one line of the log, with the address, without what was typed
    let events = archive.store.latest_events(i64::MAX, 10).await.unwrap();
    let noted: Vec<_> = events.iter().filter(|event| event.seq > before).collect();
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].event.what, "sign_ins_refused");
    assert_eq!(noted[0].event.detail.told()["from_address"], "10.0.0.9");
    // it is a delay for that person there, no lock: from elsewhere the owner signs in, and colleagues do here
    let elsewhere = Origin { address: "10.0.0.7".into(), agent: String::new() };
    signing_in::sign_in(&archive, "limin", &secret, &elsewhere).await.unwrap();
    signing_in::sign_in(&archive, "wangfang", &other, &here).await.unwrap();
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_time_by_an_administrator_and_with_every_change_of_posts() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Site { archive, desk, .. } = Site::open_on(backend).await;
        let by = archive.local_user();
        let secret = enrolled(&archive, &by, "limin", "李敏").await;
        let mut raw = desk.behind().await;
        let here = Origin::default();
        let signed = || async { signing_in::sign_in(&archive, "limin", &secret, &here).await.unwrap().token };
        let known = |token: String| {
            let archive = &archive;
            async move { signing_in::recognise(archive, &token).await.unwrap().is_some() }
        };
        let token = signed().await;
        assert!(known(token.clone()).await);
        // only its digest is kept
        let digests = raw.rows("select digest from session").await;
        assert!(digests.iter().all(|digest| *digest != token), "{digests:?}");
        for (column, moment) in
            [("seen_at", "2026-11-21T11:44:00+08:00"), ("until_at", "2026-11-21T11:59:00+08:00")]
        {
            let token = signed().await;
            assert!(known(token.clone()).await);
            raw.run(&format!("update session set {column} = '{moment}'")).await.unwrap();
            assert!(!known(token).await, "{backend:?} {column}");
        }
        let token = signed().await;
        appointing::propose(&archive, &by, post("limin", "archivist")).await.unwrap();
        assert!(!known(token).await, "a new post");
        let token = signed().await;
        signing_in::end_sessions(&archive, &by, "limin", "").await.unwrap();
        assert!(!known(token).await, "by an administrator");
        let token = signed().await;
        enrolling::disable(&archive, &by, "limin", true).await.unwrap();
        assert!(!known(token).await, "with its account");
        let refused = signing_in::sign_in(&archive, "limin", &secret, &here).await.unwrap_err();
        assert_eq!(kinds(refused), ["sign_in_refused"]);
        // the log is whole, and sessions are no part of it
        assert_eq!(verifying::verify(&archive, &by).await.unwrap().findings, []);
        archive.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_never_may_more_than_its_owner_and_ends() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    enrolled(&archive, &by, "limin", "李敏").await;
    appointing::propose(&archive, &by, post("limin", "clerk")).await.unwrap();
    let owner = acting(&archive, "limin").await;
    let until = by.today() + chrono::Days::new(30);
    let all = issuing_tokens::make_token(&archive, &owner, ("接口", &[]), until).await.unwrap();
    let reading =
        issuing_tokens::make_token(&archive, &owner, ("看", &[Deed::Read, Deed::File]), until).await.unwrap();
    let bearer = async |token: &str| {
        issuing_tokens::bearer(&archive, token).await.unwrap().map(|known| known.actor.rights)
    };
    assert!(bearer(&all).await.unwrap().may(Deed::Receive));
    let rights = bearer(&reading).await.unwrap();
    assert!(rights.may(Deed::Read) && !rights.may(Deed::Receive) && !rights.may(Deed::File));
    assert!(bearer("guidang_0000").await.is_none());
    let too_long = by.today() + chrono::Days::new(400);
    let refused = issuing_tokens::make_token(&archive, &owner, ("接口", &[]), too_long).await.unwrap_err();
    assert_eq!(kinds(refused), ["token_too_long"]);
    let made = issuing_tokens::tokens(&archive, &owner).await.unwrap();
    issuing_tokens::end_token(&archive, &owner, made[0].id).await.unwrap();
    assert!(bearer(&all).await.is_none() && bearer(&reading).await.is_some());
    // nobody ends another's but who manages accounts
    enrolled(&archive, &by, "wangfang", "王芳").await;
    let stranger = acting(&archive, "wangfang").await;
    assert!(issuing_tokens::end_token(&archive, &stranger, made[1].id).await.is_err());
    issuing_tokens::end_token(&archive, &by, made[1].id).await.unwrap();
    assert!(bearer(&reading).await.is_none());
    archive.store.close().await;
}

#[test]
fn on_the_command_line_everything_is_done_as_somebody() {
    let desk = Desk::new();
    let home = tempfile::TempDir::new().unwrap();
    let run = |args: &[&str], token: Option<&str>, input: &str| {
        use std::io::Write as _;
        let mut command = desk.command(args);
        command.env("XDG_CONFIG_HOME", home.path()).env_remove("GUIDANG_TOKEN");
        if let Some(token) = token {
            command.env("GUIDANG_TOKEN", token);
        }
        command
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        crate::support::Answer::of(child.wait_with_output().unwrap())
    };
    let made = run(
        &[
            "init",
            "--fonds",
            FONDS,
            "--name",
            NAME,
            "--scheme",
            "wuhu-2009",
            "--posts",
            "separated",
            "--format",
            "json",
        ],
        None,
        "",
    );
    let accounts = made.ending(0).json()["accounts"].clone();
    assert_eq!(accounts.as_array().unwrap().len(), 3);
    assert!(accounts[0]["secret"].as_str().unwrap().len() > 20);
    // the system administrator sees no record, whoever's machine it is
    run(&["volume", "list"], None, "").ending(6);
    assert_eq!(run(&["whoami", "--format", "json"], None, "").ending(0).json()["login"], "sysadmin");
    let added = run(&["account", "add", "limin", "--name", "李敏", "--format", "json"], None, "");
    let secret = added.ending(0).json()["secret"].as_str().unwrap().to_owned();
    let granted = run(&["account", "grant", "limin", "--post", "archivist", "--format", "json"], None, "");
    assert_eq!(granted.ending(0).json()["given"], false);
    run(&["account", "approve", "4"], None, "").ending(6);
    // a first password makes no token
    run(&["login", "limin"], None, &format!("{secret}\n")).ending(5);
    run(&["login", "limin"], None, "wrong\n").ending(5);
    run(&["volume", "list"], Some("guidang_none"), "").ending(6);
    let roles = run(&["roles", "--format", "json"], None, "").ending(0).json();
    assert_eq!(roles[0]["id"], "system_administrator");
    assert!(!home.path().join("guidang/tokens.json").exists(), "nothing was kept");
}

#[test]
fn pages_on_the_network_need_a_proxy_with_tls() {
    let desk = Desk::founded();
    let refused = desk.run(&["serve", "--listen", "0.0.0.0:0"]).ending(5);
    assert!(refused.err.contains("--behind-proxy"), "{}", refused.err);
}

//! The second factor: taken on by what a telephone shows, asked for beside the password, each code once, and taken off by
//! whoever may give a first secret.

use super::*;

use guidang::acts::setup::second_factors;
use guidang::procedures::proving::Proof;

use crate::support::telephone::{second_factor_taken_on, telephone_shows};

/// The text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let from = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let length = text[from..].find(after).unwrap();
    &text[from..from + length]
}

/// What signing in with password and code is answered: nothing, or the kinds of its problems.
async fn answered(archive: &Archive, login: &str, password: &str, code: &str) -> Vec<String> {
    let proof = Proof { password, code: Some(code) };
    match signing_in::sign_in(archive, login, proof, &Origin::default()).await {
        Ok(_) => Vec::new(),
        Err(error) => kinds(error),
    }
}

/// Takes it on for an account; answers its recovery codes.
async fn taken_on(archive: &Archive, login: &str, password: &str) -> Vec<String> {
    second_factor_taken_on(archive, &acting(archive, login).await, password).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_the_telephone_or_a_recovery_code_is_asked_for_and_works_once() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    let first = enrolled(&archive, &by, "limin", "李敏").await;
    appointing::propose(&archive, &by, post("limin", "archivist")).await.unwrap();
    let archive = Arc::new(archive);
    let pages = router(archive.clone(), ServeOptions::default());
    let mut browser = Browser::new(&pages);
    browser.sign_in("limin", &first).await;
    browser.change_password(&first, GOOD).await;
    let page = browser.get("/account").await;
    assert!(page.text.contains("href=\"/account/second-factor\""), "{}", page.text);
    let page = browser.get("/account/second-factor").await;
    let seed = between(&page.text, "name=\"seed\"\n  value=\"", "\"").to_owned();
    assert!(page.text.contains("<svg") && page.text.matches('M').count() > 100, "the QR code is drawn");
    let taking = async |browser: &mut Browser, password: &str, code: &str| {
        let form = format!("seed={seed}&password={}&code={code}", encoded(password));
        browser.send("POST", "/account/second-factor", &form).await
    };
    for (password, code, said) in [
        (GOOD, "000000".to_owned(), "验证码不对"),
        (GOOD, telephone_shows(&archive, &seed, 4), "验证码不对"),
        ("wrong", telephone_shows(&archive, &seed, -1), "登录名或口令不对"),
    ] {
        let page = taking(&mut browser, password, &code).await;
        let is_refused = page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(said);
        assert!(is_refused && page.text.contains(&seed), "{}", page.text);
    }
    assert_eq!(answered(&archive, "limin", GOOD, "").await, [""; 0], "nothing was kept of what was refused");
    let page = taking(&mut browser, GOOD, &telephone_shows(&archive, &seed, -1)).await;
    let recovery: Vec<String> =
        page.text.split("<li><code class=\"code\">").skip(1).map(|rest| rest[..29].to_owned()).collect();
    assert_eq!((page.status, recovery.len()), (StatusCode::OK, 10), "{}", page.text);

    // the password alone lets nobody in, nor does a code that was used, nor one of another minute
    assert_eq!(answered(&archive, "limin", GOOD, " ").await, ["code_wanted"]);
    let page = Browser::new(&pages).sign_in("limin", GOOD).await;
    assert!(page.text.contains("动态验证码，要一起输入") && page.onward.is_empty(), "{}", page.text);
    let (used, now, next) = (
        telephone_shows(&archive, &seed, -1),
        telephone_shows(&archive, &seed, 0),
        telephone_shows(&archive, &seed, 1),
    );
    assert_eq!(answered(&archive, "limin", GOOD, &used).await, ["code_refused"]);
    assert_eq!(answered(&archive, "limin", GOOD, &now).await, [""; 0]);
    assert_eq!(answered(&archive, "limin", GOOD, &now).await, ["code_refused"]);
    assert_eq!(answered(&archive, "limin", GOOD, &next).await, [""; 0]);
    // whoever does not know the password hears nothing of codes
    assert_eq!(answered(&archive, "limin", "wrong", &recovery[0]).await, ["sign_in_refused"]);
    assert_eq!(answered(&archive, "limin", GOOD, &recovery[0].to_uppercase()).await, [""; 0]);
    assert_eq!(answered(&archive, "limin", GOOD, &recovery[0]).await, ["code_refused"]);
    let page = browser.get("/account").await;
    assert!(page.text.contains("<b class=\"num\">9</b>"), "{}", page.text);
    // it is given up by password and code, and then the password is enough
    let form = |code: &str| format!("password={}&code={code}", encoded(GOOD));
    let page = browser.send("POST", "/account/second-factor/ending", &form("")).await;
    assert!(page.text.contains("要一起输入"), "{}", page.text);
    let page = browser.send("POST", "/account/second-factor/ending", &form(&recovery[1])).await;
    assert_eq!(page.onward, "/account?said=second_factor_ended", "{}", page.text);
    assert_eq!(answered(&archive, "limin", GOOD, "").await, [""; 0]);
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_is_guessing_passwords() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    let secret = enrolled(&archive, &by, "limin", "李敏").await;
    let recovery = taken_on(&archive, "limin", &secret).await;
    for code in ["000000", "000001", "000002", "000003", ""] {
        let wanted = if code.is_empty() { "code_wanted" } else { "code_refused" };
        assert_eq!(answered(&archive, "limin", &secret, code).await, [wanted]);
    }
    assert_eq!(answered(&archive, "limin", &secret, &recovery[0]).await, ["too_many_tries"]);
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_telephone_is_helped_by_whose_post_it_is() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let desk = Desk::on(backend).await;
        let (archive, first) = separated(&desk).await;
        let system = acting(&archive, "sysadmin").await;
        let secret = enrolled(&archive, &system, "limin", "李敏").await;
        taken_on(&archive, "limin", &secret).await;
        taken_on(&archive, "secadmin", &first[1].secret).await;
        let twice =
            second_factors::take_on(&archive, &acting(&archive, "limin").await, "", (&secret, "")).await;
        assert_eq!(kinds(twice.unwrap_err()), ["code_unlike"]);
        let with = enrolling::accounts(&archive, &system).await.unwrap();
        let with: Vec<_> =
            with.iter().filter(|one| one.second_factor).map(|one| one.login.as_str()).collect();
        assert_eq!(with, ["secadmin", "limin"]);
        // of one who gives posts another who gives posts takes it off; a token takes off nobody's
        let off = second_factors::take_off(&archive, &system, "secadmin").await;
        assert_eq!(kinds(off.unwrap_err()), ["second_factor_by_another"]);
        let by_token = By { by_token: true, ..system.clone() };
        let off = second_factors::take_off(&archive, &by_token, "limin").await;
        assert_eq!(kinds(off.unwrap_err()), ["not_with_token"]);
        let own = acting(&archive, "secadmin").await;
        let off = second_factors::take_off(&archive, &own, "secadmin").await;
        assert_eq!(kinds(off.unwrap_err()), ["own_second_factor"]);
        assert_eq!(answered(&archive, "limin", &secret, "").await, ["code_wanted"]);
        second_factors::take_off(&archive, &system, "limin").await.unwrap();
        assert_eq!(answered(&archive, "limin", &secret, "").await, [""; 0]);
        let off = second_factors::take_off(&archive, &system, "limin").await;
        assert_eq!(kinds(off.unwrap_err()), ["no_second_factor"]);
        // taken on anew it has another seed, and no event has the seed of one that is asked for
        let recovery = taken_on(&archive, "limin", &secret).await;
        assert_eq!(answered(&archive, "limin", &secret, &recovery[5]).await, [""; 0]);
        let mut raw = desk.behind().await;
        let seeds = raw.rows("select seed from second_factor where ended_at = ''").await;
        let said = raw.rows("select detail, before from event").await.join("\n");
        assert_eq!(seeds.len(), 2);
        for seed in seeds {
            assert!(seed.len() == 32 && !said.contains(&seed), "{backend:?}: the log has {seed}");
        }
        assert!(said.contains("recovery_codes_left"), "the log was looked at: {said}");
        let report = verifying::verify(&archive, &archive.program()).await.unwrap();
        assert_eq!(report.findings, [], "{backend:?}");
        archive.store.close().await;
    }
}

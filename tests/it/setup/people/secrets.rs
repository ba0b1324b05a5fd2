//! First secrets and tokens: who gives them, what ends with them, and that whoever found a token gets no further.

use super::*;

use guidang::acts::setup::enrolling::AccountChange;

/// What a browser from nowhere in particular is answered.
async fn signs_in(archive: &Archive, login: &str, secret: &str) -> bool {
    signing_in::sign_in(archive, login, secret, &Origin::default()).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_found_a_token_makes_none_and_gives_no_secret() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let owner = archive.local_user();
    let until = owner.today() + chrono::Days::new(30);
    issuing_tokens::make_token(&archive, &owner, ("接口", &[]), until).await.unwrap();
    let bearer = By { by_token: true, ..owner.clone() };
    let made = issuing_tokens::make_token(&archive, &bearer, ("再来", &[]), until).await;
    assert_eq!(kinds(made.unwrap_err()), ["not_with_token"]);
    let id = issuing_tokens::tokens(&archive, &owner).await.unwrap()[0].id;
    assert_eq!(
        kinds(issuing_tokens::end_token(&archive, &bearer, id).await.unwrap_err()),
        ["not_with_token"]
    );
    // one's own secret is given at the machine, to whoever the operating system knows, and nowhere else
    let login = owner.actor.login.clone();
    let from_afar = By { from: Some("10.0.0.9".parse().unwrap()), ..owner.clone() };
    for by in [&bearer, &from_afar] {
        let given = enrolling::give_secret(&archive, by, &login).await;
        assert_eq!(kinds(given.unwrap_err()), ["own_secret"]);
    }
    let secret = enrolling::give_secret(&archive, &owner, &login).await.unwrap();
    assert!(signs_in(&archive, &login, &secret).await);
    assert_eq!(issuing_tokens::tokens(&archive, &owner).await.unwrap().len(), 0, "tokens end with it");
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_new_secret_and_with_the_account_its_tokens_end() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    enrolled(&archive, &by, "limin", "李敏").await;
    appointing::propose(&archive, &by, post("limin", "clerk")).await.unwrap();
    let until = by.today() + chrono::Days::new(30);
    let owner = acting(&archive, "limin").await;
    for ended in ["secret", "account"] {
        let token = issuing_tokens::make_token(&archive, &owner, ("接口", &[]), until).await.unwrap();
        let works = async || issuing_tokens::bearer(&archive, &token).await.unwrap().is_some();
        assert!(works().await);
        match ended {
            "secret" => drop(enrolling::give_secret(&archive, &by, "limin").await.unwrap()),
            _ => {
                enrolling::disable(&archive, &by, "limin", true).await.unwrap();
                // and does not come back with it
                enrolling::disable(&archive, &by, "limin", false).await.unwrap();
            }
        }
        assert!(!works().await, "{ended}");
    }
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_secret_of_whoever_comes_to_give_posts_is_not_known_to_who_made_the_account() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let desk = Desk::on(backend).await;
        let (archive, _) = separated(&desk).await;
        let (system, security) = (acting(&archive, "sysadmin").await, acting(&archive, "secadmin").await);
        for (login, held, stays) in
            [("limin", "archivist", true), ("zhaoyi", "security_administrator", false)]
        {
            let secret = enrolled(&archive, &system, login, "李敏").await;
            assert!(signs_in(&archive, login, &secret).await);
            // whoever made the account took it for himself: changed the secret, and made a token
            let changed = format!("{GOOD} {login}");
            let own = acting(&archive, login).await;
            let here = Origin::default();
            signing_in::change_password(&archive, &own, (&secret, &changed), &here).await.unwrap();
            let until = own.today() + chrono::Days::new(30);
            let token = issuing_tokens::make_token(&archive, &own, ("接口", &[]), until).await.unwrap();
            let user = AccountChange { system_user: Some(login.into()), ..AccountChange::default() };
            enrolling::change(&archive, &system, login, user).await.unwrap();
            let proposed = appointing::propose(&archive, &system, post(login, held)).await.unwrap();
            appointing::approve(&archive, &security, proposed.appointment).await.unwrap();
            assert_eq!(signs_in(&archive, login, &changed).await, stays, "{backend:?} {held}");
            let bears = issuing_tokens::bearer(&archive, &token).await.unwrap().is_some();
            let stands = archive.store.account_of_system_user(login).await.unwrap().is_some();
            assert_eq!((bears, stands), (stays, stays), "{backend:?} {held}");
        }
        // she gets another from one who gives posts, and nobody else gives it
        let given = enrolling::give_secret(&archive, &system, "zhaoyi").await;
        assert_eq!(kinds(given.unwrap_err()), ["secret_by_another"]);
        let secret = enrolling::give_secret(&archive, &security, "zhaoyi").await.unwrap();
        assert!(signs_in(&archive, "zhaoyi", &secret).await);
        archive.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_user_of_the_system_an_account_stands_for_is_said_by_another_and_its_end_is_to_come() {
    let desk = Desk::new();
    let (archive, _) = separated(&desk).await;
    let system = acting(&archive, "sysadmin").await;
    enrolled(&archive, &system, "limin", "李敏").await;
    let stands_for =
        |user: &str| AccountChange { system_user: Some(user.into()), ..AccountChange::default() };
    let until =
        |day: &str| AccountChange { until: Some(Some(day.parse().unwrap())), ..AccountChange::default() };
    for (login, change, wrong) in [
        ("secadmin", stands_for("sysuser"), "system_user_by_another"),
        ("audadmin", stands_for("sysuser"), "system_user_by_another"),
        ("limin", until("2001-01-01"), "until_past"),
        // nobody else could give posts afterwards
        ("secadmin", until("2031-01-01"), "last_administrator"),
    ] {
        let changed = enrolling::change(&archive, &system, login, change).await;
        assert_eq!(kinds(changed.unwrap_err()), [wrong], "{login}");
    }
    enrolling::change(&archive, &system, "limin", stands_for("limin")).await.unwrap();
    enrolling::change(&archive, &system, "limin", until("2031-01-01")).await.unwrap();
    archive.store.close().await;
}

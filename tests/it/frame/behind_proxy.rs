//! Behind a proxy that does TLS: the session's cookie, from where a request came, methods nobody asks with.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::archive::Archive;
use guidang::web::{ServeOptions, router};
use tower::ServiceExt as _;

use crate::support::door::encoded;
use crate::support::{Site, door::Door};

/// Somebody signs in through the proxy, having written an address of his own before it.
async fn signed_in(archive: &Arc<Archive>, options: ServeOptions, secret: &str) -> Response {
    let form = format!("login=limin&password={}", encoded(secret));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", "203.0.113.9, 10.1.2.3")
        .body(Body::from(form));
    router(archive.clone(), options).oneshot(request.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxys_word_counts_behind_a_proxy_alone_and_cookies_are_for_this_host_over_tls() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let by = archive.local_user();
    let new = NewAccount { login: "limin".into(), name: "李敏".into(), ..NewAccount::default() };
    let secret = enrolling::enrol(&archive, &by, new).await.unwrap();
    let archive = Arc::new(archive);
    for (behind_proxy, cookie, from) in
        [(true, "__Host-guidang-session=", Some("10.1.2.3")), (false, "guidang-session=", None)]
    {
        let options = ServeOptions { behind_proxy, over_tls: behind_proxy, ..ServeOptions::default() };
        let answer = signed_in(&archive, options, &secret).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let kept = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(kept.starts_with(cookie) && kept.contains("; Path=/; HttpOnly; SameSite=Lax"), "{kept}");
        assert_eq!(kept.contains("; Secure"), behind_proxy, "{kept}");
        assert!(!kept.contains("Domain"), "{kept}");
        let events = archive.store.latest_events(i64::MAX, 1).await.unwrap();
        assert_eq!(events[0].event.what, "signed_in");
        assert_eq!(
            events[0].event.detail.told()["from_address"].as_str(),
            from,
            "the last address is the proxy's"
        );
    }
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_answered_by_other_methods_and_no_other_site_may_read() {
    let door = Door::furnished().await;
    for path in ["/volumes", "/api/v1/volumes", "/"] {
        for method in [Method::TRACE, Method::OPTIONS, Method::DELETE, Method::PATCH] {
            let request = Request::builder()
                .method(method.clone())
                .uri(path)
                .header(header::ORIGIN, "https://evil.example")
                .header("x-http-method-override", "GET");
            let answer = door.ask(request.body(Body::from("said")).unwrap()).await;
            assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
            assert!(
                !answer.text().contains("x-http-method-override"),
                "{method} {path} sends back what it was sent"
            );
        }
        let request = Request::get(path).header(header::ORIGIN, "https://evil.example");
        let answer = door.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{path}");
    }
}

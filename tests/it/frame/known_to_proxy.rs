//! Whom the proxy knows by a certificate or UKey is signed in by the header it writes, and nobody else is by that header.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::signing_in::{self, Origin};
use guidang::archive::Archive;
use guidang::web::{LoginHeader, ServeOptions, router};
use tower::ServiceExt as _;

use crate::support::{Backend, Site};

const PROXY: &str = "10.0.0.2:4711";

struct Answered {
    status: StatusCode,
    onward: String,
    cookie: String,
    text: String,
}

/// What the sign-in page answers a connection from this address with these headers.
async fn asks(archive: &Arc<Archive>, behind_proxy: bool, from: &str, headers: &[(&str, &str)]) -> Answered {
    let login_header = Some(LoginHeader { name: "x-ukey-login".into(), from: "10.0.0.2".parse().unwrap() });
    let options = ServeOptions { behind_proxy, over_tls: true, login_header, ..ServeOptions::default() };
    let mut request = Request::get("/sign-in?next=/volumes").header("x-forwarded-for", "10.9.9.9");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(from.parse::<SocketAddr>().unwrap()));
    let response = router(archive.clone(), options).oneshot(request).await.unwrap();
    let said = |name: header::HeaderName| {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    let (status, onward, cookie) = (response.status(), said(header::LOCATION), said(header::SET_COOKIE));
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answered { status, onward, cookie, text: String::from_utf8_lossy(&body).into_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxys_header_signs_in_from_the_proxy_alone() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Site { archive, desk: _desk, .. } = Site::open_on(backend).await;
        let by = archive.local_user();
        let new = NewAccount { login: "limin".into(), name: "李敏".into(), ..NewAccount::default() };
        let secret = enrolling::enrol(&archive, &by, new).await.unwrap();
        let archive = Arc::new(archive);
        let ukey: &[(&str, &str)] = &[("X-UKey-Login", "limin")];
        let twice: &[(&str, &str)] = &[("X-UKey-Login", "limin"), ("X-UKey-Login", "root")];
        for (behind, from, headers) in [
            (true, "10.0.0.3:4711", ukey),
            (true, "127.0.0.1:4711", ukey),
            (false, PROXY, ukey),
            (true, PROXY, twice),
            (true, PROXY, &[("X-UKey-Login", "limin"), ("Sec-Fetch-Dest", "image")]),
            (true, PROXY, &[("X-UKey-Login", " ")]),
            (true, PROXY, &[]),
        ] {
            let page = asks(&archive, behind, from, headers).await;
            assert!(page.text.contains("name=\"password\"") && page.cookie.is_empty(), "{from} {headers:?}");
            assert_eq!(page.status, StatusCode::OK, "{from} {headers:?}: nothing is taken from the header");
        }
        // nobody of that name here is said so, and gets no session
        for unknown in ["wangfang", "a b", "limin;root"] {
            let page = asks(&archive, true, PROXY, &[("x-ukey-login", unknown)]).await;
            assert_eq!(
                (page.status, page.cookie.as_str()),
                (StatusCode::UNPROCESSABLE_ENTITY, ""),
                "{unknown}"
            );
            assert!(page.text.contains("没有他的账号"), "{}", page.text);
        }
        let opened: &[(&str, &str)] = &[("X-UKey-Login", "limin"), ("Sec-Fetch-Dest", "document")];
        let page = asks(&archive, true, PROXY, opened).await;
        assert_eq!((page.status, page.onward.as_str()), (StatusCode::SEE_OTHER, "/volumes"), "{}", page.text);
        let token = page.cookie.split(['=', ';']).nth(1).unwrap();
        let known = signing_in::recognise(&archive, token).await.unwrap().unwrap();
        assert_eq!((known.actor.login.as_str(), known.must_change), ("limin", false));
        let events = archive.store.latest_events(i64::MAX, 2).await.unwrap();
        assert!(events.iter().any(
            |one| one.event.what == "signed_in" && one.event.detail.told()["from_address"] == "10.9.9.9"
        ));
        // the password somebody else gave her opens nothing any more
        assert!(signing_in::sign_in(&archive, "limin", &secret, &Origin::default()).await.is_err());
        enrolling::disable(&archive, &by, "limin", true).await.unwrap();
        let page = asks(&archive, true, PROXY, ukey).await;
        assert_eq!((page.status, page.cookie.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, ""));
        archive.store.close().await;
    }
}

//! Who asks: known by the session a browser keeps, by a token, or in the demonstration by the post chosen there.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::app::App;
use super::fault::Fault;
use crate::acts::setup::issuing_tokens;
use crate::acts::setup::signing_in::{self, Origin};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::say;

/// Somebody known, as [`crate::web::shield`] found before any handler runs.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub by: By,
    /// The password was given by another person: it must be changed before anything else.
    pub must_change: bool,
    /// Digest of the session; empty: known otherwise.
    pub session: String,
}

/// The cookie that keeps a session's token; over TLS a browser takes it from nobody else.
const SESSION: &str = "guidang-session";
const SESSION_OVER_TLS: &str = "__Host-guidang-session";
/// The cookie that keeps whose eyes a visitor of the demonstration looks with.
const DEMO_POST: &str = "demo-post";

/// From where a request came: the address of the connection, or what the proxy in front says.
fn origin(app: &App, parts: &Parts) -> Origin {
    let (headers, connected) = (&parts.headers, parts.extensions.get::<ConnectInfo<SocketAddr>>());
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let mut forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    // the last entry is the one our own proxy wrote
    let by_proxy = forwarded.next_back().and_then(|list| list.rsplit(',').next()).map(str::trim);
    // who came through a proxy is not at the machine, though the proxy says no address
    let address = match by_proxy.filter(|by_proxy| app.options.behind_proxy && !by_proxy.is_empty()) {
        Some(address) => address.chars().take(60).collect(),
        None => connected.map_or_else(String::new, |at| at.0.ip().to_string()),
    };
    Origin { address, agent: text(header::USER_AGENT).unwrap_or_default().to_owned() }
}

/// The login the proxy knows somebody by; `None`: it says none, says two, or it is not the proxy that says so.
fn known_to_proxy(app: &App, parts: &Parts) -> Option<String> {
    let trusted = app.options.login_header.as_ref().filter(|_| app.options.behind_proxy)?;
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    // a picture on a page elsewhere signs nobody in: a person opens the page himself
    let is_for_page = parts.headers.get("sec-fetch-dest").is_none_or(|dest| dest == "document");
    let mut said = parts.headers.get_all(&trusted.name).iter();
    let (Some(login), None) = (said.next(), said.next()) else { return None };
    let login = login.to_str().ok().map(str::trim).filter(|login| !login.is_empty())?;
    (is_for_page && connected.0.ip().to_canonical() == trusted.from).then(|| login.to_owned())
}

/// Whom the proxy in front knows by a certificate or UKey.
pub struct KnownToProxy(pub Option<String>);

impl FromRequestParts<Arc<App>> for KnownToProxy {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(KnownToProxy(known_to_proxy(app, parts)))
    }
}

/// The value of a cookie.
fn kept<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
    cookies.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn session_name(app: &App) -> &'static str {
    if app.options.over_tls { SESSION_OVER_TLS } else { SESSION }
}

/// The token of the browser's session.
pub fn session_token<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    kept(headers, session_name(app))
}

/// What a browser is asked to keep of a session; an empty token ends it.
pub fn session_cookie(app: &App, token: &str) -> String {
    let secure = if app.options.over_tls { "; Secure" } else { "" };
    let ends = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}", session_name(app))
}

/// What a browser is asked to keep of the post a visitor of the demonstration chose.
pub fn demo_post_cookie(login: &str) -> String {
    format!("{DEMO_POST}={login}; Path=/; HttpOnly; SameSite=Lax")
}

/// Who sends this request; `None`: nobody known.
pub async fn visitor(app: &App, parts: &Parts) -> Result<Option<Visitor>> {
    let origin = origin(app, parts);
    let headers = &parts.headers;
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let recognised =
        match (bearer.and_then(|value| value.strip_prefix("Bearer ")), session_token(app, headers)) {
            (Some(token), _) => issuing_tokens::bearer(&app.archive, token).await?,
            (None, Some(token)) => signing_in::recognise(&app.archive, token).await?,
            (None, None) => None,
        };
    let now = app.archive.config.clock.now();
    let from = Some(origin.address).filter(|address| !address.is_empty());
    match recognised {
        Some(known) => Ok(Some(Visitor {
            by: By { from, by_token: known.session.is_empty(), ..By::local(known.actor, now) },
            must_change: known.must_change,
            session: known.session,
        })),
        None if app.options.demo => {
            let actor = match kept(headers, DEMO_POST) {
                Some(login) => signing_in::of_demonstration(&app.archive, login).await?,
                None => None,
            };
            let by = app.archive.local_user();
            let by = By { from, ..By::local(actor.unwrap_or(by.actor), now) };
            Ok(Some(Visitor { by, must_change: false, session: String::new() }))
        }
        None => Ok(None),
    }
}

/// Who asks, and when.
pub struct Who(pub By);

impl FromRequestParts<Arc<App>> for Who {
    type Rejection = Fault;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &Arc<App>,
    ) -> std::result::Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<Visitor>().map(|visitor| Who(visitor.by.clone()));
        known.ok_or_else(|| Fault::from(Error::NotAllowed(say!("请先登录。", "Sign in first."))))
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &Arc<App>,
    ) -> std::result::Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<Visitor>().cloned();
        known.ok_or_else(|| Fault::from(Error::NotAllowed(say!("请先登录。", "Sign in first."))))
    }
}

impl FromRequestParts<Arc<App>> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(origin(app, parts))
    }
}

//! What stands around every handler: the frame, errors in their final form, limits and headers.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument as _;

use super::base::app::App;
use super::base::fault::{Fault, dress, is_for_programs, is_for_script};
use super::base::first_steps::newly_tried;
use super::base::frame::Frame;
use super::base::who::{Visitor, visitor};
use super::once::once;
use super::policy::{self, Need};
use crate::archive::allow_one_of;
use crate::clock::Stopwatch;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::random;
use crate::say;
use crate::web::base::answer;

/// By this header an answer and the lines of the log that concern it are known to each other.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing from elsewhere, nothing inline, nobody may frame us.
const POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    // most pages name persons; assets say otherwise themselves
    (header::CACHE_CONTROL, "no-store"),
];

/// A browser that was here over TLS comes over nothing else for a year (ASVS 5.0 3.4.1 [S]).
const OVER_TLS_ONLY: &str = "max-age=31536000";

/// For programs that watch: nobody reads them in a frame.
const WITHOUT_FRAME: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// The layers, the outermost last.
pub fn around(pages: Router<Arc<App>>, app: Arc<App>) -> Router<Arc<App>> {
    let too_long = StatusCode::SERVICE_UNAVAILABLE;
    let mut router = pages
        .layer(TimeoutLayer::with_status_code(too_long, app.options.patience.whole))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), once))
        .layer(from_fn_with_state(app.clone(), permitted))
        .layer(from_fn_with_state(app.clone(), framed))
        .layer(from_fn_with_state(app.clone(), known))
        .layer(from_fn_with_state(app.clone(), at_home))
        .layer(CompressionLayer::new());
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    if app.options.over_tls {
        let (name, value) = (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(OVER_TLS_ONLY));
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    router.layer(from_fn_with_state(app, counted))
}

/// Counts a request, and runs it inside a span that names it by its number, its method and the route it matched:
/// addresses may hold names and numbers of persons, routes do not.
async fn counted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (method, id) = (request.method().clone(), random::hex::<8>());
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    let route = route.unwrap_or_default();
    let span = tracing::info_span!("request", id, method = method.as_str(), route);
    let (_running, watch) = (app.traffic.begin(), Stopwatch::start());
    let mut response = next.run(request).instrument(span.clone()).await;
    let (took, status) = (watch.elapsed(), response.status().as_u16());
    app.traffic.count(&method, status, took);
    span.in_scope(|| tracing::info!(status, milliseconds = took.as_millis() as u64, "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Lays the frame, runs the handler, and gives what went wrong its final form.
async fn framed(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || WITHOUT_FRAME.contains(&path) {
        return next.run(request).await;
    }
    if is_for_programs(request.uri().path()) {
        let lang = answer::lang_of(request.uri());
        return dress(next.run(request).await, None, lang).await;
    }
    let by = request.extensions().get::<Visitor>().map(|visitor| &visitor.by);
    let mut frame = Frame::read(&app, request.method(), request.uri(), request.headers(), by).await;
    if let Some(uri) = frame.with_own_fonds(request.uri()) {
        // the forms of a page act on what it shows
        frame.read_query(request.method(), &uri);
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(frame.clone());
    let (lang, mut remember) = (frame.lang, frame.remember.clone());
    let around = (!is_for_script(request.headers())).then(|| frame.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut response = dress(next.run(request).await, around, lang).await;
    remember.extend(newly_tried(&frame, &method, &uri, response.status()));
    for cookie in remember {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// Where somebody signs in, and changes a password that another person gave.
const SIGN_IN: &str = "/sign-in";
const ACCOUNT: &str = "/account";

/// Whom this request is answered to; nobody, where no line of the policy names its address.
fn needed(method: &Method, extensions: &Extensions) -> Option<Need> {
    policy::need(method, extensions.get::<MatchedPath>()?.as_str())
}

/// Finds out who asks. Who is not known is led to where he signs in; a program is told so.
async fn known(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let (lang, path) = (answer::lang_of(&parts.uri), parts.uri.path());
    let for_anyone = needed(&parts.method, &parts.extensions) == Some(Need::Anyone);
    let by_program = is_for_programs(path) || is_for_script(&parts.headers);
    match visitor(&app, &parts).await {
        Ok(Some(visitor)) if visitor.must_change && !for_anyone && !is_about_oneself(path) => {
            let said = say!("先改掉初始口令。", "Change the first password before anything else.");
            match by_program {
                true => dress(Fault::from(Error::NotAllowed(said)).into_response(), None, lang).await,
                false => Redirect::to(ACCOUNT).into_response(),
            }
        }
        Ok(Some(visitor)) => {
            let needed = needed(&parts.method, &parts.extensions);
            match part(&app, &visitor.by, needed).await {
                // its own pages find out anew who asks, and where
                Ok(Some(pages)) => answered(pages.oneshot(anew(parts, body)).await),
                Ok(None) => {
                    parts.extensions.insert(visitor);
                    next.run(Request::from_parts(parts, body)).await
                }
                Err(error) => dress(Fault::from(error).into_response(), None, lang).await,
            }
        }
        Ok(None) if for_anyone => next.run(Request::from_parts(parts, body)).await,
        Ok(None) if by_program => unknown_program(lang).await,
        Ok(None) => to_sign_in(&parts.method, &parts.uri),
        Err(error) => dress(Fault::from(error).into_response(), None, lang).await,
    }
}

/// The pages of the part of the archive that somebody may see; `None`: the whole.
async fn part(app: &App, by: &By, needed: Option<Need>) -> Result<Option<Router>> {
    let deeds = match needed {
        Some(Need::OneOf(deeds)) => deeds,
        Some(Need::Account) => &[Deed::Read],
        _ => return Ok(None),
    };
    let held: Vec<Deed> = deeds.iter().copied().filter(|deed| by.may(*deed)).collect();
    // what is refused, or concerns no records, stands in the frame of what he reads
    let held = if held.is_empty() { vec![Deed::Read] } else { held };
    match by.actor.rights.fonds_of_any(&held) {
        Some(fonds) if by.may(Deed::Read) => app.part(&by.actor.login, fonds).await,
        _ => Ok(None),
    }
}

/// The request without what this router found out of its address.
fn anew(parts: Parts, body: Body) -> Request {
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().cloned();
    let mut request = Request::new(body);
    (*request.method_mut(), *request.uri_mut()) = (parts.method, parts.uri);
    *request.headers_mut() = parts.headers;
    if let Some(connected) = connected {
        request.extensions_mut().insert(connected);
    }
    request
}

fn answered(response: std::result::Result<Response, std::convert::Infallible>) -> Response {
    match response {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn is_about_oneself(path: &str) -> bool {
    path == ACCOUNT || path == "/account/password" || path == "/sign-out"
}

async fn unknown_program(lang: Lang) -> Response {
    let said = say!("请先登录，或带上令牌。", "Sign in first, or send a token.");
    let mut response = dress(Fault::from(Error::NotAllowed(said)).into_response(), None, lang).await;
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn to_sign_in(method: &Method, uri: &Uri) -> Response {
    // whoever was sent to a page comes back to it; what was typed into a form is not kept by an address
    let back = uri.path_and_query().map_or("/", |uri| uri.as_str());
    let back = if *method == Method::GET { back } else { "/" };
    let query = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
    Redirect::to(&format!("{SIGN_IN}?{query}")).into_response()
}

/// Lets through what the policy allows; the act asks again.
async fn permitted(request: Request, next: Next) -> Response {
    let by = request.extensions().get::<Visitor>().map(|visitor| &visitor.by);
    let refused = match (needed(request.method(), request.extensions()), by) {
        (Some(Need::Anyone), _) | (Some(Need::Account), Some(_)) => None,
        (Some(Need::OneOf(deeds)), Some(by)) => allow_one_of(by, deeds).err(),
        // an address that is not there: what answers says so
        (None, Some(_)) if request.extensions().get::<MatchedPath>().is_none() => None,
        // a method that no line of the policy names is not taken, whatever a handler would say
        (None, Some(_)) if policy::is_listed_for_any(request.extensions().get::<MatchedPath>()) => {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        (_, _) => Some(Error::NotAllowed(say!("请先登录。", "Sign in first."))),
    };
    match refused {
        Some(error) => Fault::from(error).into_response(),
        None => next.run(request).await,
    }
}

/// A page elsewhere can have its own name lead to this machine and read what is served on it as its own. On
/// this machine alone nobody signs in, so an address must name the machine.
async fn at_home(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.map(|host| host.parse::<Authority>().map_or_else(|_| String::new(), of_authority));
    let known = |host: &String| {
        let own = host.trim_matches(['[', ']']);
        own.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
            || own.eq_ignore_ascii_case("localhost")
            || app.options.names.iter().any(|name| name.eq_ignore_ascii_case(host))
    };
    if !app.options.local || host.as_ref().is_none_or(known) {
        return next.run(request).await;
    }
    let said = "这里只给本机用：网址写 http://127.0.0.1 加端口。前面有代理的，启动时加 --host 域名。\n\
                Only this machine is answered: use http://127.0.0.1 and the port. Behind a proxy, start it with --host NAME.\n";
    (StatusCode::MISDIRECTED_REQUEST, said).into_response()
}

fn of_authority(authority: Authority) -> String {
    authority.host().to_owned()
}

/// A defect in one request is an answer, not the end of the program.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let cause = cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    tracing::error!(cause = cause.unwrap_or_default(), "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

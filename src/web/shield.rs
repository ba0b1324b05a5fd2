//! What stands around every handler: the frame, errors in their final form, limits and headers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::base::app::App;
use super::base::fault::{dress, is_for_programs, is_for_script};
use super::base::first_steps::newly_tried;
use super::base::frame::Frame;
use crate::web::base::answer;

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

/// The layers, the outermost last.
pub fn around(pages: Router<Arc<App>>, app: Arc<App>) -> Router<Arc<App>> {
    let too_long = StatusCode::SERVICE_UNAVAILABLE;
    let mut router = pages
        .layer(TimeoutLayer::with_status_code(too_long, app.options.patience.whole))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), framed))
        .layer(from_fn_with_state(app, at_home))
        .layer(CompressionLayer::new());
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    router.layer(TraceLayer::new_for_http())
}

/// Lays the frame, runs the handler, and gives what went wrong its final form.
async fn framed(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    if is_for_programs(&request) {
        let lang = answer::lang_of(request.uri());
        return dress(next.run(request).await, None, lang).await;
    }
    let frame = Frame::read(&app, request.method(), request.uri(), request.headers()).await;
    if let Some(uri) = frame.with_own_fonds(request.uri()) {
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

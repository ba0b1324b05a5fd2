//! What stands around every handler: the frame, errors in their final form, limits and headers.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use super::fault::{dress, is_for_programs, is_for_script};
use super::five::newly_tried;
use super::frame::Frame;
use super::{App, api};

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
    let mut router = pages
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app, framed))
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
        let lang = api::lang_of(request.uri());
        return dress(next.run(request).await, None, lang).await;
    }
    let frame = Frame::of(&app, request.method(), request.uri(), request.headers()).await;
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

/// A defect in one request is an answer, not the end of the program.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let cause = cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    tracing::error!(cause = cause.unwrap_or_default(), "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

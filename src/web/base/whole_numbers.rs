//! Whole ID numbers on a page: what they are looked at for, and that they are gone after a minute.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::using::consulting::SHOWN_FOR;

/// 事由, as a form or a script sends it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReasonGiven {
    pub reason: String,
}

/// The browser leaves a page with whole numbers by itself.
pub fn shown_for_a_while(response: &mut Response, onward: &str) {
    if let Ok(refresh) = HeaderValue::from_str(&format!("{SHOWN_FOR}; url={onward}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
}

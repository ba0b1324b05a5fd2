//! Answers as JSON in one language.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::wording::{Lang, localize_without_commands};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::pairs;

/// The language `?lang=` asks for; Chinese unless it is `en`.
pub fn lang_of(uri: &Uri) -> Lang {
    let asked = pairs(uri.query().unwrap_or_default());
    let english = asked.iter().any(|(key, value)| key == "lang" && value == "en");
    if english { Lang::En } else { Lang::Zh }
}

/// The language of the answer.
pub struct In(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for In {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(In(lang_of(&parts.uri)))
    }
}

/// Work that goes on in the background: look at `/api/v1/jobs/{job}`.
#[derive(Serialize, ToSchema)]
pub struct JobStarted {
    pub job: i64,
}

/// What an act answered, in one language.
pub fn reply(lang: Lang, answer: &impl Serialize) -> Answer<Response> {
    reply_as(StatusCode::OK, lang, answer)
}

pub fn reply_as(status: StatusCode, lang: Lang, answer: &impl Serialize) -> Answer<Response> {
    let mut value = serde_json::to_value(answer).map_err(|error| Fault::from(anyhow::Error::from(error)))?;
    localize_without_commands(&mut value, lang);
    Ok((status, Json(value)).into_response())
}

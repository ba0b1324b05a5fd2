//! What was refused as a whole: each reason, with its row where it has one, and the way back.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;

#[derive(Template)]
#[template(path = "disposal/disposals/refused.html")]
struct RefusedPage {
    frame: Frame,
    number: String,
    heading: Wording,
    /// What was not done.
    said: Wording,
    problems: Vec<Problem>,
}

/// The page of a refusal; any other error is none of it.
pub fn refused(
    frame: Frame,
    number: &str,
    (heading, said): (Wording, Wording),
    error: Error,
) -> Answer<Response> {
    match error {
        Error::Refused(problems) | Error::Unreadable(problems) => {
            let page = page(&RefusedPage { frame, number: number.to_owned(), heading, said, problems })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        error => Err(error.into()),
    }
}

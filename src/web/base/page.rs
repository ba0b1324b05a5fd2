//! A rendered template as an answer.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect};

use super::fault::{Answer, Fault};

/// Renders a page.
pub fn page(template: &impl Template) -> Answer {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Fault::from(anyhow::Error::from(error))),
    }
}

/// After a deed: on to the page that shows its effect.
pub fn onward(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}

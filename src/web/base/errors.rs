//! What keeps a form from being accepted: once at the top with a link to each field, and again at the
//! field itself; what was typed stays in the form.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};

use super::fault::{Answer, Fault};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::say;

/// One thing to put right.
pub struct FieldError {
    /// Id of the field; empty: it concerns the whole form.
    pub field: String,
    pub message: Wording,
    pub fix: Wording,
}

/// What is wrong with a form as it was sent; empty when it is shown for the first time.
#[derive(Default)]
pub struct Errors {
    pub list: Vec<FieldError>,
    status: StatusCode,
}

impl Errors {
    /// The fault as errors of a form whose fields `field_of` knows.
    ///
    /// # Errors
    /// The fault itself when there is no form to go back to: what it is about is gone, or may not be done.
    pub fn sort(fault: Fault, field_of: impl Fn(&Problem) -> String) -> Answer<Errors> {
        let status = fault.status();
        match &*fault.0 {
            Error::Refused(_) | Error::Unreadable(_) => {
                let error = |problem: Problem| FieldError {
                    field: field_of(&problem),
                    message: problem.message,
                    fix: problem.fix,
                };
                Ok(Errors { list: fault.problems().into_iter().map(error).collect(), status })
            }
            Error::Busy(_) | Error::Broken(_) => {
                let why = fault.problems().into_iter().next();
                let message = why.map(|problem| problem.message).unwrap_or_default();
                tracing::error!(error = %fault.0, "a form could not be saved");
                let kept = say!(
                    "没保存成功，您刚才填的还在。请再点一次；若再失败，把现在的时间告诉管理员。",
                    "It was not saved; what you typed is still here. Press the button again; if it fails again, tell the administrator the time."
                );
                Ok(Errors { list: vec![FieldError { field: String::new(), message, fix: kept }], status })
            }
            Error::NotFound(_) | Error::NotAllowed(_) => Err(fault),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What is wrong with one field.
    pub fn at(&self, field: &str) -> Option<&FieldError> {
        self.list.iter().find(|error| error.field == field)
    }

    /// The page with its form: as usual, or with the status of the fault.
    pub fn page(&self, template: &impl Template) -> Answer {
        let html = template.render().map_err(|error| Fault::from(anyhow::Error::from(error)))?;
        let status = if self.is_empty() { StatusCode::OK } else { self.status };
        Ok((status, Html(html)).into_response())
    }
}

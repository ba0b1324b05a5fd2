//! Taking transfer packages in, for programs.

use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::ToSchema;

use crate::acts::receiving::inbox;
use crate::acts::receiving::taking_package::{PackageIntake, PackageOptions, take_package};
use crate::domain::general::error::Error;
use crate::web::api::receiving::import::upload_unreadable;
use crate::web::base::answer::{In, JobStarted, reply, reply_as};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::short_text::{self, short_text};
use crate::web::base::who::Who;
use crate::web::receiving::{import as page, packages};

/// The form of a package's taking.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described for callers; its parts are read as they come in")]
struct PackageForm {
    /// The package, zipped: 200 MB at most; the command line takes larger ones.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// `true` unless given: nothing is written.
    dry_run: Option<bool>,
    /// `true`: as a job.
    background: Option<bool>,
    /// Kinds of questions answered with yes, such as `volume_here`; may repeat.
    accept: Option<Vec<String>>,
}

/// Takes a transfer package in: checked as a whole first, then taken as a whole or not at all. Nothing is written unless
/// `dry_run` is `false`. One that is damaged or changed is refused with every finding and kept nowhere.
#[utoipa::path(post, path = "/api/v1/import/packages", tag = "import",
    request_body(content = PackageForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PackageIntake), (status = 202, body = JobStarted),
        (status = 422, body = Failure)))]
pub async fn import_package(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    mut form: Multipart,
) -> Answer<Response> {
    let (mut file, mut fields) = (None, Pairs::new());
    while let Some(mut field) = form
        .next_field()
        .await
        .map_err(|error| Fault::from(Error::Unreadable(vec![upload_unreadable(&error)])))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            file = Some(inbox::keep(&app.archive, &by, &file_name, field).await?);
        } else {
            let text = short_text(&mut field, short_text::DESCRIPTION).await?;
            fields.push((name, text));
        }
    }
    let file = file.ok_or_else(page::nothing_arrived)?;
    packages::arrived(&app, &by, &file).await?;
    let is_yes = |text: &str| matches!(text.trim(), "true" | "1" | "yes");
    let given =
        |name: &str| fields.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let accept = fields.iter().filter(|(key, _)| key == "accept").map(|(_, kind)| kind.clone());
    let options = PackageOptions {
        accept: accept.collect(),
        file_name: Some(file.name.clone()),
        dry_run: given("dry_run").is_none_or(|text| text.trim().is_empty() || is_yes(text)),
    };
    if given("background").is_some_and(is_yes) && !options.dry_run {
        let job = packages::as_job(&app, &by, file, options).await?;
        return reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job });
    }
    reply(lang, &take_package(&app.archive, &by, &file.path, &options, &Arc::default()).await?)
}

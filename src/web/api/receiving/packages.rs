//! Taking transfer packages in, for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::receiving::inbox;
use crate::acts::receiving::taking_package::{
    GivenBack, PackageIntake, PackageOptions, take_package, write_receipt,
};
use crate::domain::general::error::Error;
use crate::web::api::receiving::import::upload_unreadable;
use crate::web::base::answer::{In, JobStarted, reply, reply_as};
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
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

/// What the receiver gives back of a package.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReceiptWanted {
    returned: Vec<GivenBack>,
    /// `csv`; else `xlsx`.
    format: String,
}

/// Writes the receipt of a package that was taken in and lies in the inbox, by the SHA-256 of its zip: every volume accepted but
/// those given back with their reasons. The sender's archive reads it (`/api/v1/transfers/{number}/receipt`).
#[utoipa::path(post, path = "/api/v1/import/packages/{digest}/receipt", tag = "import",
    params(("digest" = String, Path)), request_body = ReceiptWanted,
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn receipt(
    State(app): Shared,
    Who(by): Who,
    Path(digest): Path<String>,
    Json(wanted): Json<ReceiptWanted>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let (format, ending) = packages::receipt_format(&wanted.format);
    let made = MadeFile::new()?;
    let order = (format, made.path());
    let receipt = write_receipt(&app.archive, &by, &file.path, &wanted.returned, order).await?;
    made.send(&format!("接收回执-{}.{ending}", receipt.transfer)).await
}

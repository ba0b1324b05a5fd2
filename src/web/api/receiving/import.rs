//! Taking sheets in, for programs.

use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::ToSchema;

use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::intake::{self, ImportOptions, Taking};
use crate::acts::receiving::taking_back;
use crate::domain::general::error::Error;
use crate::domain::receiving::columns::Mapping;
use crate::problems;
use crate::progress::Progress;
use crate::web::base::answer::{In, JobStarted, reply, reply_as};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::short_text::{self, short_text};
use crate::web::base::who::Who;
use crate::web::receiving::import as page;
use crate::web::receiving::import_form::{FormPairs, options};

/// The form of an import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described for callers; its parts are read as they come in")]
struct ImportForm {
    /// The sheet: xlsx, xls, ods, csv or txt, 200 MB at most.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// `true` unless given: nothing is written.
    dry_run: Option<bool>,
    /// `stop` (unless given) or `skip`.
    on_error: Option<String>,
    /// `true`: as a job.
    background: Option<bool>,
    fonds: Option<String>,
    /// Number of the hand-over the sheet's papers were accepted by.
    handover: Option<String>,
    /// Id of a scheme, where the fonds has several and the rows leave open which.
    scheme: Option<String>,
    year: Option<i32>,
    /// Code, id or name.
    class: Option<String>,
    /// Name or number.
    step: Option<String>,
    sheet: Option<String>,
    sender: Option<String>,
    /// Take a suggestion that stands alone.
    suggest: Option<bool>,
    /// Put in what was decided about this sheet's cells and rows on its page; `false` unless given.
    repairs: Option<bool>,
    /// Kinds of questions answered with yes; may repeat.
    accept: Option<Vec<String>>,
    /// JSON, as the dry run answers it.
    mapping: Option<String>,
}

/// Takes a hand-over sheet in. Nothing is written unless `dry_run` is `false`; then `on_error` says
/// whether one bad row holds all up (`stop`, unless given) or only itself (`skip`).
#[utoipa::path(post, path = "/api/v1/import", tag = "import",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = intake::Intake), (status = 202, body = JobStarted),
        (status = 422, body = Failure)))]
pub async fn import(State(app): Shared, Who(by): Who, In(lang): In, mut form: Multipart) -> Answer<Response> {
    let (mut file, mut fields) = (None, FormPairs::new());
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
    let (taking, options) = (taking(&fields)?, decided(&fields, &file)?);
    let is_set = |name: &str| fields.iter().any(|(key, value)| key == name && is_yes(value));
    if is_set("background") && taking != Taking::DryRun {
        let job = page::as_job(&app, &by, file, options, taking).await?;
        return reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job });
    }
    reply(
        lang,
        &intake::take_in(&app.archive, &by, &file.path, &options, taking, &Progress::default()).await?,
    )
}

/// Takes a whole batch back: its records are gone from their volumes, the batch stays listed. Refused with the list
/// of records that were changed or used since; done once, the same again does nothing and says `before`.
#[utoipa::path(post, path = "/api/v1/batches/{id}/taking-back", tag = "import", params(("id" = i64, Path)),
    responses((status = 200, body = taking_back::TakenBack), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn take_back(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
) -> Answer<Response> {
    reply(lang, &taking_back::take_back(&app.archive, &by, id).await?)
}

fn is_yes(text: &str) -> bool {
    matches!(text.trim(), "true" | "1" | "yes")
}

fn taking(fields: &FormPairs) -> Answer<Taking> {
    let one =
        |name: &str| fields.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    match (one("dry_run"), one("on_error")) {
        ("" | "true" | "1" | "yes", _) => Ok(Taking::DryRun),
        (_, "" | "stop") => Ok(Taking::StopOnProblem),
        (_, "skip") => Ok(Taking::SkipProblems),
        (_, other) => Err(Fault::from(no_such_taking(&other))),
    }
}

/// The page's form, except that the mapping comes as JSON and `suggest` may say `false`.
fn decided(fields: &FormPairs, file: &Uploaded) -> Answer<ImportOptions> {
    let kept: FormPairs = fields
        .iter()
        .filter(|(key, value)| !matches!(key.as_str(), "suggest" | "repairs") || is_yes(value))
        .cloned()
        .collect();
    let mut options = options(&kept, file)?;
    if let Some((_, text)) = fields.iter().find(|(key, _)| key == "mapping") {
        options.mapping = Some(mapping(text)?);
    }
    Ok(options)
}

fn mapping(text: &str) -> Answer<Mapping> {
    serde_json::from_str(text).map_err(|error| Fault::from(Error::Unreadable(vec![mapping_not_json(&error)])))
}

problems! {
    refuse no_such_taking(other):
        "on_error 不能是「{other}」。" / "on_error cannot be \"{other}\"."
        => "写 stop 或 skip。" / "Give stop or skip.";
    refuse mapping_not_json as mapping_unreadable(error):
        "mapping 不是栏目对应的 JSON：{error}" / "mapping is no JSON of a mapping: {error}"
        => "照试读答复里的 mapping 写。" / "Write it as the dry run answers it.";
    pub refuse upload_unreadable as form_unreadable(error):
        "表单读不下去：{error}" / "The form cannot be read: {error}"
        => "用 multipart/form-data 发送，文件字段叫 file。"
            / "Send multipart/form-data with the file in the field file.";
}

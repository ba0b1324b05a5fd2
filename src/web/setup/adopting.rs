//! `/schemes/adoption`: what taking up another scheme means, and doing it.

use askama::Template;
use axum::extract::{Form, Multipart, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::setup::adopting::{self, AdoptionRequest, Proposal};
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::records::scope::given;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::{day, first_day};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Dates of an accounting table shown on the page; all of them stand in the log when it is done.
const SHOWN: usize = 200;

/// The form as it was sent, from the list of schemes or from the proposal itself.
#[derive(Clone, Debug, Default)]
struct AdoptionForm {
    /// The file's text, or that of the scheme chosen.
    text: String,
    /// A scheme the archive keeps.
    kept: String,
    fonds: String,
    from: String,
    /// Id of the scheme whose place it takes; `+`: it stands beside the others; empty: the only one there is.
    replaces: String,
    apply: bool,
    /// The text is that of the scheme chosen.
    is_kept: bool,
}

#[derive(Template)]
#[template(path = "setup/schemes/adoption.html")]
struct ProposalPage {
    frame: Frame,
    proposal: Proposal,
    form: AdoptionForm,
}

impl ProposalPage {
    fn shown(&self) -> usize {
        self.proposal.dates.len().min(SHOWN)
    }
}

/// Shows what it means; with `apply` it is done.
pub async fn adopt(State(app): Shared, Who(by): Who, frame: Frame, form: Multipart) -> Answer<Response> {
    let form = read(&app, &by, form).await?;
    let request = AdoptionRequest {
        text: form.text.clone(),
        fonds: given(&form.fonds),
        from: given(&form.from).map(|text| first_day(&text)).transpose()?,
        replaces: given(&form.replaces).filter(|id| id != "+"),
        beside: form.replaces == "+",
    };
    if form.apply {
        adopting::adopt(&app.archive, &by, &request).await?;
        return onward("/schemes?said=adopted");
    }
    let proposal = adopting::propose(&app.archive, &by, &request).await?;
    page(&ProposalPage { frame, proposal, form })
}

async fn read(app: &App, by: &By, mut sent: Multipart) -> Answer<AdoptionForm> {
    let mut form = AdoptionForm::default();
    while let Some(field) = sent.next_field().await.map_err(|_| Fault::from(scheme_not_received()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Fault::from(scheme_not_received()))?;
        let text = String::from_utf8(bytes.into()).map_err(|_| Fault::from(scheme_in_other_encoding()))?;
        match name.as_str() {
            // a browser ends the lines of a hidden text as Windows does
            "file" | "text" if !text.trim().is_empty() => form.text = text.replace("\r\n", "\n"),
            "kept" => form.kept = text,
            "fonds" => form.fonds = text,
            "from" => form.from = text,
            "replaces" => form.replaces = text,
            "apply" => form.apply = true,
            _ => {}
        }
    }
    if form.text.is_empty() {
        form.is_kept = true;
        let kept = adopting::kept_text(&app.archive, by, &form.kept).await?;
        form.text = kept.ok_or_else(|| Fault::from(Error::from(scheme_not_received())))?;
    }
    Ok(form)
}

/// What the form that ends the use of a scheme says.
#[derive(Deserialize)]
pub struct EndingForm {
    /// Number of the fonds and id of the scheme, a blank between them.
    which: String,
    /// Last day of formation; empty: its end is taken back.
    #[serde(default)]
    until: String,
}

/// `POST /schemes/ending`
pub async fn end(State(app): Shared, Who(by): Who, Form(form): Form<EndingForm>) -> Answer {
    let (fonds, id) = form.which.split_once(' ').unwrap_or(("", &form.which));
    let until = given(&form.until).map(|text| day(&text)).transpose()?;
    adopting::end(&app.archive, &by, given(fonds).as_deref(), id, until).await?;
    onward(if until.is_some() { "/schemes?said=scheme_ended" } else { "/schemes?said=scheme_resumed" })
}

problems! {
    refuse scheme_in_other_encoding():
        "方案文件不是 UTF-8 编码。" / "The scheme file is not in UTF-8."
        => "方案文件要用 UTF-8 编码保存，再选一次。" / "Save scheme files as UTF-8, then choose it again.";
    refuse scheme_not_received():
        "没有收到方案文件。" / "No scheme file arrived."
        => "选一个方案文件（UTF-8 文本），或选已保存的方案。"
            / "Choose a scheme file (UTF-8 text), or a scheme the archive keeps.";
}

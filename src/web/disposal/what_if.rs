//! `/retention/what-if`: what a draft of a scheme or an accounting table would move; nothing is written before it is
//! proposed.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;

use crate::acts::disposal::foreseeing::{self, WhatIf, WhatIfAsked};
use crate::acts::disposal::rescheduling::{self, ChangeAsked};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::scope::given;
use crate::domain::values::date;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "disposal/retention/what_if.html")]
struct WhatIfPage {
    frame: Frame,
    outline: Outline,
    form: DraftForm,
    found: Option<WhatIf>,
    errors: Errors,
}

/// A draft, and what is said beside it where it is proposed.
#[derive(Default)]
struct DraftForm {
    text: String,
    fonds: String,
    against: String,
    from: String,
    reason: String,
}

impl DraftForm {
    fn asked(&self) -> Answer<WhatIfAsked> {
        let scope = Filter { fonds: self.fonds.clone(), ..Filter::default() }.scope()?;
        Ok(WhatIfAsked { text: self.text.clone(), against: given(&self.against), scope })
    }
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let (form, errors) = (DraftForm::default(), Errors::default());
    page(&WhatIfPage { frame, outline, form, found: None, errors })
}

pub async fn look(State(app): Shared, Who(by): Who, frame: Frame, sent: Multipart) -> Answer<Response> {
    let form = read(sent).await?;
    looked(&app, &by, frame, (form, Errors::default())).await
}

/// `POST /retention/changes`: proposes what was looked at.
pub async fn propose(State(app): Shared, Who(by): Who, frame: Frame, sent: Multipart) -> Answer<Response> {
    let form = read(sent).await?;
    match proposed(&app, &by, &frame, &form).await {
        Ok(number) => onward(&format!("/retention/changes/{number}?said=change_proposed")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |problem| match problem.kind.as_str() {
                "reason_missing" => "reason".to_owned(),
                "adoption_day_missing" | "adopted_outside_validity" | "no_such_day" => "from".to_owned(),
                _ => String::new(),
            })?;
            looked(&app, &by, frame, (form, errors)).await
        }
    }
}

async fn proposed(app: &App, by: &By, frame: &Frame, form: &DraftForm) -> Result<String> {
    let from = given(&form.from).map(|text| date::read_first_day(&text)).transpose();
    let asked = ChangeAsked {
        text: form.text.clone(),
        reason: form.reason.clone(),
        fonds: given(&form.fonds).filter(|fonds| fonds != "all"),
        against: given(&form.against),
        from: from.map_err(Error::Refused)?,
        ..ChangeAsked::default()
    };
    Ok(rescheduling::propose(&app.archive, by, &asked, frame.lang).await?.number)
}

async fn looked(app: &App, by: &By, frame: Frame, (form, errors): (DraftForm, Errors)) -> Answer<Response> {
    let found = Some(foreseeing::what_if(&app.archive, by, &form.asked()?).await?);
    let outline = outline(app, by).await?;
    let shown = WhatIfPage { frame, outline, form, found, errors };
    shown.errors.page(&shown)
}

async fn read(mut sent: Multipart) -> Answer<DraftForm> {
    let mut form = DraftForm::default();
    while let Some(field) = sent.next_field().await.map_err(|_| Fault::from(draft_not_received()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Fault::from(draft_not_received()))?;
        let said = String::from_utf8(bytes.into()).map_err(|_| Fault::from(draft_in_other_encoding()))?;
        match name.as_str() {
            // a browser ends the lines of a hidden text as Windows does
            "file" | "text" if !said.trim().is_empty() => form.text = said.replace("\r\n", "\n"),
            "fonds" => form.fonds = said,
            "against" => form.against = said,
            "from" => form.from = said,
            "reason" => form.reason = said,
            _ => {}
        }
    }
    match form.text.trim().is_empty() {
        true => Err(Fault::from(draft_not_received())),
        false => Ok(form),
    }
}

problems! {
    refuse draft_in_other_encoding():
        "草案文件不是 UTF-8 编码。" / "The draft is not in UTF-8."
        => "用 UTF-8 编码保存，再选一次。" / "Save it as UTF-8, then choose it again.";
    refuse draft_not_received():
        "没有收到草案文件。" / "No draft arrived."
        => "选一个分类方案或会计档案保管期限表的文件。" / "Choose the file of a scheme or an accounting table.";
}

//! `/transfers/{number}/packing`: where the volumes are laid into cartons, in large type: each is scanned into the carton that is
//! open.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::sum_in_words;
use crate::acts::disposal::transferring::{
    self, CartonShown, TransferFate, TransferLineShown, TransferStageName, TransferStep, TransferView,
};
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Codes of volumes that lie in no carton, named at most.
const NAMED: usize = 200;

/// Everything the screen's forms can say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PackingForm {
    /// Code or barcode of a volume.
    called: String,
    /// The carton that is open.
    carton: String,
    /// `unpack`: it is taken out of its carton.
    act: String,
}

/// The carton that is open, and the line packed last, as they stand in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PackingAsked {
    carton: String,
    last: String,
}

#[derive(Template)]
#[template(path = "disposal/transfers/packing.html")]
struct PackingPage {
    frame: Frame,
    view: TransferView,
    carton: u32,
    /// What lies in the open carton, the newest first.
    inside: Vec<TransferLineShown>,
    loose: Vec<TransferLineShown>,
    last: Option<TransferLineShown>,
    sum: Wording,
    form: PackingForm,
    errors: Errors,
}

impl PackingPage {
    fn is_open(&self) -> bool {
        self.view.short.stage == TransferStageName::Examined && self.frame.may("dispose")
    }

    fn packed(&self) -> usize {
        self.view.short.sum.packed
    }

    fn total(&self) -> usize {
        self.view.short.sum.packed + self.view.short.sum.unpacked
    }

    fn pages_inside(&self) -> u32 {
        self.inside.iter().map(|shown| shown.line.pages).sum()
    }

    fn next_carton(&self) -> u32 {
        let last = self.view.cartons.last().map_or(0, |last: &CartonShown| last.number);
        last.max(self.carton) + 1
    }
}

/// The carton asked for; else the last that holds something, or the first.
fn open_carton(view: &TransferView, asked: &str) -> u32 {
    let last = view.cartons.last().map_or(1, |last| last.number);
    asked.trim().parse().ok().filter(|carton| (1..=9_999).contains(carton)).unwrap_or(last)
}

async fn packing_page(
    app: &App,
    by: &By,
    frame: Frame,
    (number, asked): (&str, PackingAsked),
    (form, errors): (PackingForm, Errors),
) -> Answer<Response> {
    let view = transferring::transfer(&app.archive, by, number).await?;
    let carton = open_carton(&view, if form.carton.is_empty() { &asked.carton } else { &form.carton });
    let inside = view.lines.iter().filter(|shown| shown.carton == Some(carton));
    let loose = view.lines.iter().filter(|shown| shown.fate == TransferFate::Listed);
    let last = view.lines.iter().find(|shown| shown.line.id.to_string() == asked.last);
    let shown = PackingPage {
        inside: inside.cloned().collect(),
        loose: loose.take(NAMED).cloned().collect(),
        last: last.filter(|shown| shown.carton.is_some()).cloned(),
        sum: sum_in_words(&view.short.sum),
        carton,
        form,
        errors,
        frame,
        view,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Query(asked): Query<PackingAsked>,
) -> Answer<Response> {
    let untyped = (PackingForm::default(), Errors::default());
    packing_page(&app, &by, frame, (&number, asked), untyped).await
}

/// A volume was scanned: into the open carton, or out of its own.
pub async fn pack(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<PackingForm>,
) -> Answer<Response> {
    match packed(&app, &by, &number, &form).await {
        Ok((carton, line)) => onward(&format!("/transfers/{number}/packing?carton={carton}&last={line}")),
        Err(fault) => {
            let errors = Errors::sort(fault, |problem| match problem.kind.as_str() {
                "carton_unreadable" | "carton_out_of_bounds" => "carton".to_owned(),
                _ => String::new(),
            })?;
            packing_page(&app, &by, frame, (&number, PackingAsked::default()), (form, errors)).await
        }
    }
}

async fn packed(app: &App, by: &By, number: &str, form: &PackingForm) -> Answer<(u32, i64)> {
    let view = transferring::transfer(&app.archive, by, number).await?;
    let typed = form.carton.trim();
    let carton = typed.parse().map_err(|_| Fault::from(Error::from(carton_unreadable(&typed))))?;
    let line = transferring::line_called(&view, &form.called)?;
    let step = match form.act.as_str() {
        "unpack" => TransferStep::Unpack { line },
        _ => TransferStep::Pack { line, carton },
    };
    transferring::take_steps(&app.archive, by, number, vec![step]).await?;
    Ok((carton, line))
}

problems! {
    refuse carton_unreadable(text):
        "「{text}」不是箱号。" / "\"{text}\" is no number of a carton."
        => "写阿拉伯数字。" / "Write a number.";
}

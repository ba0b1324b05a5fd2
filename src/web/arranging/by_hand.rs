//! Volumes begun, split and joined by hand: `/volumes/new` and two forms of a volume's page.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::arranging::starting::{self, NewVolume};
use crate::acts::arranging::{joining, splitting};
use crate::acts::finding::viewing;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::records::scope::{given, year};
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::{EVERY_FONDS, Frame};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Where the volume belongs, as it was typed or as the list's filter says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewTyped {
    fonds: String,
    year: String,
    class: String,
    /// `class/step` from the select; a step's id from a filter.
    step: String,
    /// The paper's own name, where an accounting block holds several.
    paper: String,
    scheme: String,
    title: String,
}

#[derive(Template)]
#[template(path = "arranging/volumes/new.html")]
struct NewPage {
    frame: Frame,
    typed: NewTyped,
    errors: Errors,
    outline: Outline,
}

impl NewPage {
    fn is_typed(&self, class: &str, step_id: &str, step: &str) -> bool {
        let NewTyped { class: chosen, step: typed, .. } = &self.typed;
        *typed == format!("{class}/{step}") || (typed == step_id && (chosen.is_empty() || chosen == class))
    }
}

async fn new_page(app: &App, by: &By, frame: Frame, typed: NewTyped, errors: Errors) -> Answer {
    let page = NewPage { frame, typed, errors, outline: outline(app, by).await? };
    page.errors.page(&page)
}

pub async fn new(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(typed): Query<NewTyped>,
) -> Answer<Response> {
    new_page(&app, &by, frame, typed, Errors::default()).await
}

fn as_act(typed: &NewTyped, outline: &Outline) -> Answer<NewVolume> {
    let (class, step) = typed.step.split_once('/').unwrap_or(("", &typed.step));
    outline.paper_in_step(class, step, &typed.paper)?;
    Ok(NewVolume {
        fonds: given(&typed.fonds).filter(|fonds| fonds != EVERY_FONDS),
        year: year(&typed.year)?.ok_or_else(|| Fault::from(year_not_given()))?,
        class: given(class),
        step: given(&typed.paper).or_else(|| given(step)).ok_or_else(|| Fault::from(step_not_given()))?,
        scheme: given(&typed.scheme),
        title: typed.title.clone(),
    })
}

pub async fn start(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(typed): Form<NewTyped>,
) -> Answer<Response> {
    let fault = match as_act(&typed, &outline(&app, &by).await?) {
        Ok(new) => match starting::start(&app.archive, &by, new).await {
            Ok(volume) => return onward(&format!("/volumes/{}?said=begun", volume.id)),
            Err(error) => Fault::from(error),
        },
        Err(fault) => fault,
    };
    let field_of = |problem: &Problem| match (problem.kind.as_str(), problem.column.as_deref()) {
        (_, Some("title")) => "new-title".to_owned(),
        (
            "no_such_year" | "year_in_future" | "year_missing" | "year_outside_scheme" | "no_scheme_in_use",
            _,
        ) => "new-year".to_owned(),
        ("rule_missing" | "paper_of_other_step", _) => "new-paper".to_owned(),
        ("unknown_step" | "ambiguous" | "no_period" | "step_missing", _) => "new-step".to_owned(),
        ("several_schemes", _) => "new-scheme".to_owned(),
        ("which_fonds", _) => "new-fonds".to_owned(),
        _ => String::new(),
    };
    new_page(&app, &by, frame, typed, Errors::sort(fault, field_of)?).await
}

/// Where to split: a record's id, sent where it was chosen in the table; else its 顺序号.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    item: String,
    at: String,
}

pub async fn split(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<SplitForm>,
) -> Answer {
    let first = match form.item.trim().parse() {
        Ok(item) => item,
        Err(_) => {
            let view = viewing::volume(&app.archive, &by, id).await?;
            let at = form.at.trim().parse().unwrap_or(0);
            let first = view.items.iter().find(|line| line.item.seq == at).map(|line| line.item.id);
            first.ok_or_else(|| Fault::from(no_such_row(&form.at, &view.items.len())))?
        }
    };
    let done = splitting::split(&app.archive, &by, id, first).await?;
    onward(&format!("/volumes/{}?said=split", done.next.id))
}

#[derive(Deserialize)]
pub struct JoinForm {
    volume: i64,
}

pub async fn join(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<JoinForm>,
) -> Answer {
    joining::join(&app.archive, &by, id, form.volume).await?;
    onward(&format!("/volumes/{id}?said=joined"))
}

problems! {
    refuse year_not_given as year_missing():
        "没有填年度。" / "The year is missing." => "填四位年份。" / "Give a year of four digits.";
    refuse step_not_given as step_missing():
        "没有选业务环节。" / "The step is missing." => "选一个业务环节。" / "Choose a step.";
    refuse no_such_row(at, items):
        "本卷没有第「{at}」件，共 {items} 件。" / "The volume has no record \"{at}\"; it holds {items}."
        => "填 2 到末件之间的顺序号。" / "Give a number from 2 to that of the last record.";
}

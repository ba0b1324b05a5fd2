//! The forms of a record's page: correction, facts, refiling. One that is refused comes back as it was
//! typed, with what is wrong at the top and at its field.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::items::{FactForm, ItemForms, Refiling, item_page};
use crate::acts::arranging::filing;
use crate::acts::arranging::filing::Elsewhere;
use crate::acts::disposal::expiry;
use crate::acts::finding::viewing;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Person;
use crate::domain::records::scope::{given, year};
use crate::domain::records::unmasking::is_masked;
use crate::domain::records::volume::VolumeState;
use crate::domain::values::documents::{NO_DOCUMENT, document_kinds, document_name};
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::{self, Pairs, PersonTyped, TypedFields};
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::onward;
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "arranging/items/correction.html")]
struct CorrectionPage {
    frame: Frame,
    id: i64,
    code: String,
    closed: bool,
    /// The title as it stands in the archive.
    title: String,
    /// Persons as they stand in the archive.
    stored: Vec<Person>,
    typed: TypedFields,
    errors: Errors,
    /// Documents of identity by key; the first is the ID card.
    kinds: Vec<(String, Wording)>,
}

impl CorrectionPage {
    fn is_kind(&self, person: &PersonTyped, key: &str) -> bool {
        person.id_kind == *key || (person.id_kind.is_empty() && self.kinds[0].0 == *key)
    }

    /// Id of the input for a person's ID number.
    fn person_field(&self, row: &usize) -> String {
        format!("person-id-{row}")
    }

    /// The row in the archive whose number a masked one hides; it can be shown.
    fn hidden(&self, row: &usize, person: &PersonTyped) -> Option<usize> {
        let typed = &person.id_number;
        let fits = |one: &Person| is_masked(typed) && one.id_number.reads(typed);
        let own = self.stored.get(row - 1).filter(|one| fits(one)).map(|_| row - 1);
        own.or_else(|| self.stored.iter().position(fits)).map(|at| at + 1)
    }
}

fn kinds() -> Vec<(String, Wording)> {
    let card = ("居民身份证".to_owned(), say!("居民身份证", "ID card"));
    let others = document_kinds().iter().map(|kind| (kind.key.clone(), kind.name.clone()));
    let none = document_name(NO_DOCUMENT).map(|name| (NO_DOCUMENT.to_owned(), name));
    std::iter::once(card).chain(others).chain(none).collect()
}

async fn correction_page(
    app: &App,
    by: &By,
    frame: Frame,
    id: i64,
    sent: Option<(Pairs, Errors)>,
) -> Answer<Response> {
    let view = viewing::item(&app.archive, by, id).await?;
    let mut d = view.item.description;
    let closed = view.volume.is_some_and(|volume| volume.state != VolumeState::Open);
    let (typed, errors) = match sent {
        None => (TypedFields::from(&d), Errors::default()),
        Some((form, errors)) => (TypedFields::sent(&form), errors),
    };
    let (code, title, stored) = (view.item.code, d.title, std::mem::take(&mut d.persons));
    let page = CorrectionPage { frame, id, code, closed, title, stored, typed, errors, kinds: kinds() };
    page.errors.page(&page)
}

pub async fn correction(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
) -> Answer<Response> {
    correction_page(&app, &by, frame, id, None).await
}

/// A correction that is refused comes back as the form, with what was typed.
pub async fn correct(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<Pairs>,
) -> Answer {
    let done = match form_fields::correction(&form) {
        Ok(correction) => {
            filing::correct(&app.archive, &by, id, correction).await.map(|_| ()).map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(()) => onward(&format!("/items/{id}?said=corrected")),
        Err(fault) => {
            let errors = Errors::sort(fault, form_fields::field_of)?;
            correction_page(&app, &by, frame, id, Some((form, errors))).await
        }
    }
}

pub async fn record_fact(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<FactForm>,
) -> Answer {
    let fault = match form_fields::fact((&form.kind, &form.on, &form.period), form.note.clone()) {
        Ok(fact) => match expiry::record_fact(&app.archive, &by, id, fact).await {
            Ok(_) => return onward(&format!("/items/{id}?said=fact#why")),
            Err(error) => Fault::from(error),
        },
        Err(fault) => fault,
    };
    let field_of = |problem: &Problem| match problem.kind.as_str() {
        "no_such_fact" => "kind".to_owned(),
        "no_such_day" | "date_in_future" => "on".to_owned(),
        "no_such_period" | "kept_on_without_period" | "kept_on_too_short" | "period_of_another_fact" => {
            "period".to_owned()
        }
        _ => String::new(),
    };
    let typed = ItemForms { fact: form, ..ItemForms::default() };
    item_page(&app, &by, frame, id, None, typed, Errors::sort(fault, field_of)?).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    reason: String,
}

pub async fn withdraw_fact(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path((id, fact)): Path<(i64, i64)>,
    Form(form): Form<WithdrawalForm>,
) -> Answer {
    match expiry::withdraw_fact(&app.archive, &by, id, fact, form.reason.clone()).await {
        Ok(_) => onward(&format!("/items/{id}?said=withdrawn#why")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| format!("wrong{fact}"))?;
            let typed = ItemForms { withdraw: (fact, form.reason), ..ItemForms::default() };
            item_page(&app, &by, frame, id, None, typed, errors).await
        }
    }
}

fn elsewhere(typed: &Refiling, outline: &Outline) -> Answer<Elsewhere> {
    let (class, step) = typed.step.split_once('/').unwrap_or_default();
    outline.paper_in_step(class, step, &typed.paper)?;
    let step = given(&typed.paper).or_else(|| given(step));
    Ok(Elsewhere { year: year(&typed.year)?, class: given(class), step, reason: typed.reason.clone() })
}

pub async fn refile(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<Refiling>,
) -> Answer {
    let fault = match elsewhere(&form, &outline(&app, &by).await?) {
        Ok(to) => match filing::refile(&app.archive, &by, id, to).await {
            Ok(item) => return onward(&format!("/items/{}?said=refiled", item.id)),
            Err(error) => Fault::from(error),
        },
        Err(fault) => fault,
    };
    let field_of = |problem: &Problem| match problem.kind.as_str() {
        "no_such_year" | "year_in_future" => "refile-year".to_owned(),
        "rule_missing" | "paper_of_other_step" => "refile-paper".to_owned(),
        "unknown_step" | "ambiguous" | "no_period" => "refile-step".to_owned(),
        "reason_missing" => "refile-reason".to_owned(),
        _ => String::new(),
    };
    let typed = ItemForms { refiling: form, ..ItemForms::default() };
    item_page(&app, &by, frame, id, None, typed, Errors::sort(fault, field_of)?).await
}

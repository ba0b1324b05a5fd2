//! `/items/…`: one record with everything known about it; corrections, facts, taking out.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::correcting::{self, Pairs, Typed};
use super::errors::Errors;
use super::fault::{Answer, Fault};
use super::frame::{Frame, Who};
use super::listing::{Shown, Turning, shown};
use super::page::{onward, page};
use super::story::{self, Told};
use super::words::{self, Badge};
use super::{App, Shared};
use crate::domain::error::Error;
use crate::domain::item::{Description, Place};
use crate::domain::problem::Problem;
use crate::domain::retention::{FactKind, Retention};
use crate::domain::role::By;
use crate::domain::volume::{Volume, VolumeState};
use crate::domain::wording::Wording;
use crate::listing::{self, List};
use crate::looking::{self, ItemView, VolumeFilter};
use crate::{expiry, filing, say};

struct FactShown {
    kind: Wording,
    on: NaiveDate,
    note: String,
}

#[derive(Template)]
#[template(path = "items/item.html")]
struct ItemPage {
    frame: Frame,
    d: Description,
    badge: Badge,
    /// Its volume is open.
    open: bool,
    retention: Option<Retention>,
    facts: Vec<FactShown>,
    fact_kinds: Vec<(&'static str, Wording)>,
    today: NaiveDate,
    history: Vec<Told>,
    /// The fact being typed, and what is wrong with it.
    typed: FactForm,
    errors: Errors,
    view: ItemView,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    item_page(&app, &by, frame, id, FactForm::default(), Errors::default()).await
}

async fn item_page(
    app: &App,
    by: &By,
    frame: Frame,
    id: i64,
    typed: FactForm,
    errors: Errors,
) -> Answer<Response> {
    let mut view = looking::item(&app.archive, by, id).await?;
    let state = view.volume.as_ref().map_or("taken_out", |volume| volume.state.key());
    let facts = view.facts.iter().map(|fact| FactShown {
        kind: words::fact(&fact.kind),
        on: fact.on,
        note: fact.note.clone(),
    });
    let page = ItemPage {
        frame,
        facts: facts.collect(),
        fact_kinds: FactKind::ALL.map(|kind| (kind.key(), words::fact(kind.key()))).into(),
        d: std::mem::take(&mut view.item.description),
        badge: words::state(state),
        open: state == VolumeState::Open.key(),
        retention: view.retention.take(),
        today: by.today(),
        history: story::history(std::mem::take(&mut view.history)),
        typed,
        errors,
        view,
    };
    page.errors.page(&page)
}

#[derive(Template)]
#[template(path = "items/correction.html")]
struct CorrectionPage {
    frame: Frame,
    id: i64,
    code: String,
    closed: bool,
    /// The title as it stands in the archive.
    title: String,
    typed: Typed,
    errors: Errors,
}

impl CorrectionPage {
    /// Id of the input for a person's ID number.
    fn person_field(&self, row: &usize) -> String {
        format!("person-id-{row}")
    }
}

async fn correction_page(
    app: &App,
    by: &By,
    frame: Frame,
    id: i64,
    sent: Option<(Pairs, Errors)>,
) -> Answer<Response> {
    let view = looking::item(&app.archive, by, id).await?;
    let d = view.item.description;
    let closed = view.volume.is_some_and(|volume| volume.state == VolumeState::Closed);
    let (typed, errors) = match sent {
        None => (Typed::of(&d), Errors::default()),
        Some((form, errors)) => (Typed::sent(&form), errors),
    };
    let page = CorrectionPage { frame, id, code: view.item.code, closed, title: d.title, typed, errors };
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
    let done = match correcting::correction(&form) {
        Ok(correction) => {
            filing::correct(&app.archive, &by, id, correction).await.map(|_| ()).map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(()) => onward(&format!("/items/{id}?said=corrected")),
        Err(fault) => {
            let errors = Errors::of(fault, correcting::field_of)?;
            correction_page(&app, &by, frame, id, Some((form, errors))).await
        }
    }
}

pub async fn take_out(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    filing::take_out(&app.archive, &by, id).await?;
    onward(&format!("/items/{id}?said=taken_out"))
}

/// A fact as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct FactForm {
    kind: String,
    on: String,
    note: String,
}

pub async fn record_fact(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<FactForm>,
) -> Answer {
    let fault = match (fact_kind(&form.kind), day(&form.on)) {
        (Ok(kind), Ok(on)) => {
            match expiry::record_fact(&app.archive, &by, id, kind, on, form.note.clone()).await {
                Ok(_) => return onward(&format!("/items/{id}?said=fact#why")),
                Err(error) => Fault::from(error),
            }
        }
        (Err(fault), _) | (_, Err(fault)) => fault,
    };
    let field_of = |problem: &Problem| match problem.kind.as_str() {
        "no_such_fact" => "kind".to_owned(),
        "no_such_day" | "date_in_future" => "on".to_owned(),
        _ => String::new(),
    };
    item_page(&app, &by, frame, id, form, Errors::of(fault, field_of)?).await
}

/// A kind of fact by its key.
pub fn fact_kind(key: &str) -> Answer<FactKind> {
    FactKind::from_key(key).ok_or_else(|| {
        let known = FactKind::ALL.map(FactKind::key).join(", ");
        Fault::from(Error::refused(
            "no_such_fact",
            say!("没有「{key}」这种事实。", "There is no fact of the kind \"{key}\"."),
            say!("可以是：{known}。", "It can be: {known}."),
        ))
    })
}

/// A day in ISO text.
pub fn day(text: &str) -> Answer<NaiveDate> {
    let text = text.trim();
    text.parse().map_err(|_| {
        Fault::from(Error::refused(
            "no_such_day",
            say!("「{text}」不是日期。", "\"{text}\" is no date."),
            say!("写成 2009-03-22。", "Write 2009-03-22."),
        ))
    })
}

#[derive(Template)]
#[template(path = "items/taken_out.html")]
struct TakenOutPage {
    frame: Frame,
    list: Shown,
    /// Beside each line, its id and the open volumes of its place it can go into.
    into: Vec<(i64, Vec<Volume>)>,
}

pub async fn taken_out(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let list = List::TakenOut;
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let mut into = Vec::new();
    for line in &found.lines {
        let item = looking::item(&app.archive, &by, line.id).await?.item;
        into.push((line.id, fitting(&app, &by, &item.place).await?));
    }
    page(&TakenOutPage { list: shown(&frame, &list, found, &turning), into, frame })
}

async fn fitting(app: &App, by: &By, place: &Place) -> Answer<Vec<Volume>> {
    let filter = VolumeFilter {
        fonds: Some(place.fonds.clone()),
        year_from: Some(place.year),
        year_to: Some(place.year),
        class_id: Some(place.class_id.clone()),
        step_id: Some(place.step_id.clone()),
        period: Some(place.period.key()),
        state: Some(VolumeState::Open.key().to_owned()),
    };
    let list = looking::volumes(&app.archive, by, &filter, None, 50).await?;
    Ok(list.rows.into_iter().map(|line| line.volume).filter(|volume| volume.place == *place).collect())
}

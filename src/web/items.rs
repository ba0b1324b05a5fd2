//! `/items/…`: one record with everything known about it; corrections, facts, taking out.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::correcting::{self, Pairs};
use super::fault::{Answer, Fault};
use super::filter::{given, year};
use super::frame::{Frame, Who};
use super::listing::{Shown, Turning, shown};
use super::outline::{Outline, outline};
use super::page::{onward, page};
use super::story::{self, Told};
use super::words::{self, Badge};
use super::{App, Shared};
use crate::domain::consultation::{Given, identity_name, purpose_name};
use crate::domain::error::Error;
use crate::domain::identity::mask;
use crate::domain::item::{Description, Place};
use crate::domain::retention::{FactKind, Retention};
use crate::domain::role::By;
use crate::domain::volume::{Volume, VolumeState};
use crate::domain::wording::Wording;
use crate::filing::Elsewhere;
use crate::listing::{self, List};
use crate::looking::{self, ItemView, VolumeFilter};
use crate::{consulting, expiry, filing, say};

struct FactShown {
    id: i64,
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
    uses: Vec<UseShown>,
    /// Where it could be filed instead.
    outline: Outline,
    view: ItemView,
}

/// One use of the record, as a line of its page.
struct UseShown {
    id: i64,
    at: String,
    identity: Wording,
    purpose: Wording,
    subject: String,
    given: Wording,
    pages: i64,
}

impl ItemPage {
    fn masked(&self, number: &str) -> String {
        mask(number)
    }
}

async fn uses(app: &App, by: &By, id: i64) -> Answer<Vec<UseShown>> {
    let lines = consulting::uses_of(&app.archive, by, id).await?;
    let shown = lines.into_iter().map(|line| UseShown {
        id: line.id,
        at: story::moment(&line.at),
        identity: identity_name(&line.identity),
        purpose: purpose_name(&line.purpose),
        given: Given::from_key(&line.given).map_or_else(|| Wording::same(&line.given), Given::name),
        subject: line.subject,
        pages: line.pages,
    });
    Ok(shown.collect())
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    let mut view = looking::item(&app.archive, &by, id).await?;
    let state = view.volume.as_ref().map_or("taken_out", |volume| volume.state.key());
    let facts = view.facts.iter().map(|fact| FactShown {
        id: fact.id,
        kind: words::fact(&fact.kind),
        on: fact.on,
        note: fact.note.clone(),
    });
    page(&ItemPage {
        frame,
        facts: facts.collect(),
        fact_kinds: FactKind::ALL.map(|kind| (kind.key(), words::fact(kind.key()))).into(),
        d: std::mem::take(&mut view.item.description),
        badge: words::state(state),
        open: state == VolumeState::Open.key(),
        retention: view.retention.take(),
        today: by.today(),
        uses: uses(&app, &by, id).await?,
        history: story::history_of(id, std::mem::take(&mut view.history)),
        outline: outline(&app, &by).await?,
        view,
    })
}

#[derive(Template)]
#[template(path = "items/correction.html")]
struct CorrectionPage {
    frame: Frame,
    id: i64,
    code: String,
    closed: bool,
    d: Description,
    /// Rows for persons and units, with empty ones to add.
    persons: Vec<crate::domain::item::Person>,
    units: Vec<crate::domain::item::Unit>,
}

/// Empty rows offered for further persons or units.
const SPARE: usize = 2;

pub async fn correction(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
) -> Answer<Response> {
    let view = looking::item(&app.archive, &by, id).await?;
    let d = view.item.description;
    let spare = |length: usize| length + SPARE;
    let (mut persons, mut units) = (d.persons.clone(), d.units.clone());
    persons.resize_with(spare(d.persons.len()), Default::default);
    units.resize_with(spare(d.units.len()), Default::default);
    let closed = view.volume.is_some_and(|volume| volume.state == VolumeState::Closed);
    page(&CorrectionPage { frame, id, code: view.item.code, closed, d, persons, units })
}

pub async fn correct(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<Pairs>,
) -> Answer {
    let correction = correcting::correction(form)?;
    filing::correct(&app.archive, &by, id, correction).await?;
    onward(&format!("/items/{id}?said=corrected"))
}

pub async fn take_out(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    filing::take_out(&app.archive, &by, id).await?;
    onward(&format!("/items/{id}?said=taken_out"))
}

#[derive(Deserialize)]
pub struct FactForm {
    kind: String,
    on: String,
    #[serde(default)]
    note: String,
}

pub async fn record_fact(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<FactForm>,
) -> Answer {
    let (kind, on) = (fact_kind(&form.kind)?, day(&form.on)?);
    expiry::record_fact(&app.archive, &by, id, kind, on, form.note).await?;
    onward(&format!("/items/{id}?said=fact#why"))
}

#[derive(Deserialize)]
pub struct Withdrawal {
    reason: String,
}

pub async fn withdraw_fact(
    State(app): Shared,
    Who(by): Who,
    Path((id, fact)): Path<(i64, i64)>,
    Form(form): Form<Withdrawal>,
) -> Answer {
    expiry::withdraw_fact(&app.archive, &by, id, fact, form.reason).await?;
    onward(&format!("/items/{id}?said=withdrawn#why"))
}

#[derive(Deserialize)]
pub struct Refiling {
    year: String,
    /// `class/step`, as the select says; empty: where it is.
    #[serde(default)]
    step: String,
    /// The paper's own name, where an accounting block holds several.
    #[serde(default)]
    paper: String,
    #[serde(default)]
    reason: String,
}

pub async fn refile(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<Refiling>,
) -> Answer {
    let (class, step) = form.step.split_once('/').unwrap_or_default();
    let step = given(&form.paper).or_else(|| given(step));
    let to = Elsewhere { year: year(&form.year)?, class: given(class), step, reason: form.reason };
    let item = filing::refile(&app.archive, &by, id, to).await?;
    onward(&format!("/items/{}?said=refiled", item.id))
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

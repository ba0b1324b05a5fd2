//! `/items/…`: one record with everything known about it; corrections, facts, taking out.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::acts::arranging::filing;
use crate::acts::finding::listing::{self, List, VolumesWanted};
use crate::acts::finding::viewing::{self, Beside, ItemView};
use crate::acts::using::consulting;
use crate::domain::disposal::retention::{FactKind, Retention};
use crate::domain::general::masking::{FreeText, Guarded as _, Hidden as _, WholeFor};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::{Description, Place};
use crate::domain::records::scope::{self, Scope};
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::using::consultation::{identity_name, purpose_name};
use crate::domain::values::documents::document_name;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::story::{self, HistoryLine};
use crate::web::base::who::Who;
use crate::web::base::whole_numbers::{ReasonGiven, shown_for_a_while};
use crate::web::base::words::{self, Badge};

struct FactShown {
    id: i64,
    kind: Wording,
    on: NaiveDate,
    /// The new period of a record kept on.
    period: Option<Wording>,
    note: FreeText,
}

/// What stands in the forms of the page itself.
#[derive(Clone, Default)]
pub struct ItemForms {
    pub fact: FactForm,
    /// Which fact was to be withdrawn, and why.
    pub withdraw: (i64, String),
    pub refiling: Refiling,
}

/// A fact as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct FactForm {
    pub kind: String,
    pub on: String,
    pub period: String,
    pub note: String,
}

/// Where a record is to be filed instead, as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Refiling {
    pub year: String,
    /// `class/step`, as the select says; empty: where it is.
    pub step: String,
    /// The paper's own name, where an accounting block holds several.
    pub paper: String,
    pub reason: String,
}

#[derive(Template)]
#[template(path = "arranging/items/item.html")]
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
    history: Vec<HistoryLine>,
    /// What was typed into the page's forms, and what is wrong with it.
    typed: ItemForms,
    errors: Errors,
    uses: Vec<UseShown>,
    /// Who sees the ID numbers whole, when and why; `None`: they are masked.
    mark: Option<Wording>,
    /// Where it could be filed instead.
    outline: Outline,
    /// The records before and behind it in its volume.
    beside: Beside,
    view: ItemView,
}

/// One use of the record, as a line of its page.
struct UseShown {
    id: i64,
    at: String,
    identity: Wording,
    purpose: Wording,
    subject: FreeText,
    given: Wording,
    pages: i64,
}

impl ItemPage {
    /// The document a person's number is of, where it is not the ID card.
    fn document(&self, kind: &str) -> Option<Wording> {
        document_name(kind)
    }

    /// Whether free texts have numbers that are not shown; those of persons are shown one by one.
    fn hides(&self) -> bool {
        let more = self.d.more.iter().map(|(_, value)| value);
        let notes = self.d.persons.iter().flat_map(|person| [&person.personal_no, &person.note]);
        more.chain(notes).chain([&self.d.remarks]).any(|text| text.hides())
    }

    /// The step chosen in the form for refiling.
    fn is_typed(&self, class: &str, step: &str) -> bool {
        self.typed.refiling.step == format!("{class}/{step}")
    }
}

async fn uses(app: &App, by: &By, id: i64) -> Answer<Vec<UseShown>> {
    let lines = consulting::uses_of(&app.archive, by, id).await?;
    let shown = lines.into_iter().map(|line| UseShown {
        id: line.id,
        at: story::moment(&line.at),
        identity: identity_name(&line.identity),
        purpose: purpose_name(&line.purpose),
        given: line.given.word(),
        subject: line.subject,
        pages: line.pages,
    });
    Ok(shown.collect())
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    item_page(&app, &by, frame, id, None, ItemForms::default(), Errors::default()).await
}

/// `POST /items/{id}/id-numbers`: the page with every number whole, once the log has it.
pub async fn show_whole(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    Path(id): Path<i64>,
    Form(asked): Form<ReasonGiven>,
) -> Answer<Response> {
    let code = viewing::item(&app.archive, &by, id).await?.item.code;
    let why = consulting::show_id_numbers(&app.archive, &by, (&code, &asked.reason), vec![id], 1).await?;
    // its own choices lead to the page as it is without them
    frame.path = format!("/items/{id}");
    let shown = Some((why, consulting::shown_to(&by, &asked.reason)));
    let mut response =
        item_page(&app, &by, frame, id, shown, ItemForms::default(), Errors::default()).await?;
    shown_for_a_while(&mut response, &format!("/items/{id}"));
    Ok(response)
}

/// The page, with what was typed into its forms when one of them was refused.
pub async fn item_page(
    app: &App,
    by: &By,
    frame: Frame,
    id: i64,
    shown: Option<(WholeFor, Wording)>,
    typed: ItemForms,
    errors: Errors,
) -> Answer<Response> {
    let mut view = viewing::item(&app.archive, by, id).await?;
    if let Some((why, _)) = shown {
        view.item.show_all(why);
    }
    let state = ItemState::from(view.volume.as_ref().map(|volume| volume.state)).key();
    let facts = view.facts.iter().map(|fact| FactShown {
        id: fact.id,
        kind: words::fact(&fact.kind),
        on: fact.on_day,
        period: scope::given(&fact.period).map(|key| words::period(&key)),
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
        uses: uses(app, by, id).await?,
        mark: shown.map(|(_, mark)| mark),
        history: story::history_of(id, std::mem::take(&mut view.history)),
        typed,
        errors,
        outline: outline(app, by).await?,
        beside: viewing::beside_item(&app.archive, by, &view.item).await?,
        view,
    };
    page.errors.page(&page)
}

pub async fn take_out(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    filing::take_out(&app.archive, &by, id).await?;
    onward(&format!("/items/{id}?said=taken_out"))
}

#[derive(Template)]
#[template(path = "arranging/items/taken_out.html")]
struct TakenOutPage {
    frame: Frame,
    list: ShownList,
    /// Beside each line, its id and the open volumes of its place it can go into.
    into: Vec<(i64, Vec<Volume>)>,
}

pub async fn taken_out(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = words.to_search() {
        return away;
    }
    let list = List::TakenOut { sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let mut into = Vec::new();
    for line in &found.lines {
        let item = viewing::item(&app.archive, &by, line.id).await?.item;
        into.push((line.id, fitting(&app, &by, &item.place).await?));
    }
    page(&TakenOutPage { list: shown(&frame, &list, found, &turning), into, frame })
}

async fn fitting(app: &App, by: &By, place: &Place) -> Answer<Vec<Volume>> {
    let filter = Scope {
        fonds: Some(place.fonds.clone()),
        year_from: Some(place.year),
        year_to: Some(place.year),
        class_id: Some(place.class_id.clone()),
        step_id: Some(place.step_id.clone()),
        period: Some(place.period.key()),
        state: Some(VolumeState::Open.key().to_owned()),
        ..Scope::default()
    };
    let wanted = VolumesWanted { filter, ..VolumesWanted::default() };
    let list = listing::volumes(&app.archive, by, &wanted, None, 50).await?;
    Ok(list.rows.into_iter().map(|line| line.volume).filter(|volume| volume.place == *place).collect())
}

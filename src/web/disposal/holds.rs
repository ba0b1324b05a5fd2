//! `/holds`: records that stay as long as a matter is open; placed here, and lifted by two.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::disposal::holding::{
    self, CaughtStretch, HoldFilter, HoldList, NewHold, Preview, WrittenRule,
};
use crate::acts::finding::basket::{self, Entries};
use crate::acts::finding::listing;
use crate::domain::disposal::hold::{HoldGround, HoldState};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Rows of a page.
const SIZE: i64 = 50;

/// Which holds, and where in the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoldsAsked {
    /// Key of a state, `all`; empty: those that hold.
    state: String,
    ground: String,
    page: String,
}

impl HoldsAsked {
    fn page(&self) -> i64 {
        self.page.trim().parse().unwrap_or(1_i64).max(1)
    }

    fn filter(&self) -> HoldFilter {
        HoldFilter {
            state: HoldState::from_key(&self.state),
            unlifted: self.state.is_empty(),
            ground: HoldGround::from_key(&self.ground),
        }
    }
}

/// Where one is in a list of several pages.
struct Turn {
    page: i64,
    pages: i64,
    before: Option<String>,
    next: Option<String>,
}

fn turn(page: i64, total: i64, href: impl Fn(i64) -> String) -> Turn {
    let pages = ((total + SIZE - 1) / SIZE).max(1);
    Turn {
        page,
        pages,
        before: (page > 1).then(|| href((page - 1).min(pages))),
        next: (page < pages).then(|| href(page + 1)),
    }
}

#[derive(Template)]
#[template(path = "disposal/holds/list.html")]
struct HoldsPage {
    frame: Frame,
    asked: HoldsAsked,
    list: HoldList,
    turn: Turn,
}

impl HoldsPage {
    fn badge(&self, state: &HoldState) -> Badge {
        words::hold(*state)
    }
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<HoldsAsked>,
) -> Answer<Response> {
    let at = asked.page();
    let list = holding::list(&app.archive, &by, asked.filter(), (at - 1).saturating_mul(SIZE), SIZE).await?;
    let href = |page: i64| {
        let page = page.to_string();
        let pairs = [("state", asked.state.as_str()), ("ground", asked.ground.as_str()), ("page", &page)];
        format!("/holds?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    page(&HoldsPage { turn: turn(at, list.total, href), frame, list, asked })
}

/// The form as it is typed; volumes and records stand in it by their ids.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    ground: String,
    basis: String,
    note: String,
    fonds: String,
    class: String,
    /// `class/step`, as the select says.
    step: String,
    year: String,
    person: String,
    id_number: String,
    unit: String,
    words: String,
    volumes: String,
    items: String,
    /// Archival codes, one a line.
    codes: String,
    /// `place`; anything else: it is only said what it would catch.
    act: String,
}

fn ids(text: &str) -> Vec<i64> {
    text.split([' ', ',']).filter_map(|id| id.parse().ok()).collect()
}

fn text_of(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

impl HoldForm {
    fn wanted(&self) -> NewHold {
        let (class, step) = match self.step.split_once('/') {
            Some((class, step)) => (class.to_owned(), step.to_owned()),
            None => (self.class.clone(), self.step.clone()),
        };
        let rule = WrittenRule {
            class,
            step,
            year: self.year.clone(),
            person: self.person.clone(),
            id_number: self.id_number.as_str().into(),
            unit: self.unit.clone(),
            words: self.words.clone(),
        };
        NewHold {
            ground: self.ground.clone(),
            basis: self.basis.clone(),
            note: self.note.clone(),
            fonds: self.fonds.clone(),
            rule: Some(rule).filter(|rule| !rule.is_empty()),
            volumes: ids(&self.volumes),
            items: ids(&self.items),
            codes: self
                .codes
                .lines()
                .map(str::trim)
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Volumes and records that stand in it.
    fn named(&self) -> (usize, usize) {
        (ids(&self.volumes).len(), ids(&self.items).len())
    }
}

#[derive(Template)]
#[template(path = "disposal/holds/new.html")]
struct NewHoldPage {
    frame: Frame,
    form: HoldForm,
    outline: Outline,
    preview: Option<Preview>,
    errors: Errors,
}

impl NewHoldPage {
    fn is_step(&self, class: &str, step: &str) -> bool {
        self.form.step == format!("{class}/{step}")
    }
}

/// What is to be held, as a list or the page of a record leads here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToHold {
    volumes: String,
    items: String,
    /// `basket`: what lies in the basket.
    from: String,
}

pub async fn new(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<ToHold>,
) -> Answer<Response> {
    let (mut volumes, mut items) = (ids(&asked.volumes), ids(&asked.items));
    if asked.from == "basket" {
        let aside = basket::look(&app.archive, &by).await?;
        volumes.extend(aside.volumes);
        items.extend(aside.items);
    }
    let form = HoldForm { volumes: text_of(&volumes), items: text_of(&items), ..HoldForm::default() };
    let outline = outline(&app, &by).await?;
    page(&NewHoldPage { frame, form, outline, preview: None, errors: Errors::default() })
}

/// `POST /holds/ticked`: the form with what is ticked in a list.
pub async fn ticked(Form(form): Form<Pairs>) -> Answer<Response> {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let Entries { volumes, items } = Entries::of_marks(marks);
    if volumes.is_empty() && items.is_empty() {
        return Err(Fault::from(Error::from(listing::nothing_ticked())));
    }
    let pairs = [("volumes", text_of(&volumes)), ("items", text_of(&items))];
    onward(&format!("/holds/new?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()))
}

/// The field of the form a problem is about.
fn field_of(problem: &Problem) -> String {
    match problem.column.as_deref() {
        Some("volumes" | "items") | None => String::new(),
        Some(column) => column.to_owned(),
    }
}

/// Says what it would catch, or places it.
pub async fn place(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<HoldForm>,
) -> Answer<Response> {
    let wanted = form.wanted();
    let outcome = match form.act.as_str() {
        "place" => holding::place(&app.archive, &by, &wanted).await.map(|placed| Err(placed.hold.id)),
        _ => holding::preview(&app.archive, &by, &wanted).await.map(Ok),
    };
    let (preview, errors) = match outcome {
        Ok(Err(id)) => return onward(&format!("/holds/{id}?said=hold_placed")),
        Ok(Ok(preview)) => (Some(preview), Errors::default()),
        Err(error) => (None, Errors::sort(Fault::from(error), field_of)?),
    };
    let outline = outline(&app, &by).await?;
    let shown = NewHoldPage { frame, form, outline, preview, errors };
    shown.errors.page(&shown)
}

#[derive(Template)]
#[template(path = "disposal/holds/hold.html")]
struct HoldPage {
    frame: Frame,
    badge: Badge,
    scope: Wording,
    ground: Wording,
    stretch: CaughtStretch,
    turn: Turn,
    /// This account may lift it: it neither placed it nor asked.
    may_lift: bool,
    reason: String,
    errors: Errors,
}

impl HoldPage {
    fn at(&self, at: &str) -> String {
        moment(at)
    }
}

async fn hold_page(
    app: &App,
    by: &By,
    frame: Frame,
    (id, at): (i64, i64),
    (reason, errors): (String, Errors),
) -> Answer<Response> {
    let from = (at - 1).saturating_mul(SIZE);
    let stretch = holding::caught(&app.archive, by, id, from, SIZE).await?;
    let view = &stretch.hold;
    let shown = HoldPage {
        badge: words::hold(view.state),
        scope: view.hold.scope.word(),
        ground: view.hold.ground.word(),
        may_lift: holding::may_lift(&app.archive, by, &view.hold).await?,
        turn: turn(at, stretch.caught.volumes, |page| format!("/holds/{id}?page={page}#caught")),
        frame,
        stretch,
        reason,
        errors,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(asked): Query<HoldsAsked>,
) -> Answer<Response> {
    hold_page(&app, &by, frame, (id, asked.page()), (String::new(), Errors::default())).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    reason: String,
}

pub async fn ask_lift(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<ReasonForm>,
) -> Answer<Response> {
    match holding::ask_lift(&app.archive, &by, id, &form.reason).await {
        Ok(_) => onward(&format!("/holds/{id}?said=lift_asked")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| "reason".to_owned())?;
            hold_page(&app, &by, frame, (id, 1), (form.reason, errors)).await
        }
    }
}

pub async fn lift(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    match holding::lift(&app.archive, &by, id).await {
        Ok(_) => onward(&format!("/holds/{id}?said=hold_lifted")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| String::new())?;
            hold_page(&app, &by, frame, (id, 1), (String::new(), errors)).await
        }
    }
}

pub async fn keep(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<ReasonForm>,
) -> Answer<Response> {
    match holding::keep(&app.archive, &by, id, &form.reason).await {
        Ok(_) => onward(&format!("/holds/{id}?said=hold_kept")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| "reason".to_owned())?;
            hold_page(&app, &by, frame, (id, 1), (form.reason, errors)).await
        }
    }
}

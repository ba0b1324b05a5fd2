//! `/consultations/…`: 利用登记. The register, one line of it, and the papers a line brings.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::counter::CounterState;
use crate::acts::finding::listing::{self, List};
use crate::acts::finding::viewing::{self, ItemView};
use crate::acts::using::consulting::{self, Consultation};
use crate::domain::general::error::Error;
use crate::domain::general::wording::Lang;
use crate::domain::using::consultation::{UseManner, VisitChoices, choices, identity_name, purpose_name};
use crate::problems;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::{UsesChosen, WordsAndOrder};
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::page::{onward, page};
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words;

#[derive(Template)]
#[template(path = "using/counter/register.html")]
struct RegisterPage {
    frame: Frame,
    filtered: bool,
    chosen: UsesChosen,
    choices: &'static VisitChoices,
    kinds: &'static [UseManner],
    list: ShownList,
}

impl RegisterPage {
    fn name_of(&self, given: &UseManner) -> String {
        given.word().in_lang(self.frame.lang).to_owned()
    }
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(chosen): Query<UsesChosen>,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = words.to_search() {
        return away;
    }
    let list = List::Consultations { filter: chosen.filter()?, sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    page(&RegisterPage {
        filtered: chosen != UsesChosen::default() || !words.q.is_empty(),
        choices: choices(),
        kinds: UseManner::ALL,
        list: shown(&frame, &list, found, &turning),
        chosen,
        frame,
    })
}

/// How keys and moments of a line read.
struct Reading(Lang);

impl Reading {
    fn identity(&self, line: &Consultation) -> String {
        identity_name(&line.identity).in_lang(self.0).to_owned()
    }

    fn purpose(&self, line: &Consultation) -> String {
        purpose_name(&line.purpose).in_lang(self.0).to_owned()
    }

    fn given(&self, line: &Consultation) -> String {
        line.given.word().in_lang(self.0).to_owned()
    }

    fn at(&self, line: &Consultation) -> String {
        moment(&line.at)
    }
}

/// A line with the record it is about.
struct Whole {
    line: Consultation,
    view: Option<ItemView>,
    /// Name and masked number of the person in the row that was named.
    person: String,
}

async fn whole(
    app: &crate::web::base::app::App,
    by: &crate::domain::general::role::By,
    id: i64,
) -> Answer<Whole> {
    let line = consulting::consultation(&app.archive, by, id).await?;
    let view = match line.item_id {
        Some(item) => Some(viewing::item(&app.archive, by, item).await?),
        None => None,
    };
    let row = line.person_row.and_then(|row| usize::try_from(row.checked_sub(1)?).ok());
    let person = view.as_ref().zip(row).and_then(|(view, at)| view.item.description.persons.get(at));
    let person = person.map(|person| format!("{} {}", person.name, person.id_number));
    Ok(Whole { person: person.unwrap_or_default(), view, line })
}

#[derive(Template)]
#[template(path = "using/counter/given.html")]
struct GivenPage {
    frame: Frame,
    whole: Whole,
    pages: String,
    back: String,
    /// The stand at the counter, as the form carries it along.
    carried: String,
}

impl GivenPage {
    fn read(&self) -> Reading {
        Reading(self.frame.lang)
    }
}

/// What was shown, and where it lies; printed, it is the slip to fetch it with.
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(stand): Query<CounterState>,
) -> Answer<Response> {
    let whole = whole(&app, &by, id).await?;
    let place = whole.view.as_ref().map(|view| (view.item.page_from, view.page_to));
    page(&GivenPage {
        pages: place.map_or_else(String::new, |(from, to)| words::pages(frame.lang, from, to)),
        back: stand.at("/counter"),
        carried: stand.at("").trim_start_matches('?').to_owned(),
        frame,
        whole,
    })
}

#[derive(Deserialize)]
pub struct CopyForm {
    pages: String,
    #[serde(default)]
    back: String,
}

pub async fn copy(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<CopyForm>,
) -> Answer {
    let pages = form.pages.trim().parse().map_err(|_| {
        let text = form.pages.trim();
        Error::from(no_page_count(&text))
    })?;
    consulting::give_copy(&app.archive, &by, id, pages).await?;
    let stand: CounterState = serde_urlencoded::from_str(&form.back).unwrap_or_default();
    onward(&stand.at(&format!("/consultations/{id}/paper")))
}

#[derive(Template)]
#[template(path = "using/counter/paper.html")]
struct PaperPage {
    frame: Frame,
    whole: Whole,
    house: String,
    today: String,
    pages: String,
    /// Records were found, and none was the one looked for.
    others_found: bool,
    back: String,
}

impl PaperPage {
    /// Forms are Chinese, whatever the page speaks.
    fn purpose(&self) -> String {
        Reading(Lang::Zh).purpose(&self.whole.line)
    }
}

/// The sheet that goes with a copy, or the certificate that nothing was found.
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(stand): Query<CounterState>,
) -> Answer<Response> {
    let whole = whole(&app, &by, id).await?;
    if whole.line.given == UseManner::Looked {
        return onward(&stand.at(&format!("/consultations/{id}")));
    }
    let fonds = viewing::fonds(&app.archive, &by).await?;
    let own = whole.view.as_ref().map(|view| view.item.place.fonds.as_str());
    let house = fonds.iter().find(|fonds| own.is_none_or(|own| own == fonds.number));
    let place = whole.view.as_ref().map(|view| (view.item.page_from, view.page_to));
    page(&PaperPage {
        house: house.map_or_else(String::new, |fonds| fonds.name.clone()),
        today: whole.line.at.chars().take(10).collect(),
        // forms are always Chinese
        pages: place.map_or_else(String::new, |(from, to)| words::pages(Lang::Zh, from, to)),
        others_found: !whole.line.tried.is_empty()
            && !whole
                .line
                .tried
                .to_string()
                .split('；')
                .next()
                .is_some_and(|first| first.ends_with("：0 件")),
        back: stand.at("/counter"),
        frame,
        whole,
    })
}

problems! {
    refuse no_page_count(text):
        "「{text}」不是页数。" / "\"{text}\" is no page count."
        => "填复制了几页，例如 2。" / "Give the number of pages copied, such as 2.";
}

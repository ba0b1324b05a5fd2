//! `/search`: one box for everything.

mod address;
mod shown;

pub use address::{SearchAddress, SearchForm, SearchSource, onward as address_of};

use askama::Template;
use axum::extract::{Form, RawQuery, State};
use axum::response::Response;
use serde::Deserialize;

use super::item_card::ItemCard;
use crate::acts::finding::listing::{self, List, ListExport};
use crate::acts::finding::searching::{self, Hit, OtherWay, Persons, REACH, SearchAnswer, SearchQuery};
use crate::clock::Stopwatch;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::RecordKind;
use crate::domain::records::states::HitKind;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format;
use crate::web::base::frame::Frame;
use crate::web::base::listing::tell;
use crate::web::base::page::{onward, page};
use crate::web::base::pending_questions;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use shown::{ChipShown, FacetBoxes, chips, facets};

/// Hits on a page, or persons.
const SIZE: usize = 50;
/// Records up to which persons are told apart without being asked to.
const FEW: u64 = 100;

#[derive(Template)]
#[template(path = "finding/search/search.html")]
struct SearchPage {
    frame: Frame,
    address: SearchAddress,
    expired: Option<Wording>,
    /// Something was asked.
    asked: bool,
    total: i64,
    from: usize,
    to: usize,
    found: SearchAnswer,
    /// How long finding them took, in seconds.
    seconds: String,
    /// The hits told apart by person, those of the page, and how many persons there are.
    persons: Option<Persons>,
    persons_in_all: usize,
    facets: Vec<FacetBoxes>,
    chips: Vec<ChipShown>,
    tries: Vec<OtherWay>,
    newest: bool,
    sort_other: String,
    view_other: Option<String>,
    before: Option<String>,
    after: Option<String>,
    /// There are more, but nobody turns that far.
    too_far: bool,
    reach: i64,
    /// Filters that could be taken off to find more.
    filtered: bool,
    widened: String,
    /// The words as they were first understood.
    as_typed: String,
    /// The address as the form that saves it carries it along.
    query: String,
    /// This page, to look at one of its hits: the hit's number follows.
    looking: String,
    /// The hit looked at, in short.
    card: Option<ItemCard>,
}

impl SearchPage {
    fn badge(&self, state: &str) -> Badge {
        words::state(state)
    }

    /// How the basket knows a record or volume.
    fn mark(&self, hit: &Hit) -> String {
        let kind = if self.is_volume(hit) { RecordKind::Volume } else { RecordKind::Item };
        format!("{}{}", kind.letter(), hit.id)
    }

    /// The class of the column of periods, which is wider where one of them has changed.
    fn period_column(&self) -> &'static str {
        let changed = self.found.hits.iter().any(|hit| !hit.period.kept.is_as_filed());
        if changed { "w-periods" } else { "w-period" }
    }

    fn is_volume(&self, hit: &Hit) -> bool {
        hit.kind == HitKind::Volume
    }

    /// How many were found, each kind in its own unit.
    fn counted(&self) -> Vec<(String, &str)> {
        let (items, volumes) = (self.found.items as i64, self.found.volumes as i64);
        let both = [(items, self.frame.t("件", "records")), (volumes, self.frame.t("卷", "volumes"))];
        let found = both.into_iter().filter(|(count, _)| *count > 0);
        found.map(|(count, unit)| (self.frame.n(count), unit)).collect()
    }

    /// How the hits are ordered, unless the newest come first.
    fn order(&self) -> &str {
        match self.found.order {
            "fitness" => self.frame.t("最相符的在前", "best fit first"),
            _ => self.frame.t("按档号", "by code"),
        }
    }

    /// A code in two: what may be cut, and its end, which tells it from its neighbours.
    fn in_two<'c>(&self, code: &'c str) -> (&'c str, &'c str) {
        let at = code.rmatch_indices('-').nth(2).map_or(0, |(at, _)| at);
        code.split_at(at)
    }

    fn has_namesakes(&self, persons: &Persons) -> bool {
        persons.groups.iter().any(|group| group.same_name > 1 || group.same_sound > 1)
    }

    fn pages(&self, hit: &Hit) -> String {
        words::pages(self.frame.lang, hit.page_from, hit.page_to)
    }
}

/// Words typed into a box: they go into the address when they name nobody, else under a token.
pub async fn ask(State(app): Shared, Who(by): Who, Form(question): Form<SearchForm>) -> Answer {
    let hide = searching::is_private(&question.q);
    onward(&address_of(&app, &by, "/search", &question, hide))
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let watch = Stopwatch::start();
    let query = address::merged(&query.unwrap_or_default());
    let (source, question): (SearchSource, SearchForm) = (read(&query)?, read(&query)?);
    let Looked { look } = read(&query)?;
    if searching::holds_number(&question.q) {
        // an old link, or one typed by hand: the number goes out of the address at once
        return onward(&address_of(&app, &by, "/search", &question, true));
    }
    let address = SearchAddress::make(&app, &by, source, question).await?;
    let asked = address.question.asked(SIZE)?;
    let mut found = if address.expired {
        SearchAnswer::default()
    } else {
        searching::find(&app.archive, &by, &asked).await?
    };
    let mut persons = told_apart(&app, &by, &address, &asked, &found).await?;
    let persons_in_all = persons.as_ref().map_or(0, |persons| persons.groups.len());
    let tries = match found.total == 0 && !asked.text.is_empty() {
        true => searching::other_ways(&app.archive, &by, &asked).await?,
        false => Vec::new(),
    };
    frame.asked = words_left(&found, &asked);
    let shown = std::mem::take(&mut found.chips);
    let (from, to) = ((asked.page - 1) * SIZE, (asked.page - 1) * SIZE + found.hits.len());
    let turn = |number: usize| address.with("page", &number.to_string());
    let card = match look.trim().parse() {
        Ok(id) => Some(ItemCard::read(&app, &by, frame.clone(), id).await?),
        Err(_) => None,
    };
    let seconds = watch.seconds();
    let (to, further) = match &mut persons {
        Some(persons) => {
            let to = from + take_page(persons, from);
            (to, to < persons_in_all)
        }
        None => (to, (to as u64) < found.total),
    };
    let within = (asked.page + 1) * SIZE <= REACH;
    page(&SearchPage {
        asked: address.asks(),
        expired: address.expired.then(pending_questions::expired),
        total: found.total as i64,
        from: from + 1,
        to,
        facets: facets(&frame, &address, &found),
        chips: chips(&address, &shown),
        tries,
        newest: asked.newest,
        sort_other: address.with("sort", if asked.newest { "" } else { "newest" }),
        view_other: other_view(&address, &persons, &found),
        before: (asked.page > 1).then(|| turn(asked.page - 1)),
        after: (further && within).then(|| turn(asked.page + 1)),
        too_far: further && !within,
        reach: REACH as i64,
        filtered: address.question.choices().iter().any(|(key, _)| !matches!(*key, "sort" | "plain" | "off")),
        widened: widened(&address),
        as_typed: as_typed(&address),
        query: address.query(),
        looking: format!("{}&look=", turn(asked.page)),
        card,
        seconds,
        persons,
        persons_in_all,
        frame,
        address,
        found,
    })
}

fn read<T: serde::de::DeserializeOwned>(query: &str) -> Answer<T> {
    serde_urlencoded::from_str(query).map_err(|error| Fault::from(anyhow::Error::from(error)))
}

/// Keeps of the persons those of the page that begins there; what is found elsewhere stands behind the last of
/// them. How many persons that is.
fn take_page(persons: &mut Persons, from: usize) -> usize {
    let is_last = from + SIZE >= persons.groups.len();
    let page: Vec<_> = persons.groups.drain(..).skip(from).take(SIZE).collect();
    persons.groups = page;
    if !is_last {
        persons.others.clear();
    }
    persons.groups.len()
}

/// The hit shown beside the others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    look: String,
}

#[derive(Deserialize)]
pub struct HitsExport {
    #[serde(default)]
    address: String,
    #[serde(default)]
    format: String,
}

/// What was found, as a file: as many as can be turned through, in their order.
pub async fn export(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<HitsExport>) -> Answer {
    let address = SearchAddress::from_query(&app, &by, &form.address).await?;
    let ids = searching::ids(&app.archive, &by, &address.question.asked(0)?).await?;
    let (format, ending) = file_format::format(&form.format)?;
    let list = List::Hits { ids };
    let name = format!("{}.{ending}", frame.w(&list.names().0));
    let columns = frame.columns("items");
    let order = ListExport { list, columns, format, lang: frame.lang, tell, ticked: None };
    let made = MadeFile::new()?;
    listing::export(&app.archive, &by, &order, made.path(), &Progress::default()).await?;
    made.send(&name).await
}

/// The hits by person, where the words ask for one and nobody wants them in a row.
async fn told_apart(
    app: &App,
    by: &By,
    address: &SearchAddress,
    asked: &SearchQuery,
    found: &SearchAnswer,
) -> Answer<Option<Persons>> {
    let wanted = address.source.view == "persons";
    let fits = address.source.view.is_empty() && found.total <= FEW;
    if asked.text.is_empty() || found.total == 0 || !(wanted || fits && searching::is_private(&asked.text)) {
        return Ok(None);
    }
    let persons = searching::persons(&app.archive, by, asked).await?;
    let by_person: usize = persons.groups.iter().map(|group| group.records.len()).sum();
    let whole = persons.total == found.total && by_person > persons.others.len();
    Ok((!persons.groups.is_empty() && (wanted || whole)).then_some(persons))
}

fn other_view(address: &SearchAddress, persons: &Option<Persons>, found: &SearchAnswer) -> Option<String> {
    match persons {
        Some(_) => Some(address.with("view", "items")),
        None if found.items > 0 && !address.question.q.is_empty() => Some(address.with("view", "persons")),
        None => None,
    }
}

/// The words still looked for, as the box shows them.
fn words_left(found: &SearchAnswer, asked: &SearchQuery) -> String {
    if asked.left_out.is_empty() {
        return asked.text.clone();
    }
    found.chips.iter().map(|chip| chip.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn as_typed(address: &SearchAddress) -> String {
    let mut address = address.clone();
    address.question.plain.clear();
    address.question.off.clear();
    address.with("page", "")
}

fn widened(address: &SearchAddress) -> String {
    let question = SearchForm { q: address.question.q.clone(), ..SearchForm::default() };
    SearchAddress { question, ..address.clone() }.with("view", "")
}

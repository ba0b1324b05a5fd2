//! `/counter`: 查档窗口. One box; who asks and what for in two keys; the record in the third.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::acts::finding::searching::{self, Hit, OtherWay, Persons, SearchQuery, TermKind};
use crate::acts::using::consulting;
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::{Scope, year};
use crate::domain::records::states::HitKind;
use crate::domain::using::consultation::{UseManner, Visit, VisitChoices, choices};
use crate::domain::values::identity;
use crate::procedures::records;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::pending_questions::{self, PendingQuestion};
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Where the counter stands: the question's token, and what was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CounterState {
    pub s: String,
    pub year_from: String,
    pub year_to: String,
    pub who: String,
    pub why: String,
}

impl CounterState {
    /// The address of the counter, or of another page that leads back to it.
    pub fn at(&self, path: &str) -> String {
        let all = [
            ("s", &self.s),
            ("year_from", &self.year_from),
            ("year_to", &self.year_to),
            ("who", &self.who),
            ("why", &self.why),
        ];
        let given: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[derive(Template)]
#[template(path = "using/counter/counter.html")]
struct CounterPage {
    frame: Frame,
    stand: CounterState,
    question: PendingQuestion,
    expired: Option<Wording>,
    choices: &'static VisitChoices,
    problems: Vec<Problem>,
    /// What is wrong with the number asked for.
    strip: Option<Wording>,
    persons: Option<Persons>,
    total: i64,
    tries: Vec<OtherWay>,
    today: Vec<(Wording, i64, i64)>,
    /// `/search` with the same question.
    whole: String,
}

impl CounterPage {
    fn badge(&self, state: &str) -> Badge {
        words::state(state)
    }

    /// What keeps this field from being accepted.
    fn wrong(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.column.as_deref() == Some(field))
    }

    /// 第 5 页, 第 5–8 页
    fn pages(&self, hit: &Hit) -> String {
        words::pages(self.frame.lang, hit.page_from, hit.page_to)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CounterQuery {
    q: String,
    year_from: String,
    year_to: String,
    /// The stand of the visit before, when the same person asks on.
    same: String,
    s: String,
    who: String,
    why: String,
}

/// The box: what was typed never stands in an address.
pub async fn ask(State(app): Shared, Who(by): Who, Form(typed): Form<CounterQuery>) -> Answer {
    let text = typed.q.trim();
    if text.is_empty() {
        return onward("/counter");
    }
    let mut question = PendingQuestion { text: text.to_owned(), ..PendingQuestion::default() };
    let mut stand =
        CounterState { year_from: typed.year_from, year_to: typed.year_to, ..CounterState::default() };
    if !typed.same.is_empty() {
        let before = app.questions.read(&typed.s, by.now).unwrap_or_default();
        (question.asker, question.document) = (before.asker, before.document);
        (stand.who, stand.why) = (typed.who, typed.why);
    }
    stand.s = app.questions.keep(question, by.now);
    onward(&stand.at("/counter"))
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(stand): Query<CounterState>,
) -> Answer<Response> {
    draw(&app, &by, frame, stand, Vec::new()).await
}

async fn draw(
    app: &App,
    by: &By,
    frame: Frame,
    mut stand: CounterState,
    problems: Vec<Problem>,
) -> Answer<Response> {
    let kept = app.questions.read(&stand.s, by.now);
    let expired = (kept.is_none() && !stand.s.is_empty()).then(pending_questions::expired);
    let question = kept.unwrap_or_default();
    let asked = asked(&stand, &question)?;
    let persons = match question.text.is_empty() {
        true => None,
        false => Some(searching::persons(&app.archive, by, &asked).await?),
    };
    let total = persons.as_ref().map_or(0, |persons| persons.total as i64);
    let tries = match persons.is_some() {
        true if total == 0 => searching::other_ways(&app.archive, by, &asked).await?,
        true => searching::instead(&app.archive, by, &asked, total as u64).await?,
        false => Vec::new(),
    };
    if stand.who.is_empty() && persons.as_ref().is_some_and(is_one_by_whole_number) {
        stand.who = "self".to_owned();
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let drawn = page(&CounterPage {
        frame,
        expired,
        choices: choices(),
        problems,
        strip: strip(&question.text, by),
        total,
        tries,
        today: today(app, by).await?,
        whole: stand.at("/search"),
        persons,
        stand,
        question,
    })?;
    Ok((status, drawn).into_response())
}

fn asked(stand: &CounterState, question: &PendingQuestion) -> Answer<SearchQuery> {
    Ok(SearchQuery {
        text: question.text.clone(),
        scope: Scope {
            year_from: year(&stand.year_from)?,
            year_to: year(&stand.year_to)?,
            ..Scope::default()
        },
        kind: Some(HitKind::Item),
        ..SearchQuery::default()
    })
}

/// Somebody laid a card down, and it is the card of the only person found.
fn is_one_by_whole_number(persons: &Persons) -> bool {
    persons.groups.len() == 1 && matches!(&persons.chips[..], [chip] if chip.kind == TermKind::IdNumber)
}

/// A number of the right length with a wrong check digit was misread or mistyped.
fn strip(text: &str, by: &By) -> Option<Wording> {
    let long = text.split_whitespace().filter(|word| word.chars().count() == 18);
    let mut problems = long.flat_map(|word| identity::read(word, by.today()).problems);
    problems.find(|problem| problem.kind == "id_check_digit").map(|problem| problem.message)
}

async fn today(app: &App, by: &By) -> Answer<Vec<(Wording, i64, i64)>> {
    let counts = consulting::today(&app.archive, by).await?;
    let count = |&given: &UseManner| {
        let found = counts.iter().find(|count| count.given == given);
        (given.word(), found.map_or(0, |count| count.lines), found.map_or(0, |count| count.pages))
    };
    Ok(UseManner::ALL.iter().map(count).collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct VisitForm {
    asker: String,
    document: String,
    /// `12` or `12.7`: record and row; `nothing`: none of them; empty: only note who asks.
    item: String,
}

/// A record is shown, or nothing was found: either way with its line in the register.
pub async fn look(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let form = serde_urlencoded::to_string(&pairs).unwrap_or_default();
    let stand: CounterState = serde_urlencoded::from_str(&form).unwrap_or_default();
    let wanted: VisitForm = serde_urlencoded::from_str(&form).unwrap_or_default();
    app.questions.note(&stand.s, wanted.asker.trim(), wanted.document.trim());
    if wanted.item.is_empty() {
        return onward(&stand.at("/counter"));
    }
    let visit = Visit {
        identity: stand.who.clone(),
        asker: wanted.asker,
        document: wanted.document,
        purpose: stand.why.clone(),
    };
    let question = app.questions.read(&stand.s, by.now).unwrap_or_default();
    let outcome = match wanted.item.as_str() {
        "nothing" => {
            let tries = searching::other_ways(&app.archive, &by, &asked(&stand, &question)?).await?;
            consulting::nothing_found(&app.archive, &by, &visit, &question.text, &in_words(&tries)).await
        }
        item => {
            let (item, row) = numbers(item)?;
            consulting::look(&app.archive, &by, &visit, item, row, &question.text).await
        }
    };
    match outcome {
        Ok(line) => {
            let path = format!("/consultations/{}", line.id);
            onward(&stand.at(&path))
        }
        // the page again, with everything typed still in it
        Err(Error::Refused(problems)) => {
            frame.path = "/counter".to_owned();
            frame.query = stand.at("").trim_start_matches('?').to_owned();
            draw(&app, &by, frame, stand, problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Record and row of `12.7`.
fn numbers(item: &str) -> Answer<(i64, Option<u32>)> {
    let (item, row) = item.split_once('.').map_or((item, None), |(item, row)| (item, Some(row)));
    let row = row.map(|row| row.parse().map_err(|_| records::no_item())).transpose()?;
    Ok((item.parse().map_err(|_| records::no_item())?, row))
}

/// What was tried, as the certificate prints it.
fn in_words(tries: &[OtherWay]) -> String {
    let each = tries.iter().map(|one| format!("{}：{} 件", one.what.zh, one.total));
    each.collect::<Vec<_>>().join("；")
}

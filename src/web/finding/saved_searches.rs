//! Saved searches: kept, renamed, removed; the list on the first page.

use axum::extract::{Form, Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::search::{SearchAddress, SearchForm};
use crate::acts::disposal::expiry::{self, ReportPart};
use crate::acts::finding::saved_searches::{self, Kept, Watched};
use crate::acts::finding::{listing, searching};
use crate::domain::general::numbers::mask_within;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::year;
use crate::domain::records::states::HitKind;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::{COLUMNS, EVERY_FONDS, Frame, pairs};
use crate::web::base::list_address::{DUE, list_asked, page_of, refuse_number};
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// A saved search on the first page.
#[derive(Serialize, ToSchema)]
#[schema(as = SavedSearch)]
pub struct SavedShown {
    pub id: i64,
    pub name: String,
    pub href: String,
    /// How many records fit now, or volumes where only those are asked for; `None`: it could not be counted.
    pub count: Option<i64>,
    /// What it is counted in.
    #[serde(skip)]
    pub unit: Wording,
}

/// Those in use with how many records fit each now.
pub async fn shown(app: &App, by: &By) -> Answer<Vec<SavedShown>> {
    let mut all = Vec::new();
    for watched in saved_searches::list(&app.archive, by).await? {
        if let Some(view) = view(app, by, &watched).await {
            all.push(view);
            continue;
        }
        let question = question_of(&watched);
        let asked = question.asked(0)?;
        let unit = match asked.kind {
            Some(HitKind::Volume) => say!("卷", "volumes"),
            _ => say!("件", "records"),
        };
        // one that cannot be counted fails alone
        let count = searching::count(&app.archive, by, &asked).await.ok().map(|count| count as i64);
        let mut pairs = vec![("saved", watched.id.to_string())];
        pairs.extend(question.choices().into_iter().map(|(key, value)| (key, value.to_owned())));
        let href = format!("/search?{}", serde_urlencoded::to_string(pairs).unwrap_or_default());
        all.push(SavedShown { id: watched.id, name: watched.name, href, count, unit });
    }
    Ok(all)
}

/// A view of a list; `None`: it is a search.
async fn view(app: &App, by: &By, Watched { id, name, kept, .. }: &Watched) -> Option<SavedShown> {
    let page = page_of(&kept.list)?;
    let query = serde_urlencoded::to_string(&kept.choices).unwrap_or_default();
    if kept.list == DUE {
        let count = due_count(app, by, &query).await.ok();
        let (href, unit) = (format!("{page}?{query}"), say!("卷", "volumes"));
        return Some(SavedShown { id: *id, name: name.clone(), href, count, unit });
    }
    let (count, unit) = match list_asked(&kept.list, &query, by) {
        Ok(list) => {
            let count = listing::count_unsorted(&app.archive, by, &list).await;
            (count.ok(), list.names().1)
        }
        Err(_) => (None, Wording::default()),
    };
    let href = if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") };
    Some(SavedShown { id: *id, name: name.clone(), href, count, unit })
}

/// How many volumes the report lists that this address asks for.
async fn due_count(app: &App, by: &By, query: &str) -> Answer<i64> {
    let filter: Filter = serde_urlencoded::from_str(query).unwrap_or_default();
    let pairs = pairs(query);
    let is_set = |name: &str| pairs.iter().any(|(key, value)| key == name && value == "1");
    let words = pairs.iter().find(|(key, _)| key == "q").map_or("", |(_, words)| words.as_str());
    refuse_number(words)?;
    let part = ReportPart {
        changed: is_set("changed"),
        this_year: is_set("this_year"),
        earlier: is_set("earlier"),
        ..ReportPart::default()
    };
    let due_year = year(&filter.year)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    let scope = Filter { year: String::new(), ..filter }.scope()?;
    let (report, _) = expiry::report_of_words(&app.archive, by, due_year, &scope, part, words).await?;
    Ok(report.listed.volumes)
}

/// The question as it was when it was saved.
fn question_of(watched: &Watched) -> SearchForm {
    let pairs = serde_urlencoded::to_string(&watched.kept.choices).unwrap_or_default();
    let choices: SearchForm = serde_urlencoded::from_str(&pairs).unwrap_or_default();
    SearchForm { q: watched.kept.text.clone(), ..choices }
}

#[derive(Deserialize)]
pub struct Naming {
    name: String,
    /// What stands behind `?` on the page of hits: a token, never the words of a hidden question.
    #[serde(default)]
    address: String,
    /// Of a list whose view is kept: its name.
    #[serde(default)]
    list: String,
}

pub async fn save(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<Naming>) -> Answer {
    if !form.list.is_empty() {
        saved_searches::save(&app.archive, &by, &form.name, list_kept(&frame, &by, &form)?).await?;
        return onward("/?said=search_saved#saved");
    }
    let address = SearchAddress::from_query(&app, &by, &form.address).await?;
    let choices = address.question.choices().into_iter();
    let kept = Kept {
        text: address.question.q.trim().to_owned(),
        choices: choices.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        list: String::new(),
    };
    saved_searches::save(&app.archive, &by, &form.name, kept).await?;
    onward("/?said=search_saved#saved")
}

/// A list as it is shown: what its address says but for the page, and the columns this browser keeps for it.
fn list_kept(frame: &Frame, by: &By, form: &Naming) -> Answer<Kept> {
    if form.list != DUE {
        list_asked(&form.list, &form.address, by)?;
    }
    let mut choices = pairs(&form.address);
    for (key, value) in &choices {
        match key.as_str() {
            "q" => refuse_number(value)?,
            _ if mask_within(value) != *value => refuse_number(value)?,
            _ => {}
        }
    }
    choices.retain(|(key, value)| key != "page" && !value.is_empty());
    // over every fonds it stays that, whichever a page begins with
    let is_of_fonds = ["volumes", "items", DUE].contains(&form.list.as_str()) && frame.fonds_all.len() > 1;
    if is_of_fonds && !choices.iter().any(|(key, _)| key == "fonds") {
        choices.push(("fonds".to_owned(), EVERY_FONDS.to_owned()));
    }
    if !choices.iter().any(|(key, _)| key == COLUMNS) {
        let columns = frame.columns(&form.list).join(".");
        choices.extend((!columns.is_empty()).then(|| (COLUMNS.to_owned(), columns)));
    }
    Ok(Kept { text: String::new(), choices, list: form.list.clone() })
}

pub async fn rename(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<Naming>,
) -> Answer {
    saved_searches::rename(&app.archive, &by, id, &form.name).await?;
    onward("/?said=search_renamed#saved")
}

pub async fn remove(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    saved_searches::remove(&app.archive, &by, id).await?;
    onward("/?said=search_removed")
}

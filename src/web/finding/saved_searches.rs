//! Saved searches: kept, renamed, removed; the list on the first page.

use axum::extract::{Form, Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::search::{SearchAddress, SearchForm};
use crate::acts::finding::saved_searches::{self, Kept, Watched};
use crate::acts::finding::searching;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::states::HitKind;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::Answer;
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
}

pub async fn save(State(app): Shared, Who(by): Who, Form(form): Form<Naming>) -> Answer {
    let address = SearchAddress::from_query(&app, &by, &form.address).await?;
    let choices = address.question.choices().into_iter();
    let kept = Kept {
        text: address.question.q.trim().to_owned(),
        choices: choices.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
    };
    saved_searches::save(&app.archive, &by, &form.name, kept).await?;
    onward("/?said=search_saved#saved")
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

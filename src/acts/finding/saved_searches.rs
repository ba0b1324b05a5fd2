//! 常用查询: questions kept under a name, so that they can be asked again by one click and shared
//! without what they ask standing in an address; and views of lists, with their filter, words, order and columns.

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::store::SavedSearch;
use crate::{problems, say};

/// Saved searches there may be, and characters of a name.
const MOST: i64 = 40;
const LONGEST: usize = 60;

/// What is kept: the words, and the choices beside them as they stand in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub text: String,
    /// Name and value, such as `class`, `collection`.
    pub choices: Vec<(String, String)>,
    /// Of a view of a list its name, such as `volumes`; empty: a search.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
}

/// A saved search in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Watched {
    pub id: i64,
    pub name: String,
    pub owner: String,
    #[serde(skip)]
    pub kept: Kept,
}

/// Keeps a question under a name.
pub async fn save(archive: &Archive, by: &By, name: &str, kept: Kept) -> Result<i64> {
    allow(by, Deed::Read)?;
    let name = proper(name)?;
    if kept == Kept::default() {
        return Err(Error::from(empty_question()));
    }
    let question = serde_json::to_string(&kept).map_err(anyhow::Error::from)?;
    let (owner, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    archive
        .store
        .write(by, async move |tx| {
            if tx.saved_search_named(&owner, &name).await?.is_some() {
                return Err(Error::from(name_taken(&name)));
            }
            if tx.saved_search_count().await? >= MOST {
                return Err(Error::from(too_many_saved()));
            }
            let saved = SavedSearch { id: 0, name: name.clone(), owner, question, at };
            let id = tx.insert_saved_search(&saved).await?;
            Ok((id, Event::new(EventKind::SearchSaved, name, serde_json::json!({ "saved_search": id }))))
        })
        .await
}

/// Gives it another name.
pub async fn rename(archive: &Archive, by: &By, id: i64, name: &str) -> Result<()> {
    allow(by, Deed::Read)?;
    let name = proper(name)?;
    in_use(archive.store.saved_search(id).await?)?;
    archive
        .store
        .write(by, async move |tx| {
            let saved = in_use(tx.saved_search(id).await?)?;
            if tx.saved_search_named(&saved.owner, &name).await?.is_some_and(|other| other.id != id) {
                return Err(Error::from(name_taken(&name)));
            }
            tx.update_saved_search(id, &name, &saved.question).await?;
            let detail = serde_json::json!({ "saved_search": id, "old": saved.name, "new": name });
            Ok(((), Event::new(EventKind::SearchRenamed, name, detail)))
        })
        .await
}

/// Takes it off the list; nothing of its question stays.
pub async fn remove(archive: &Archive, by: &By, id: i64) -> Result<()> {
    allow(by, Deed::Read)?;
    in_use(archive.store.saved_search(id).await?)?;
    archive
        .store
        .write(by, async move |tx| {
            let saved = in_use(tx.saved_search(id).await?)?;
            tx.update_saved_search(id, "", "").await?;
            let detail = serde_json::json!({ "saved_search": id });
            Ok(((), Event::new(EventKind::SearchRemoved, saved.name, detail)))
        })
        .await
}

/// All in use, in the order they were saved.
pub async fn list(archive: &Archive, by: &By) -> Result<Vec<Watched>> {
    allow(by, Deed::Read)?;
    let all = archive.store.saved_searches().await?;
    all.into_iter().filter_map(|saved| watched(saved).transpose()).collect::<Result<_>>()
}

/// One by its number.
pub async fn one(archive: &Archive, by: &By, id: i64) -> Result<Watched> {
    list(archive, by).await?.into_iter().find(|watched| watched.id == id).ok_or_else(gone)
}

fn watched(saved: SavedSearch) -> Result<Option<Watched>> {
    if saved.question.is_empty() {
        return Ok(None);
    }
    let kept = serde_json::from_str(&saved.question)
        .map_err(|error| anyhow::anyhow!("saved_search {}: {error}", saved.id))?;
    Ok(Some(Watched { id: saved.id, name: saved.name, owner: saved.owner, kept }))
}

fn in_use(saved: Option<SavedSearch>) -> Result<SavedSearch> {
    saved.filter(|saved| !saved.question.is_empty()).ok_or_else(gone)
}

fn gone() -> Error {
    Error::not_found(say!(
        "没有这个常用查询，可能已经删去。",
        "There is no such saved search; it may have been removed."
    ))
}

fn proper(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || not_kept(name, LONGEST).is_some() {
        return Err(Error::from(no_proper_name()));
    }
    if crate::domain::general::numbers::mask_within(name) != name {
        return Err(Error::from(name_is_private()));
    }
    Ok(name.to_owned())
}

problems! {
    refuse empty_question():
        "还没有查什么，存不了。" / "Nothing was asked, so there is nothing to keep."
        => "先查一次，再存。" / "Search first, then save.";
    refuse too_many_saved():
        "常用查询已经有 {MOST} 个。" / "There are {MOST} saved searches already."
        => "在首页删去不用的，再存。" / "Remove some on the home page first.";
    refuse no_proper_name():
        "常用查询的名称要有 1 到 {LONGEST} 个字。"
            / "A saved search needs a name of 1 to {LONGEST} characters."
        => "写一个看得懂的名称，不要写身份证号。" / "Give a telling name without an ID number.";
    refuse name_is_private():
        "名称里有身份证号，首页上人人看得见。"
            / "The name holds an ID number, and everybody sees it on the home page."
        => "换一个名称；号码留在查询里就行。" / "Choose another name; the number may stay in the question.";
    refuse name_taken(name):
        "已经有一个叫「{name}」的常用查询。" / "A saved search is called \"{name}\" already."
        => "换一个名称。" / "Choose another name.";
}

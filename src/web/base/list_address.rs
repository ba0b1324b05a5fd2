//! A list as its address says it: which, narrowed by what, the words its rows must fit, the column it is sorted by.

use axum::response::Response;
use serde::Deserialize;

use super::fault::{Answer, Fault};
use super::filter::Filter;
use super::frame::pairs;
use super::page::onward;
use crate::acts::finding::listing::{List, Sought, VolumesWanted};
use crate::acts::finding::searching;
use crate::acts::using::consulting::ConsultationFilter;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::records::scope::given;
use crate::domain::records::sorting::ColumnOrder;
use crate::domain::records::volume::VolumeOrder;
use crate::{problems, say};

/// Words and order of any list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct WordsAndOrder {
    /// Words, each of which must stand in a row.
    pub q: String,
    /// Key of a column; with `-` before it from the last to the first.
    pub sort: String,
}

impl WordsAndOrder {
    pub fn sought(&self) -> Sought {
        Sought { words: self.q.trim().to_owned(), order: ColumnOrder::read(&self.sort) }
    }

    /// A person's number has no place in an address: the search takes it out at once.
    pub fn to_search(&self) -> Option<Answer<Response>> {
        number_to_search(&self.q, "")
    }
}

/// Where words with a person's number are looked for; `kind`: only records or only volumes.
pub fn number_to_search(words: &str, kind: &str) -> Option<Answer<Response>> {
    if !searching::holds_number(words) {
        return None;
    }
    let query = serde_urlencoded::to_string([("q", words), ("kind", kind)]).unwrap_or_default();
    Some(onward(&format!("/search?{query}")))
}

/// Refuses words with a person's number where they would be kept, or registered with a file.
pub fn refuse_number(words: &str) -> Answer<()> {
    if searching::holds_number(words) { Err(Fault::from(Error::from(number_in_list()))) } else { Ok(()) }
}

/// Words and order, as they stand in an address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VolumesSought {
    /// Words of the title, the code or its beginning, 案卷号, year; all of them must fit.
    pub q: String,
    /// `code`, `title`, `fonds`, `year`, `class`, `step`, `number`, `period`, `dates`, `items`, `pages`, `eligible`,
    /// `closed_on`, `closed_by`, `checked_by` or `state`; with `-` before it from the last to the first.
    pub sort: String,
}

impl VolumesSought {
    /// As the act takes it.
    pub fn wanted(&self, filter: &Filter) -> Answer<VolumesWanted> {
        let order = VolumeOrder::read(&self.sort)?;
        Ok(VolumesWanted { filter: filter.scope()?, words: self.q.trim().to_owned(), order })
    }
}

/// The filters of 利用登记 as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct UsesChosen {
    /// First and last day, ISO.
    pub from: String,
    pub to: String,
    pub identity: String,
    pub purpose: String,
    /// `looked`, `copied` or `not_found`.
    pub given: String,
}

impl UsesChosen {
    pub fn filter(&self) -> Answer<ConsultationFilter> {
        let day = |text: &str| match given(text) {
            Some(text) => super::form_fields::day(&text).map(|day| Some(day.to_string())),
            None => Ok(None),
        };
        Ok(ConsultationFilter {
            from: day(&self.from)?,
            to: day(&self.to)?,
            identity: given(&self.identity),
            purpose: given(&self.purpose),
            given: given(&self.given),
        })
    }
}

/// Where each list has its page.
const PAGES: [(&str, &str); 9] = [
    ("volumes", "/volumes"),
    ("items", "/items"),
    ("taken-out", "/items/taken-out"),
    ("basket", "/basket"),
    ("batches", "/batches"),
    ("jobs", "/jobs"),
    ("consultations", "/consultations"),
    ("events", "/events"),
    (DUE, "/retention"),
];

/// The report of what is due: a list with a page of its own, of which views are kept, too.
pub const DUE: &str = "retention";

/// The page of a list; `None`: there is no such list.
pub fn page_of(list: &str) -> Option<&'static str> {
    PAGES.iter().find(|(key, _)| *key == list).map(|(_, page)| *page)
}

/// The list that an address shows by what stands behind its `?`.
pub fn list_asked(list: &str, query: &str, by: &By) -> Answer<List> {
    let filter: Filter = serde_urlencoded::from_str(query).unwrap_or_default();
    let one = |name: &str| pairs(query).into_iter().find(|(key, _)| key == name).and_then(|(_, v)| given(&v));
    let chosen: WordsAndOrder = serde_urlencoded::from_str(query).unwrap_or_default();
    refuse_number(&chosen.q)?;
    let sought = chosen.sought();
    Ok(match list {
        "volumes" => {
            let sought: VolumesSought = serde_urlencoded::from_str(query).unwrap_or_default();
            List::Volumes(sought.wanted(&filter)?)
        }
        "items" => List::Items {
            filter: filter.scope()?,
            volume: one("volume").and_then(|volume| volume.parse().ok()),
            sought,
        },
        "taken-out" => List::TakenOut { sought },
        "basket" => List::Basket { actor: by.actor.login.clone(), sought },
        "batches" => List::Batches { sought },
        "jobs" => List::Jobs { state: one("state"), sought },
        "consultations" => {
            let chosen: UsesChosen = serde_urlencoded::from_str(query).unwrap_or_default();
            List::Consultations { filter: chosen.filter()?, sought }
        }
        "events" => List::Events { what: one("what"), sought },
        other => {
            return Err(Fault::from(Error::not_found(say!(
                "没有「{other}」这个列表。",
                "There is no list \"{other}\"."
            ))));
        }
    })
}

problems! {
    refuse number_in_list():
        "列表的关键词里有身份证号或其中一段，不能留在网址、常用列表和登记里。"
            / "The words of the list hold an ID number or a part of one, which has no place in addresses, kept views and registrations."
        => "用检索框查这个号码；列表用题名、年度等条件筛选。"
            / "Look for the number with the search box; narrow the list by title, year and such.";
}

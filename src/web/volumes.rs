//! `/volumes`: the list in shelf order, and what is odd about it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::fault::Answer;
use super::filter::Filter;
use super::frame::{Frame, Who};
use super::outline::{Outline, outline};
use super::page::page;
use super::words::{self, Badge};
use super::{Shared, words::state};
use crate::checking::{self, VolumeFinding};
use crate::looking::{self, VolumeList};

/// Where in the list, and how much of it.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Turn {
    pub after: String,
    pub size: String,
}

impl Turn {
    /// 50 unless another size was chosen.
    pub fn size(&self) -> i64 {
        self.size.trim().parse().unwrap_or(50).clamp(1, 1000)
    }

    pub fn after(&self) -> Option<&str> {
        (!self.after.is_empty()).then_some(self.after.as_str())
    }
}

#[derive(Template)]
#[template(path = "volumes/list.html")]
struct ListPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    list: VolumeList,
    size: i64,
    first: bool,
    next: Option<String>,
    start: String,
    query: String,
}

impl ListPage {
    fn badge(&self, key: &str) -> Badge {
        state(key)
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(turn): Query<Turn>,
) -> Answer<Response> {
    let list = looking::volumes(&app.archive, &by, &filter.volumes()?, turn.after(), turn.size()).await?;
    let size = turn.size().to_string();
    page(&ListPage {
        next: list
            .next
            .as_ref()
            .map(|next| format!("/volumes?{}", filter.and(&[("after", next), ("size", &size)]))),
        start: format!("/volumes?{}", filter.and(&[("size", &size)])),
        query: filter.query(),
        size: turn.size(),
        first: turn.after.is_empty(),
        outline: outline(&app, &by).await?,
        list,
        filter,
        frame,
    })
}

/// Findings shown; the rest are counted.
const SHOWN: usize = 500;

struct Shown {
    finding: VolumeFinding,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "volumes/check.html")]
struct CheckPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    volumes: i64,
    total: i64,
    findings: Vec<Shown>,
}

/// `/volumes/check`: gaps, duplicates, odd sequences of the scope.
pub async fn check(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let checked = checking::check_volumes(&app.archive, &by, &filter.volumes()?).await?;
    let total = checked.findings.len() as i64;
    let shown = checked.findings.into_iter().take(SHOWN);
    let findings =
        shown.map(|finding| Shown { badge: words::weight(finding.problem.weight), finding }).collect();
    let outline = outline(&app, &by).await?;
    page(&CheckPage { frame, filter, outline, volumes: checked.volumes as i64, total, findings })
}

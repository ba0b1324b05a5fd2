//! `/volumes/{id}`: one volume, and what can be done with it.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::grid_columns::{COLUMNS, GridColumn, GridLine, Left, fresh_key, typed_columns};
use crate::acts::arranging::closing::{self, Closing};
use crate::acts::arranging::entering::RowNow;
use crate::acts::arranging::filing;
use crate::acts::finding::viewing::{self, Beside, VolumeView};
use crate::domain::arranging::soundness::{Check, checks};
use crate::domain::disposal::retention::Retention;
use crate::domain::general::role::By;
use crate::domain::records::item::Item;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::{self, Frame};
use crate::web::base::page::{onward, page};
use crate::web::base::story::{self, HistoryLine};
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

#[derive(Template)]
#[template(path = "arranging/volumes/volume.html")]
struct VolumePage {
    frame: Frame,
    open: bool,
    badge: Badge,
    /// The order as it stands, to be sent back with a move.
    order: String,
    columns: &'static [GridColumn],
    typed: Vec<&'static GridColumn>,
    lines: Vec<GridLine>,
    today: NaiveDate,
    /// Names the rows of the form without script.
    key: String,
    left: Option<Left>,
    checks: Vec<Check>,
    blocked: usize,
    retention: Option<Retention>,
    history: Vec<HistoryLine>,
    /// Events before those shown.
    older: usize,
    /// What stands before and behind it on the shelf.
    beside: Beside,
    /// The scheme's limit, where the volume has more pages, and the 顺序号 it could be split at.
    over_limit: Option<(u32, u32)>,
    /// The volume this one could be joined to: the one numbered before it, if this is the last.
    joins: Option<Volume>,
    view: VolumeView,
}

/// Events shown unless all are asked for.
const SHOWN: usize = 20;

#[derive(Deserialize)]
pub struct Looking {
    #[serde(default)]
    history: String,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(looking): Query<Looking>,
) -> Answer<Response> {
    let most = if looking.history == "all" { usize::MAX } else { SHOWN };
    page(&whole(&app, &by, frame, id, None, most).await?)
}

/// The page with lines that could not be taken still in their box.
pub async fn with_left_over(app: &App, by: &By, frame: Frame, id: i64, left: Left) -> Answer<Response> {
    page(&whole(app, by, frame, id, Some(left), SHOWN).await?)
}

async fn whole(
    app: &App,
    by: &By,
    frame: Frame,
    id: i64,
    left: Option<Left>,
    most: usize,
) -> Answer<VolumePage> {
    let mut view = viewing::volume(&app.archive, by, id).await?;
    let order: Vec<String> = view.items.iter().map(|line| line.item.id.to_string()).collect();
    let items: Vec<&Item> = view.items.iter().map(|line| &line.item).collect();
    let lines =
        items.iter().map(|item| GridLine { now: RowNow::new(item), persons: item.description.persons.len() });
    let schemes = app.archive.schemes();
    let limit = schemes.scheme(&view.volume.place.scheme_id).map_or(u32::MAX, |scheme| scheme.page_limit);
    let over_limit = over_limit(&items, limit).map(|seq| (limit, seq));
    let mut checks = checks(&view.volume, &items, limit);
    checks.sort_by_key(|check| !check.problem.is_blocking());
    let beside = viewing::beside_volume(&app.archive, by, &view.volume).await?;
    let joins = joins(app, by, &view.volume).await?;
    let mut history = story::history(std::mem::take(&mut view.history));
    let older = history.len().saturating_sub(most);
    history.truncate(most);
    Ok(VolumePage {
        frame,
        open: view.volume.state == VolumeState::Open,
        badge: words::state(view.volume.state.key()),
        order: order.join(","),
        columns: &COLUMNS,
        typed: typed_columns(),
        lines: lines.collect(),
        today: by.today(),
        key: fresh_key(),
        left,
        blocked: checks.iter().filter(|check| check.problem.is_blocking()).count(),
        checks,
        retention: view.retention.take(),
        history,
        older,
        beside,
        over_limit,
        joins,
        view,
    })
}

/// 顺序号 of the first record that ends beyond the limit, where the volume can be split there.
fn over_limit(items: &[&Item], limit: u32) -> Option<u32> {
    items.iter().skip(1).find(|item| item.page_to() > limit).map(|item| item.seq)
}

/// The volume whose number is one less, where both are open and this is the last of its place.
async fn joins(app: &App, by: &By, volume: &Volume) -> Answer<Option<Volume>> {
    if volume.state != VolumeState::Open || volume.number < 2 {
        return Ok(None);
    }
    let mut others = viewing::volumes_of_place(&app.archive, by, &volume.place).await?;
    if others.last().is_none_or(|last| last.id != volume.id) {
        return Ok(None);
    }
    others.retain(|other| other.state == VolumeState::Open && other.number + 1 == volume.number);
    Ok(others.pop())
}

#[derive(Deserialize)]
pub struct RetitleForm {
    title: String,
}

pub async fn retitle(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<RetitleForm>,
) -> Answer {
    filing::retitle(&app.archive, &by, id, form.title).await?;
    onward(&format!("/volumes/{id}?said=retitled"))
}

pub async fn close(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(closing): Form<Closing>,
) -> Answer {
    let closer = frame::closer(closing.closed_by.trim());
    closing::close(&app.archive, &by, id, closing).await?;
    let mut answer = onward(&format!("/volumes/{id}?said=closed"))?;
    if let Ok(closer) = HeaderValue::from_str(&closer) {
        answer.headers_mut().append(header::SET_COOKIE, closer);
    }
    Ok(answer)
}

pub async fn remove(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    let place = filing::remove_volume(&app.archive, &by, id).await?.place;
    onward(&format!("/volumes?said=removed&year={}&class={}", place.year, place.class_id))
}

/// A move of one item, with the order the person saw: if somebody changed it meanwhile, the act
/// refuses.
#[derive(Deserialize)]
pub struct MoveForm {
    order: String,
    up: Option<i64>,
    down: Option<i64>,
}

impl MoveForm {
    fn order(&self) -> Option<Vec<i64>> {
        let mut order: Vec<i64> =
            self.order.split(',').map(|id| id.trim().parse().ok()).collect::<Option<_>>()?;
        let at = order.iter().position(|id| Some(*id) == self.up.or(self.down))?;
        let other = if self.up.is_some() { at.checked_sub(1)? } else { at + 1 };
        (other < order.len()).then(|| order.swap(at, other))?;
        Some(order)
    }
}

pub async fn reorder(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(moved): Form<MoveForm>,
) -> Answer {
    let order = moved.order().ok_or_else(|| Fault::from(no_such_move()))?;
    filing::reorder(&app.archive, &by, id, order).await?;
    onward(&format!("/volumes/{id}?said=reordered#items"))
}

#[derive(Deserialize)]
pub struct PutInForm {
    item: i64,
    /// Position from 1; empty: last.
    #[serde(default)]
    at: String,
}

pub async fn put_in(
    State(app): Shared,
    Who(by): Who,
    Path(id): Path<i64>,
    Form(form): Form<PutInForm>,
) -> Answer {
    let at = form.at.trim().parse().unwrap_or(u32::MAX);
    filing::put_in(&app.archive, &by, form.item, id, at).await?;
    onward(&format!("/volumes/{id}?said=put_in#items"))
}

problems! {
    refuse no_such_move():
        "不能这样移动：已经在头上或末尾，或者顺序写得不对。"
            / "It cannot move there: it is first or last already, or the order is not a list of ids."
        => "刷新案卷页再移。" / "Reload the volume and move it again.";
}

#[cfg(test)]
mod tests {
    use super::MoveForm;

    #[test]
    fn a_move_swaps_neighbours_and_stops_at_the_ends() {
        let moved = |order: &str, up, down| MoveForm { order: order.into(), up, down }.order();
        assert_eq!(moved("4,5,6", Some(5), None), Some(vec![5, 4, 6]));
        assert_eq!(moved("4,5,6", None, Some(5)), Some(vec![4, 6, 5]));
        assert_eq!(moved("4,5,6", Some(4), None), None);
        assert_eq!(moved("4,5,6", None, Some(6)), None);
        assert_eq!(moved("4,5,6", Some(9), None), None);
        assert_eq!(moved("4,x", Some(4), None), None);
    }
}

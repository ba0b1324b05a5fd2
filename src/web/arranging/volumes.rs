//! `/volumes`: the list in shelf order, and what is odd about it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::arranging::checking::{self, VolumeFinding};
use crate::acts::finding::listing::{self, List};
use crate::domain::records::states::HitKind;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::{VolumesSought, number_to_search};
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Where in the list, and how much of it, as programs ask.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VolumesQuery {
    pub after: String,
    pub size: String,
}

impl VolumesQuery {
    /// 50 unless another size was chosen.
    pub fn size(&self) -> i64 {
        self.size.trim().parse().unwrap_or(50).clamp(1, 1000)
    }

    pub fn after(&self) -> Option<&str> {
        (!self.after.is_empty()).then_some(self.after.as_str())
    }
}

#[derive(Template)]
#[template(path = "arranging/volumes/list.html")]
struct ListPage {
    frame: Frame,
    filter: Filter,
    sought: VolumesSought,
    outline: Outline,
    list: ShownList,
    query: String,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
    Query(sought): Query<VolumesSought>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = number_to_search(&sought.q, HitKind::Volume.key()) {
        return away;
    }
    let list = List::Volumes(sought.wanted(&filter)?);
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    page(&ListPage {
        query: filter.query(),
        list: shown(&frame, &list, found, &turning),
        outline: outline(&app, &by).await?,
        filter,
        sought,
        frame,
    })
}

/// Findings shown; the rest are counted.
const SHOWN: usize = 500;

struct FindingShown {
    finding: VolumeFinding,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "arranging/volumes/check.html")]
struct CheckPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    volumes: i64,
    total: i64,
    findings: Vec<FindingShown>,
}

/// `/volumes/check`: gaps, duplicates, odd sequences of the scope.
pub async fn check(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let checked = checking::check_volumes(&app.archive, &by, &filter.scope()?).await?;
    let total = checked.findings.len() as i64;
    let some = checked.findings.into_iter().take(SHOWN);
    let findings =
        some.map(|finding| FindingShown { badge: words::weight(finding.problem.weight), finding }).collect();
    let outline = outline(&app, &by).await?;
    page(&CheckPage { frame, filter, outline, volumes: checked.volumes as i64, total, findings })
}

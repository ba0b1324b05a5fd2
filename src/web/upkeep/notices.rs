//! `/notices`: what somebody should see to.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::acts::upkeep::noticing::Notice;
use crate::domain::general::problem::Weight;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// A notice as pages show it.
pub struct NoticeShown {
    pub badge: Badge,
    pub says: Wording,
    pub fix: Wording,
    /// Where it is seen to, and what the button says; `None`: not on a page.
    pub way: Option<(String, Wording)>,
}

pub fn shown(by: &By, notice: Notice) -> NoticeShown {
    let Notice { problem, id, batch } = notice;
    let about = |path: &str| id.map(|id| format!("{path}/{id}"));
    let way = match problem.kind.as_str() {
        "many_shown" => Some(("/events?what=id_numbers_shown".to_owned(), say!("看日志", "See the log"))),
        "job_failed" => about("/jobs").map(|href| (href, say!("处理", "See to it"))),
        // records are for those who read them
        _ if !by.may(Deed::Read) => None,
        "volumes_overdue" => Some(("/retention?earlier=1".to_owned(), say!("查看", "See them"))),
        "batch_unfinished" => about("/batches").map(|href| (href, say!("继续", "Go on"))),
        "transfer_waits" => Some((format!("/transfers/{batch}"), say!("办理", "See to it"))),
        "disposal_waits" => Some((format!("/disposals/{batch}"), say!("办理", "See to it"))),
        "handover_waits" => about("/handovers").map(|href| (href, say!("核收", "See to it"))),
        "change_waits" => Some((format!("/retention/changes/{batch}"), say!("办理", "See to it"))),
        "lift_waits" => about("/holds").map(|href| (href, say!("办理", "See to it"))),
        _ => None,
    };
    let badge = match problem.weight {
        Weight::Ask => Badge { icon: "!", word: say!("待处理", "To be seen to"), tone: "warn" },
        weight => words::weight(weight),
    };
    NoticeShown { badge, says: problem.message, fix: problem.fix, way }
}

#[derive(Template)]
#[template(path = "upkeep/notices.html")]
struct NoticesPage {
    frame: Frame,
    notices: Vec<NoticeShown>,
}

pub async fn show(State(app): Shared, Who(by): Who, mut frame: Frame) -> Answer<Response> {
    let notices = app.notices.look(&app.archive, &by).await?;
    let notices: Vec<NoticeShown> = notices.into_iter().map(|notice| shown(&by, notice)).collect();
    frame.notices = notices.len();
    page(&NoticesPage { frame, notices })
}

//! `/volumes/ticked` and `/volumes/closing`: what is done with several volumes ticked in a list.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, header};

use crate::acts::arranging::closing::{self, Closing, ClosingOutcome};
use crate::acts::finding::basket::Entries;
use crate::acts::finding::listing;
use crate::domain::general::error::Error;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::{self, Frame};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "arranging/volumes/closing.html")]
struct ClosingPage {
    frame: Frame,
    outcomes: Vec<ClosingOutcome>,
    /// Those that can be closed, or were.
    ready: usize,
    /// They were to be closed, and this is what became of them.
    done: bool,
    closed_by: String,
    checked_by: String,
}

impl ClosingPage {
    fn ids(&self) -> String {
        let ready = self.outcomes.iter().filter(|one| one.problems.is_empty());
        ready.map(|one| one.volume.id.to_string()).collect::<Vec<_>>().join(" ")
    }
}

fn ticked(form: &Pairs) -> Answer<Vec<i64>> {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let volumes = Entries::of_marks(marks).volumes;
    match volumes.is_empty() {
        true => Err(Fault::from(Error::from(listing::nothing_ticked()))),
        false => Ok(volumes),
    }
}

/// `POST /volumes/ticked`: covers and labels of the ticked volumes, or their closing.
pub async fn ticked_act(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<Pairs>) -> Answer {
    let volumes = ticked(&form)?;
    if form.iter().any(|(key, act)| key == "act" && act == "labels") {
        let ids = volumes.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        let query = serde_urlencoded::to_string([("volumes", ids)]).unwrap_or_default();
        return onward(&format!("/labels?{query}"));
    }
    let outcomes = closing::obstacles_of(&app.archive, &by, &volumes).await?;
    let ready = outcomes.iter().filter(|one| one.problems.is_empty()).count();
    let closed_by = match frame.closer.as_str() {
        "" => by.actor.name.clone(),
        name => name.to_owned(),
    };
    page(&ClosingPage { frame, outcomes, ready, done: false, closed_by, checked_by: String::new() })
}

/// `POST /volumes/closing`: closes each of the volumes named; those that cannot be are listed with the reason.
pub async fn close(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<Pairs>) -> Answer {
    let one = |name: &str| {
        form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let volumes: Vec<i64> = one("volumes").split(' ').filter_map(|id| id.parse().ok()).collect();
    if volumes.is_empty() {
        return Err(Fault::from(Error::from(listing::nothing_ticked())));
    }
    let wanted = Closing { closed_by: one("closed_by"), checked_by: one("checked_by"), note: one("note") };
    let outcomes = closing::close_each(&app.archive, &by, &volumes, &wanted).await?;
    let ready = outcomes.iter().filter(|one| one.problems.is_empty()).count();
    let Closing { closed_by, checked_by, .. } = wanted;
    let closer = frame::closer(closed_by.trim());
    let mut answer = page(&ClosingPage { frame, outcomes, ready, done: true, closed_by, checked_by })?;
    if let Ok(closer) = HeaderValue::from_str(&closer) {
        answer.headers_mut().append(header::SET_COOKIE, closer);
    }
    Ok(answer)
}

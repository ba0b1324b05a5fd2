//! `/lists/{list}`: what every list on screen can do: keep the columns a person chose, leave as a file.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderValue, header};
use serde::Deserialize;

use super::arranging::volumes::VolumesSought;
use super::base::app::Shared;
use super::base::attachment::MadeFile;
use super::base::fault::{Answer, Fault};
use super::base::file_format;
use super::base::filter::Filter;
use super::base::form_fields::Pairs;
use super::base::frame::{Frame, pairs};
use super::base::listing::{as_job, back, tell};
use super::base::page::onward;
use super::base::who::Who;
use super::using::consultations::Chosen;
use crate::acts::finding::listing::{self, List, ListExport};
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::records::scope::given;
use crate::progress::Progress;
use crate::say;

/// `POST /lists/{list}/columns`: the browser keeps which columns this list shows.
pub async fn choose(Path(list): Path<String>, Form(form): Form<Pairs>) -> Answer {
    let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let chosen: Vec<&str> = form
        .iter()
        .filter(|(key, value)| key == "col" && word(value))
        .map(|(_, value)| value.as_str())
        .collect();
    let usual = form.iter().any(|(key, _)| key == "usual") || chosen.is_empty();
    let mut answer = onward(back(&form))?;
    if word(&list) && list.len() <= 20 && chosen.len() <= 60 {
        let (value, age) = if usual { (String::new(), 0) } else { (chosen.join("."), 31_536_000) };
        let cookie = format!("cols-{list}={value}; Path=/; Max-Age={age}; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(answer)
}

/// The list an address shows.
fn asked(list: &str, query: &str, by: &By) -> Answer<List> {
    let filter: Filter = serde_urlencoded::from_str(query).unwrap_or_default();
    let one = |name: &str| pairs(query).into_iter().find(|(key, _)| key == name).and_then(|(_, v)| given(&v));
    Ok(match list {
        "volumes" => {
            let sought: VolumesSought = serde_urlencoded::from_str(query).unwrap_or_default();
            List::Volumes(sought.wanted(&filter)?)
        }
        "items" => List::Items {
            filter: filter.scope()?,
            volume: one("volume").and_then(|volume| volume.parse().ok()),
        },
        "taken-out" => List::TakenOut,
        "basket" => List::Basket { actor: by.actor.login.clone() },
        "batches" => List::Batches,
        "jobs" => List::Jobs { state: one("state") },
        "consultations" => List::Consultations { filter: Chosen::read(query).filter()? },
        "events" => List::Events { what: one("what") },
        other => {
            return Err(Fault::from(Error::not_found(say!(
                "没有「{other}」这个列表。",
                "There is no list \"{other}\"."
            ))));
        }
    })
}

/// What the export form says.
#[derive(Deserialize)]
pub struct TakeHome {
    /// What stands behind the list's `?`.
    #[serde(default)]
    query: String,
    #[serde(default)]
    format: String,
}

/// `POST /lists/{list}/export`: the whole list with the columns shown; a long one is made by a job.
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(list): Path<String>,
    Form(form): Form<TakeHome>,
) -> Answer {
    let list = asked(&list, &form.query, &by)?;
    let (format, ending) = file_format::format(&form.format)?;
    let name = format!("{}.{ending}", frame.w(&list.names().0));
    let rows = listing::page(&app.archive, &by, &list, 0, 1).await?.total;
    let columns = frame.columns(list.key());
    let order = ListExport { list, columns, format, lang: frame.lang, tell };
    if rows <= file_format::INLINE {
        let made = MadeFile::new()?;
        listing::export(&app.archive, &by, &order, made.path(), &Progress::default()).await?;
        return made.send(&name).await;
    }
    let job = as_job(&app, &by, order, name, &form.format).await?;
    onward(&format!("/jobs/{job}"))
}

//! `/lists/{list}`: what every list on screen can do: keep the columns a person chose, leave as a file, whole or its
//! ticked rows, be set aside.

use std::collections::BTreeSet;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderValue, header};

use super::base::app::Shared;
use super::base::attachment::MadeFile;
use super::base::fault::Answer;
use super::base::file_format;
use super::base::form_fields::Pairs;
use super::base::frame::{COLUMNS, Frame, pairs};
use super::base::list_address::list_asked;
use super::base::listing::{Turning, as_job, back, tell};
use super::base::page::onward;
use super::base::who::Who;
use crate::acts::finding::basket::{self, Entries};
use crate::acts::finding::listing::{self, ListExport, Ticked};
use crate::progress::Progress;

/// `POST /lists/{list}/columns`: the browser keeps which columns this list shows.
pub async fn choose(Path(list): Path<String>, Form(form): Form<Pairs>) -> Answer {
    let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let chosen: Vec<&str> = form
        .iter()
        .filter(|(key, value)| key == "col" && word(value))
        .map(|(_, value)| value.as_str())
        .collect();
    let usual = form.iter().any(|(key, _)| key == "usual") || chosen.is_empty();
    let mut answer = onward(&without_columns(back(&form)))?;
    if word(&list) && list.len() <= 20 && chosen.len() <= 60 {
        let (value, age) = if usual { (String::new(), 0) } else { (chosen.join("."), 31_536_000) };
        let cookie = format!("cols-{list}={value}; Path=/; Max-Age={age}; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(answer)
}

/// The address without columns of its own: those chosen now are to be seen.
fn without_columns(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let mut kept = pairs(query);
    kept.retain(|(key, _)| key != COLUMNS);
    match serde_urlencoded::to_string(&kept).unwrap_or_default().as_str() {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// `POST /lists/{list}/export`: the whole list with the columns shown, a long one made by a job; or only the
/// ticked rows of the page it was sent from.
pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(list): Path<String>,
    Form(form): Form<Pairs>,
) -> Answer {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (query, format_said) = (one("query"), one("format"));
    let list = list_asked(&list, query, &by)?;
    let (format, ending) = file_format::format(format_said)?;
    let name = format!("{}.{ending}", frame.w(&list.names().0));
    let columns = columns(&frame, query, list.key());
    let ticked = (one("chosen") == "1").then(|| {
        let turning: Turning = serde_urlencoded::from_str(query).unwrap_or_default();
        Ticked { marks: ticked(&form), skip: turning.skip(), size: turning.size() }
    });
    let rows = match &ticked {
        Some(ticked) => ticked.size,
        None => listing::count(&app.archive, &by, &list).await?,
    };
    let order = ListExport { list, columns, format, lang: frame.lang, tell, ticked };
    if rows <= file_format::INLINE {
        let made = MadeFile::new()?;
        listing::export(&app.archive, &by, &order, made.path(), &Progress::default()).await?;
        return made.send(&name).await;
    }
    let job = as_job(&app, &by, order, name, format_said).await?;
    onward(&format!("/jobs/{job}"))
}

fn ticked(form: &Pairs) -> BTreeSet<String> {
    form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.clone()).collect()
}

/// The columns an address asks for, or else those this browser keeps for the list.
fn columns(frame: &Frame, query: &str, list: &str) -> Vec<String> {
    let asked = pairs(query).into_iter().find(|(key, _)| key == COLUMNS);
    match asked {
        Some((_, columns)) => columns.split('.').map(str::to_owned).collect(),
        None => frame.columns(list),
    }
}

/// `POST /lists/{list}/basket`: every row of the page it was sent from is set aside.
pub async fn set_aside(
    State(app): Shared,
    Who(by): Who,
    Path(list): Path<String>,
    Form(form): Form<Pairs>,
) -> Answer {
    let query = form.iter().find(|(key, _)| key == "query").map_or("", |(_, value)| value.as_str());
    let turning: Turning = serde_urlencoded::from_str(query).unwrap_or_default();
    let list = list_asked(&list, query, &by)?;
    let page = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let marks: Vec<String> = page.lines.iter().map(listing::Line::mark).collect();
    basket::add(&app.archive, &by, Entries::of_marks(marks.iter().map(String::as_str))).await?;
    onward(back(&form))
}

//! `/help`: the manual, offline, looked through by its own words; `/help/keys`: the keyboard.

mod manual;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::base::fault::{Answer, Fault};
use super::base::frame::Frame;
use super::base::page::page;
use crate::domain::general::error::Error;
use crate::{embedded, say};
use manual::{HelpFound, Topic, look, topics};

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    frame: Frame,
    topics: &'static [Topic],
    /// The one that is shown.
    topic: Option<&'static Topic>,
    /// What stands on the first page.
    begin: Option<&'static Topic>,
    words: String,
    found: Vec<HelpFound>,
}

impl HelpPage {
    fn new(frame: Frame) -> HelpPage {
        let topics = topics(frame.lang);
        HelpPage {
            frame,
            topics,
            topic: None,
            begin: topics.first(),
            words: String::new(),
            found: Vec::new(),
        }
    }

    fn is_at(&self, topic: &Topic) -> bool {
        self.topic.is_some_and(|shown| shown.key == topic.key)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HelpAsked {
    q: String,
}

pub async fn show(frame: Frame, Query(asked): Query<HelpAsked>) -> Answer {
    let words = asked.q.trim().to_owned();
    let found = look(frame.lang, &words);
    page(&HelpPage { words, found, ..HelpPage::new(frame) })
}

/// `/help/{topic}`
pub async fn topic(frame: Frame, Path(key): Path<String>) -> Answer {
    let topic = topics(frame.lang).iter().find(|topic| topic.key == key).ok_or_else(|| {
        Fault::from(Error::not_found(say!("帮助里没有「{key}」。", "The help has no page \"{key}\".")))
    })?;
    page(&HelpPage { topic: Some(topic), ..HelpPage::new(frame) })
}

/// `/help/pictures/{name}`
pub async fn picture(Path(name): Path<String>) -> Answer<Response> {
    let bytes = embedded::help_picture(&name)
        .ok_or_else(|| Fault::from(Error::not_found(say!("没有这张图。", "There is no such picture."))))?;
    let kept = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((kept, bytes.into_owned()).into_response())
}

#[derive(Template)]
#[template(path = "help/keys.html")]
struct KeysPage {
    frame: Frame,
}

pub async fn keys(frame: Frame) -> Answer {
    page(&KeysPage { frame })
}

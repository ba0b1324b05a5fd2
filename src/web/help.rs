//! `/help`: the manual, offline; `/help/keys`: the keyboard.

use askama::Template;

use super::base::fault::Answer;
use super::base::frame::Frame;
use super::base::page::page;

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    frame: Frame,
}

pub async fn show(frame: Frame) -> Answer {
    page(&HelpPage { frame })
}

#[derive(Template)]
#[template(path = "help/keys.html")]
struct KeysPage {
    frame: Frame,
}

pub async fn keys(frame: Frame) -> Answer {
    page(&KeysPage { frame })
}

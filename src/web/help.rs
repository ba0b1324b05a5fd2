//! `/help`: one page, offline.

use askama::Template;

use super::fault::Answer;
use super::frame::Frame;
use super::page::page;

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    frame: Frame,
}

pub async fn show(frame: Frame) -> Answer {
    page(&HelpPage { frame })
}

//! The five things to try in the demonstration, and which of them have been done: deeds by the log,
//! what was only looked at by a cookie.

use axum::http::{Method, StatusCode, Uri};

use super::app::App;
use super::fault::Answer;
use super::frame::Frame;
use crate::acts::finding::viewing;
use crate::acts::setup::demonstration::LOGIN;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::EventKind;
use crate::say;

/// One thing to try.
pub struct FirstStep {
    pub text: Wording,
    pub href: &'static str,
    /// Where the help says more.
    pub help: &'static str,
    pub done: bool,
}

/// Name of the cookie that keeps what was looked at.
const SEEN: &str = "tried";

pub async fn first_steps(app: &App, by: &By, frame: &Frame) -> Answer<Vec<FirstStep>> {
    let since = app.options.since;
    let latest = async |what: EventKind| viewing::latest_deed(&app.archive, by, what, LOGIN).await;
    let imported = latest(EventKind::BatchDone).await? > since;
    let closed = latest(EventKind::VolumeClosed).await? > since;
    let seen = |what: &str| frame.tried.iter().any(|tried| tried == what);
    Ok(vec![
        FirstStep {
            text: say!(
                "查一个人：输入姓名、拼音或首字母，看命中在表里第几行",
                "Find a person by name, pinyin or initials; see the row inside the form"
            ),
            href: "/search?q=zxm",
            help: "/help/search",
            done: seen("search"),
        },
        FirstStep {
            text: say!(
                "导入一份清单：先试读，看三处问题，再只收好的",
                "Import a sheet: dry run, see its three problems, take the good rows"
            ),
            href: "/import",
            help: "/help/import",
            done: imported,
        },
        FirstStep {
            text: say!(
                "打开一卷，看检查结果，立卷，读备考表",
                "Open a volume, look at its checks, close it, read its 备考表"
            ),
            href: "/volumes?state=open",
            help: "/help/volumes",
            done: closed,
        },
        FirstStep {
            text: say!(
                "看 2035 年可鉴定的案卷，点开一卷问「为什么」",
                "See what may be appraised in 2035 and ask a volume why"
            ),
            href: "/retention?year=2035",
            help: "/help/retention",
            done: seen("retention"),
        },
        FirstStep {
            text: say!(
                "导出 2009 年的案卷目录，用 Excel 或 WPS 打开",
                "Export the 2009 catalog of volumes and open it in a spreadsheet"
            ),
            href: "/catalogs?year=2009",
            help: "/help/catalogs",
            done: seen("catalog"),
        },
    ])
}

/// The cookie to keep when this answer shows one of the five things for the first time.
pub fn newly_tried(frame: &Frame, method: &Method, uri: &Uri, status: StatusCode) -> Option<String> {
    let asked = uri.query().is_some_and(|query| !query.is_empty());
    let what = match (method.as_str(), uri.path()) {
        ("GET", "/search" | "/counter") if asked => "search",
        ("GET", "/retention") if asked => "retention",
        ("POST", "/catalogs") => "catalog",
        _ => return None,
    };
    let went_well = status.is_success() || status.is_redirection();
    if !frame.demo || !went_well || frame.tried.iter().any(|tried| tried == what) {
        return None;
    }
    let tried: Vec<&str> = frame.tried.iter().map(String::as_str).chain([what]).collect();
    Some(super::frame::cookie(SEEN, &tried.join(".")))
}

//! `/retention/what-if`: what a draft of a scheme or an accounting table would move. Nothing is written.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;

use crate::acts::disposal::foreseeing::{self, WhatIf, WhatIfAsked};
use crate::domain::records::scope::given;
use crate::problems;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::page;
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "disposal/retention/what_if.html")]
struct WhatIfPage {
    frame: Frame,
    outline: Outline,
    fonds: String,
    against: String,
    found: Option<WhatIf>,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    page(&WhatIfPage { frame, outline, fonds: String::new(), against: String::new(), found: None })
}

pub async fn look(State(app): Shared, Who(by): Who, frame: Frame, mut sent: Multipart) -> Answer<Response> {
    let (mut text, mut fonds, mut against) = (String::new(), String::new(), String::new());
    while let Some(field) = sent.next_field().await.map_err(|_| Fault::from(draft_not_received()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Fault::from(draft_not_received()))?;
        let said = String::from_utf8(bytes.into()).map_err(|_| Fault::from(draft_in_other_encoding()))?;
        match name.as_str() {
            "file" => text = said.replace("\r\n", "\n"),
            "fonds" => fonds = said,
            "against" => against = said,
            _ => {}
        }
    }
    if text.trim().is_empty() {
        return Err(Fault::from(draft_not_received()));
    }
    let scope = Filter { fonds: fonds.clone(), ..Filter::default() }.scope()?;
    let asked = WhatIfAsked { text, against: given(&against), scope };
    let found = Some(foreseeing::what_if(&app.archive, &by, &asked).await?);
    let outline = outline(&app, &by).await?;
    page(&WhatIfPage { frame, outline, fonds, against, found })
}

problems! {
    refuse draft_in_other_encoding():
        "草案文件不是 UTF-8 编码。" / "The draft is not in UTF-8."
        => "用 UTF-8 编码保存，再选一次。" / "Save it as UTF-8, then choose it again.";
    refuse draft_not_received():
        "没有收到草案文件。" / "No draft arrived."
        => "选一个分类方案或会计档案保管期限表的文件。" / "Choose the file of a scheme or an accounting table.";
}

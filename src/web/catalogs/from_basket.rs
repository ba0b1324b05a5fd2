//! `/basket/catalog`: a finding aid over the volumes somebody set aside.

use axum::extract::{Form, State};

use super::catalog;
use crate::acts::catalogs::cataloging::{self, CatalogRequest};
use crate::acts::finding::basket;
use crate::problems;
use crate::progress::Progress;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::who::Who;

/// `POST /basket/catalog`: a finding aid over the volumes in the basket.
pub async fn catalog(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<Pairs>) -> Answer {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (format, ending) = file_format::format(one("format"))?;
    let volume_ids = basket::look(&app.archive, &by).await?.volumes;
    if volume_ids.is_empty() {
        return Err(Fault::from(no_volume_in_basket()));
    }
    let wanted = CatalogRequest { kind: one("kind").to_owned(), volume_ids, ..CatalogRequest::default() };
    let made = MadeFile::new()?;
    cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
        .await?;
    made.send(&catalog::file_name(&app.archive.schemes(), frame.lang, &wanted, ending)).await
}

problems! {
    refuse no_volume_in_basket as nothing_chosen():
        "待办篮里没有案卷。" / "There is no volume in the basket."
        => "在案卷列表里勾选，放入待办篮，再来印目录。"
            / "Tick volumes in their list, put them into the basket, then print the catalog.";
}

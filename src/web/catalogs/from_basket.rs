//! `/basket/catalog`: a finding aid over the volumes somebody set aside.

use axum::extract::{Form, State};

use super::{catalog, transfer};
use crate::acts::catalogs::cataloging::{self, CatalogRequest};
use crate::acts::finding::basket;
use crate::progress::Progress;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::Answer;
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
        return Err(transfer::no_volume_ticked().into());
    }
    let wanted = CatalogRequest { kind: one("kind").to_owned(), volume_ids, ..CatalogRequest::default() };
    let made = MadeFile::new()?;
    cataloging::export(&app.archive, &by, &wanted, format, frame.lang, made.path(), &Progress::default())
        .await?;
    made.send(&catalog::file_name(&app.archive.schemes(), frame.lang, &wanted, ending)).await
}

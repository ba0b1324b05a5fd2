//! What was made earlier, once more: `/catalogs/reprints` makes it again, as it was or as it would be today;
//! `/catalogs/difference` says what came, went and changed between two exports, or since one;
//! `/catalogs/proof/…/sheet` is what an auditor needs to prove a table on her own machine.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::catalogs::cataloging::{self, CatalogDifference, ComparedFile, ComparedSide, LineFate};
use crate::archive::Archive;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::progress::Progress;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::story::moment;
use crate::web::base::who::Who;

/// Which file, and how it is made again.
#[derive(Deserialize)]
pub struct ReprintForm {
    digest: String,
    /// `as_it_was`, `today`
    how: String,
}

pub async fn reprint(
    State(app): Shared,
    Who(by): Who,
    Form(ReprintForm { digest, how }): Form<ReprintForm>,
) -> Answer<Response> {
    made_again(&app.archive, &by, &digest, how == "today").await
}

/// The file, as it was or as it would be today.
pub async fn made_again(archive: &Archive, by: &By, digest: &str, today: bool) -> Answer<Response> {
    let made = MadeFile::new()?;
    let proof = match today {
        true => cataloging::remake(archive, by, digest, made.path()).await?,
        false => cataloging::reprint(archive, by, digest, made.path()).await?,
    };
    let form = proof.about.split(['@', ' ']).next().unwrap_or("file");
    let ending = proof.format.split('-').next().unwrap_or("csv");
    let day: String = if today { String::new() } else { proof.at.chars().take(10).collect() };
    made.send(&format!("{form}{}{day}.{ending}", if today { "" } else { "-" })).await
}

/// A digest in an address.
pub fn digest_of(text: &str) -> Answer<Digest> {
    Digest::from_hex(&text.to_lowercase()).ok_or_else(|| {
        Fault::from(Error::not_found(say!(
            "「{text}」不是完整的摘要（64 位）。",
            "\"{text}\" is no whole digest (64 digits)."
        )))
    })
}

/// The proof sheet of a registered table, as a file to lie beside it.
pub async fn sheet(State(app): Shared, Who(by): Who, Path(digest): Path<String>) -> Answer<Response> {
    let sheet = cataloging::proof_sheet(&app.archive, &by, &digest_of(&digest)?).await?;
    let made = MadeFile::new()?;
    tokio::fs::write(made.path(), sheet.text()).await?;
    made.send(&format!("{}.proof.json", &digest[..12])).await
}

/// The files compared, by their digests.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceFields {
    /// SHA-256 of a file, or a digest that stands on it: eight digits will do.
    #[serde(default)]
    pub from: String,
    /// The same; empty: what the records say now.
    #[serde(default)]
    pub to: String,
}

impl DifferenceFields {
    /// The files meant.
    pub fn sides(&self) -> (ComparedFile, Option<ComparedFile>) {
        let side = |typed: &str| ComparedFile::Typed(typed.trim().to_owned());
        (side(&self.from), (!self.to.trim().is_empty()).then(|| side(&self.to)))
    }
}

#[derive(Template)]
#[template(path = "catalogs/difference.html")]
struct DifferencePage {
    frame: Frame,
    asked: DifferenceFields,
    /// `None`: nothing was asked yet.
    difference: Option<CatalogDifference>,
}

impl DifferencePage {
    /// The minute a side was made; empty: it is what the records say now.
    fn made(&self, at: &str) -> String {
        moment(at)
    }

    fn sides(&self, difference: &CatalogDifference) -> [ComparedSide; 2] {
        [difference.from.clone(), difference.to.clone()]
    }

    fn number(&self, number: &u64) -> String {
        self.frame.n(*number as i64)
    }

    fn fate(&self, fate: &LineFate) -> String {
        fate.wording().in_lang(self.frame.lang).to_owned()
    }

    fn is_changed(&self, fate: &LineFate) -> bool {
        *fate == LineFate::Changed
    }
}

pub async fn difference(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<DifferenceFields>,
) -> Answer<Response> {
    let ((from, to), quiet) = (asked.sides(), Progress::default());
    let difference = match asked.from.is_empty() {
        true => None,
        false => Some(cataloging::compare(&app.archive, &by, &from, to.as_ref(), frame.lang, &quiet).await?),
    };
    page(&DifferencePage { frame, asked, difference })
}

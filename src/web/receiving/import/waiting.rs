//! Dry runs of long sheets go on behind the page: it says how far they are and shows what they found.
//! They write nothing, so they leave nothing behind when the program ends; asking again reads again.

use std::sync::Arc;

use axum::extract::{Path, State};

use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::intake::{self, ImportOptions};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::progress::{Progress, unbroken};
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::Answer;
use crate::web::base::page::onward;
use crate::web::base::readings::PreviewQuery;
use crate::web::base::who::Who;

/// Bytes up to which a sheet is read while the browser waits: some thousand rows.
const INLINE: u64 = 1 << 20;
/// `POST /import/{digest}/reading/cancellation`: the dry run stops; the sheet stays in the inbox.
pub async fn stop(State(app): Shared, Who(by): Who, Path(digest): Path<String>) -> Answer {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    app.readings.stop(&file.digest);
    onward("/import?said=reading_stopped")
}

/// Reads the sheet, or says how far the reading is. What was found is given out once.
pub async fn examine(
    app: &Arc<App>,
    by: &By,
    file: &Uploaded,
    options: &ImportOptions,
    (kind, from): (&str, usize),
) -> Result<PreviewQuery> {
    let progress = Progress::default();
    if file.bytes <= INLINE {
        let found = intake::examine(&app.archive, by, &file.path, options, (kind, from), &progress).await?;
        return Ok(PreviewQuery::Found(Box::new(found)));
    }
    let key = format!("{} {}", file.digest, serde_json::json!([options, kind, from]));
    match app.readings.look(&key) {
        Some(look) => look,
        None => {
            let progress = app.readings.begin(&key)?;
            let (app, by, path, options, kind) =
                (app.clone(), by.clone(), file.path.clone(), options.clone(), kind.to_owned());
            tokio::spawn(async move {
                let work = intake::examine(&app.archive, &by, &path, &options, (&kind, from), &progress);
                let outcome = unbroken(work).await;
                app.readings.end(&key, &progress, outcome);
            });
            Ok(PreviewQuery::Reading(0))
        }
    }
}

//! 请求键: what is known of a program's request that bears a key, and its answer, kept for a week for the case that it is sent again.

use chrono::TimeDelta;

use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, RequestKey};

/// Keys are forgotten after so long.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);

/// What was done under a key already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoneBefore {
    /// Nothing, or by this very sending.
    Nothing,
    /// The same, and this was answered: status and text.
    Answered(u16, String),
    /// The same, up to this event; its answer was not kept.
    Unanswered(i64),
    /// Another request, up to this event.
    Another(i64),
}

/// What is known of a request before it is done, or after it was refused: another sending may have been quicker.
pub async fn done_before(archive: &Archive, by: &By, request: &RequestKey) -> Result<DoneBefore> {
    let row = archive.whole().store.request_key(&by.actor.login, &request.key).await?;
    let Some(row) = row.filter(|row| row.sending != request.sending) else { return Ok(DoneBefore::Nothing) };
    Ok(match u16::try_from(row.status).unwrap_or_default() {
        _ if row.digest != request.digest => DoneBefore::Another(row.seq),
        0 => DoneBefore::Unanswered(row.seq),
        status => DoneBefore::Answered(status, row.answer),
    })
}

/// Keeps the answer of a request, if something was written under its key.
pub async fn keep_answer(archive: &Archive, by: &By, status: u16, answer: &str) -> Result<()> {
    let store = &archive.whole().store;
    let key = by.request.as_ref().map_or("", |request| request.key.as_str());
    if store.request_key(&by.actor.login, key).await?.is_none() {
        return Ok(());
    }
    let forgotten = (by.now - KEPT_FOR).to_rfc3339();
    store.keep_answer(by, (status, answer.to_owned()), &forgotten).await
}

//! 请求键: what a program called its requests by, so that one sent again is not done again.

use super::open::Store;
use super::queries::Queries;
use super::sql::vals;
use super::table::{Record as _, select};
use super::tables::RequestKeyRow;
use super::tx::Tx;
use super::writer::DeedEnd;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::problems;

impl Queries {
    /// What is known of a request; `None`: nothing was written under this key.
    pub async fn request_key(&self, login: &str, key: &str) -> Result<Option<RequestKeyRow>> {
        self.one(select::<RequestKeyRow>("where login = $1 and key = $2"), vals![login, key]).await
    }
}

impl Tx {
    /// Notes, beside an event, which request of a program it belongs to.
    ///
    /// # Errors
    /// `Refused` where the same request, sent a second time, was quicker.
    pub(super) async fn note_request(&mut self, by: &By) -> Result<()> {
        let Some(request) = &by.request else { return Ok(()) };
        let (login, seq) = (by.actor.login.as_str(), self.seq);
        match self.request_key(login, &request.key).await? {
            Some(row) if row.sending != request.sending => Err(Error::from(request_sent_twice())),
            Some(_) => {
                let sql = "update request_key set seq = $1 where login = $2 and key = $3";
                self.connection().await.execute(sql, vals![seq, login, &request.key]).await?;
                Ok(())
            }
            None => {
                let row = RequestKeyRow {
                    login: login.to_owned(),
                    key: request.key.clone(),
                    digest: request.digest.clone(),
                    sending: request.sending.clone(),
                    seq,
                    at: by.now.to_rfc3339(),
                    status: 0,
                    answer: String::new(),
                };
                self.insert_rows(RequestKeyRow::TABLE, &row.vals()).await
            }
        }
    }
}

impl Store {
    /// Keeps the answer of a request under whose key something was written; keys of long ago are forgotten.
    pub async fn keep_answer(&self, by: &By, (status, answer): (u16, String), forgotten: &str) -> Result<()> {
        let Some(request) = by.request.clone() else { return Ok(()) };
        let (login, forgotten) = (by.actor.login.clone(), forgotten.to_owned());
        self.write_unlogged(by, async move |tx: &mut Tx| {
            let sql = "delete from request_key where at < $1";
            tx.connection().await.execute(sql, vals![&forgotten]).await?;
            let sql = "update request_key set status = $1, answer = $2 where login = $3 and key = $4 and sending = $5";
            let kept = vals![i64::from(status), &answer, &login, &request.key, &request.sending];
            tx.connection().await.execute(sql, kept).await?;
            Ok(((), DeedEnd::Unlogged))
        })
        .await
    }
}

problems! {
    refuse request_sent_twice():
        "同一个请求键的请求正在做，这一次没有做。" / "A request with the same key is under way; this one did nothing."
        => "等那一次的回答；没有收到就用同一个键再送。" / "Wait for the other's answer; without one send it again with the same key.";
}

//! Printers an office knows, and how far each sets a page off.

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::Printer;
use super::tx::Tx;
use crate::domain::general::error::Result;

impl Queries {
    pub async fn printers(&self) -> Result<Vec<Printer>> {
        self.all(select::<Printer>("order by id"), &[]).await
    }
}

impl Tx {
    /// Keeps what a printer sets off; a name that is known is measured anew.
    pub async fn set_printer(&mut self, name: &str, dx: i64, dy: i64, at: &str) -> Result<i64> {
        let known: Option<Printer> = self.one(select::<Printer>("where name = $1"), vals![name]).await?;
        let id = known.as_ref().map_or(0, |printer| printer.id);
        let printer = Printer { id, name: name.into(), dx, dy, at: at.into() };
        match known {
            Some(_) => self.update(&printer).await.map(|()| id),
            None => self.insert(&printer).await,
        }
    }
}

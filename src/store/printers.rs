//! Printers an office knows, and how far each sets a page off.

use super::sql::{Link, Row, built, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A printer, with what it sets off in tenths of a millimetre: to the right, downwards.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Printer {
    pub id: i64,
    pub name: String,
    pub dx: i64,
    pub dy: i64,
    pub at: String,
}

const COLUMNS: &str = "select id, name, dx, dy, at from printer ";

fn read(row: &Row) -> Result<Printer> {
    Ok(Printer { id: row.int(0)?, name: row.text(1)?, dx: row.int(2)?, dy: row.int(3)?, at: row.text(4)? })
}

pub(super) fn digest(printer: &Printer) -> Digest {
    let mut fields = FieldDigest::new("printer");
    fields.int(printer.id).text(&printer.name).int(printer.dx).int(printer.dy).text(&printer.at);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<Printer>> {
    let sql = built(format!("{COLUMNS} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(read).transpose()
}

impl Store {
    pub async fn printers(&self) -> Result<Vec<Printer>> {
        let sql = built(format!("{COLUMNS} order by id"));
        self.pool.rows_str(sql, &[]).await?.iter().map(read).collect()
    }
}

impl Tx<'_> {
    /// Keeps what a printer sets off; a name that is known is measured anew.
    pub async fn set_printer(&mut self, name: &str, dx: i64, dy: i64, at: &str) -> Result<i64> {
        let known = self.link.row("select id from printer where name = $1", vals![name]).await?;
        let id = match known {
            Some(row) => {
                let id = row.int(0)?;
                let sql = "update printer set dx = $2, dy = $3, at = $4 where id = $1";
                self.link.execute(sql, vals![id, dx, dy, at]).await?;
                id
            }
            None => {
                let id = self.take_ids("printer", 1).await?;
                let sql = "insert into printer (id, name, dx, dy, at) values ($1, $2, $3, $4, $5)";
                self.link.execute(sql, vals![id, name, dx, dy, at]).await?;
                id
            }
        };
        self.touch(RecordKind::Printer, id);
        Ok(id)
    }
}

//! What was decided about the rows of a sheet that waits, and persons by name for it.

use super::sql::{Link, Row, built, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::receiving::repair::{Cure, KnownPerson, Repair};
use crate::domain::records::event::RecordKind;

pub(super) const WHOLE: &str =
    "select id, file_digest, sheet, row_number, column_number, cure, value from repair ";

fn read(row: &Row) -> Result<Repair> {
    let cure = row.text(5)?;
    Ok(Repair {
        row: row.int(3)? as u32,
        column: row.int(4)? as u32,
        cure: Cure::from_key(&cure)
            .ok_or_else(|| anyhow::anyhow!("repair {}: no cure {cure}", row.int(0).unwrap_or(0)))?,
        value: row.text(6)?,
    })
}

pub(super) fn digest(row: &Row) -> Result<Digest> {
    let mut fields = FieldDigest::new("repair");
    fields.int(row.int(0)?).text(&row.text(1)?).text(&row.text(2)?).int(row.int(3)?).int(row.int(4)?);
    fields.text(&row.text(5)?).text(&row.text(6)?);
    Ok(fields.digest())
}

/// Names asked for in one statement.
const NAMES: usize = 200;
/// Papers looked at for one name: a common name has thousands.
const PAPERS: i64 = 2000;

impl Store {
    /// The decisions about a sheet, in order of row and column; those taken back are not among them.
    pub async fn repairs(&self, file: &Digest, sheet: &str) -> Result<Vec<Repair>> {
        let sql = built(format!(
            "{WHOLE} where file_digest = $1 and sheet = $2 and cure <> 'withdrawn' order by row_number, column_number"
        ));
        let file = file.hex();
        self.pool.rows_str(sql, vals![&file, sheet]).await?.iter().map(read).collect()
    }

    /// Id and digest of every decision.
    pub(super) async fn repair_digests(&self) -> Result<Vec<(i64, Digest)>> {
        let rows = self.pool.rows(WHOLE, &[]).await?;
        rows.iter().map(|row| Ok((row.int(0)?, digest(row)?))).collect()
    }

    /// Persons of the archive with these names and a full ID number, each number once, with a unit of
    /// one of their papers and its code.
    pub async fn persons_named(&self, names: &[String]) -> Result<Vec<KnownPerson>> {
        let sql = "select p.id_number, i.code, coalesce((select u.name from unit u where u.item_id = p.item_id and u.seq = 0), '')
                   from person p join item i on i.id = p.item_id
                   where p.name = $1 and p.id_number <> '' order by p.item_id desc limit $2";
        let mut found: Vec<KnownPerson> = Vec::new();
        for name in names.iter().take(NAMES) {
            let before = found.len();
            for row in self.pool.rows(sql, vals![name, PAPERS]).await? {
                let (id_number, unit) = (row.text(0)?, row.text(2)?);
                let same = |known: &KnownPerson| known.id_number == id_number && known.unit == unit;
                if !found[before..].iter().any(same) {
                    found.push(KnownPerson { name: name.clone(), id_number, unit, code: row.text(1)? });
                }
            }
        }
        Ok(found)
    }
}

impl Tx<'_> {
    /// Keeps a decision; one there is already about the same cell or row gives way.
    pub async fn put_repair(&mut self, file: &Digest, sheet: &str, repair: &Repair) -> Result<()> {
        let (file, cure) = (file.hex(), repair.cure.key());
        let known = self.repair_at(&file, sheet, repair.row, repair.column).await?;
        let id = match known {
            Some((id, _)) => {
                let sql = "update repair set cure = $2, value = $3 where id = $1";
                self.link.execute(sql, vals![id, cure, &repair.value]).await?;
                id
            }
            None => {
                let id = self.take_ids("repair", 1).await?;
                let sql =
                    "insert into repair (id, file_digest, sheet, row_number, column_number, cure, value)
                           values ($1, $2, $3, $4, $5, $6, $7)";
                let vals = vals![id, &file, sheet, repair.row, repair.column, cure, &repair.value];
                self.link.execute(sql, vals).await?;
                id
            }
        };
        self.touch(RecordKind::Repair, id);
        Ok(())
    }

    /// The decision about a cell (column from 1) or a row (column 0), taken back or not, and its id.
    pub async fn repair_at(
        &mut self,
        file: &str,
        sheet: &str,
        row: u32,
        column: u32,
    ) -> Result<Option<(i64, Repair)>> {
        let sql = built(format!(
            "{WHOLE} where file_digest = $1 and sheet = $2 and row_number = $3 and column_number = $4"
        ));
        let found = self.link.row_str(sql, vals![file, sheet, row, column]).await?;
        found.map(|found| Ok((found.int(0)?, read(&found)?))).transpose()
    }
}

pub(super) async fn digest_of(link: &mut Link, id: i64) -> Result<Option<Digest>> {
    let sql = built(format!("{WHOLE} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(digest).transpose()
}

//! What was decided about the rows of a sheet that waits, and persons by name for it.

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::RepairRow;
use super::tx::Tx;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::masking::IdNumber;
use crate::domain::receiving::repair::{KnownPerson, Repair};

/// Names asked for in one statement.
const NAMES: usize = 200;
/// Papers looked at for one name: a common name has thousands.
const PAPERS: i64 = 2000;

impl From<RepairRow> for Repair {
    fn from(row: RepairRow) -> Repair {
        Repair { row: row.row_number, column: row.column_number, cure: row.cure, value: row.value }
    }
}

impl Queries {
    /// The decisions about a sheet, in order of row and column; those taken back are not among them.
    pub async fn repairs(&self, file: &Digest, sheet: &str) -> Result<Vec<Repair>> {
        let sql = select::<RepairRow>(
            "where file_digest = $1 and sheet = $2 and cure <> 'withdrawn' order by row_number, column_number",
        );
        let rows: Vec<RepairRow> = self.all(sql, vals![&file.hex(), sheet]).await?;
        Ok(rows.into_iter().map(Repair::from).collect())
    }

    /// The decision about a cell (column from 1) or a row (column 0), taken back or not, and its id.
    pub async fn repair_at(
        &self,
        file: &str,
        sheet: &str,
        row: u32,
        column: u32,
    ) -> Result<Option<(i64, Repair)>> {
        let sql = select::<RepairRow>(
            "where file_digest = $1 and sheet = $2 and row_number = $3 and column_number = $4",
        );
        let found: Option<RepairRow> = self.one(sql, vals![file, sheet, row, column]).await?;
        Ok(found.map(|found| (found.id, found.into())))
    }

    /// Persons of the archive with these names and a full ID number, each number once, with a unit of
    /// one of their papers and its code.
    pub async fn persons_named(&self, names: &[String]) -> Result<Vec<KnownPerson>> {
        let sql = "select p.id_number, i.code, coalesce((select u.name from unit u where u.item_id = p.item_id and u.seq = 0), ''), p.item_id, p.seq
                   from person p join item i on i.id = p.item_id
                   where p.name = $1 and p.id_number <> '' order by p.item_id desc limit $2";
        let mut found: Vec<KnownPerson> = Vec::new();
        for name in names.iter().take(NAMES) {
            let before = found.len();
            let papers: Vec<(IdNumber, String, String, i64, u32)> =
                self.all(sql, vals![name, PAPERS]).await?;
            for (id_number, code, unit, item, seq) in papers {
                let same = |known: &KnownPerson| known.id_number == id_number && known.unit == unit;
                if !found[before..].iter().any(same) {
                    let (name, row) = (name.clone(), seq + 1);
                    found.push(KnownPerson { name, id_number, unit, code, item, row });
                }
            }
        }
        Ok(found)
    }
}

impl Tx {
    /// Keeps a decision; one there is already about the same cell or row gives way.
    pub async fn put_repair(&mut self, file: &Digest, sheet: &str, repair: &Repair) -> Result<()> {
        let file = file.hex();
        let known = self.repair_at(&file, sheet, repair.row, repair.column).await?;
        let row = RepairRow {
            id: known.as_ref().map_or(0, |(id, _)| *id),
            file_digest: file,
            sheet: sheet.into(),
            row_number: repair.row,
            column_number: repair.column,
            cure: repair.cure,
            value: repair.value.clone(),
        };
        match known {
            Some(_) => self.update(&row).await,
            None => self.insert(&row).await.map(drop),
        }
    }
}

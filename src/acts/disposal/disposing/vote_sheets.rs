//! 表决表: a member takes the list home as xlsx, fills in decisions, and has them read back; the votes are one's own.

use std::collections::BTreeMap;
use std::path::Path;

use super::people::{allow_over, batch_numbered, fonds_number, signer};
use super::showing::{DisposalView, disposal};
use super::stepping::{Asked, each_stepped};
use crate::archive::{Archive, allow};
use crate::catalog::{
    Catalog, CatalogOptions, Form, Format, Head, ListCell, ListColumn, ListRow, NewFile, SEQ, WrittenCatalog,
    list_form,
};
use crate::domain::disposal::disposing::{NEEDED, ReturnedVote, VoteColumn};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::number_text;
use crate::domain::general::wording::Lang;
use crate::domain::receiving::grid::{Cell, Grid};
use crate::procedures::checkpoints;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::digest_of;
use crate::procedures::documents::writing::Document;
use crate::sheet::{self, Reading};
use crate::{problems, say};

/// Rows looked through for the header.
const HEADER_WITHIN: usize = 20;

/// The columns of the sheet with their widths in millimetres.
const WIDTHS: [(VoteColumn, f64); 13] = [
    (VoteColumn::Group, 10.0),
    (VoteColumn::Code, 44.0),
    (VoteColumn::Title, 44.0),
    (VoteColumn::Year, 12.0),
    (VoteColumn::Period, 16.0),
    (VoteColumn::EligibleOn, 22.0),
    (VoteColumn::Items, 12.0),
    (VoteColumn::Pages, 12.0),
    (VoteColumn::Others, 36.0),
    (VoteColumn::Decision, 16.0),
    (VoteColumn::NewPeriod, 14.0),
    (VoteColumn::Reason, 32.0),
    (VoteColumn::Mark, 34.0),
];

/// Writes the member's own sheet to `out`, what was voted so far filled in, and registers it.
///
/// # Errors
/// `Refused` for somebody without a seat; nothing is left at `out` then.
pub async fn write_vote_sheet(
    archive: &Archive,
    by: &By,
    number: &str,
    lang: Lang,
    out: &Path,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Appraise)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let fonds = fonds_number(&archive.store, row.fonds_id).await?;
    allow_over(by, &[Deed::Appraise], &fonds)?;
    let batch = archive.store.disposal_read(&row).await?;
    let who = signer(&archive.store, by).await?;
    let lines = batch.vote_sheet(&who, lang)?;
    let head = Head { fonds, batch: row.number.clone(), scope: who.name.clone(), ..Head::default() };
    let (form, format) = (form(), Format::Xlsx);
    let options = CatalogOptions {
        lang,
        scratch: Some(archive.config.data().to_owned()),
        anchor: checkpoints::anchor(archive),
        ..CatalogOptions::default()
    };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    for (at, mut cells) in lines.into_iter().enumerate() {
        let mut row = vec![(SEQ, ListCell::Count(at as u64 + 1))];
        row.extend(WIDTHS.map(|(column, _)| {
            let text = cells.remove(column.key()).unwrap_or_default();
            (column.key(), ListCell::Text(text))
        }));
        catalog.add(&ListRow(row))?;
    }
    let (written, file) = catalog.finish()?;
    let document = Document { form, format, lang, written, others: Vec::new(), file };
    let mut narrowed = serde_json::Map::new();
    narrowed.insert("disposal".to_owned(), row.number.into());
    narrowed.insert("list_digest".to_owned(), row.list_digest.into());
    let making = Making::List { list: "votes".to_owned(), filter: None, narrowed, ticked: Vec::new() };
    document.keep(archive, by, making).await
}

fn form() -> Form {
    let columns = WIDTHS.map(|(column, mm)| ListColumn {
        key: column.key(),
        name: column.word(),
        counts: false,
        total: false,
        mm,
    });
    let head = ["batch", "fonds", "scope"].map(str::to_owned).into();
    Form { head, ..list_form(say!("表决表", "Votes"), say!("卷", "volumes"), &columns) }
}

/// Reads a sheet that came back; its votes are taken in the name of whoever reads it, all or none.
///
/// # Errors
/// `Refused` with every row that cannot be taken; no vote is written then.
pub async fn vote_by_sheet(
    archive: &Archive,
    by: &By,
    number: &str,
    (file, name): (&Path, &str),
) -> Result<DisposalView> {
    allow(by, Deed::Appraise)?;
    batch_numbered(&archive.store, by, number).await?;
    let reading = Reading { file_name: Some(name.to_owned()), ..Reading::default() };
    let rows = returned(&sheet::read(file, &reading).await?)?;
    let file = digest_of(file).await?;
    each_stepped(archive, by, number, Asked::Sheet { rows, file }).await?;
    disposal(archive, by, number).await
}

/// The rows under the header, whatever they say.
fn returned(grid: &Grid) -> Result<Vec<ReturnedVote>> {
    let columns = |cells: &[Cell]| {
        let texts = cells.iter().map(text).enumerate();
        let known = texts.filter_map(|(at, text)| {
            let called = |column: &&VoteColumn| {
                let word = column.word();
                text.trim() == word.zh || text.trim() == word.en
            };
            Some((at, *VoteColumn::ALL.iter().find(called)?))
        });
        known.collect::<Vec<_>>()
    };
    let has_all = |known: &[(usize, VoteColumn)]| {
        NEEDED.iter().all(|needed| known.iter().any(|(_, column)| column == needed))
    };
    let rows = grid.rows.iter().take(HEADER_WITHIN).enumerate();
    let header = rows.map(|(at, row)| (at, columns(&row.cells))).find(|(_, known)| has_all(known));
    let Some((at, columns)) = header else {
        let needed = NEEDED.map(|column| column.word());
        let zh = needed.iter().map(|word| word.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = needed.iter().map(|word| word.en.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Error::from(no_vote_sheet(&zh, &en)));
    };
    let read = |row: &crate::domain::receiving::grid::Row| {
        let cell = |(at, column): &(usize, VoteColumn)| {
            (column.key(), row.cells.get(*at).map(text).unwrap_or_default())
        };
        ReturnedVote { row: row.number, cells: columns.iter().map(cell).collect::<BTreeMap<_, _>>() }
    };
    Ok(grid.rows.iter().skip(at + 1).map(read).collect())
}

/// What a reader of the sheet sees in a cell.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) | Cell::Broken { text, .. } => text.clone(),
        Cell::Number(number) => number_text(*number),
        Cell::Date(day) => day.chars().take(10).collect(),
        Cell::PartOfDate { shown, .. } => shown.clone(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Formula { value, .. } => text(value),
    }
}

problems! {
    refuse no_vote_sheet(columns, columns_en):
        "这不是表决表：表头要有{columns}。" / "This is no vote sheet: its header needs {columns_en}."
        => "从批次导出表决表，在上面填写。" / "Write the sheet from the batch and fill that one.";
}

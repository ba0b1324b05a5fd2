//! A comparison as a list to be taken home: a line for every cell that differs.

use std::path::Path;

use super::super::{Format, WrittenCatalog};
use super::{CatalogDifference, LineDeed};
use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, CatalogOptions, Head, ListCell, ListColumn, ListRow, NewFile, SEQ, list_form};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::procedures::documents::order::Making;
use crate::procedures::documents::writing::Document;
use crate::say;

/// Writes a comparison as a list: a line for every cell that differs.
///
/// # Errors
/// `Busy` where the file cannot be written.
pub async fn write_difference(
    archive: &Archive,
    by: &By,
    difference: &CatalogDifference,
    (format, lang): (Format, Lang),
    out: &Path,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Export)?;
    let column = |(key, zh, en, mm): (&'static str, &str, &str, f64)| ListColumn {
        key,
        name: Wording::new(zh, en),
        counts: false,
        total: false,
        mm,
    };
    let columns = DIFFERENCE_COLUMNS.map(column);
    let form = list_form(say!("目录比较", "Comparison"), say!("行", "lines"), &columns);
    let scratch = Some(archive.config.data().to_owned());
    let options = CatalogOptions { lang, scratch, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &Head::default(), &options, format, NewFile::create(out)?)?;
    let mut seq = 0;
    for line in &difference.lines {
        let deeds = |text: &dyn Fn(&LineDeed) -> String| {
            let told: Vec<String> = line.deeds.iter().map(text).filter(|text| !text.is_empty()).collect();
            told.join("；")
        };
        for cell in &line.cells {
            seq += 1;
            let texts = [
                ("fate", line.fate.wording().in_lang(lang).to_owned()),
                ("code", line.code.clone()),
                ("title", line.title.clone()),
                ("field", cell.heading.in_lang(lang).to_owned()),
                ("before", cell.before.clone()),
                ("after", cell.after.clone()),
                ("at", deeds(&|deed| deed.at.chars().take(16).collect::<String>().replace('T', " "))),
                ("actor", deeds(&|deed| deed.actor.clone())),
                ("what", deeds(&|deed| deed.what.in_lang(lang).to_owned())),
                ("reason", deeds(&|deed| deed.reason.clone())),
            ];
            let mut cells = vec![(SEQ, ListCell::Count(seq))];
            cells.extend(texts.map(|(key, text)| (key, ListCell::Text(text))));
            catalog.add(&ListRow(cells))?;
        }
    }
    let (written, file) = catalog.finish()?;
    let making = Making::list_of("catalog_difference");
    Document { form, format, lang, written, others: Vec::new(), file }.keep(archive, by, making).await
}

/// Key, headings and width in millimetres.
const DIFFERENCE_COLUMNS: [(&str, &str, &str, f64); 10] = [
    ("fate", "变化", "Fate", 12.0),
    ("code", "档号", "Code", 42.0),
    ("title", "题名", "Title", 48.0),
    ("field", "项目", "Item", 18.0),
    ("before", "原", "Before", 34.0),
    ("after", "现", "After", 34.0),
    ("at", "时间", "When", 24.0),
    ("actor", "经办", "By", 14.0),
    ("what", "事项", "Deed", 22.0),
    ("reason", "理由", "Reason", 24.0),
];

//! LibreOffice opens what we write, sees no formula, and shows the same cells.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::Data;
use guidang::catalog::{CatalogOptions, Format, forms};

use super::{annotated, cells, documents};

/// Converts every xlsx in the folder to csv, cells as shown, in one start of the program.
fn convert(folder: &Path) {
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let profile = folder.join("profile");
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
        ])
        .arg("--outdir")
        .arg(folder)
        .args(files)
        .output();
    let run = run.expect(
        "LibreOffice is needed for this test: apt-get install --no-install-recommends libreoffice-calc",
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn shown(csv: &Path) -> BTreeMap<(u32, u32), String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(csv).unwrap();
    let mut shown = BTreeMap::new();
    for (row, record) in reader.records().enumerate() {
        for (column, text) in record.unwrap().iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            shown.insert((row as u32, column as u32), text.to_owned());
        }
    }
    shown
}

#[test]
fn libreoffice_shows_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut written: Vec<(String, Vec<u8>)> = forms()
        .iter()
        .map(|form| (form.id(), documents::sample(form, 20, &CatalogOptions::default(), Format::Xlsx).1))
        .collect();
    written.push(("annotated".into(), annotated::copy(&annotated::sheet(), &annotated::problems())));
    for (name, xlsx) in &written {
        std::fs::write(folder.path().join(format!("{name}.xlsx")), xlsx).unwrap();
    }
    convert(folder.path());
    for (name, xlsx) in &written {
        let shown = shown(&folder.path().join(format!("{name}.csv")));
        let mut compared = 0;
        for (row, column, value) in cells(xlsx) {
            let there = shown
                .get(&(row, column))
                .unwrap_or_else(|| panic!("{name}: nothing at {row}:{column}, not {value:?}"));
            match value {
                Data::String(text) => assert_eq!(there, &text, "{name} {row}:{column}"),
                Data::Float(number) if number < 1e11 => {
                    assert_eq!(there, &number.to_string(), "{name} {row}:{column}")
                }
                _ => continue,
            }
            compared += 1;
        }
        assert!(compared > 20, "{name}: {compared} cells");
    }
}

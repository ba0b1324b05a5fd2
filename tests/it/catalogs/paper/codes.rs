//! Bar codes and QR codes, read from the printed page by an independent reader (zbar).

use std::process::Command;

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::catalogs::form::shipped;

use super::{Like, printed, row};

const BARCODE: &str = "100000000175";

/// What zbar reads on the first page, as `CODE-128:…` and `QR-Code:…`.
fn read_codes(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (path, to) = (folder.path().join("one.pdf"), folder.path().join("page"));
    std::fs::write(&path, pdf).unwrap();
    let mut draw = Command::new("pdftoppm");
    draw.args(["-r", "300", "-gray", "-png", "-singlefile"]).arg(&path).arg(&to);
    assert!(draw.status().unwrap().success());
    let run = Command::new("zbarimg").arg("-q").arg(to.with_extension("png")).output();
    let run = run.unwrap_or_else(|error| panic!("zbarimg: {error}; apt-get install zbar-tools"));
    let mut read: Vec<String> = String::from_utf8(run.stdout).unwrap().lines().map(str::to_owned).collect();
    read.sort();
    read
}

#[test]
fn an_independent_reader_reads_what_is_printed() {
    let (bars, square) = (format!("CODE-128:{BARCODE}"), format!("QR-Code:guidang:{BARCODE}"));
    for (key, expected) in [
        ("volume_label", vec![bars.clone()]),
        ("volume_cover_coded", vec![bars.clone(), square.clone()]),
        ("box_label", vec![bars, square]),
        ("certification_mail", vec!["QR-Code:2013-001".to_owned()]),
        ("certification_online", vec!["QR-Code:2013-001".to_owned()]),
    ] {
        let form = shipped().find(key).unwrap();
        let row = row(form.rows, 0, Like::Plain).with("barcode", BARCODE).with("number", "2013-001");
        let pdf = printed(form, &[row], IdNumbers::Masked).unwrap().pdf;
        assert_eq!(read_codes(&pdf), expected, "{key}");
        let images = super::read_by("pdfimages", &["-list"], &pdf, &[]);
        assert_eq!(images.lines().count(), 2, "{key}: drawn, not a picture: {images}");
    }
}

#[test]
fn a_code_that_cannot_be_made_leaves_its_place_empty() {
    let form = shipped().find("volume_label").unwrap();
    for barcode in ["", "12a4", "123"] {
        let row = row(form.rows, 0, Like::Plain).with("barcode", barcode);
        assert_eq!(read_codes(&printed(form, &[row], IdNumbers::Masked).unwrap().pdf), [] as [String; 0]);
    }
}

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::tempdir;

use super::{Reading, read_in_process};
use crate::domain::general::error::Error;
use crate::domain::receiving::grid::{Cell, Grid};

fn written(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn texts(grid: &Grid) -> Vec<Vec<String>> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    };
    grid.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect()
}

#[test]
fn characters_cut_by_the_buffer_are_whole_again() {
    let dir = tempdir().unwrap();
    for shift in 0..4 {
        let line = format!("{},芜湖市镜湖纺织有限公司䶮\n", "a".repeat(shift + 1));
        let text = line.repeat(3_000);
        for (name, bytes) in [
            ("gb.csv", encoding_rs::GB18030.encode(&text).0.into_owned()),
            ("utf8.csv", text.clone().into_bytes()),
        ] {
            let grid = read_in_process(&written(dir.path(), name, &bytes), &Reading::default()).unwrap();
            assert_eq!(grid.rows.len(), 3_000);
            assert!(
                grid.rows.iter().all(|row| row.cells[1] == Cell::Text("芜湖市镜湖纺织有限公司䶮".into()))
            );
        }
    }
}

#[test]
fn an_encoding_can_be_named() {
    let dir = tempdir().unwrap();
    let big5 = encoding_rs::BIG5.encode("姓名,單位\n陳大文,蕪湖廠\n").0.into_owned();
    let path = written(dir.path(), "x.csv", &big5);
    let named = Reading { encoding: Some("Big5".into()), ..Reading::default() };
    assert_eq!(texts(&read_in_process(&path, &named).unwrap())[1], ["陳大文", "蕪湖廠"]);
    let wrong = Reading { encoding: Some("火星文".into()), ..Reading::default() };
    assert!(
        matches!(read_in_process(&path, &wrong), Err(Error::Unreadable(p)) if p[0].kind == "encoding_unknown")
    );
}

proptest! {
    /// What a csv writer writes is read back, cell for cell and row for row.
    #[test]
    fn csv_written_is_csv_read(rows in prop::collection::vec(prop::collection::vec("[甲乙a,;\"\n\r ]{0,4}", 3), 1..8)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        // a first row that settles separator and encoding
        writer.write_record(["题名", "备注", "页数"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let dir = tempdir().unwrap();
        let path = written(dir.path(), "x.csv", &writer.into_inner().unwrap());
        let reading = Reading { separator: Some(','), ..Reading::default() };
        let grid = read_in_process(&path, &reading).unwrap();
        let mut got = vec![vec![String::new(); 3]; rows.len()];
        for (row, cells) in grid.rows.iter().zip(texts(&grid)).skip(1) {
            for (at, text) in cells.into_iter().enumerate() {
                got[row.number as usize - 2][at] = text;
            }
        }
        prop_assert_eq!(got, rows);
    }

    /// Any bytes end in rows or in one problem, never in a panic.
    #[test]
    fn any_bytes_end_well(bytes in prop::collection::vec(any::<u8>(), 0..300), mark in 0usize..4) {
        let marks: [&[u8]; 4] = [b"", b"\xff\xfe", b"PK\x03\x04", b"\xef\xbb\xbf"];
        let dir = tempdir().unwrap();
        let path = written(dir.path(), "x", &[marks[mark], &bytes].concat());
        if let Err(error) = read_in_process(&path, &Reading::default()) {
            prop_assert!(matches!(error, Error::Unreadable(problems) if problems.len() == 1));
        }
    }
}

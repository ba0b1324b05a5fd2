//! Files that are wrong, on purpose or not: each is refused with one clear sentence that says what
//! to do, and this process lives on.

use std::path::{Path, PathBuf};

use guidang::domain::receiving::grid::{Broken, Cell};
use guidang::sheet::{self, Reading, ReadingLimits};
use tempfile::tempdir;

use super::workbook::{archive, ods, parts, text_cell, xlsx};
use super::{reading, refusal};

/// Reads the file and checks that it is refused as expected, in both languages.
async fn refused(path: &Path, kind: &str) -> String {
    let problem = refusal(sheet::read(path, &reading()).await);
    assert_eq!(problem.kind, kind, "{}: {}", path.display(), problem.message.zh);
    for text in [&problem.message.zh, &problem.message.en, &problem.fix.zh, &problem.fix.en] {
        assert!(!text.is_empty() && !text.contains('\n'), "{text:?}");
    }
    problem.message.zh
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn rows(xml: &str) -> String {
    format!("<sheetData>{xml}</sheetData>")
}

#[tokio::test]
async fn sparse_sheet_of_one_kilobyte() {
    let dir = tempdir().unwrap();
    let xml = rows(&format!(
        r#"<row r="1">{}</row><row r="1048576">{}</row>"#,
        text_cell("A1", "一"),
        text_cell("XFD1048576", "二")
    ));
    let message = refused(&xlsx(&dir.path().join("x.xlsx"), &xml), "cell_out_of_range").await;
    assert!(message.contains("XFD1048576"), "{message}");
    let far = format!(
        r#"<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{0}</table:table-row>"#,
        r#"<table:table-cell office:value-type="string"><text:p>二</text:p></table:table-cell>"#
    );
    refused(&ods(&dir.path().join("x.ods"), &far), "cell_out_of_range").await;
}

#[tokio::test]
async fn billion_laughs_is_not_zero_rows() {
    let dir = tempdir().unwrap();
    let entities: String =
        (1..10).map(|n| format!(r#"<!ENTITY l{n} "{}">"#, format!("&l{};", n - 1).repeat(10))).collect();
    let mut list =
        parts(&[("表", "visible", rows(&format!(r#"<row r="1">{}</row>"#, text_cell("A1", "&l9;"))))], "");
    let body = String::from_utf8(list[0].1.clone()).unwrap();
    list[0].1 =
        format!(r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>{body}"#).into_bytes();
    refused(&archive(&dir.path().join("x.xlsx"), &list), "damaged_file").await;

    list[0].1 =
        format!(r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>{body}"#)
            .into_bytes();
    refused(&archive(&dir.path().join("y.xlsx"), &list), "damaged_file").await;
}

#[tokio::test]
async fn archives() {
    let dir = tempdir().unwrap();
    let good = std::fs::read(xlsx(
        &dir.path().join("x.xlsx"),
        &rows(&format!("<row r=\"1\">{}</row>", text_cell("A1", "一"))),
    ))
    .unwrap();
    refused(&write(dir.path(), "cut.xlsx", &good[..good.len() * 2 / 3]), "damaged_file").await;
    let mut flipped = good.clone();
    flipped[60] ^= 0xff;
    refused(&write(dir.path(), "flipped.xlsx", &flipped), "damaged_file").await;

    let mut twice = parts(&[("表", "visible", rows(""))], "");
    twice.push(("xl/worksheets/sheet9.xml", rows("").into_bytes()));
    let path = archive(&dir.path().join("twice.xlsx"), &twice);
    let bytes = std::fs::read(&path).unwrap();
    let renamed: Vec<u8> = replace(&bytes, b"sheet9.xml", b"sheet1.xml");
    refused(&write(dir.path(), "twice.xlsx", &renamed), "damaged_file").await;

    let mut missing = parts(&[("表", "visible", rows(""))], "");
    missing.retain(|(name, _)| *name != "xl/_rels/workbook.xml.rels");
    refused(&archive(&dir.path().join("missing.xlsx"), &missing), "damaged_file").await;

    let index = rows(r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#);
    refused(&xlsx(&dir.path().join("index.xlsx"), &index), "damaged_file").await;
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, w)| *w == from).map(|(at, _)| at).collect();
    places.into_iter().for_each(|at| out[at..at + to.len()].copy_from_slice(to));
    out
}

#[tokio::test]
async fn long_cells_and_bombs() {
    let dir = tempdir().unwrap();
    // text that does not compress a hundredfold, so that the cell itself is what is refused
    let mut seed = 7u64;
    let mut letter = || {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        char::from(b'a' + (seed >> 33) as u8 % 26)
    };
    let long: String = (0..1_000_000).map(|_| letter()).collect();
    let cell = rows(&format!("<row r=\"3\">{}</row>", text_cell("B3", &long)));
    let message = refused(&xlsx(&dir.path().join("long.xlsx"), &cell), "cell_too_long").await;
    assert!(message.contains("B3"), "{message}");
    refused(&write(dir.path(), "long.csv", format!("题名,备注\n甲,{long}\n").as_bytes()), "cell_too_long")
        .await;

    let bomb = rows(&format!("<row r=\"1\">{}</row>", text_cell("A1", &"a".repeat(5_000_000))));
    refused(&xlsx(&dir.path().join("bomb.xlsx"), &bomb), "inflated_too_large").await;
}

#[tokio::test]
async fn too_many_merged_blocks() {
    let dir = tempdir().unwrap();
    let blocks: String = (1..=20_001).map(|n| format!("<mergeCell ref=\"A{n}:B{n}\"/>")).collect();
    let xml = format!(
        "{}<mergeCells>{blocks}</mergeCells>",
        rows(&format!("<row r=\"1\">{}</row>", text_cell("A1", "一")))
    );
    refused(&xlsx(&dir.path().join("x.xlsx"), &xml), "too_many_merges").await;
}

/// Bytes changed, cut out or doubled at random: rows or one problem, and this process lives.
#[tokio::test]
async fn mutilated_workbooks() {
    let dir = tempdir().unwrap();
    let mut seed = 20090101u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % below
    };
    let list =
        parts(&[("表", "visible", rows(&format!("<row r=\"1\">{}</row>", text_cell("A1", "一"))))], "");
    let sheet_xml = list[0].1.clone();
    for round in 0..40 {
        let (name, bytes) = match round % 2 {
            0 => ("x.xls", std::fs::read(super::example("workbooks/旧版.xls")).unwrap()),
            _ => ("x.xlsx", sheet_xml.clone()),
        };
        let mut bytes = bytes;
        for _ in 0..=random(4) {
            let at = random(bytes.len() - 8);
            match random(3) {
                0 => bytes[at] = random(256) as u8,
                1 => bytes[at..at + 4].copy_from_slice(&[0xff; 4]),
                _ => _ = bytes.drain(at..at + 3),
            }
        }
        let path = if round % 2 == 0 {
            write(dir.path(), name, &bytes)
        } else {
            let mut list = list.clone();
            list[0].1 = bytes;
            archive(&dir.path().join(name), &list)
        };
        if let Err(error) = sheet::read(&path, &reading()).await {
            assert!(
                matches!(&error, guidang::domain::general::error::Error::Unreadable(p) if p.len() == 1),
                "{round}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn wrong_types_are_named() {
    let dir = tempdir().unwrap();
    let good = std::fs::read(xlsx(&dir.path().join("x.xlsx"), &rows(""))).unwrap();
    let html = "<html><body><table><tr><td>题名</td></tr></table></body></html>";
    let mut macros = parts(&[("表", "visible", rows(""))], "");
    macros.push(("xl/vbaProject.bin", b"x".to_vec()));
    let macros = std::fs::read(archive(&dir.path().join("m"), &macros)).unwrap();
    for (name, bytes, word) in [
        ("a.xls", html.as_bytes(), "HTML"),
        ("b.csv", html.as_bytes(), "HTML"),
        ("c.xls", b"<?xml version=\"1.0\"?><Workbook/>", "XML"),
        ("d.xls", "题名,页数\n甲,1\n".as_bytes(), "CSV"),
        ("e.csv", &good, ".xlsx"),
        ("f.csv", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "gzip"),
        ("g.xlsm", &good, ".xlsm"),
        ("h.xlsx", &macros, ".xlsm"),
        ("i.et", &good, ".et"),
        ("j.xlsx", b"%PDF-1.7 ...", "PDF"),
    ] {
        let message = refused(&write(dir.path(), name, bytes), "wrong_type").await;
        assert!(message.contains(word), "{name}: {message}");
    }
}

#[tokio::test]
async fn password() {
    let dir = tempdir().unwrap();
    let mut ole = vec![0u8; 2048];
    ole[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    ole[1024..1024 + name.len()].copy_from_slice(&name);
    assert!(refused(&write(dir.path(), "x.xlsx", &ole), "password").await.contains("有密码"));
}

#[tokio::test]
async fn nothing_in_it() {
    let dir = tempdir().unwrap();
    assert!(refused(&write(dir.path(), "a.xlsx", b""), "empty_file").await.contains("0 行"));
    refused(&write(dir.path(), "b.csv", b"\xef\xbb\xbf"), "no_rows").await;
    refused(&write(dir.path(), "c.csv", b"\n\n,,\n"), "no_rows").await;
    refused(&xlsx(&dir.path().join("d.xlsx"), &rows("")), "no_rows").await;
    refused(&dir.path().join("no such file.csv"), "cannot_open").await;
}

#[tokio::test]
async fn texts() {
    let dir = tempdir().unwrap();
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> = "title,pages\nabc,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&write(dir.path(), "utf16.csv", &utf16), "encoding_unknown").await;

    let mixed = [gb("姓名,单位\n张三,甲厂\n"), "李四,芜湖市镜湖纺织有限公司\n".into()].concat();
    assert!(refused(&write(dir.path(), "mixed.csv", &mixed), "mixed_encodings").await.contains("第 3 行"));

    let nul =
        refused(&write(dir.path(), "nul.csv", "题名,页数\n甲\0,1\n".as_bytes()), "control_character").await;
    assert!(nul.contains("第 2 行"), "{nul}");

    // what is broken marks its cell; the file is read
    let mut cut = gb("姓名,单位\n张三,甲厂");
    cut.pop();
    let surrogate: Vec<u8> =
        [0xfeff, 0x59d3, 0xd800, 0x2c].iter().flat_map(|u: &u16| u.to_le_bytes()).collect();
    for (name, bytes, row, text, why) in [
        ("cut.csv", cut, 1, "甲\u{fffd}", Broken::Bytes),
        ("lone.txt", surrogate, 0, "姓\u{fffd}", Broken::Bytes),
        ("open.csv", "题名,页数\n甲,1\n\"乙,2\n丙,3\n".into(), 2, "\"乙", Broken::Quote),
        ("quote.csv", "题名,页数\n甲,1\n\"乙,2\n\"丙\",3\n".into(), 2, "\"乙", Broken::Quote),
    ] {
        let grid = sheet::read(&write(dir.path(), name, &bytes), &reading()).await.unwrap();
        let broken = Cell::Broken { text: text.into(), why };
        assert!(grid.rows[row].cells.contains(&broken), "{name}: {:?}", grid.rows[row]);
        let others = grid.rows.iter().enumerate().filter(|(at, _)| *at != row);
        assert!(
            others.flat_map(|(_, row)| &row.cells).all(|cell| !matches!(cell, Cell::Broken { .. })),
            "{name}"
        );
    }
    let lost = write(dir.path(), "lost.csv", "题名,页数\n\n甲\u{fffd},1\n".as_bytes());
    assert_eq!(
        sheet::read(&lost, &reading()).await.unwrap().rows[1].cells[0],
        Cell::Text("甲\u{fffd}".into())
    );
    let unclear = refused(&write(dir.path(), "cafe.csv", "café,1\n".as_bytes()), "encoding_unclear").await;
    assert!(unclear.contains("é"), "{unclear}");
}

/// Three hundred strings, and a promise of more of them.
fn promising(path: &Path, promised: u64) -> PathBuf {
    let strings: String = (0..300).map(|n| format!("<si><t>{n}</t></si>")).collect();
    let mut list =
        parts(&[("表", "visible", rows(&format!("<row r=\"1\">{}</row>", text_cell("A1", "一"))))], "");
    list.push((
        "xl/sharedStrings.xml",
        format!("<sst uniqueCount=\"{promised}\">{strings}</sst>").into_bytes(),
    ));
    archive(path, &list)
}

#[tokio::test]
async fn memory_is_limited() {
    let dir = tempdir().unwrap();
    refused(&promising(&dir.path().join("huge.xlsx"), 900_000_000_000), "reader_out_of_memory").await;
    // 240 MiB: more than a limit of 128 MiB, less than the usual one
    let large = promising(&dir.path().join("large.xlsx"), 10_000_000);
    let tight = Reading {
        limits: ReadingLimits { memory_bytes: 128 << 20, ..ReadingLimits::default() },
        ..reading()
    };
    assert_eq!(refusal(sheet::read(&large, &tight).await).kind, "reader_out_of_memory");
    assert_eq!(sheet::read(&large, &reading()).await.unwrap().rows.len(), 1);
}

/// A child that is silent, that is killed for its time, that breaks down, that stops in the middle.
#[tokio::test]
async fn the_child_dies_and_the_parent_lives() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempdir().unwrap();
    let good = write(dir.path(), "good.csv", "题名,页数\n甲,1\n".as_bytes());
    for (name, body, kind) in [
        ("silent", "sleep 30", "reader_out_of_time"),
        ("busy", "ulimit -S -t 1; while :; do :; done", "reader_out_of_time"),
        ("dead", "kill -ABRT $$", "reader_died"),
        ("half", "printf '{\"part\":{\"Head\":{\"name\":'", "reader_died"),
    ] {
        let script = write(dir.path(), name, format!("#!/bin/sh\n{body}\n").as_bytes());
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        let silence_seconds = if name == "silent" { 1 } else { 60 };
        let limits = ReadingLimits { silence_seconds, ..ReadingLimits::default() };
        let with = Reading { program: Some(script), limits, ..Reading::default() };
        assert_eq!(refusal(sheet::read(&good, &with).await).kind, kind, "{name}");
    }
    assert_eq!(sheet::read(&good, &reading()).await.unwrap().rows.len(), 2);
}

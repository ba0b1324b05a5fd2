//! What stands on paper, read back by independent readers: `qpdf --check`, poppler's text with its
//! places, poppler's picture of the page.

mod books;
mod codes;
mod days;
mod golden;
mod measures;
mod places;
mod records;
mod sayings;
mod stories;

use std::path::Path;
use std::process::Command;

use guidang::domain::error::Result;
use guidang::domain::finding_aid::{Choices, Entry, FieldKind, Head, IdNumbers, RowKind, fields};
use guidang::domain::form::{Form, shipped};
use guidang::domain::period::RetentionPeriod;
use guidang::paper::{Book, Bound, Fonts, Order};

/// What the records of a test are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    Plain,
    /// Titles and names of two hundred characters.
    Long,
    /// 生僻字, traditional, Latin with accents, control characters, marks of direction.
    Rare,
}

pub const LIKE: [Like; 3] = [Like::Plain, Like::Long, Like::Rare];

const RARE: &str = "𠮷㐂䶮㛃𬱖養老保險ÀÉñ\u{202E}倒\u{200B}序\u{0}\u{7}";

pub fn head() -> Head {
    Head {
        fonds: "0211".into(),
        fonds_name: "芜湖市人力资源和社会保障局".into(),
        years: Some((2009, 2009)),
        class: "ZJ 社会保险费征缴类".into(),
        period: Some(RetentionPeriod::Years(100)),
        volume: "17".into(),
        volume_code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        from: "芜湖市社会保险事业管理中心".into(),
        to: "芜湖市档案馆".into(),
        batch: "Y2025-01".into(),
        ..Head::default()
    }
}

/// The n-th row of a kind, every field filled.
pub fn row(kind: RowKind, n: usize, like: Like) -> Entry {
    let mut entry = Entry::new(kind);
    for (key, field) in fields(kind) {
        entry.set(key, value(key, *field, n, like));
    }
    entry
}

fn value(key: &str, kind: FieldKind, n: usize, like: Like) -> String {
    let number = n + 1;
    match (kind, key) {
        (FieldKind::Count, "seq") => number.to_string(),
        (FieldKind::Count, _) => (number % 7 + 1).to_string(),
        (FieldKind::Day, _) => format!("200901{:02}", n % 28 + 1),
        (FieldKind::Id, _) => format!("99000019800101{:04}", number % 10_000),
        (FieldKind::Text, "letter") => ((b'A' + (n / 40 % 26) as u8) as char).to_string(),
        (FieldKind::Text, "year") => "2009".into(),
        (FieldKind::Text, "period") => "100年".into(),
        (FieldKind::Text, "barcode") => "100000000175".into(),
        (FieldKind::Text, "page" | "page_numbers" | "page_line" | "number" | "booklet" | "volume") => {
            number.to_string()
        }
        (FieldKind::Text, "class" | "step" | "volume_code") => "社会保险费征缴核定材料".into(),
        (FieldKind::Text, "class_code" | "agency") => "ZJ".into(),
        (FieldKind::Text, "statement" | "contents" | "opinion" | "about" | "found" | "note" | "staff")
            if like == Like::Long =>
        {
            "本卷材料齐全，第二十三件缺附件一份，原单位未提供；第四十一件为复印件。".repeat(6)
        }
        (FieldKind::Text, "title" | "name" | "party" | "address" | "record") => match like {
            Like::Plain => format!("缴费核定表{number}"),
            Like::Long => {
                format!("{number}缴费基数申报核定表（附花名册、补充说明、Annex {number}-B），").repeat(8)
            }
            Like::Rare => format!("{number}{RARE}{number}"),
        },
        (FieldKind::Text, _) => match like {
            Like::Rare => "㐂𠮷".into(),
            _ => "材料".into(),
        },
    }
}

pub fn choices(id_numbers: IdNumbers) -> Choices {
    Choices { id_numbers, ..Choices::default() }
}

/// A form over these rows.
pub fn printed(form: &Form, rows: &[Entry], id_numbers: IdNumbers) -> Result<Bound> {
    let order = Order { choices: choices(id_numbers), title: form.name.zh.clone(), ..Order::default() };
    let mut book = Book::new(Fonts::shipped().unwrap(), order);
    book.begin(form, &head(), vec!["2009".into()], false);
    for row in rows {
        book.add(row)?;
    }
    book.finish(shipped(), |_, _| true)
}

pub fn rows(form: &Form, count: usize, like: Like) -> Vec<Entry> {
    (0..count).map(|n| row(form.rows, n, like)).collect()
}

/// Writes the bytes and runs a reader over the file; what it said.
pub fn read_by(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.pdf");
    std::fs::write(&path, pdf).unwrap();
    let run = Command::new(program).args(before).arg(&path).args(after).output();
    let run = run.unwrap_or_else(|error| panic!("{program}: {error}; apt-get install qpdf poppler-utils"));
    assert!(run.status.success(), "{program}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

pub fn text_of(pdf: &[u8]) -> String {
    read_by("pdftotext", &["-layout", "-q"], pdf, &["-"])
}

/// The first page as grey values at 10 dots a millimetre: (width, height, one byte a dot).
pub fn picture(pdf: &[u8]) -> (usize, usize, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.pdf");
    std::fs::write(&path, pdf).unwrap();
    let to = folder.path().join("page");
    let mut run = Command::new("pdftoppm");
    run.args(["-r", "254", "-gray", "-f", "1", "-l", "1", "-singlefile"]);
    assert!(run.arg(&path).arg(&to).status().unwrap().success());
    let bytes = std::fs::read(Path::new(&to).with_extension("pgm")).unwrap();
    // P5 <width> <height> <maximum>, each ended by one blank
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 4 {
        let end = at + bytes[at..].iter().position(|byte| byte.is_ascii_whitespace()).unwrap();
        words.push(String::from_utf8(bytes[at..end].to_vec()).unwrap());
        at = end + 1;
    }
    (words[1].parse().unwrap(), words[2].parse().unwrap(), bytes[at..].to_vec())
}

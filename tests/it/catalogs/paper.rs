//! What stands on paper, read back by independent readers: `qpdf --check`, poppler's text with its
//! places, poppler's picture of the page.

mod books;
mod bytes;
mod codes;
mod days;
mod dump;
mod measures;
mod page_counts;
mod page_dumps;
mod places;
mod records;
mod registers;
mod sayings;
mod stories;

use std::path::Path;
use std::process::Command;

use guidang::domain::catalogs::finding_aid::{
    FieldKind, FreeRow, Head, IdNumbers, LineKind, ValueStyle, fields,
};
use guidang::domain::catalogs::form::{Form, shipped};
use guidang::domain::general::error::Result;
use guidang::domain::values::period::RetentionPeriod;
use guidang::paper::{Book, Fonts, PrintOptions, PrintedBook};

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
        period: Some(RetentionPeriod::Years(100).into()),
        volume: "17".into(),
        volume_code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        from: "芜湖市社会保险事业管理中心".into(),
        to: "芜湖市档案馆".into(),
        batch: "Y2025-01".into(),
        ..Head::default()
    }
}

/// The head of a form: a list of what is due names its year and step, others their place.
fn head_of(form: &Form) -> Head {
    match form.rows {
        LineKind::Due => {
            Head { due: "2025".into(), step: "社会保险费征缴核定材料".into(), ..head() }
        }
        _ => head(),
    }
}

/// The n-th row of a kind, every field filled.
pub fn row(kind: LineKind, n: usize, like: Like) -> FreeRow {
    let mut entry = FreeRow::new(kind);
    for (key, field) in fields(kind) {
        entry.set(key, value(key, *field, n, like));
    }
    entry
}

const STEP: &str = "社会保险费征缴核定材料";
/// What a step, a place, a unit may be called at the longest.
const LONG_STEP: &str =
    "城乡居民基本养老保险参保登记与待遇领取资格核定及个人账户一次性支付业务综合材料（甲）";
const LONG_PLACE: &str =
    "芜湖市社会保险业务档案综合库房二楼东侧第3密集架12列B面4节6层7格（原劳动局库房移来）";
const LONG_UNIT: &str =
    "中国（安徽）自由贸易试验区芜湖片区人力资源和社会保障局社会保险基金征缴与待遇核定管理服务中心";
const LONG_NOTE: &str = "原件缺第 2 页，已由参保单位补来复印件并加盖公章；2016 年 5 月移库时核对无误。";

fn value(key: &str, kind: FieldKind, n: usize, like: Like) -> String {
    let number = n + 1;
    match (kind, key) {
        (FieldKind::Count, "seq") => number.to_string(),
        (FieldKind::Count, _) => (number % 7 + 1).to_string(),
        (FieldKind::Day, _) => format!("200901{:02}", n % 28 + 1),
        (FieldKind::Id, _) => format!("99000019800101{:04}", number % 10_000),
        (FieldKind::Text, "letter") => ((b'A' + (n / 40 % 26) as u8) as char).to_string(),
        (FieldKind::Text, "year") => "2009".into(),
        (FieldKind::Text, "period" | "kept" | "effective") => "100年".into(),
        (FieldKind::Text, "barcode") => "100000000175".into(),
        (FieldKind::Text, key) if like == Like::Long => long(key, number),
        (FieldKind::Text, "page" | "page_numbers" | "page_line" | "number" | "volume") => number.to_string(),
        (FieldKind::Text, "class" | "step" | "volume_code") => STEP.into(),
        (FieldKind::Text, "class_code" | "agency") => "ZJ".into(),
        (FieldKind::Text, "method") if like == Like::Plain => "粉碎".into(),
        (FieldKind::Text, "title" | "name" | "party" | "address" | "record") => match like {
            Like::Rare => format!("{number}{RARE}{number}"),
            _ => format!("缴费核定表{number}"),
        },
        (FieldKind::Text, _) => match like {
            Like::Rare => "㐂𠮷".into(),
            _ => "材料".into(),
        },
    }
}

/// Texts longer than an office writes them: titles of two hundred characters, codes with a step of forty.
fn long(key: &str, n: usize) -> String {
    match key {
        "statement" | "contents" | "content" | "opinion" | "about" | "found" | "note" | "staff" | "why"
        | "scope" => "本卷材料齐全，第二十三件缺附件一份，原单位未提供；第四十一件为复印件。".repeat(6),
        "name" => format!("{n}、{LONG_UNIT}（原芜湖市劳动和社会保障局）"),
        "address" => format!("安徽省芜湖市镜湖区{}第{n}号", "吉和街道北京西路社区老年公寓二期".repeat(5)),
        "title" | "record" => format!("{n}缴费基数申报核定表（附花名册、补充说明、Annex {n}-B），").repeat(8),
        "code" | "volume_code" | "first" | "last" => format!("2009-ZJ-{LONG_STEP}-{:04}-1480-H", 9000 + n),
        "class" | "step" | "class_name" => LONG_STEP.into(),
        "number" | "volume" | "page" | "page_numbers" | "page_line" => (9000 + n).to_string(),
        "class_code" | "agency" => "SBYL".into(),
        "shelf" | "place" => LONG_PLACE.into(),
        "unit" | "party" | "sender" | "return_unit" | "department" | "from" | "to" | "creator" | "work" => {
            LONG_UNIT.into()
        }
        "remarks" | "reason" | "question" | "ground" | "attached" | "approval" | "purpose" | "method"
        | "equipment" => LONG_NOTE.into(),
        "digest" => "SHA-256 9f2c04e1d8a7b6c5f4e3d2c1b0a9988776655443322110ffeeddccbbaa99e41a".into(),
        "doc_number" | "letter_no" | "filed_as" => "皖人社秘〔2009〕第 1234 号（征缴）".into(),
        "kinds" | "tools" => "社会保险费征缴类（纸质）\n社会保险业务统计报表类（纸质）\n".repeat(7),
        "quantities" | "tool_quantities" => "1480\n1200\n".repeat(7),
        _ => "特别长的一项，写满这一格还要多".into(),
    }
}

pub fn choices(id_numbers: IdNumbers) -> ValueStyle {
    ValueStyle { id_numbers, ..ValueStyle::default() }
}

/// A book of one form over these rows, not yet laid out.
pub fn book(form: &Form, rows: &[FreeRow], id_numbers: IdNumbers) -> Result<Book> {
    let order =
        PrintOptions { choices: choices(id_numbers), title: form.name.zh.clone(), ..PrintOptions::default() };
    let mut book = Book::new(Fonts::shipped().unwrap(), order);
    book.begin(form, &head_of(form), vec!["2009".into()], false);
    for row in rows {
        book.add(row)?;
    }
    Ok(book)
}

/// A form over these rows.
pub fn printed(form: &Form, rows: &[FreeRow], id_numbers: IdNumbers) -> Result<PrintedBook> {
    book(form, rows, id_numbers)?.finish(shipped(), |_, _| true)
}

/// Leaves made from a list of one year and class: no table of contents, and no list of its own.
fn leaves(keys: &[String]) -> usize {
    keys.iter().filter(|key| shipped().find(key).unwrap().rows == LineKind::Book).count()
}

pub fn leaves_before(form: &Form) -> usize {
    leaves(&form.before)
}

pub fn leaves_after(form: &Form) -> usize {
    leaves(&form.after)
}

pub fn rows(form: &Form, count: usize, like: Like) -> Vec<FreeRow> {
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
    picture_of(pdf, 1, 254)
}

/// As [`picture`], of another page, from 1, at so many dots an inch.
pub fn picture_of(pdf: &[u8], page: usize, dots: usize) -> (usize, usize, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.pdf");
    std::fs::write(&path, pdf).unwrap();
    let to = folder.path().join("page");
    let mut run = Command::new("pdftoppm");
    let (page, dots) = (page.to_string(), dots.to_string());
    run.args(["-r", &dots, "-gray", "-f", &page, "-l", &page, "-singlefile"]);
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

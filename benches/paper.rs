//! Paper: a book of 卷内目录 and a long 案卷目录, against LibreOffice converting the same table; and the long
//! one as a workbook, against openpyxl and XlsxWriter writing the same cells.
//!
//! `cargo bench --bench paper -- [pages] [rounds]`   1,000 pages and 3 rounds unless said

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use common::measure;
use guidang::catalog::{Catalog, CatalogOptions, Format, write};
use guidang::domain::catalogs::finding_aid::{Head, PrintedItem, PrintedVolume};
use guidang::domain::catalogs::form::shipped;
use guidang::domain::values::date::RecordDate;
use guidang::domain::values::period::RetentionPeriod;
use guidang::paper::{Book, Fonts, PrintOptions, PrintedBook};
use serde_json::{Value, json};

/// Rows of one page of 卷内目录.
const PER_PAGE: u64 = 15;
/// Rows of the long catalog.
const LONG: u64 = 100_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, pages, ..] = words.as_slice()
        && first == "contender"
    {
        let pages: u64 = pages.parse().expect("a number of pages");
        println!("{}", run(name, pages));
        return ExitCode::SUCCESS;
    }
    let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let (pages, rounds) = (*numbers.first().unwrap_or(&1000), *numbers.get(1).unwrap_or(&3));
    compare(pages, rounds);
    ExitCode::SUCCESS
}

const CONTENDERS: [(&str, &str); 7] = [
    ("contents", "卷内目录：**Guidang**"),
    ("libreoffice", "卷内目录，同样的表（xlsx）：LibreOffice 转 PDF"),
    ("volumes", "案卷目录 10 万行，一册：**Guidang**"),
    ("certificates", "协助认证表，一人一页：**Guidang**"),
    ("workbook", "案卷目录 10 万行 xlsx：**Guidang**"),
    ("openpyxl", "案卷目录 10 万行 xlsx：openpyxl write-only"),
    ("xlsxwriter", "案卷目录 10 万行 xlsx：XlsxWriter constant_memory"),
];

fn compare(pages: u64, rounds: u64) {
    let mut results: Vec<Vec<Value>> = vec![Vec::new(); CONTENDERS.len()];
    for _ in 0..rounds {
        for (at, (name, _)) in CONTENDERS.iter().enumerate() {
            let result = measure::contender(&["contender", name, &pages.to_string()]);
            eprintln!("{name}: {result}");
            results[at].push(result);
        }
    }
    measure::heading(&["", "行", "页", "CPU 秒", "行 / CPU 秒", "页 / CPU 秒", "内存峰值 MB", "文件 MB"]);
    for (at, (_, says)) in CONTENDERS.iter().enumerate() {
        let of = |key: &str| {
            measure::median(
                results[at].iter().map(|result| result[key].as_f64().unwrap_or(f64::NAN)).collect(),
            )
        };
        measure::row(&[
            (*says).to_owned(),
            measure::short(of("rows")),
            measure::short(of("pages")),
            measure::short(of("cpu")),
            measure::short(of("rows") / of("cpu")),
            measure::short(of("pages") / of("cpu")),
            measure::short(of("peak_mb")),
            measure::short(of("size_mb")),
        ]);
    }
}

fn run(name: &str, pages: u64) -> Value {
    match name {
        "libreoffice" => return libreoffice(pages),
        "workbook" => return workbook(),
        "openpyxl" | "xlsxwriter" => return python(name),
        _ => {}
    }
    let before = measure::cpu();
    let bound = match name {
        "contents" => contents(pages * PER_PAGE),
        "volumes" => volumes(LONG),
        _ => certificates(pages),
    };
    let out = measure::bench_dir().join(format!("{name}.pdf"));
    std::fs::write(&out, &bound.pdf).expect("a file");
    let cpu = measure::cpu() - before;
    let rows: u64 = bound.contents.iter().map(|said| said.rows).sum();
    json!({
        "cpu": cpu, "rows": rows, "pages": bound.pages, "peak_mb": measure::peak_mb(), "size_mb": measure::size_mb(&out),
    })
}

const TITLES: [&str; 6] = [
    "社会保险费缴费基数申报核定表",
    "参保人员增减变动表（附花名册 38 人）",
    "关于核定 2009 年度社会保险缴费基数的通知及各单位申报材料、往来函件",
    "退费申请核定表",
    "工伤保险费率核定表",
    "补缴社会保险费申报核定表（含灵活就业人员）",
];
const CREATORS: [&str; 4] = ["市社保局", "芜湖市征缴中心", "镜湖区人力资源和社会保障局", "鸠江区社保中心"];

fn items(count: u64) -> impl Iterator<Item = PrintedItem> {
    (0..count).map(|n| PrintedItem {
        seq: n % 900 + 1,
        doc_number: if n % 3 == 0 {
            format!("芜劳社〔{}〕{}号", 2001 + n % 20, n % 400 + 1)
        } else {
            String::new()
        },
        creator: CREATORS[(n % 4) as usize].into(),
        title: format!("{}（第 {n} 号）", TITLES[(n * 7 % 6) as usize]),
        date: RecordDate::from_iso(&format!("{}-{:02}-{:02}", 2001 + n % 20, n % 12 + 1, n % 28 + 1)),
        page_from: (n * 3 % 900) as u32 + 1,
        page_to: (n * 3 % 900) as u32 + 3,
        pages: 3,
        volume_code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        ..PrintedItem::default()
    })
}

fn head() -> Head {
    Head {
        fonds: "0211".into(),
        volume_code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        ..Head::default()
    }
}

fn bound(key: &str, fill: impl FnOnce(&mut Book)) -> PrintedBook {
    let mut book = Book::new(Fonts::shipped().expect("the face"), PrintOptions::default());
    book.begin(shipped().find(key).expect("a form"), &head(), Vec::new(), false);
    fill(&mut book);
    book.finish(shipped(), |_, _| true).expect("a book")
}

fn contents(rows: u64) -> PrintedBook {
    bound("volume_contents", |book| items(rows).for_each(|row| book.add(&row).expect("a row")))
}

fn volume(n: u64) -> PrintedVolume {
    PrintedVolume {
        seq: n + 1,
        code: format!("2009-ZJ-社会保险费征缴核定材料-{}-148-H", n + 1),
        title: format!("2009年度社会保险费征缴核定材料（第{}卷）", n + 1),
        year: 2009,
        first_date: RecordDate::from_iso("2009-01-05"),
        last_date: RecordDate::from_iso("2009-03-31"),
        items: 60,
        pages: 148,
        period: Some(RetentionPeriod::Years(100).into()),
        class: "ZJ 社会保险费征缴类".into(),
        step: "社会保险费征缴核定材料".into(),
        ..PrintedVolume::default()
    }
}

fn volumes(rows: u64) -> PrintedBook {
    bound("volume_catalog", |book| (0..rows).for_each(|n| book.add(&volume(n)).expect("a row")))
}

/// The long catalog as a workbook, written to a file as it is made.
fn workbook() -> Value {
    let form = shipped().find("volume_catalog").expect("a form");
    let out = measure::bench_dir().join("案卷目录.xlsx");
    let before = measure::cpu();
    let file = std::fs::File::create(&out).expect("a file");
    let mut catalog =
        Catalog::start(form, &head(), &CatalogOptions::default(), Format::Xlsx, file).expect("a catalog");
    (0..LONG).for_each(|n| catalog.add(&volume(n)).expect("a row"));
    let (written, file) = catalog.finish().expect("a catalog");
    drop(file);
    let cpu = measure::cpu() - before;
    json!({ "cpu": cpu, "rows": written.rows, "peak_mb": measure::peak_mb(), "size_mb": measure::size_mb(&out) })
}

/// The same cells from a csv, each row written as it is read.
fn python(library: &str) -> Value {
    let rows = measure::bench_dir().join("案卷目录-rows.csv");
    let mut csv = csv::Writer::from_path(&rows).expect("a file");
    for n in 0..LONG {
        let (seq, row) = ((n + 1).to_string(), volume(n));
        let cells = [&seq, &row.code, &row.title, "2009", "20090105-20090331", "60", "148", "100年", ""];
        csv.write_record(cells).expect("a row");
    }
    drop(csv);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/python_catalog.py");
    let out = measure::bench_dir().join(format!("{library}.xlsx"));
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    match Command::new(python).arg(script).arg(library).args([&rows, &out]).output() {
        Ok(done) if done.status.success() => {
            let mut said: Value = serde_json::from_slice(&done.stdout).expect("its figures");
            said["size_mb"] = json!(measure::size_mb(&out));
            said
        }
        other => {
            eprintln!("{library} did not run: {other:?}");
            Value::Null
        }
    }
}

fn certificates(count: u64) -> PrintedBook {
    use guidang::domain::catalogs::finding_aid::{FreeRow, LineKind};
    bound("certification_mail", |book| {
        for n in 0..count {
            let entry = FreeRow::new(LineKind::Certification)
                .with("number", format!("2013-{n:05}"))
                .with("name", "张某某")
                .with("sex", "女")
                .with("id_number", format!("99000019490101{:04}", n % 10_000))
                .with("address", "某省某市某区某路 123 号 4 单元 502 室")
                .with("postcode", "100000")
                .with("phone", "010-00000000");
            book.add(&entry).expect("a row");
        }
    })
}

/// The same rows as a workbook laid out for the same paper, converted by LibreOffice; its processor time
/// is that of the children waited for.
fn libreoffice(pages: u64) -> Value {
    let xlsx = table(pages * PER_PAGE);
    let folder = measure::bench_dir();
    let profile = folder.join("soffice");
    let before = measure::cpu();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder)
        .arg(&xlsx)
        .output();
    let cpu = measure::cpu() - before;
    match done {
        Ok(done) if done.status.success() => {}
        other => {
            eprintln!("LibreOffice did not run: {other:?}");
            return Value::Null;
        }
    }
    let pdf = xlsx.with_extension("pdf");
    json!({
        "cpu": cpu, "rows": pages * PER_PAGE, "pages": page_count(&pdf), "peak_mb": measure::childrens_peak_mb(),
        "size_mb": measure::size_mb(&pdf),
    })
}

fn table(rows: u64) -> PathBuf {
    let form = shipped().find("volume_contents").expect("a form");
    let (_, bytes) = write(form, &head(), &CatalogOptions::default(), Format::Xlsx, items(rows), Vec::new())
        .expect("a table");
    let path = measure::bench_dir().join("卷内目录.xlsx");
    std::fs::write(&path, bytes).expect("a file");
    path
}

fn page_count(pdf: &Path) -> Option<u64> {
    let said = Command::new("pdfinfo").arg(pdf).output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())
}

//! The expiry report and the catalogs over a whole archive, against plain SQL that works the dates out
//! from year and term, openpyxl in its write-only mode, and a bare csv writer over the same rows.
//!
//! `cargo bench --bench reports -- [rows] [rounds]`

mod common;

use std::path::Path;
use std::process::{Command, ExitCode};

use common::server::Server;
use common::{archive, measure, rival};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format};
use guidang::acts::disposal::expiry;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::progress::Progress;
use rusqlite::Connection;
use rust_xlsxwriter::FormatBorder;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _};

/// The report's year: what has become eligible up to its end.
const YEAR: i32 = 2026;
/// Rows openpyxl is given at most: its cost per row is flat, and a million take minutes.
const OPENPYXL_ROWS: usize = 100_000;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == guidang::sheet::SUBCOMMAND) {
        return guidang::sheet::child_main(args);
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, count, ..] = words.as_slice()
        && first == "contender"
    {
        println!("{}", run(name, count.parse().expect("a number of rows")));
        return ExitCode::SUCCESS;
    }
    compare();
    ExitCode::SUCCESS
}

const CONTENDERS: [(&str, &str); 13] = [
    ("report", "到期报告，只计数：**Guidang**"),
    ("report-sql", "到期报告，只计数：SQL 由年度＋期限现算，逐件"),
    ("report-list", "到期报告，列出案卷和理由：**Guidang**"),
    ("report-postgres", "到期报告，只计数：**Guidang**，PostgreSQL（含其服务进程）"),
    ("sql-postgres", "到期报告，只计数：PostgreSQL，逐件的到期日有索引（服务进程）"),
    ("归档文件目录.xlsx", "归档文件目录 xlsx：**Guidang**"),
    ("rust_xlsxwriter", "归档文件目录 xlsx：rusqlite + rust_xlsxwriter constant memory，九列原样"),
    ("openpyxl", "归档文件目录 xlsx：openpyxl write-only（至多 10 万行）"),
    ("归档文件目录.csv", "归档文件目录 csv：**Guidang**"),
    ("csv", "归档文件目录 csv：rusqlite + csv，九列原样"),
    ("案卷目录.xlsx", "案卷目录 xlsx：**Guidang**"),
    ("案卷目录.csv", "案卷目录 csv：**Guidang**"),
    ("人名索引.csv", "人名索引 csv（按拼音）：**Guidang**"),
];

fn compare() {
    let (count, rounds) = measure::sizes(3);
    let data = archive::filled(count);
    drop(rival::trigrams(count, &data));
    let mut results: Vec<Vec<Value>> = vec![Vec::new(); CONTENDERS.len()];
    for _ in 0..rounds {
        for (at, (name, _)) in CONTENDERS.iter().enumerate() {
            let result = match *name {
                name if name.ends_with("-postgres") && Server::given().is_none() => Value::Null,
                "openpyxl" => openpyxl(&data, count.min(OPENPYXL_ROWS)),
                name => measure::contender(&["contender", name, &count.to_string()]),
            };
            eprintln!("{name}: {result}");
            results[at].push(result);
        }
    }
    measure::heading(&["", "行", "CPU 毫秒", "行 / CPU 秒", "内存峰值 MB", "其中写目录 MB", "文件 MB"]);
    for (at, (_, says)) in CONTENDERS.iter().enumerate() {
        let of = |key: &str| {
            measure::median(results[at].iter().map(|r| r[key].as_f64().unwrap_or(f64::NAN)).collect())
        };
        let size = of("size_mb");
        measure::row(&[
            (*says).to_owned(),
            measure::short(of("rows")),
            measure::short(of("cpu") * 1e3),
            measure::short(of("rows") / of("cpu")),
            measure::short(of("peak_mb")),
            measure::short(of("more_mb")),
            measure::short(size),
        ]);
    }
}

fn openpyxl(data: &Path, rows: usize) -> Value {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/openpyxl_catalog.py");
    let out = measure::bench_dir().join("openpyxl.xlsx");
    let done = Command::new(python)
        .arg(script)
        .arg(data.join("guidang.db"))
        .arg(rows.to_string())
        .arg(&out)
        .output();
    match done {
        Ok(done) if done.status.success() => {
            let mut said: Value = serde_json::from_slice(&done.stdout).expect("its figures");
            said["size_mb"] = json!(measure::size_mb(&out));
            said
        }
        Ok(done) => {
            eprintln!("openpyxl did not run: {}", String::from_utf8_lossy(&done.stderr));
            Value::Null
        }
        Err(error) => {
            eprintln!("no python3: {error}");
            Value::Null
        }
    }
}

fn run(name: &str, count: usize) -> Value {
    let data = archive::filled(count);
    match name {
        "report-sql" => plain_report(count, &data),
        "csv" => plain_csv(&data),
        "rust_xlsxwriter" => plain_xlsx(&data),
        "report-postgres" => served(count, true),
        "sql-postgres" => served(count, false),
        name => archive::runtime().block_on(guidangs(name, &data)),
    }
}

async fn guidangs(name: &str, data: &Path) -> Value {
    let archive = archive::open(data).await;
    let by = archive.local_user();
    if let Some(kind) = name.strip_prefix("report") {
        let list = kind == "-list";
        let part = if list { expiry::ReportPart::first(i64::MAX) } else { expiry::ReportPart::default() };
        let mut costs = Vec::new();
        let mut rows = 0;
        for _ in 0..5 {
            let before = measure::fine_cpu_ms();
            let report =
                expiry::report(&archive, &by, YEAR, &Scope::default(), part).await.expect("a report");
            costs.push((measure::fine_cpu_ms() - before) / 1e3);
            rows = if list { report.rows.len() + report.questions.len() } else { report.matrix.len() };
        }
        return json!({ "cpu": measure::median(costs), "rows": rows, "peak_mb": measure::peak_mb() });
    }
    let (kind, end) = name.split_once('.').expect("kind.format");
    let format = if end == "xlsx" { Format::Xlsx } else { Format::Csv(Encoding::Utf8Bom) };
    let wanted = CatalogRequest { kind: kind.into(), ..CatalogRequest::default() };
    let out = measure::bench_dir().join(name);
    std::fs::remove_file(&out).ok();
    let (before, resident) = (measure::cpu(), measure::resident_mb());
    let written = cataloging::export(&archive, &by, &wanted, format, Lang::Zh, &out, &Progress::default())
        .await
        .expect("a catalog");
    let cpu = measure::cpu() - before;
    json!({
        "cpu": cpu, "rows": written.rows, "peak_mb": measure::peak_mb(),
        "more_mb": measure::peak_mb() - resident, "size_mb": measure::size_mb(&out),
    })
}

/// Counts per class and period, the dates worked out item by item from year and term.
fn plain_report(count: usize, data: &Path) -> Value {
    let db = rival::trigrams(count, data);
    let sql = "select class, period, count(*), sum(pages) from item
               where period <> 'permanent' and year + 1 + cast(period as integer) <= ?1 group by 1, 2";
    let mut statement = db.prepare(sql).expect("a statement");
    let mut costs = Vec::new();
    let mut rows = 0;
    for _ in 0..5 {
        let before = measure::fine_cpu_ms();
        rows = statement.query_map([YEAR], |row| row.get::<_, i64>(2)).expect("counts").count();
        costs.push((measure::fine_cpu_ms() - before) / 1e3);
    }
    json!({ "cpu": measure::median(costs), "rows": rows, "peak_mb": measure::peak_mb() })
}

/// The report over a server's database: the processor time of both sides, and of the server alone for a
/// statement that counts items by their stored, indexed dates. A server's time is told in hundredths of a
/// second, hence many times over.
fn served(count: usize, guidang: bool) -> Value {
    const TIMES: u32 = 50;
    let server = Server::given().expect("a server");
    archive::runtime().block_on(async {
        let (data, database) = archive::served(&server, count).await;
        let mut rows = 0;
        if guidang {
            let archive = archive::open_with(&data, Some(database)).await;
            let by = archive.local_user();
            let cpu = || measure::cpu() + server.cpu();
            let before = cpu();
            for _ in 0..TIMES {
                let report = expiry::report(&archive, &by, YEAR, &Scope::default(), expiry::ReportPart::default()).await;
                rows = report.expect("a report").matrix.len();
            }
            return json!({ "cpu": (cpu() - before) / f64::from(TIMES), "rows": rows, "peak_mb": measure::peak_mb() });
        }
        let mut link = sqlx::PgConnection::connect(&database).await.expect("the server");
        let prepare = "create index if not exists bench_due on item (eligible_on, place_id); analyze item; analyze place";
        link.execute(sqlx::raw_sql(prepare)).await.expect("an index");
        let sql = "select p.class_id, p.period, count(*) from item i join place p on p.id = i.place_id
                   where i.eligible_on <= '2026-12-31' group by 1, 2";
        let before = server.cpu();
        for _ in 0..TIMES {
            rows = link.fetch_all(sql).await.expect("counts").len();
        }
        json!({ "cpu": (server.cpu() - before) / f64::from(TIMES), "rows": rows, "peak_mb": f64::NAN })
    })
}

/// The rows of [`plain_csv`] through the library that writes any workbook, with a form for each column.
fn plain_xlsx(data: &Path) -> Value {
    let out = measure::bench_dir().join("plain.xlsx");
    let before = measure::cpu();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_zip_compression_level(3);
    let ruled = rust_xlsxwriter::Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let forms: Vec<rust_xlsxwriter::Format> =
        (0..9).map(|at| ruled.clone().set_font_size(10.0 + f64::from(at) / 10.0)).collect();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    let count = each_plain_row(data, |number, cells| {
        for (at, cell) in cells.iter().enumerate() {
            sheet.write_string_with_format(number, at as u16, *cell, &forms[at]).expect("a cell");
        }
    });
    book.save(&out).expect("a file");
    json!({ "cpu": measure::cpu() - before, "rows": count, "peak_mb": measure::peak_mb(), "size_mb": measure::size_mb(&out) })
}

/// Calls `take` with each row's number and nine cells, volume by volume.
fn each_plain_row(data: &Path, mut take: impl FnMut(u32, &[&str])) -> u32 {
    let db = Connection::open(data.join("guidang.db")).expect("the records");
    let sql = "select cast(row_number() over (order by volume_id, page_from) as text), code, doc_number, creator, title, date, secrecy,
                      cast(pages as text), remarks from item order by volume_id, page_from";
    let mut statement = db.prepare(sql).expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    let mut count = 0;
    while let Some(row) = rows.next().expect("a row") {
        let cell =
            |at: usize| row.get_ref(at).expect("a cell").as_str_or_null().expect("a text").unwrap_or("");
        take(count, &std::array::from_fn::<_, 9, _>(cell));
        count += 1;
    }
    count
}

fn plain_csv(data: &Path) -> Value {
    let out = measure::bench_dir().join("plain.csv");
    let before = measure::cpu();
    let mut csv = csv::Writer::from_path(&out).expect("a file");
    let count = each_plain_row(data, |_, cells| csv.write_record(cells).expect("a row"));
    csv.flush().expect("a file");
    json!({ "cpu": measure::cpu() - before, "rows": count, "peak_mb": measure::peak_mb(), "size_mb": measure::size_mb(&out) })
}

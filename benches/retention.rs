//! What a draft would move, dates derived anew, the due list as PDF and xlsx, and a year opened in one act, against the walk
//! record by record, plain SQL over year and term, and a bare xlsx writer over the same volumes.
//!
//! `cargo bench --bench retention -- [rows] [rounds]`

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use common::{archive, measure, rival};
use guidang::acts::disposal::cycling;
use guidang::acts::disposal::expiry::{self, DueList, Format};
use guidang::acts::disposal::foreseeing::{self, WhatIfAsked};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::volume::VolumeOrder;
use guidang::progress::Progress;
use serde_json::{Value, json};

/// What has become eligible up to the end of this year.
const YEAR: i32 = 2026;
/// Volumes on the registers.
const REGISTER: i64 = 10_000;

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

const CONTENDERS: [(&str, &str); 10] = [
    ("what-if", "期限推算，方案草案：**Guidang**"),
    ("what-if-table", "期限推算，会计期限表草案：**Guidang**"),
    ("recompute", "重算，逐件（retention recompute）：**Guidang**"),
    ("what-if-sql", "期限推算：SQL 由年度＋新期限现算，逐件"),
    ("due-rows", "到期报告，列出 1 万卷和理由：**Guidang**"),
    ("due-pdf", "到期档案清单 1 万卷 PDF：**Guidang**"),
    ("due-xlsx", "到期档案清单 1 万卷 xlsx：**Guidang**"),
    ("plain-xlsx", "同样的卷 xlsx：rusqlite + rust_xlsxwriter constant memory，六列原样"),
    ("cycle", "年度鉴定，只列出：**Guidang**"),
    ("cycle-apply", "年度鉴定，建立批次：**Guidang**"),
];

fn compare() {
    let (count, rounds) = measure::sizes(3);
    let data = archive::filled(count);
    drop(rival::trigrams(count, &data));
    drop(closed(count));
    let mut results: Vec<Vec<Value>> = vec![Vec::new(); CONTENDERS.len()];
    for _ in 0..rounds {
        for (at, (name, _)) in CONTENDERS.iter().enumerate() {
            let result = measure::contender(&["contender", name, &count.to_string()]);
            eprintln!("{name}: {result}");
            results[at].push(result);
        }
    }
    measure::heading(&["", "卷或件", "CPU 秒", "每 CPU 秒", "内存峰值 MB", "与第一行之比"]);
    let of = |at: usize, key: &str| {
        measure::median(results[at].iter().map(|result| result[key].as_f64().unwrap_or(f64::NAN)).collect())
    };
    for (at, (_, says)) in CONTENDERS.iter().enumerate() {
        measure::row(&[
            (*says).to_owned(),
            measure::short(of(at, "rows")),
            measure::short(of(at, "cpu")),
            measure::short(of(at, "rows") / of(at, "cpu")),
            measure::short(of(at, "peak_mb")),
            measure::short(of(at, "cpu") / of(0, "cpu")),
        ]);
    }
}

/// A copy of the archive with every volume closed: what is open goes into no batch. Closed behind the program's back, for
/// closing a hundred thousand volumes one by one is no part of what is measured.
fn closed(count: usize) -> PathBuf {
    let (from, to) = (archive::filled(count), measure::bench_dir().join(format!("{count}-closed")));
    if !to.join("guidang.db").exists() {
        std::fs::create_dir_all(&to).expect("a directory");
        copied(&from, &to);
        let db = rusqlite::Connection::open(to.join("guidang.db")).expect("the records");
        db.execute_batch("update volume set state = 'closed', closed_on = '2026-01-05', closed_by = '甲', checked_by = '乙'")
            .expect("closed volumes");
    }
    to
}

fn copied(from: &Path, to: &Path) {
    for entry in from.read_dir().expect("a directory").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            std::fs::create_dir_all(&target).expect("a directory");
            copied(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn run(name: &str, count: usize) -> Value {
    match name {
        "what-if-sql" => plain_dates(count),
        "plain-xlsx" => plain_xlsx(count),
        name => archive::runtime().block_on(guidangs(name, count)),
    }
}

/// The scheme with two periods changed.
fn draft() -> String {
    let text = include_str!("../schemes/wuhu-2009.toml");
    text.replacen("period = 10\n", "period = 30\n", 2)
}

fn longer_table() -> String {
    let text = include_str!("../schemes/accounting-2015.toml");
    text.replacen("id = \"accounting-2015\"", "id = \"accounting-2030\"", 1)
        .replacen("in_force = 2016-01-01", "in_force = 2024-01-01", 1)
        .replacen("from = \"accounting-1998\"", "from = \"accounting-2015\"", 1)
        .replacen("cut_off = 2015-12-31", "cut_off = 2023-12-31", 1)
        .replacen("period = 30", "period = 50", 1)
}

async fn guidangs(name: &str, count: usize) -> Value {
    let data = if name.starts_with("cycle") { closed(count) } else { archive::filled(count) };
    let data = if name == "cycle-apply" { thrown_away(&data) } else { data };
    let archive = archive::open(&data).await;
    let (by, scope) = (archive.local_user(), Scope::default());
    let days = expiry::ReportPart::default().days(YEAR).expect("a year");
    let ids = archive.store.volumes_due(&scope, days, None, VolumeOrder::default(), (0, REGISTER)).await;
    let list = DueList { year: YEAR, volume_ids: ids.expect("volumes"), ..DueList::default() };
    let out = measure::bench_dir().join(format!("{name}.out"));
    std::fs::remove_file(&out).ok();
    let before = measure::cpu();
    let rows = match name {
        "what-if" | "what-if-table" => {
            let text = if name == "what-if" { draft() } else { longer_table() };
            let asked = WhatIfAsked { text, ..WhatIfAsked::default() };
            foreseeing::what_if(&archive, &by, &asked).await.expect("what it would move").items
        }
        "recompute" => {
            expiry::recompute(&archive, &by, false).await.expect("dates");
            count as i64
        }
        "due-rows" => {
            let part = expiry::ReportPart { questions_size: 0, ..expiry::ReportPart::first(REGISTER) };
            expiry::report(&archive, &by, YEAR, &scope, part).await.expect("a report").rows.len() as i64
        }
        "due-pdf" => {
            let printed = expiry::print(&archive, &by, &list, Lang::Zh, &out, &Progress::default()).await;
            printed.expect("a file").rows as i64
        }
        "due-xlsx" => {
            let progress = Progress::default();
            let made = expiry::export(&archive, &by, &list, Format::Xlsx, Lang::Zh, &out, &progress).await;
            made.expect("a file").rows as i64
        }
        "cycle" => cycling::cycle(&archive, &by, YEAR, &scope).await.expect("a year").due as i64,
        _ => {
            let done = cycling::apply(&archive, &by, YEAR, &scope, None).await.expect("batches");
            done.batches.iter().map(|batch| batch.volumes as i64).sum()
        }
    };
    json!({ "cpu": measure::cpu() - before, "rows": rows, "peak_mb": measure::peak_mb() })
}

/// A copy that may be written into.
fn thrown_away(data: &Path) -> PathBuf {
    let to = measure::bench_dir().join("thrown-away");
    std::fs::remove_dir_all(&to).ok();
    std::fs::create_dir_all(&to).expect("a directory");
    copied(data, &to);
    to
}

/// Counts what would be due, item by item from year and a new term: no transition, no facts, no volume, no reason.
fn plain_dates(count: usize) -> Value {
    let db = rival::trigrams(count, &archive::filled(count));
    let sql = "select sum(case when year + 1 + term <= ?1 then 1 else 0 end), count(*) from
               (select year, case when period = '10' then 30 else cast(period as integer) end as term
                from item where period <> 'permanent')";
    let before = measure::cpu();
    let rows: i64 = db.query_row(sql, [YEAR], |row| row.get(1)).expect("counts");
    json!({ "cpu": measure::cpu() - before, "rows": rows, "peak_mb": measure::peak_mb() })
}

/// The volumes of the register through the library that writes any workbook.
fn plain_xlsx(count: usize) -> Value {
    let db = rusqlite::Connection::open(archive::filled(count).join("guidang.db")).expect("the records");
    let sql =
        "select v.code, v.title, p.period, cast(p.year as text), cast(v.items as text), cast(v.pages as text)
               from volume v join place p on p.id = v.place_id
               where v.eligible_on <= '2026-12-31' order by v.code_sort limit 10000";
    let before = measure::cpu();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    let mut statement = db.prepare(sql).expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    let mut count = 0_u32;
    while let Some(row) = rows.next().expect("a row") {
        for at in 0..6 {
            let cell: String = row.get(at).expect("a cell");
            sheet.write_string(count, at as u16, cell).expect("a cell");
        }
        count += 1;
    }
    book.save(measure::bench_dir().join("plain-volumes.xlsx")).expect("a file");
    json!({ "cpu": measure::cpu() - before, "rows": count, "peak_mb": measure::peak_mb() })
}

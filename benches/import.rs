//! Import: a clerk's sheet until every row is durable, coded, dated and searchable, against the same rows
//! put straight into SQLite with a plain tantivy index beside it, and into SQLite with FTS5 trigrams.
//!
//! `cargo bench --bench import -- [rows] [rounds]`

mod common;

use std::process::ExitCode;

use common::server::Server;
use common::{archive, measure, rival};
use serde_json::{Value, json};

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

const CONTENDERS: [(&str, &str); 5] = [
    ("guidang", "**Guidang**：读懂、编号、定期限、上链、可检索"),
    ("guidang-postgres", "**Guidang**，PostgreSQL（含其服务进程）"),
    ("sqlite+tantivy", "SQLite 一张表、五个索引 + tantivy（字对）"),
    ("fts5", "SQLite 一张表、五个索引 + FTS5 trigram"),
    ("sqlite", "SQLite 一张表、五个索引（不可检索）"),
];

fn compare() {
    let (count, rounds) = measure::sizes(3);
    let sheet = archive::sheet(count);
    println!("sheet: {count} rows, {} MB\n", measure::short(measure::size_mb(&sheet)));
    let mut results: Vec<Vec<Value>> = vec![Vec::new(); CONTENDERS.len()];
    for _ in 0..rounds {
        for (at, (name, _)) in CONTENDERS.iter().enumerate() {
            if *name == "guidang-postgres" && Server::given().is_none() {
                results[at].push(Value::Null);
                continue;
            }
            let result = measure::contender(&["contender", name, &count.to_string()]);
            eprintln!("{name}: {result}");
            results[at].push(result);
        }
    }
    let of = |at: usize, key: &str| {
        measure::median(results[at].iter().map(|r| r[key].as_f64().unwrap_or(f64::NAN)).collect())
    };
    measure::heading(&["", "CPU 秒", "行 / CPU 秒", "Guidang 的倍数", "磁盘 MB", "磁盘 / 表", "内存峰值 MB"]);
    for (at, (_, says)) in CONTENDERS.iter().enumerate() {
        let (cpu, disk) = (of(at, "cpu"), of(at, "disk_mb"));
        measure::row(&[
            (*says).to_owned(),
            measure::short(cpu),
            measure::short(count as f64 / cpu),
            format!("{:.2}", cpu / of(0, "cpu")),
            measure::short(disk),
            format!("{:.2}", disk / measure::size_mb(&sheet)),
            measure::short(of(at, "peak_mb")),
        ]);
    }
    println!(
        "\nGuidang: understanding and filing {} s, index {} s",
        measure::short(of(0, "take_in")),
        measure::short(of(0, "index"))
    );
}

fn run(name: &str, count: usize) -> Value {
    let sheet = archive::sheet(count);
    let dir = measure::bench_dir().join(format!("import-{name}"));
    match name {
        "guidang" => return guidang_takes_in(&sheet, &dir, None),
        "guidang-postgres" => return guidang_takes_in(&sheet, &dir, Server::given()),
        "sqlite+tantivy" | "fts5" | "sqlite" => {}
        other => panic!("no contender {other}"),
    }
    std::fs::remove_dir_all(&dir).ok();
    std::fs::create_dir_all(&dir).expect("a directory");
    let (with_words, with_index) = (name == "fts5", name == "sqlite+tantivy");
    let mut db = rival::database(&dir.join("rows.db"), with_words);
    let mut index = with_index.then(|| rival::Plain::new(&dir.join("index")));
    let before = measure::cpu();
    rival::portions(&sheet, |first_id, portion| {
        rival::insert(&mut db, first_id, portion, with_words);
        if let Some(index) = &mut index {
            index.add(first_id, portion);
        }
    });
    if let Some(index) = index {
        index.finish();
    }
    drop(db);
    let cpu = measure::cpu() - before;
    json!({ "cpu": cpu, "disk_mb": measure::size_mb(&dir), "peak_mb": measure::peak_mb() })
}

fn guidang_takes_in(sheet: &std::path::Path, dir: &std::path::Path, server: Option<Server>) -> Value {
    archive::runtime().block_on(async {
        let database = match &server {
            Some(server) => Some(server.emptied("guidang_bench_import").await),
            None => None,
        };
        let archive = archive::found_with(dir, database).await;
        let cpu = || measure::cpu() + server.as_ref().map_or(0.0, Server::cpu);
        let founded = measure::size_mb(dir);
        let before = cpu();
        let taken = archive::take_in(&archive, sheet).await;
        let filed = cpu();
        let indexed = guidang::acts::upkeep::indexing::catch_up(&archive).await.expect("the index");
        let after = cpu();
        let (volumes, ..) = archive.store.volume_totals(&Default::default()).await.expect("the volumes");
        archive.store.close().await;
        let all = taken.read + volumes as u64;
        assert_eq!(
            (taken.written, indexed as u64),
            (taken.read, all),
            "every row filed, indexed with the volumes"
        );
        // what a server keeps lies elsewhere
        let disk = server.is_none().then(|| measure::size_mb(dir) - founded);
        json!({
            "cpu": after - before, "take_in": filed - before, "index": after - filed, "rows": taken.written,
            "volumes": taken.volumes.len(), "changed": taken.changed_total,
            "disk_mb": disk, "peak_mb": measure::peak_mb(),
        })
    })
}

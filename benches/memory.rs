//! Memory: what a sheet of many rows takes at most, good and bad, of the program and of the child that reads it.
//!
//! `cargo bench --bench memory -- [rows]`

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use common::{archive, measure};
use guidang::acts::receiving::intake::{self, ImportOptions, Taking};
use guidang::acts::upkeep::indexing;
use guidang::archive::Archive;
use guidang::domain::general::wording::Lang;
use guidang::progress::Progress;
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
    let (count, _) = measure::sizes(1);
    measure::heading(&["", "行", "可收", "问题", "CPU 秒", "内存峰值 MB", "读表子进程 MB"]);
    for (name, says) in RUNS {
        let result = measure::contender(&["contender", name, &count.to_string()]);
        let number = |key: &str| measure::short(result[key].as_f64().unwrap_or(f64::NAN));
        let numbers = ["read", "accepted", "problems", "cpu", "peak_mb", "child_mb"].map(number);
        measure::row(&[&[says.to_owned()], &numbers[..]].concat());
    }
    ExitCode::SUCCESS
}

const RUNS: [(&str, &str); 5] = [
    ("dry-good", "试读，每行都好"),
    ("dry-bad", "试读，每行都有问题"),
    ("import-good", "接收，每行都好"),
    ("index-good", "接收，再建词库"),
    ("copy-bad", "批注版，每行都有问题"),
];

/// A sheet on whose every row four things are wrong.
fn bad_sheet(count: usize) -> PathBuf {
    let path = measure::bench_dir().join(format!("bad-{count}.csv"));
    let mut text = "材料名称,姓名,身份证号,日期,页数,年度\n".to_owned();
    for row in 0..count {
        writeln!(text, "参保登记表{row},张?,12345,2009-13-40,x,2009").expect("a line");
    }
    std::fs::write(&path, text).expect("the sheet");
    path
}

fn run(name: &str, count: usize) -> Value {
    let sheet = if name.ends_with("bad") { bad_sheet(count) } else { archive::sheet(count) };
    let dir = measure::bench_dir().join("memory");
    archive::runtime().block_on(async {
        let archive = archive::found(&dir).await;
        measure::resident_mb();
        let before = measure::cpu();
        let (read, accepted, problems) = match name {
            "copy-bad" => {
                let (by, out) = (archive.local_user(), dir.join("copy.xlsx"));
                let options = ImportOptions::default();
                let copied = intake::annotated(&archive, &by, &sheet, &options, Lang::Zh, &out);
                copied.await.expect("the copy");
                (count as u64, 0, 0)
            }
            "import-good" | "index-good" => {
                let taken = archive::take_in(&archive, &sheet).await;
                if name == "index-good" {
                    indexing::catch_up(&archive).await.expect("the index");
                }
                (taken.read, taken.written, taken.problems_total)
            }
            _ => dry_run(&archive, &sheet).await,
        };
        let cpu = measure::cpu() - before;
        archive.store.close().await;
        json!({
            "read": read, "accepted": accepted, "problems": problems, "cpu": cpu,
            "peak_mb": measure::peak_mb(), "child_mb": measure::childrens_peak_mb(),
        })
    })
}

async fn dry_run(archive: &Archive, sheet: &Path) -> (u64, u64, u64) {
    let (by, options, progress) = (archive.local_user(), ImportOptions::default(), Progress::default());
    let dry = intake::take_in(archive, &by, sheet, &options, Taking::DryRun, &progress).await;
    let dry = dry.expect("a sheet");
    (dry.read, dry.accepted, dry.problems_total)
}

//! package: what a receiver does with a transfer package, without an archive.

use std::path::Path;

use crate::acts::catalogs::cataloging::{CheckedPackage, check_package};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::problem::{Problem, Weight};
use crate::say;

/// Labels of `bag-info.txt` that a receiver compares with her papers, as they are called there.
const SHOWN: [(&str, &str, &str); 6] = [
    ("External-Identifier", "批次号", "batch"),
    ("Source-Organization", "移交单位", "handed over by"),
    ("Receiving-Organization", "接收单位", "received by"),
    ("Transfer-Ground", "移交依据", "ground"),
    ("External-Description", "内容", "contents"),
    ("Bagging-Date", "制作日期", "made on"),
];

/// What cannot be looked into at all.
const NO_PACKAGE: [&str; 4] =
    ["package_unreadable", "package_damaged", "package_has_extra_bytes", "manifest_missing"];

pub fn check(console: &Console, path: &Path) -> Done {
    let checked = check_package(path);
    let (notices, wrong): (Vec<&Problem>, Vec<&Problem>) =
        checked.problems.iter().partition(|problem| problem.weight == Weight::Notice);
    let answer = serde_json::json!({
        "whole": wrong.is_empty(),
        "manifest": checked.manifest,
        "files": checked.files,
        "bytes": checked.bytes,
        "info": checked.info,
        "problems": checked.problems,
    });
    console.answer(&answer, |console| {
        say_info(console, &checked);
        wrong.iter().chain(&notices).for_each(|problem| console.problem(problem));
        let files = checked.files;
        match wrong.len() {
            0 => console.line(console.pick(&say!(
                "完整，未改动：{files} 个文件与清单一致。",
                "Whole and unchanged: {files} files agree with the manifests."
            ))),
            count => console.line(
                console
                    .pick(&say!("有 {count} 处不符，不能接收。", "{count} findings: it cannot be accepted.")),
            ),
        }
    });
    Done::Code(match wrong.as_slice() {
        [] => 0,
        [only] if checked.files == 0 && NO_PACKAGE.contains(&only.kind.as_str()) => 4,
        _ => 3,
    })
}

fn say_info(console: &Console, checked: &CheckedPackage) {
    for (label, zh, en) in SHOWN {
        if let Some((_, text)) = checked.info.iter().find(|(known, _)| known == label) {
            console.line(format!("{}{text}", console.pick(&say!("{zh}：", "{en}: "))));
        }
    }
    if let Some(manifest) = checked.manifest {
        console.line(console.pick(&say!(
            "清单摘要（与移交方告知的比对）：{manifest}",
            "digest of the manifest, to compare with the receipt: {manifest}"
        )));
    }
}

//! A job is called by what it makes: the file, the paper, the package. Its kind alone tells nobody which it is.

use serde_json::Value;

use super::event::EventKind;
use super::states::JobKind;
use crate::general::wording::Wording;
use crate::say;

/// Digits of a digest that tell one file from another.
const SHORT: usize = 12;

/// What a job of this kind makes, by what it was asked for; its kind, where that says nothing.
pub fn made(kind: JobKind, asked: &Value) -> Wording {
    let file = written(asked, "file");
    let name = written(asked, "name");
    let named = match kind {
        JobKind::ImportItems => file.map(|file| say!("导入 {file}", "Import of {file}")),
        JobKind::PackageImport => file.map(|file| say!("接收移交包 {file}", "Taking of the package {file}")),
        JobKind::CatalogProof => file
            .and_then(|digest| digest.get(..SHORT))
            .map(|digest| say!("核对文件 {digest}…", "Check of the file {digest}…")),
        JobKind::TransferPackage => asked.get("wanted").map(package),
        JobKind::FormMerge => name.map(stem).map(|form| say!("套印 {form}", "{form} merged with a sheet")),
        JobKind::CatalogPrint => name.map(stem).map(Wording::same),
        JobKind::CatalogExport | JobKind::ListExport | JobKind::DueExport => {
            name.map(|name| say!("导出 {name}", "Export of {name}"))
        }
        JobKind::SampleFill | JobKind::Reindex => None,
    };
    named.unwrap_or_else(|| kind.word())
}

/// What an event was about, as it is told: a job by what it makes, anything else as the log has it. `facts` are the
/// event's own.
pub fn about(what: &str, about: &str, facts: &Value) -> Wording {
    match (EventKind::from_key(what), JobKind::from_key(about)) {
        (Some(EventKind::JobStarted), Some(kind)) => made(kind, facts.get("input").unwrap_or(&Value::Null)),
        (Some(EventKind::JobEnded | EventKind::JobInterrupted), Some(kind)) => kind.word(),
        _ => Wording::same(about),
    }
}

/// A package, by who receives it, its batch and how many volumes were named.
fn package(wanted: &Value) -> Wording {
    let mut name = JobKind::TransferPackage.word();
    if let Some(receiver) = written(wanted, "receiver") {
        name = Wording::new(format!("{} · {receiver}", name.zh), format!("{} · {receiver}", name.en));
    }
    if let Some(batch) = written(wanted, "batch") {
        name = Wording::new(format!("{} · {batch}", name.zh), format!("{} · {batch}", name.en));
    }
    match wanted.get("volume_ids").and_then(Value::as_array).map_or(0, Vec::len) {
        0 => name,
        count => Wording::new(format!("{} · {count} 卷", name.zh), format!("{} · {count} volumes", name.en)),
    }
}

fn written<'v>(asked: &'v Value, key: &str) -> Option<&'v str> {
    asked.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_an_event_was_about_is_said_in_both_languages() {
        let facts = json!({ "input": { "file": "征缴科-2009.xlsx" } });
        let begun = about("job_started", JobKind::ImportItems.key(), &facts);
        assert_eq!(
            (begun.zh.as_str(), begun.en.as_str()),
            ("导入 征缴科-2009.xlsx", "Import of 征缴科-2009.xlsx")
        );
        assert_eq!(about("job_ended", JobKind::Reindex.key(), &json!({})), JobKind::Reindex.word());
        // not every key of a kind of job is about one
        assert_eq!(about("items_filed", JobKind::Reindex.key(), &json!({})), Wording::same("reindex"));
    }

    #[test]
    fn a_job_is_called_by_what_it_makes() {
        let one = json!({ "wanted": { "receiver": "市档案馆", "batch": "2026-1", "volume_ids": [3, 4] } });
        let cases = [
            (JobKind::ImportItems, json!({ "file": "征缴科-2009.xlsx" }), "导入 征缴科-2009.xlsx"),
            (
                JobKind::CatalogPrint,
                json!({ "name": "整卷打印 2009-ZJ-登记-17-5-Y.pdf" }),
                "整卷打印 2009-ZJ-登记-17-5-Y",
            ),
            (JobKind::CatalogExport, json!({ "name": "2009年案卷目录.xlsx" }), "导出 2009年案卷目录.xlsx"),
            (JobKind::ListExport, json!({ "name": "任务.csv" }), "导出 任务.csv"),
            (JobKind::DueExport, json!({ "name": "2026年到期清单.pdf" }), "导出 2026年到期清单.pdf"),
            (JobKind::FormMerge, json!({ "name": "案卷标签.pdf" }), "套印 案卷标签"),
            (JobKind::CatalogProof, json!({ "file": "0123456789abcdef" }), "核对文件 0123456789ab…"),
            (JobKind::TransferPackage, one, "移交材料包 · 市档案馆 · 2026-1 · 2 卷"),
            (JobKind::TransferPackage, json!({ "wanted": { "volume_ids": [] } }), "移交材料包"),
            (JobKind::Reindex, json!({}), "重建检索索引"),
            // an earlier version kept no name
            (JobKind::CatalogPrint, json!({ "name": " " }), "打印"),
            (JobKind::CatalogProof, json!({ "file": "短" }), "核对文件"),
        ];
        for (kind, asked, name) in cases {
            assert_eq!(made(kind, &asked).zh, name, "{kind:?}");
        }
    }
}

//! `backup`, `restore`

use std::path::PathBuf;

use crate::acts::upkeep::backing_up::{self, BackupLine, BackupReason};
use crate::acts::upkeep::restoring::{self, BackupWanted, RestoredArchive};
use crate::cli::base::args::{Backup, BackupVerb, Global, Restore};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::say_registered_later;
use crate::cli::base::outcome::Done;
use crate::config::Config;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::progress::Progress;
use crate::{problems, say, system_user};

pub async fn backup(global: &Global, console: &Console, args: &Backup) -> Result<Done> {
    match &args.verb {
        None => make(global, console, args).await,
        Some(BackupVerb::List { from }) => list(global, console, from.as_ref()),
        Some(BackupVerb::Check { from, backup }) => check(global, console, from.as_ref(), backup.as_deref()),
        Some(BackupVerb::Drill { from, backup }) => {
            let place = place(global, from.as_ref())?;
            let archive = global.looking().await?;
            let wanted = BackupWanted { place: &place, name: backup.as_deref() };
            let drilled = restoring::drill(&archive, &archive.local_user(), wanted).await;
            archive.close().await;
            Ok(said(console, &drilled?, "演练完成", "Drilled"))
        }
    }
}

/// The place that was named, or the one that is set.
fn place(global: &Global, named: Option<&PathBuf>) -> Result<PathBuf> {
    let set = named.or(global.backups.backup_to.as_ref());
    set.cloned().ok_or_else(|| Error::from(no_backup_place()))
}

async fn make(global: &Global, console: &Console, args: &Backup) -> Result<Done> {
    let to = place(global, args.to.as_ref())?;
    let keep = args.keep.as_ref().unwrap_or(&global.backups.backup_keep).parse()?;
    let archive = global.looking().await?;
    let (by, quiet) = (archive.local_user(), Progress::default());
    let reason = BackupReason::Asked;
    let made = backing_up::back_up(&archive, &by, (&to, keep), reason, &quiet).await;
    archive.close().await;
    let report = made?;
    console.answer(&report, |console| {
        let (name, event, place) = (&report.made.name, report.made.event, report.place.display());
        let (all, new) = (megabytes(report.made.bytes), megabytes(report.made.new_bytes));
        console.line(console.pick(&say!(
            "已备份到 {place}：{name}（日志到第 {event} 号；共 {all} MB，其中新写 {new} MB）。",
            "Backed up to {place}: {name} (the log through event {event}; {all} MB, {new} MB of them new)."
        )));
        let gone = report.backups_removed;
        if gone > 0 {
            console.line(console.pick(&say!(
                "按保留规则删去旧备份 {gone} 份。",
                "{gone} earlier backups were removed by the rule."
            )));
        }
        for path in &report.made.left_out {
            console.line(console.pick(&say!(
                "· 没有备份：{path}（不是普通文件）",
                "· left out: {path} (neither file nor folder)"
            )));
        }
    });
    say_registered_later(console, &archive);
    Ok(Done::Code(0))
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1_000_000.0)
}

fn list(global: &Global, console: &Console, from: Option<&PathBuf>) -> Result<Done> {
    let by = founder(&global.config()?);
    let lines = backing_up::list(&by, &place(global, from)?)?;
    console.answer(&lines, |console| {
        let heads = [("时间", "made at"), ("日志到", "event"), ("原因", "reason"), ("名称", "name")];
        console.table(&heads, &lines.iter().map(|line| row(console, line)).collect::<Vec<_>>());
    });
    Ok(Done::Code(if lines.iter().all(|line| line.made_at.is_some()) { 0 } else { 3 }))
}

fn row(console: &Console, line: &BackupLine) -> Vec<String> {
    let reason = match line.reason {
        Some(BackupReason::Asked) => say!("手工", "asked"),
        Some(BackupReason::Scheduled) => say!("定时", "scheduled"),
        Some(BackupReason::BeforeUpgrade) => say!("升级前", "before an upgrade"),
        None => say!("清单已损坏", "its list is damaged"),
    };
    let event = line.event.map(|event| event.to_string());
    vec![
        line.made_at.clone().unwrap_or_default(),
        event.unwrap_or_default(),
        console.pick(&reason).to_owned(),
        line.name.clone(),
    ]
}

fn check(global: &Global, console: &Console, from: Option<&PathBuf>, name: Option<&str>) -> Result<Done> {
    let by = founder(&global.config()?);
    let checked = backing_up::check(&by, &place(global, from)?, name)?;
    let clean = checked.damaged.is_empty();
    console.answer(&checked, |console| {
        let (backup, parts) = (&checked.backup, checked.parts);
        console
            .line(console.pick(&say!("{backup}：核对了 {parts} 部分。", "{backup}: {parts} parts checked.")));
        for damaged in &checked.damaged {
            let (about, file) = (&damaged.about, damaged.file.display());
            console.line(console.pick(&say!(
                "✗ 「{about}」已损坏或缺失（{file}）",
                "✗ \"{about}\" is damaged or missing ({file})"
            )));
        }
        if clean {
            console.line(console.pick(&say!("完好。", "Sound.")));
        }
    });
    Ok(Done::Code(if clean { 0 } else { 3 }))
}

pub async fn restore(global: &Global, console: &Console, args: &Restore) -> Result<Done> {
    let config = global.config()?;
    let by = founder(&config);
    let wanted = BackupWanted { place: &args.from, name: args.backup.as_deref() };
    let place = config.data().display().to_string();
    let restored = restoring::restore(config, &by, wanted, args.take_all).await?;
    let done = said(console, &restored, "已恢复", "Restored");
    if !console.is_json() {
        console.line(console.pick(&match restored.is_clean() || args.take_all {
            true => say!("可以使用：guidang --data {place} serve", "Ready: guidang --data {place} serve"),
            false => say!(
                "核验有差异，{place} 还不能使用。换一份备份，或加 --take-all 照收并记入日志。",
                "It differs, and {place} is not opened. Take another backup, or add --take-all to take it as it is, with an event."
            ),
        }));
    }
    Ok(done)
}

/// What came back, and every difference.
fn said(console: &Console, restored: &RestoredArchive, zh: &str, en: &str) -> Done {
    let answer = serde_json::json!({ "clean": restored.is_clean(), "restored": restored });
    console.answer(&answer, |console| {
        let (backup, event) = (&restored.backup, restored.event);
        let (volumes, items) = (restored.verified.volumes, restored.verified.items);
        console.line(console.pick(&say!(
            "{zh}：{backup}，日志到第 {event} 号，{volumes} 卷、{items} 件。",
            "{en}: {backup}, the log through event {event}, {volumes} volumes, {items} records."
        )));
        for finding in &restored.verified.findings {
            console.line(format!("✗ {}  →  {}", console.pick(&finding.message), console.pick(&finding.fix)));
        }
        if restored.is_clean() {
            console.line(console.pick(&say!("核验没有差异。", "Verified without a difference.")));
        }
    });
    Done::Code(if restored.is_clean() { 0 } else { 3 })
}

problems! {
    refuse no_backup_place as no_file():
        "没有说备份在哪里。" / "No place for backups was given."
        => "写上文件夹：guidang backup 文件夹，或设 GUIDANG_BACKUP_TO。"
            / "Give a folder: guidang backup FOLDER, or set GUIDANG_BACKUP_TO.";
}

/// Whoever restores an archive: there is none yet to ask.
fn founder(config: &Config) -> By {
    let user = system_user::name();
    config.clock.founder(&user, &user)
}

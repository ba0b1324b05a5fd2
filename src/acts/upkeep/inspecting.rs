//! 体检: whether the house itself is in order: disk, database, index, schemes.

use chrono::DateTime;
use serde::Serialize;

use super::backing_up::{self, BackupStanding};
use super::verifying::{FRESH_HOURS, witness_age};
use crate::archive::{Archive, DiskUnder, allow_one_of};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Weight;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::check;
use crate::paper::{Coverage, Fonts};
use crate::procedures::office_forms;
use crate::say;

/// One thing looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    pub about: Wording,
    pub sound: bool,
    pub says: Wording,
}

/// Looks at the house; the records themselves are `verifying`'s business.
pub async fn inspect(archive: &Archive, by: &By) -> Result<Vec<Health>> {
    allow_one_of(by, &[Deed::Verify, Deed::Maintain])?;
    let mut all = vec![disk(archive), database(archive).await?, index(archive).await?];
    all.push(backups(archive, by).await?);
    all.push(clock(archive, by).await?);
    all.extend(fonts(archive));
    all.push(forms(archive));
    all.push(witness(archive, by));
    let schemes = archive.schemes();
    for scheme in &schemes.schemes {
        let findings = check(scheme, &schemes);
        let wrong = findings.iter().filter(|finding| finding.weight == Weight::Refuse).count();
        let (name, count) = (&scheme.name, findings.len());
        all.push(Health {
            about: say!("方案 {name}", "scheme {name}"),
            sound: wrong == 0,
            says: say!("{count} 处说明，其中错误 {wrong} 处", "{count} findings, {wrong} of them errors"),
        });
    }
    Ok(all)
}

/// Minutes by which two machines' clocks may differ.
const CLOCK_SLACK: i64 = 5;
/// Free space below which the next import may not find room.
const LITTLE: u64 = 256 << 20;

fn disk(archive: &Archive) -> Health {
    let about = say!("数据目录 {}", "data directory {}", archive.config.data().display());
    let under = DiskUnder::read(archive.config.data());
    let (kind, free) = (&under.file_system, under.free >> 20);
    if under.is_unknown() {
        return Health {
            about,
            sound: false,
            says: say!(
                "在 {kind} 上，断电时是否可靠不清楚；请放到本机磁盘",
                "lies on {kind}, whose reliability is not known; put it on a disk of this machine"
            ),
        };
    }
    if under.free < LITTLE {
        return Health { about, sound: false, says: say!("只剩 {free} MB", "only {free} MB are free") };
    }
    let probe = tempfile::NamedTempFile::new_in(archive.config.data());
    match probe {
        Ok(_) => Health {
            about,
            sound: true,
            says: say!("可以写入，{kind}，剩余 {free} MB", "can be written, {kind}, {free} MB free"),
        },
        Err(error) => {
            Health { about, sound: false, says: say!("不能写入：{error}", "cannot be written: {error}") }
        }
    }
}

/// Whether checkpoints of the log reach a second place.
fn witness(archive: &Archive, by: &By) -> Health {
    let about = say!("日志的见证", "witness of the log");
    let Some(place) = &archive.config.witness else {
        let says = say!(
            "没有设第二处（--witness-place）：日志被截短或整个换成旧副本时，只有另存在别处的检查点看得出",
            "no second place is set (--witness-place): a log cut short or replaced by an older copy shows only against a checkpoint kept elsewhere"
        );
        return Health { about, sound: true, says };
    };
    let place = place.display();
    match witness_age(archive, by.now) {
        Some(hours) => Health {
            about,
            sound: hours < FRESH_HOURS,
            says: say!(
                "{place} 最新的检查点是 {hours} 小时前的",
                "the newest checkpoint at {place} is {hours} hours old"
            ),
        },
        None => Health {
            about,
            sound: false,
            says: say!("{place} 没有本机签署的检查点", "there is no checkpoint of this machine at {place}"),
        },
    }
}

/// Which faces print, and what they cover.
fn fonts(archive: &Archive) -> Vec<Health> {
    let faces = match Fonts::of_folder(&archive.config.fonts_dir()) {
        Ok(fonts) => fonts.coverage(),
        Err(error) => {
            let about = say!("字体", "fonts");
            return vec![Health { about, sound: false, says: say!("{error}", "{error}") }];
        }
    };
    let health = |face: Coverage| {
        let Coverage { name, basic_missing, extension_a_missing, rarer } = face;
        let about = say!("字体 {name}", "font {name}");
        let level = if basic_missing + extension_a_missing == 0 {
            say!(
                "GB 18030 实现级别 1 的两个汉字区（基本、扩充 A）齐全",
                "both Han ranges of GB 18030 level 1 (basic, extension A) whole"
            )
        } else {
            say!(
                "GB 18030 实现级别 1：基本汉字区缺 {basic_missing} 字，扩充 A 缺 {extension_a_missing} 字",
                "of GB 18030 level 1 {basic_missing} basic Han missing, {extension_a_missing} of extension A"
            )
        };
        let says = say!("{}，扩充 B 及以后 {rarer} 字", "{}, {rarer} of extension B and later", level.zh);
        let english = format!("{}, {rarer} of extension B and later", level.en);
        Health { about, sound: true, says: Wording { en: english, ..says } }
    };
    faces.into_iter().map(health).collect()
}

fn forms(archive: &Archive) -> Health {
    let about = say!("表格", "forms");
    match office_forms::forms(&archive.config) {
        Ok(forms) => {
            let count = forms.iter().count();
            Health { about, sound: true, says: say!("{count} 种，没有问题", "{count}, no problems") }
        }
        Err(error) => Health { about, sound: false, says: say!("{error}", "{error}") },
    }
}

async fn database(archive: &Archive) -> Result<Health> {
    let about = say!("数据库 {:?}", "database {:?}", archive.store.backend());
    let items = archive.store.item_count().await?;
    let events = archive.store.last_event().await?;
    Ok(match archive.store.file_damage().await? {
        None => Health {
            about,
            sound: true,
            says: say!("完好，{items} 件、{events} 条日志", "sound, {items} records, {events} events"),
        },
        Some(damage) => {
            Health {
                about, sound: false, says: say!("自检不通过：{damage}", "fails its check: {damage}")
            }
        }
    })
}

/// The log never runs back: a clock behind its last event is wrong, or was when that was written.
async fn clock(archive: &Archive, by: &By) -> Result<Health> {
    let last = archive.store.latest_events(i64::MAX, 1).await?;
    let last = last.first().and_then(|event| DateTime::parse_from_rfc3339(&event.at).ok());
    let behind = last.map(|last| (last - by.now).num_minutes()).unwrap_or_default();
    let now = by.now.format("%Y-%m-%d %H:%M");
    Ok(Health {
        about: say!("时钟", "clock"),
        sound: behind < CLOCK_SLACK,
        says: match behind < CLOCK_SLACK {
            true => say!("{now}", "{now}"),
            false => {
                say!("{now}，比日志末条早 {behind} 分钟", "{now}, {behind} minutes before the last event")
            }
        },
    })
}

/// When the last backup was made, and when one was last restored to see that it can be.
async fn backups(archive: &Archive, by: &By) -> Result<Health> {
    let BackupStanding { made_at, place, drilled_at, drill_clean, overdue, .. } =
        backing_up::standing(archive, by).await?;
    let made = match (&made_at, place.unwrap_or_default()) {
        (Some(at), place) => say!("最近一次 {at}（{place}）", "last made {at} ({place})"),
        (None, _) => say!("还没有做过", "none was made yet"),
    };
    let late = if overdue { say!("，已过期", ", overdue") } else { Wording::default() };
    let drilled = match (&drilled_at, drill_clean) {
        (Some(at), Some(true)) => {
            say!("；恢复演练 {at}，无差异", "; restored in a drill {at}, without a difference")
        }
        (Some(at), _) => say!("；恢复演练 {at}，有差异", "; restored in a drill {at}, with differences"),
        (None, _) => say!("；还没有做过恢复演练", "; never restored in a drill"),
    };
    Ok(Health {
        about: say!("备份", "backups"),
        sound: !overdue && drill_clean != Some(false),
        says: Wording::new([made.zh, late.zh, drilled.zh].concat(), [made.en, late.en, drilled.en].concat()),
    })
}

async fn index(archive: &Archive) -> Result<Health> {
    let (last, count) = (archive.store.last_event().await?, archive.index.count());
    let reflects = archive.index.position().event;
    Ok(Health {
        about: say!("检索索引", "index"),
        sound: reflects == last && !archive.index.is_damaged() && !archive.index.is_elsewhere(),
        says: say!(
            "{count} 件，反映到第 {reflects}/{last} 号日志",
            "{count} records, reflects event {reflects} of {last}"
        ),
    })
}

//! 体检: whether the house itself is in order: disk, database, index, schemes.

use serde::Serialize;

use super::verifying::{FRESH_HOURS, witness_age};
use crate::archive::{Archive, allow_one_of};
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

fn disk(archive: &Archive) -> Health {
    let about = say!("数据目录 {}", "data directory {}", archive.config.data().display());
    let probe = tempfile::NamedTempFile::new_in(archive.config.data());
    match probe {
        Ok(_) => Health { about, sound: true, says: say!("可以写入", "can be written") },
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

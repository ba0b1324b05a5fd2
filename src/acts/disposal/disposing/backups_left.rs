//! What backups still hold of volumes that were destroyed, and until when: the certificate says so (ISO 16175-1 R2.1.6 [K]).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::archive::Archive;
use crate::backup::BackupPlace;
use crate::domain::disposal::disposing::{Disposal, StepKind};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::store::DisposalRow;

/// What is said of descriptions and backups after a destruction, in a few sentences.
pub(super) async fn backups_left(
    archive: &Archive,
    (row, batch): (&DisposalRow, &Disposal),
    today: NaiveDate,
) -> Result<String> {
    let steps = archive.store.disposal_steps(row.id).await?;
    let ended = steps.iter().rev().find(|step| step.kind == StepKind::Finished);
    let ended = ended.and_then(|step| DateTime::parse_from_rfc3339(&step.at).ok());
    let mut said = vec!["本系统只存著录，不存原件；著录、清册、意见和证明永久保留，注明已销毁。".to_owned()];
    let places = places(archive).await?;
    for place in &places {
        said.push(said_of(archive, place, (ended, today), batch));
    }
    if places.is_empty() {
        said.push("日志中没有备份，也没有设定备份位置。".to_owned());
    }
    Ok(said.concat())
}

/// Where backups lie: by the plan, where the last was made, and those made before an upgrade.
async fn places(archive: &Archive) -> Result<BTreeSet<PathBuf>> {
    let (made, _) = archive.latest_backups().await?;
    let made = made.and_then(|event| {
        let place = event.event.detail.get("place", WholeFor::Comparing)?.as_str()?.to_owned();
        Some(PathBuf::from(place))
    });
    let before_upgrades = archive.config.backups_dir();
    let planned = archive.config.backups.to.clone();
    let known = planned.into_iter().chain(made).chain(before_upgrades.is_dir().then_some(before_upgrades));
    Ok(known.collect())
}

fn said_of(
    archive: &Archive,
    place: &Path,
    (ended, today): (Option<DateTime<FixedOffset>>, NaiveDate),
    batch: &Disposal,
) -> String {
    let rule = archive.config.backups.keep;
    let name = place.display();
    let listed = BackupPlace::open(place).and_then(|place| place.list());
    let Ok(listed) = listed else {
        return format!("备份位置 {name} 现在打不开，其中的备份没有核对。");
    };
    let made =
        listed.iter().filter_map(|one| DateTime::parse_from_rfc3339(&one.manifest.as_ref()?.made_at).ok());
    let mut all: Vec<DateTime<FixedOffset>> = made.collect();
    all.sort();
    let holds = all.iter().filter(|at| ended.is_none_or(|ended| **at <= ended)).count();
    let (Some(first), Some(last)) = (all.first(), holds.checked_sub(1).and_then(|at| all.get(at))) else {
        return format!("备份位置 {name} 没有销毁前的备份。");
    };
    let (first, last) = (first.date_naive(), last.date_naive());
    let days: Vec<_> = all.iter().map(DateTime::date_naive).collect();
    let until = rule.gone_by(&days, holds, today).filter(|_| batch.stage.has_ended());
    let (daily, weekly, monthly) = (rule.daily, rule.weekly, rule.monthly);
    let until = until.map_or_else(
        || "，按留存规则不会自行清除".to_owned(),
        |day| format!("，照此每日备份最迟到 {day} 清除"),
    );
    format!(
        "备份位置 {name} 有销毁前的备份 {holds} 份（{first} 至 {last}），其中有销毁前的著录；留存规则日 {daily}、周 {weekly}、月 {monthly} 份{until}；升级前所做的另留最近三份。"
    )
}

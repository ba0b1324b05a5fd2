//! 案卷检查: gaps in numbers, duplicates, odd sequences, volumes that could not be closed.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::shelving::missing_numbers;
use crate::domain::arranging::soundness::obstacles;
use crate::domain::general::error::Result;
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::item::{Item, Place};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::problems;
use crate::procedures::records;

/// Volumes whose items are read together.
const VOLUMES: usize = 64;

/// A finding with the volume (or row of volumes) it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeFinding {
    /// The volume's code, or `2009 ZJ 社会保险费征缴核定材料 100年` for a row of volumes.
    pub about: String,
    pub volume_id: Option<i64>,
    #[serde(flatten)]
    pub problem: Problem,
}

/// What was looked at and what was found.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct VolumeCheck {
    pub volumes: usize,
    pub findings: Vec<VolumeFinding>,
}

/// Looks through every volume of the scope.
pub async fn check_volumes(archive: &Archive, by: &By, filter: &Scope) -> Result<VolumeCheck> {
    allow(by, Deed::Read)?;
    let mut checked = VolumeCheck::default();
    let mut numbers: HashMap<Place, Vec<u32>> = HashMap::new();
    let mut after = (String::new(), 0);
    loop {
        let volumes = archive.store.volumes(filter, (&after.0, after.1), 500).await?;
        let Some(last) = volumes.last() else { break };
        after = (last.code_sort.clone(), last.id);
        for volumes in volumes.chunks(VOLUMES) {
            let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
            let mut items = archive.store.items_in_each(&ids).await?;
            let mut laid = archive.store.laid_aside_out_of(&ids).await?;
            for volume in volumes {
                checked.volumes += 1;
                numbers.entry(volume.place.clone()).or_default().push(volume.number);
                let own = items.remove(&volume.id).unwrap_or_default();
                let laid = laid.remove(&volume.id).unwrap_or_default();
                let own = records::with_places_left(&archive.store, own, laid).await?;
                check_one(archive, volume, &own, &mut checked);
            }
        }
    }
    for (place, mut numbers) in numbers {
        numbers.sort_unstable();
        gaps(archive, &place, &numbers, &mut checked);
    }
    for (code, count) in archive.store.codes_doubled().await? {
        let problem = code_twice(&code, &count);
        checked.findings.push(VolumeFinding { about: code, volume_id: None, problem });
    }
    checked.findings.sort_by(|a, b| (&a.about, &a.problem.kind).cmp(&(&b.about, &b.problem.kind)));
    Ok(checked)
}

fn check_one(archive: &Archive, volume: &Volume, items: &[Item], checked: &mut VolumeCheck) {
    let mut problems = obstacles(volume, items);
    let odd = items.iter().enumerate().filter(|(at, item)| item.seq as usize != at + 1).count();
    if odd > 0 {
        problems.push(odd_sequence(&odd));
    }
    let limit =
        archive.schemes().scheme(&volume.place.scheme_id).map_or(u32::MAX, |scheme| scheme.page_limit);
    if volume.pages > limit && items.len() > 1 {
        let pages = volume.pages;
        problems.push(volume_over_limit(&pages, &limit));
    }
    if volume.state != VolumeState::Open {
        // what could not be closed today was closed under other eyes; it is listed, it holds nothing up
        problems.iter_mut().filter(|p| p.kind == "date_missing").for_each(|p| p.weight = Weight::Notice);
    }
    let about = volume.code.clone();
    checked.findings.extend(problems.into_iter().map(|problem| VolumeFinding {
        about: about.clone(),
        volume_id: Some(volume.id),
        problem,
    }));
}

fn gaps(archive: &Archive, place: &Place, numbers: &[u32], checked: &mut VolumeCheck) {
    let schemes = archive.schemes();
    let scheme = schemes.scheme(&place.scheme_id);
    let class =
        scheme.and_then(|s| s.class(&place.class_id)).map_or(place.class_id.as_str(), |c| c.code.as_str());
    let step = scheme.and_then(|s| s.step(&place.class_id, &place.step_id)).map_or("", |s| s.name.as_str());
    let about = format!("{} {} {} {}", place.year, class, step, place.period);
    for (from, to) in missing_numbers(numbers) {
        let missing = if from == to { from.to_string() } else { format!("{from}—{to}") };
        let problem = number_gap(&missing);
        checked.findings.push(VolumeFinding { about: about.clone(), volume_id: None, problem });
    }
}

problems! {
    refuse code_twice(code, count):
        "档号 {code} 有 {count} 件在用。" / "The code {code} is borne by {count} records."
        => "打开这几件，改正案卷号或页号。" / "Open them and correct the volume or page.";
    ask odd_sequence(odd):
        "{odd} 件的顺序号与页号的先后对不上。" / "The 顺序号 of {odd} records does not follow their pages."
        => "立卷时会按页号重新编顺序号；已立卷的请核对。"
            / "Closing the volume renumbers them by page; check volumes already closed.";
    notice volume_over_limit as volume_thick(pages, limit):
        "本卷 {pages} 页，超过每卷 {limit} 页。" / "The volume has {pages} pages, over the limit of {limit}."
        => "未立卷时可把后面的件放进下一卷。"
            / "While it is open, move the last records into the next volume.";
    ask number_gap(missing):
        "案卷号缺 {missing}。" / "Volume numbers {missing} are missing."
        => "找到缺的案卷补录，或在案卷目录的备考页说明断号的原因。"
            / "Find and enter the missing volumes, or explain the gap on the catalog's 备考 page.";
}

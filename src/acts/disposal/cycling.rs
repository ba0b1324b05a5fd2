//! 年度鉴定: a year's due list taken apart into draft batches by fonds and class, accounting apart; what is left out, with
//! the reason; and who is waited for. It keeps nothing of its own: a volume that stands in a batch is not listed again, so
//! whoever asks again, after a break or a month, gets what is left.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use super::disposing::{self, DisposalPaper, ListSource, Opening};
use super::expiry::{self, DueList};
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
pub use crate::procedures::awaiting::BatchWaiting;
use crate::procedures::awaiting::batches_waiting;
use crate::procedures::due::ReportPart;
use crate::progress::Progress;
use crate::say;

/// Volumes looked at together.
const PORTION: usize = 2000;
/// Volumes named for each reason.
const NAMED: usize = 50;

/// A batch that would be opened, or was.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CycleDraft {
    pub fonds: String,
    pub class_id: String,
    pub title: String,
    pub is_accounting: bool,
    pub volumes: usize,
    pub items: i64,
    pub pages: i64,
    /// Of the batch that was opened; `None`: not yet, or nothing of it may be listed.
    pub number: Option<String>,
    #[serde(skip)]
    ids: Vec<i64>,
}

/// Volumes left out for one reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeftOut {
    /// `held`, `in_batch`, `open` or `mixed`.
    pub kind: &'static str,
    pub word: Wording,
    pub volumes: usize,
    /// The first of them: code, and the hold or the batch.
    #[schema(value_type = Vec<Vec<String>>)]
    pub first: Vec<(String, Wording)>,
}

/// The year, as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Cycle {
    pub year: i32,
    /// Volumes due by the year's end.
    pub due: usize,
    pub drafts: Vec<CycleDraft>,
    pub left_out: Vec<LeftOut>,
    /// Volumes whose date is a question: they are not due.
    pub questions: i64,
    /// What only the opening of a batch found in the way.
    pub refused: Vec<Problem>,
    /// Files written.
    pub forms: Vec<String>,
    pub batches: Vec<BatchWaiting>,
    pub applied: bool,
}

/// What the year asks for; nothing is written.
///
/// # Errors
/// `Refused` for a year that is none.
pub async fn cycle(archive: &Archive, by: &By, year: i32, scope: &Scope) -> Result<Cycle> {
    allow(by, Deed::Read)?;
    let days = ReportPart::first(i64::MAX).days(year)?;
    let order = ReportPart::default().order;
    let ids = archive.store.volumes_due(scope, days, None, order, (0, i64::MAX)).await?;
    let (_, questions) = archive.store.due_and_questions(scope, days.1).await?;
    let mut sorted =
        Sorted { year, schemes: archive.schemes(), drafts: BTreeMap::new(), left: BTreeMap::new() };
    for portion in ids.chunks(PORTION) {
        sorted.take(archive, portion).await?;
    }
    Ok(Cycle {
        year,
        due: ids.len(),
        drafts: sorted.drafts.into_values().collect(),
        left_out: sorted.left.into_values().collect(),
        questions,
        refused: Vec::new(),
        forms: Vec::new(),
        batches: batches_waiting(archive, by).await?,
        applied: false,
    })
}

/// Opens the batches, each in its own transaction; with `forms` writes the due list of each and the papers of those that are
/// appraised into that folder.
///
/// # Errors
/// As [`cycle`], and whatever stops the opening of a batch but its volumes; batches opened before stay.
pub async fn apply(
    archive: &Archive,
    by: &By,
    year: i32,
    scope: &Scope,
    forms: Option<(&Path, Lang)>,
) -> Result<Cycle> {
    allow(by, Deed::Dispose)?;
    let mut cycle = cycle(archive, by, year, scope).await?;
    for draft in &mut cycle.drafts {
        let opening = Opening { title: draft.title.clone(), from: ListSource::Listed(draft.ids.clone()) };
        match disposing::open(archive, by, opening).await {
            Ok(opened) => {
                draft.number = Some(opened.view.short.number);
                cycle.refused.extend(opened.reasons);
            }
            Err(Error::Refused(problems)) => cycle.refused.extend(problems),
            Err(error) => return Err(error),
        }
    }
    cycle.refused.truncate(NAMED);
    cycle.batches = batches_waiting(archive, by).await?;
    if let Some((folder, lang)) = forms {
        cycle.forms = written(archive, by, &cycle, (folder, lang)).await?;
    }
    cycle.applied = true;
    Ok(cycle)
}

/// The due list of every draft opened now, and what papers the batches have.
async fn written(
    archive: &Archive,
    by: &By,
    cycle: &Cycle,
    (folder, lang): (&Path, Lang),
) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for draft in cycle.drafts.iter().filter(|draft| draft.number.is_some()) {
        let number = draft.number.as_deref().unwrap_or_default();
        let list = DueList {
            year: cycle.year,
            filter: Scope { fonds: Some(draft.fonds.clone()), ..Scope::default() },
            volume_ids: draft.ids.clone(),
            ..DueList::default()
        };
        let out = folder.join(format!("{number}-到期档案清单.pdf"));
        expiry::print(archive, by, &list, lang, &out, &Progress::default()).await?;
        files.push(out.display().to_string());
    }
    for batch in &cycle.batches {
        for paper in [DisposalPaper::Opinion, DisposalPaper::Approval, DisposalPaper::Register] {
            let out = folder.join(format!("{}-{}.pdf", batch.number, paper.word().zh));
            match disposing::print_paper(archive, by, &batch.number, paper, lang, &out).await {
                Ok(_) => files.push(out.display().to_string()),
                // the group is not of one mind yet
                Err(Error::Refused(_)) => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(files)
}

/// Volumes sorted into drafts and what is left out.
struct Sorted {
    year: i32,
    schemes: std::sync::Arc<Schemes>,
    drafts: BTreeMap<(String, String, bool), CycleDraft>,
    left: BTreeMap<&'static str, LeftOut>,
}

impl Sorted {
    async fn take(&mut self, archive: &Archive, ids: &[i64]) -> Result<()> {
        let holds = archive.store.holds_on_volumes(ids).await?;
        let mut others = archive.store.in_other_batches(ids, 0).await?;
        others.extend(archive.store.in_other_transfers(ids, 0).await?);
        let mixed = archive.store.of_mixed_dates(ids).await?;
        for volume in archive.store.volumes_by_id(ids).await? {
            let left = match (holds.get(&volume.id).and_then(|marks| marks.first()), others.get(&volume.id)) {
                (Some(mark), _) => Some(("held", say!("冻结", "On hold"), mark.sentence())),
                (None, Some(number)) => {
                    Some(("in_batch", say!("已在批次中", "In a batch already"), Wording::same(number)))
                }
                _ if volume.state == VolumeState::Open => {
                    Some(("open", say!("未立卷", "Not closed"), Wording::default()))
                }
                _ if mixed.contains(&volume.id) => {
                    Some(("mixed", say!("卷内期限不一", "Mixed periods"), Wording::default()))
                }
                _ => None,
            };
            match left {
                Some((kind, word, why)) => self.leave_out((kind, word), volume.code, why),
                None => self.list(&volume),
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, (kind, word): (&'static str, Wording), code: String, why: Wording) {
        let none = || LeftOut { kind, word, volumes: 0, first: Vec::new() };
        let left = self.left.entry(kind).or_insert_with(none);
        left.volumes += 1;
        if left.first.len() < NAMED {
            left.first.push((code, why));
        }
    }

    fn list(&mut self, volume: &Volume) {
        let place = &volume.place;
        let scheme = self.schemes.scheme(&place.scheme_id);
        let step = scheme.and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
        let is_accounting = step.is_some_and(|step| step.rules.iter().any(|rule| rule.accounting.is_some()));
        let class = scheme.and_then(|scheme| scheme.class(&place.class_id));
        let class = class.map_or_else(|| place.class_id.clone(), |class| class.name.clone());
        let accounts = if is_accounting { "（会计）" } else { "" };
        let title = format!("{} 年度到期 {class}{accounts}", self.year);
        let key = (place.fonds.clone(), place.class_id.clone(), is_accounting);
        let draft = self.drafts.entry(key).or_insert_with(|| CycleDraft {
            fonds: place.fonds.clone(),
            class_id: place.class_id.clone(),
            title,
            is_accounting,
            volumes: 0,
            items: 0,
            pages: 0,
            number: None,
            ids: Vec::new(),
        });
        draft.volumes += 1;
        draft.items += i64::from(volume.items);
        draft.pages += i64::from(volume.pages);
        draft.ids.push(volume.id);
    }
}

//! What is due in the order it is written: volumes of one and the same reason together, each reason numbered; and
//! its sums by class. Only numbers of volumes are kept, so that a list may be as long as it is.

use std::collections::{BTreeMap, HashMap};

use super::order::DueList;
use super::writing::stopped;
use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::{DueSumRow, ReasonRow, note_mark};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Lang;
use crate::domain::records::volume::VolumeOrder;
use crate::procedures::due::{ReportPart, ReportRow, rows};
use crate::progress::Progress;

/// Rows read at a time.
pub(super) const PORTION: i64 = 5000;

/// A volume and the number of its reason, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    pub reason: usize,
    pub volume_id: i64,
}

/// The volumes of a report, its reasons and its sums.
#[derive(Default)]
pub(super) struct DueOrder {
    pub due: Vec<Placed>,
    pub questions: Vec<Placed>,
    pub reasons: Vec<ReasonRow>,
    numbers: HashMap<String, usize>,
    /// By the class's place in its scheme.
    classes: BTreeMap<(usize, String), DueSumRow>,
}

impl DueOrder {
    /// Reads what a list is made of: what is due, and the questions where it names them or is whole.
    pub async fn read(
        archive: &Archive,
        wanted: &DueList,
        only: &[(i64, i32)],
        lang: Lang,
        progress: &Progress,
    ) -> Result<DueOrder> {
        let mut order = DueOrder::default();
        if !wanted.questions {
            order.read_rows(archive, wanted, only, false, lang, progress).await?;
        }
        if wanted.questions || wanted.is_whole() {
            order.read_rows(archive, wanted, only, true, lang, progress).await?;
        }
        Ok(order)
    }

    async fn read_rows(
        &mut self,
        archive: &Archive,
        wanted: &DueList,
        only: &[(i64, i32)],
        questions: bool,
        lang: Lang,
        progress: &Progress,
    ) -> Result<()> {
        let mut from = 0;
        loop {
            let ids = ids(archive, wanted, only, questions, from).await?;
            if ids.is_empty() {
                return Ok(());
            }
            from += ids.len() as i64;
            let mut ids = ids;
            ids.retain(|id| wanted.volume_ids.is_empty() || wanted.volume_ids.contains(id));
            for row in rows(archive, &ids, wanted.year).await? {
                self.take(archive, &row, questions, lang);
            }
            if progress.stop_asked() {
                return Err(stopped());
            }
        }
    }

    fn take(&mut self, archive: &Archive, row: &ReportRow, is_question: bool, lang: Lang) {
        let why = row.reason.in_lang(lang);
        let reason = match self.numbers.get(why) {
            Some(reason) => *reason,
            None => {
                self.numbers.insert(why.to_owned(), self.reasons.len());
                let note = note_mark(self.reasons.len() + 1);
                self.reasons.push(ReasonRow { note, why: why.to_owned(), ..ReasonRow::default() });
                self.reasons.len() - 1
            }
        };
        let placed = Placed { reason, volume_id: row.volume_id };
        let sum = self.class_of(archive, row);
        if is_question {
            sum.questions += 1;
            self.reasons[reason].questions += 1;
            self.questions.push(placed);
            return;
        }
        *sum.periods.entry(row.period).or_default() += 1;
        // an appraisal that kept a record on changed no rule
        if row.ruled != row.period {
            *sum.changes.entry((row.period, row.ruled)).or_default() += 1;
        }
        sum.volumes += 1;
        sum.earlier += u64::from(row.carried_over);
        sum.items += u64::from(row.items);
        sum.pages += u64::from(row.pages);
        self.reasons[reason].volumes += 1;
        self.due.push(placed);
    }

    fn class_of(&mut self, archive: &Archive, row: &ReportRow) -> &mut DueSumRow {
        let schemes = archive.schemes();
        let scheme = schemes.scheme(&row.scheme_id);
        let place = scheme.map_or(usize::MAX, |scheme| scheme.class_order(&row.class_id));
        self.classes.entry((place, row.class_id.clone())).or_insert_with(|| {
            let name = scheme.and_then(|scheme| scheme.class(&row.class_id)).map(|class| &class.name);
            let class = format!("{} {}", row.class, name.map_or("", String::as_str));
            DueSumRow { class: class.trim().to_owned(), ..DueSumRow::default() }
        })
    }

    /// Brings volumes of one reason together; each reason's stay in shelf order.
    pub fn by_reason(mut self) -> DueOrder {
        self.due.sort_by_key(|placed| placed.reason);
        self.questions.sort_by_key(|placed| placed.reason);
        self
    }

    /// Every class of which something is due or a question.
    pub fn classes(&self) -> impl Iterator<Item = &DueSumRow> {
        self.classes.values()
    }
}

impl DueList {
    /// Everything of its scope.
    fn is_whole(&self) -> bool {
        !self.changed && !self.this_year && !self.earlier && self.volume_ids.is_empty()
    }

    pub(super) fn part(&self) -> ReportPart {
        let DueList { changed, this_year, earlier, .. } = *self;
        ReportPart { changed, this_year, earlier, ..ReportPart::default() }
    }
}

async fn ids(
    archive: &Archive,
    wanted: &DueList,
    only: &[(i64, i32)],
    questions: bool,
    from: i64,
) -> Result<Vec<i64>> {
    let filter = &wanted.filter;
    if questions {
        return archive.store.volumes_in_question(filter, from, PORTION).await;
    }
    let only = wanted.changed.then_some(only);
    let days = wanted.part().days(wanted.year)?;
    archive.store.volumes_due(filter, days, only, VolumeOrder::default(), (from, PORTION)).await
}

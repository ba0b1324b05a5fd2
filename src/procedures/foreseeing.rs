//! 推算: the volumes whose date a draft would move, in shelf order; nothing is written.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::archive::schemes_kept;
use crate::domain::disposal::dating::{self, Dating, Due};
use crate::domain::disposal::foreseen::DateMove;
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::error::{Error, Result};
use crate::domain::records::item::{Item, Place};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::{self, Ruling, SchemeFile, Schemes};
use crate::store::{DatedAlike, Queries};

/// Volumes read at a time.
const PORTION: i64 = 2000;

/// A draft among the editions the archive keeps.
pub struct DraftAmong {
    pub id: String,
    pub name: String,
    /// Everything that is kept, with the draft, and as if the draft held.
    pub schemes: Schemes,
    /// Of a scheme: the edition whose records it would rule. `None`: an accounting table, which concerns all.
    pub ruling: Option<Ruling>,
}

/// Reads a draft, and has it rule what stands under the edition `against`, in the fonds of this number (empty: in every
/// one). It stands beside a kept edition of its id, or for a table in its place.
///
/// # Errors
/// `Unreadable` with every problem of the file.
pub async fn among_kept(from: &Queries, text: &str, against: &str, fonds: &str) -> Result<DraftAmong> {
    match scheme::parse(text).map_err(Error::Unreadable)? {
        SchemeFile::Accounting(table) => {
            let schemes = schemes_kept(from, Some((&table.id, text))).await?;
            Ok(DraftAmong { id: table.id, name: table.name, schemes, ruling: None })
        }
        SchemeFile::Scheme(mut draft) => {
            let mut schemes = schemes_kept(from, None).await?;
            let (id, name) = (draft.id.clone(), draft.name.clone());
            if schemes.scheme(&id).is_some() {
                draft.id = format!("{id}#");
            }
            let (fonds, edition, by) = (fonds.to_owned(), against.to_owned(), draft.id.clone());
            let ruling = Ruling { fonds, edition, by, since: None };
            schemes.add(SchemeFile::Scheme(draft)).map_err(|problem| Error::Unreadable(vec![*problem]))?;
            schemes.rulings.push(ruling.clone());
            Ok(DraftAmong { id, name, schemes, ruling: Some(ruling) })
        }
    }
}

/// A volume, and the date it would have.
pub struct Foreseen {
    pub volume: Volume,
    /// `None`: it has no records.
    pub after: Option<Due>,
    /// The draft says something of each of its records; those it does not know stay as they are.
    pub is_known: bool,
    /// Its records by how their dates would move.
    pub records: BTreeMap<DateMove, i64>,
    /// Its records whose date by the draft waits for an answer, by the kind of question; of these, those that do not wait
    /// for it now.
    pub questions: BTreeMap<String, (i64, i64)>,
    pub cases: Vec<FactCase>,
}

/// A record whose date by the draft rests on a fact recorded on it.
pub struct FactCase {
    pub item: i64,
    pub code: String,
    pub facts: Vec<(FactKind, NaiveDate)>,
    /// By the draft with that fact, and what it would be without it.
    pub after: Due,
    pub without: Due,
}

impl Foreseen {
    pub fn moved(&self) -> Option<DateMove> {
        let before = (self.volume.eligible_on, self.volume.question.as_deref());
        DateMove::between(before, self.after.as_ref()?)
    }

    /// First day of eligibility now, and by the draft.
    pub fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let after = self.after.as_ref().map_or(self.volume.eligible_on, |due| due.on);
        (self.volume.eligible_on, after)
    }

    fn count(&mut self, before: (Option<NaiveDate>, Option<&str>), due: &Due, items: i64) {
        if let Some(kind) = DateMove::between(before, due) {
            *self.records.entry(kind).or_default() += items;
        }
        if let Some(question) = &due.question {
            let asked = self.questions.entry(question.clone()).or_default();
            asked.0 += items;
            asked.1 += if before.1 == Some(question.as_str()) { 0 } else { items };
        }
    }
}

/// Goes through the volumes of a scope that are here, one after another.
pub struct Foreseeing<'a> {
    among: &'a DraftAmong,
    dating: Dating<'a>,
    /// Facts by record; there are few.
    facts: HashMap<i64, Vec<Fact>>,
    /// Records with facts, by volume.
    special: HashMap<i64, Vec<Item>>,
    scope: Scope,
    after: (String, i64),
}

impl<'a> Foreseeing<'a> {
    pub async fn begin(from: &Queries, among: &'a DraftAmong, scope: &Scope) -> Result<Self> {
        let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
        for fact in from.facts().await? {
            facts.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        let ids: Vec<i64> = facts.keys().copied().collect();
        let mut special: HashMap<i64, Vec<Item>> = HashMap::new();
        for item in from.items_by_id(&ids).await? {
            if let Some(volume) = item.volume_id {
                special.entry(volume).or_default().push(item);
            }
        }
        let dating = Dating::new(&among.schemes);
        Ok(Foreseeing { among, dating, facts, special, scope: scope.clone(), after: Default::default() })
    }

    /// The next volumes with the dates they would have; `None`: there are no more.
    pub async fn next(&mut self, from: &Queries) -> Result<Option<Vec<Foreseen>>> {
        let after = (self.after.0.as_str(), self.after.1);
        let volumes = from.volumes(&self.scope, after, PORTION).await?;
        let Some(last) = volumes.last() else { return Ok(None) };
        self.after = (last.code_sort.clone(), last.id);
        let volumes: Vec<Volume> = volumes.into_iter().filter(|volume| self.concerns(volume)).collect();
        let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
        let mut alike: HashMap<i64, Vec<DatedAlike>> = HashMap::new();
        for group in from.dated_alike(&ids).await? {
            alike.entry(group.volume_id).or_default().push(group);
        }
        let foreseen = |volume: Volume| {
            let groups = alike.remove(&volume.id).unwrap_or_default();
            self.foreseen(volume, &groups)
        };
        Ok(Some(volumes.into_iter().map(foreseen).collect()))
    }

    fn concerns(&self, volume: &Volume) -> bool {
        let is_under = |ruling: &Ruling| {
            volume.place.scheme_id == ruling.edition
                && (ruling.fonds.is_empty() || ruling.fonds == volume.place.fonds)
        };
        volume.items > 0 && !volume.state.is_gone() && self.among.ruling.as_ref().is_none_or(is_under)
    }

    /// Whether the draft says something of it.
    fn knows(&self, place: &Place, rule: usize) -> bool {
        let Some(draft) = &self.among.ruling else { return true };
        dating::ruling(&self.among.schemes, place, rule).is_some_and(|(ruling, _)| ruling.by == draft.by)
    }

    /// The date of the record kept longest, and what becomes of each.
    fn foreseen(&mut self, volume: Volume, groups: &[DatedAlike]) -> Foreseen {
        let mut one = Foreseen {
            volume,
            after: None,
            is_known: true,
            records: BTreeMap::new(),
            questions: BTreeMap::new(),
            cases: Vec::new(),
        };
        let mut longest: Option<Due> = None;
        let mut take = |due: &Due| {
            if longest.as_ref().is_none_or(|longest| due.outlasts(longest)) {
                longest = Some(due.clone());
            }
        };
        for group in groups {
            let rule = group.rule as usize;
            one.is_known &= self.knows(&one.volume.place, rule);
            let dated = group.dated.and_then(|year| i32::try_from(year).ok());
            let due = self.dating.due_dated(&one.volume.place, rule, dated);
            let stored = group.eligible_on.as_deref().and_then(|day| day.parse().ok());
            one.count((stored, group.question.as_deref()), &due, group.items);
            take(&due);
        }
        for item in self.special.get(&one.volume.id).into_iter().flatten() {
            one.is_known &= self.knows(&one.volume.place, item.rule);
            let own = self.facts.get(&item.id).map_or(&[][..], Vec::as_slice);
            let due = |facts: &[Fact]| {
                let (schemes, place) = (&self.among.schemes, &one.volume.place);
                let derived = dating::derive(schemes, place, item.rule, &item.description, facts);
                derived.map(|retention| Due::from(&retention)).unwrap_or_default()
            };
            let (after, without) = (due(own), due(&[]));
            one.count((item.eligible_on, item.question.as_deref()), &after, 1);
            take(&after);
            if after != without {
                let (code, facts) =
                    (item.code.clone(), own.iter().map(|fact| (fact.kind, fact.on)).collect());
                one.cases.push(FactCase { item: item.id, code, facts, after, without });
            }
        }
        one.after = longest;
        one
    }
}

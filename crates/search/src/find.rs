//! Finding: words to a tantivy query, hits to an exact total, facets and one page of ids.

use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query as TantivyQuery, TermQuery, Weight};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{BitSet, COLLECT_BLOCK_BUFFER_LEN, DocId, Score, SegmentReader, TERMINATED};

use super::entry::IndexedId;
use super::facets::{CellCount, FacetCell, FacetCells, Facets};
use super::keys::{self, KeyQuery};
use super::position::IndexPosition;
use super::prefix_query::PrefixQuery;
use super::schema::{CELL, DAY, ID, IndexFields, ORDER};
use super::understand::{Chip, Sense, understand};
use crate::domain::general::error;
use crate::domain::records::scope::{AnyOf, Scope};
use crate::domain::records::states::HitKind;

/// What is looked for. Every chip must fit; no chips: everything in the scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub chips: Vec<Chip>,
    pub scope: Scope,
    /// Several values of a facet, any of which may stand.
    pub any_of: AnyOf,
    /// Numbers of further fonds beside that of the scope: those that went before it.
    pub earlier: Vec<String>,
    /// Only records or only volumes.
    pub kind: Option<HitKind>,
    pub order: HitOrder,
    /// Hits to leave out before the page begins.
    pub skip: usize,
    /// Hits on the page; 0: only the total and the facets.
    pub size: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HitOrder {
    /// As the records stand on the shelf, each volume before what is in it.
    #[default]
    Code,
    /// By the record's date, the latest first; the same day as on the shelf.
    Newest,
    /// Whole names and numbers before parts of them, rare readings last; those that fit alike as on the shelf.
    Fitness,
}

/// One page of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// All hits, exactly, not only those on this page.
    pub total: u64,
    pub facets: Facets,
    /// Items and volumes of the page in order. The caller reads the records again under its own rights.
    #[serde(skip)]
    pub ids: Vec<IndexedId>,
    /// The last event the answer takes into account.
    pub position: IndexPosition,
    /// Whether some hit is the very name or number that was asked for.
    pub exact: bool,
}

impl Query {
    /// The first page of 20 for words typed by a person.
    pub fn typed(text: &str) -> error::Result<Query> {
        Ok(Query { chips: understand(text)?, size: 20, ..Query::default() })
    }
}

impl IndexFields {
    pub(super) fn query(&self, chips: &[Chip]) -> Box<dyn TantivyQuery> {
        let mut words: Vec<_> = chips.iter().map(|chip| self.word(chip)).collect();
        match words.len() {
            0 => Box::new(AllQuery),
            1 => words.remove(0),
            _ => Box::new(BooleanQuery::new(words.into_iter().map(|word| (Occur::Must, word)).collect())),
        }
    }

    /// What the better hits fit, the best first: [`HitOrder::Fitness`].
    pub(super) fn better(&self, chips: &[Chip]) -> Vec<Box<dyn TantivyQuery>> {
        // a word of the title stands beside the name: one word met exactly is enough
        let exact: Vec<Sense> = chips.iter().flat_map(Chip::exact_senses).collect();
        let mut better = vec![self.any_of(&exact)];
        if chips.iter().any(|chip| chip.usual_senses().len() < chip.senses.len()) {
            let words = chips.iter().map(|chip| (Occur::Must, self.any_of(&chip.usual_senses())));
            better.push(Box::new(BooleanQuery::new(words.collect())));
        }
        better
    }

    fn word(&self, chip: &Chip) -> Box<dyn TantivyQuery> {
        self.any_of(&chip.senses)
    }

    fn any_of(&self, senses: &[Sense]) -> Box<dyn TantivyQuery> {
        let mut senses: Vec<_> = senses.iter().map(|sense| self.sense(sense)).collect();
        match senses.len() {
            1 => senses.remove(0),
            _ => {
                Box::new(BooleanQuery::new(senses.into_iter().map(|sense| (Occur::Should, sense)).collect()))
            }
        }
    }

    fn sense(&self, sense: &Sense) -> Box<dyn TantivyQuery> {
        let term = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        match sense {
            Sense::Text(folded) => match keys::ask_digits(folded) {
                Some(ask) => self.sense(&Sense::Key(ask)),
                None => self.fragment(folded),
            },
            Sense::Year(year) => term(Term::from_field_i64(self.year, i64::from(*year))),
            Sense::Key(KeyQuery::Whole(key)) => term(Term::from_field_text(self.keys, key)),
            Sense::Key(KeyQuery::Prefix(beginning)) => {
                Box::new(PrefixQuery { field: self.keys, beginning: beginning.clone() })
            }
        }
    }

    /// Every second pair and the last one cover all characters; leaving out the pairs between them
    /// costs nothing in exactness and a third less time (`performance.md` §2b, "skip").
    fn fragment(&self, folded: &str) -> Box<dyn TantivyQuery> {
        let chars: Vec<char> = folded.chars().collect();
        let pair =
            |at: usize| Term::from_field_text(self.text, &chars[at..at + 2].iter().collect::<String>());
        match chars.len() {
            0 | 1 => Box::new(PrefixQuery { field: self.text, beginning: folded.to_owned() }),
            2 => Box::new(TermQuery::new(pair(0), IndexRecordOption::Basic)),
            length => {
                let last = length - 2;
                let offsets = (0..last).step_by(2).chain([last]);
                Box::new(PhraseQuery::new_with_offset(offsets.map(|at| (at, pair(at))).collect()))
            }
        }
    }
}

/// Where a hit stands in the order: the day (newest first), how well it fits (best first) or 0, the code, the id.
type Rank<T> = (i64, T, i64);

/// Counts every hit and keeps the first of them.
pub(super) struct HitCollector {
    pub cells: Arc<Mutex<FacetCells>>,
    pub scope: Scope,
    pub any_of: AnyOf,
    pub earlier: Vec<String>,
    /// The only fonds that may be seen; `None`: all.
    pub within: Option<Arc<[String]>>,
    pub kind: Option<HitKind>,
    pub order: HitOrder,
    /// What better hits fit, the best first.
    pub better: Vec<Box<dyn Weight>>,
    /// Hits to keep: those skipped and those on the page.
    pub keep: usize,
}

/// What a search found before it is cut to a page.
#[derive(Default)]
pub(super) struct CollectedHits {
    pub counted: Vec<CellCount>,
    /// In order.
    pub first: Vec<Rank<Vec<u8>>>,
}

impl Collector for HitCollector {
    type Fruit = CollectedHits;
    type Child = SegmentHits;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let of_segment = cells.of_segment(segment)?;
        let columns = segment.fast_fields();
        let missing = |name: &str| tantivy::TantivyError::FieldNotFound(name.to_owned());
        let order = columns.str(ORDER)?.ok_or_else(|| missing(ORDER))?;
        let cell = columns.str(CELL)?.ok_or_else(|| missing(CELL))?;
        Ok(SegmentHits {
            excluded_by: cells.excluded_by(
                (&of_segment, self.within.as_deref()),
                (&self.scope, &self.any_of, &self.earlier),
                self.kind,
            ),
            counts: vec![0; of_segment.len()],
            cells: of_segment,
            cell: cell.ords().values.clone(),
            ordinal: order.ords().values.clone(),
            order,
            id: columns.i64(ID)?.values,
            day: (self.order == HitOrder::Newest)
                .then(|| columns.i64(DAY))
                .transpose()?
                .map(|day| day.values),
            better: self
                .better
                .iter()
                .map(|weight| matched(weight.as_ref(), segment))
                .collect::<Result<_, _>>()?,
            keep: self.keep,
            first: BinaryHeap::new(),
            waiting: Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<CollectedHits>>) -> tantivy::Result<CollectedHits> {
        let mut all = CollectedHits::default();
        for found in segments {
            let found = found?;
            all.counted.extend(found.counted);
            all.first.extend(found.first);
        }
        all.first.sort_unstable();
        all.first.truncate(self.keep);
        Ok(all)
    }
}

/// The records of a segment that fit.
fn matched(weight: &dyn Weight, segment: &SegmentReader) -> tantivy::Result<BitSet> {
    let mut set = BitSet::with_max_value(segment.max_doc());
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        set.insert(doc);
        doc = scorer.advance();
    }
    Ok(set)
}

pub(super) struct SegmentHits {
    cells: Arc<Vec<FacetCell>>,
    excluded_by: Vec<u8>,
    counts: Vec<u64>,
    cell: Arc<dyn ColumnValues<u64>>,
    order: tantivy::columnar::StrColumn,
    ordinal: Arc<dyn ColumnValues<u64>>,
    id: Arc<dyn ColumnValues<i64>>,
    day: Option<Arc<dyn ColumnValues<i64>>>,
    better: Vec<BitSet>,
    keep: usize,
    /// The worst of those kept on top.
    first: BinaryHeap<Rank<u64>>,
    /// Hits that came one by one (a segment with deleted records), until a block is full.
    waiting: Vec<DocId>,
}

impl SegmentHits {
    fn count(&mut self, docs: &[DocId]) {
        let mut ordinals = [0; COLLECT_BLOCK_BUFFER_LEN];
        let ordinals = &mut ordinals[..docs.len()];
        self.cell.get_vals(docs, ordinals);
        for (doc, ordinal) in docs.iter().zip(ordinals) {
            let at = *ordinal as usize;
            let Some(count) = self.counts.get_mut(at) else { continue };
            *count += 1;
            if self.keep > 0 && self.excluded_by[at] == 0 {
                self.consider(*doc);
            }
        }
    }

    fn consider(&mut self, doc: DocId) {
        let day = match &self.day {
            Some(day) => -day.get_val(doc),
            None => self.better.iter().take_while(|set| !set.contains(doc)).count() as i64,
        };
        let ordinal = self.ordinal.get_val(doc);
        let full = self.first.len() >= self.keep;
        if full && self.first.peek().is_some_and(|worst| (day, ordinal) > (worst.0, worst.1)) {
            return;
        }
        let rank = (day, ordinal, self.id.get_val(doc));
        if !full {
            self.first.push(rank);
        } else if let Some(mut worst) = self.first.peek_mut()
            && rank < *worst
        {
            *worst = rank;
        }
    }

    /// Ordinals mean nothing outside their segment: they become the codes they stand for.
    fn with_codes(&self, ranks: Vec<Rank<u64>>) -> tantivy::Result<Vec<Rank<Vec<u8>>>> {
        let mut ordinals: Vec<u64> = ranks.iter().map(|rank| rank.1).collect();
        ordinals.sort_unstable();
        ordinals.dedup();
        let mut codes = Vec::with_capacity(ordinals.len());
        self.order.dictionary().sorted_ords_to_term_cb(&ordinals, |code| codes.push(code.to_vec()))?;
        let code_of = |ordinal| ordinals.binary_search(&ordinal).ok().and_then(|at| codes.get(at).cloned());
        Ok(ranks
            .into_iter()
            .map(|(day, ordinal, id)| (day, code_of(ordinal).unwrap_or_default(), id))
            .collect())
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = tantivy::Result<CollectedHits>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.waiting.push(doc);
        if self.waiting.len() == COLLECT_BLOCK_BUFFER_LEN {
            let docs = std::mem::take(&mut self.waiting);
            self.count(&docs);
            self.waiting = docs;
            self.waiting.clear();
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.count(docs);
    }

    fn harvest(mut self) -> tantivy::Result<CollectedHits> {
        let docs = std::mem::take(&mut self.waiting);
        self.count(&docs);
        let ranks = std::mem::take(&mut self.first).into_sorted_vec();
        let cells =
            self.cells.iter().zip(&self.excluded_by).zip(&self.counts).filter(|(_, count)| **count > 0);
        let counted = cells.map(|((cell, excluded_by), count)| CellCount {
            cell: *cell,
            excluded_by: *excluded_by,
            count: *count,
        });
        Ok(CollectedHits { counted: counted.collect(), first: self.with_codes(ranks)? })
    }
}

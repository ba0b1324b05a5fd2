//! Facets and filters without counting seven columns per hit.
//!
//! Fonds, year, class, step, period, state and kind of a record together are its *cell*: one text in one
//! column, and an archive of millions has a few thousand different ones. A hit adds one to its cell;
//! facets, filters and the total are then sums over cells.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use tantivy::SegmentReader;
use tantivy::index::SegmentId;

use super::entry::CELL_SEPARATOR;
use super::schema::CELL;
use crate::domain::records::scope::{AnyOf, Scope};
use crate::domain::records::states::HitKind;

const FACETS: usize = 7;

/// How many hits there are with each value. Each facet is counted under the words and all *other*
/// filters, so that it says what choosing another of its values would give. Sorted by value; values
/// without a hit are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    pub fonds: Vec<FacetCount>,
    pub years: Vec<FacetCount>,
    pub class_ids: Vec<FacetCount>,
    pub step_ids: Vec<FacetCount>,
    pub periods: Vec<FacetCount>,
    pub states: Vec<FacetCount>,
    /// Keys of [`HitKind`].
    pub kinds: Vec<FacetCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    pub value: String,
    pub count: u64,
}

/// A cell as numbers: for each facet the place of its value in [`FacetCells::values`].
pub(super) type FacetCell = [u32; FACETS];

/// The cells of the segments searched so far, read once per segment (segments never change).
#[derive(Default)]
pub(super) struct FacetCells {
    values: [Vec<String>; FACETS],
    places: [HashMap<String, u32>; FACETS],
    segments: HashMap<SegmentId, Arc<Vec<FacetCell>>>,
}

impl FacetCells {
    /// The segment's cells by their ordinal in its column.
    pub fn of_segment(&mut self, segment: &SegmentReader) -> tantivy::Result<Arc<Vec<FacetCell>>> {
        if let Some(known) = self.segments.get(&segment.segment_id()) {
            return Ok(known.clone());
        }
        let mut cells = Vec::new();
        if let Some(column) = segment.fast_fields().str(CELL)? {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                let text = String::from_utf8_lossy(stream.key()).into_owned();
                let mut cell = [0; FACETS];
                for (facet, value) in text.split(CELL_SEPARATOR).take(FACETS).enumerate() {
                    cell[facet] = self.place(facet, value);
                }
                cells.push(cell);
            }
        }
        let cells = Arc::new(cells);
        self.segments.insert(segment.segment_id(), cells.clone());
        Ok(cells)
    }

    /// Forgets segments that are no longer searched.
    pub fn keep(&mut self, living: &[SegmentReader]) {
        self.segments.retain(|id, _| living.iter().any(|segment| segment.segment_id() == *id));
    }

    fn place(&mut self, facet: usize, value: &str) -> u32 {
        if let Some(place) = self.places[facet].get(value) {
            return *place;
        }
        let place = self.values[facet].len() as u32;
        self.values[facet].push(value.to_owned());
        self.places[facet].insert(value.to_owned(), place);
        place
    }

    /// For each cell the facets whose part of the scope turns it away, one bit each; 0: it may be a hit. What lies outside
    /// the fonds that may be seen is turned away by all of them, so that no facet counts it.
    pub fn excluded_by(
        &self,
        (cells, within): (&[FacetCell], Option<&[String]>),
        scope: (&Scope, &AnyOf, &[String]),
        kind: Option<HitKind>,
    ) -> Vec<u8> {
        let verdicts: [Vec<bool>; FACETS] = std::array::from_fn(|facet| {
            self.values[facet].iter().map(|value| lets(scope, kind, facet, value)).collect()
        });
        let bit = |facet: usize, place: u32| u8::from(!verdicts[facet][place as usize]) << facet;
        let is_hidden = |cell: &FacetCell| {
            within.is_some_and(|within| !within.contains(&self.values[0][cell[0] as usize]))
        };
        let excluded = |cell: &FacetCell| match is_hidden(cell) {
            true => u8::MAX,
            false => (0..FACETS).map(|facet| bit(facet, cell[facet])).sum(),
        };
        cells.iter().map(excluded).collect()
    }

    /// Total and facets from what was counted per cell.
    pub fn sum(&self, counted: &[CellCount]) -> (u64, Facets) {
        let mut sums: [Vec<u64>; FACETS] = std::array::from_fn(|facet| vec![0; self.values[facet].len()]);
        let mut total = 0;
        for CellCount { cell, excluded_by, count } in counted {
            if *excluded_by == 0 {
                total += count;
            }
            for facet in (0..FACETS).filter(|facet| excluded_by & !(1 << facet) == 0) {
                sums[facet][cell[facet] as usize] += count;
            }
        }
        let [fonds, years, class_ids, step_ids, periods, states, kinds] = std::array::from_fn(|facet| {
            let counts = self.values[facet].iter().zip(&sums[facet]).filter(|(_, count)| **count > 0);
            let mut counts: Vec<FacetCount> =
                counts.map(|(value, count)| FacetCount { value: value.clone(), count: *count }).collect();
            counts.sort_by(|a, b| a.value.cmp(&b.value));
            counts
        });
        (total, Facets { fonds, years, class_ids, step_ids, periods, states, kinds })
    }
}

/// Hits of one cell in one segment.
pub(super) struct CellCount {
    pub cell: FacetCell,
    pub excluded_by: u8,
    pub count: u64,
}

/// Whether the scope lets a value of this facet through.
fn lets(
    (scope, any_of, earlier): (&Scope, &AnyOf, &[String]),
    kind: Option<HitKind>,
    facet: usize,
    value: &str,
) -> bool {
    let is = |wanted: &Option<String>| wanted.as_deref().is_none_or(|wanted| wanted == value);
    let any = |wanted: &[String]| wanted.is_empty() || wanted.iter().any(|wanted| wanted == value);
    match facet {
        0 => is(&scope.fonds) || earlier.iter().any(|number| number == value),
        1 if scope.year_from.is_none() && scope.year_to.is_none() && any_of.years.is_empty() => true,
        1 => value.parse::<i32>().is_ok_and(|year| {
            scope.year_from.is_none_or(|from| from <= year)
                && scope.year_to.is_none_or(|to| year <= to)
                && (any_of.years.is_empty() || any_of.years.contains(&year))
        }),
        2 => is(&scope.class_id) && any(&any_of.class_ids),
        3 => is(&scope.step_id) && any(&any_of.step_ids),
        4 => is(&scope.period) && any(&any_of.periods),
        5 => is(&scope.state) && any(&any_of.states),
        _ => kind.is_none_or(|kind| kind.key() == value),
    }
}

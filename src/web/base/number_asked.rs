//! Which number of an account an address asks for.

use chrono::Datelike as _;
use serde::Deserialize;

use super::filter::Filter;
use crate::acts::catalogs::reckoning::{Behind, MovementKind, NumberMeant, Span};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::records::scope;
use crate::domain::records::states::ItemState;

/// Lines of a page.
const SIZE: usize = 200;

/// Which account, and which of its numbers; the year is the filter's.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct NumberAsked {
    /// 1 to 12; without one the whole year.
    pub month: String,
    /// `opening`, `closing` or `moved`.
    pub on: String,
    /// A way things come or go: `filed`, `closed`, `destroyed` …
    pub kind: String,
    /// `in` or `out`.
    pub way: String,
    /// `between`: what moved between rows; `alone`: the rest.
    pub rows: String,
    /// Id of the scheme.
    pub scheme: String,
    page: String,
}

impl NumberAsked {
    /// The days that are asked for: this year's, where no year is given.
    pub fn span(&self, by: &By, year: &str) -> Result<Span> {
        let year = scope::year(year)?.unwrap_or_else(|| by.today().year());
        let month = scope::given(&self.month).map(|month| month.parse().unwrap_or(0));
        Ok(Span { year, month })
    }

    pub fn meant(&self) -> NumberMeant {
        match self.on.as_str() {
            "opening" => NumberMeant::Opening,
            "moved" => NumberMeant::Moved,
            _ => NumberMeant::Closing,
        }
    }

    pub fn behind(&self, state: &str) -> Behind {
        Behind {
            scheme_id: scope::given(&self.scheme),
            state: ItemState::from_key(state),
            kind: MovementKind::from_key(&self.kind),
            is_increase: scope::given(&self.way).map(|way| way == "in"),
            between_rows: scope::given(&self.rows).map(|rows| rows == "between"),
        }
    }

    pub fn stretch(&self) -> (usize, usize) {
        (self.page().saturating_sub(1).saturating_mul(SIZE), SIZE)
    }

    pub fn page(&self) -> usize {
        self.page.trim().parse().unwrap_or(1_usize).clamp(1, 1_000_000)
    }
}

/// The scope of an account: its year is no year of formation, its state belongs to the rows.
pub fn places(filter: &Filter) -> Filter {
    Filter {
        year: String::new(),
        year_from: String::new(),
        year_to: String::new(),
        state: String::new(),
        closed: String::new(),
        ..filter.clone()
    }
}

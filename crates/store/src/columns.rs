//! Typed columns: how each type is written into a column, and read from a row.
//!
//! Columns are read one after another in the order the statement lists them, so a statement and the type it
//! is read as are written in the same order, and nothing counts positions.

use chrono::NaiveDate;
use serde::Serializer;

use super::row_seen::RowSeen;
use super::sql::Val;
use crate::domain::disposal::disposing::{StageName, StepKind};
use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::disposal::hold::{HoldGround, HoldScope};
use crate::domain::disposal::transferring::{TransferStageName, TransferStepKind};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{Detail, FreeText, IdNumber, WholeFor};
use crate::domain::receiving::handover::PaperFate;
use crate::domain::receiving::repair::Cure;
use crate::domain::records::event_kind::EventKind;
use crate::domain::records::states::{BatchState, ItemState, JobKind, JobState};
use crate::domain::records::volume::{DepartureKind, VolumeState};
use crate::domain::using::consultation::UseManner;
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::RetentionPeriod;

/// The columns of one row, taken in order.
pub(super) struct Columns<'r> {
    row: RowSeen<'r>,
    at: usize,
    /// The table the columns belong to and the position of its first column, the id, for errors.
    of: Option<(&'static str, usize)>,
}

impl<'r> Columns<'r> {
    pub(super) fn new(row: RowSeen<'r>) -> Self {
        Columns { row, at: 0, of: None }
    }

    /// From here on the columns of this table follow, its id first.
    pub(super) fn begin(&mut self, table: &'static str) {
        self.of = Some((table, self.at));
    }

    /// The next column. An error names the row.
    pub(super) fn next<C: Column>(&mut self) -> Result<C> {
        let at = self.at;
        self.at += 1;
        C::read(self.row, at).map_err(|error| self.naming(at, error))
    }

    fn naming(&self, at: usize, error: Error) -> Error {
        let Some((table, first)) = self.of else { return error };
        let id = self.row.int(first).ok().flatten().unwrap_or_default();
        anyhow::anyhow!("{table} {id}: {} cannot be read: {error}", self.row.name(at)).into()
    }
}

/// What a row is read as: one column, several, or a struct of them.
pub(super) trait FromRow: Sized {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self>;
}

impl<C: Column> FromRow for C {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        columns.next()
    }
}

macro_rules! tuples {
    ($(($($part:ident),+))*) => {$(
        impl<$($part: FromRow),+> FromRow for ($($part,)+) {
            fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
                Ok(($($part::from_row(columns)?,)+))
            }
        }
    )*};
}
tuples! { (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// A type a column holds.
pub(super) trait Column: Sized {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self>;

    fn val(&self) -> Val<'_>;
}

fn unreadable(value: &str) -> Error {
    anyhow::anyhow!("{value:?} is none of its values").into()
}

fn missing() -> Error {
    anyhow::anyhow!("it is null").into()
}

impl Column for Option<i64> {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        row.int(at)
    }

    fn val(&self) -> Val<'_> {
        Val::OptInt(*self)
    }
}

impl Column for i64 {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        row.int(at)?.ok_or_else(missing)
    }

    fn val(&self) -> Val<'_> {
        Val::Int(*self)
    }
}

/// Numbers of 32 bits; that none is larger is checked by `verify`, not at each reading.
macro_rules! narrow {
    ($($number:ty)*) => {$(
        impl Column for $number {
            fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
                Ok(i64::read(row, at)? as $number)
            }

            fn val(&self) -> Val<'_> {
                Val::Int(*self as i64)
            }
        }
    )*};
}
narrow! { u32 i32 usize }

impl Column for Option<u32> {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        Ok(row.int(at)?.map(|number| number as u32))
    }

    fn val(&self) -> Val<'_> {
        Val::OptInt(self.map(i64::from))
    }
}

impl Column for bool {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        Ok(i64::read(row, at)? != 0)
    }

    fn val(&self) -> Val<'_> {
        Val::from(*self)
    }
}

impl Column for String {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        row.text(at)?.map(str::to_owned).ok_or_else(missing)
    }

    fn val(&self) -> Val<'_> {
        Val::from(self)
    }
}

impl Column for Option<String> {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        Ok(row.text(at)?.map(str::to_owned))
    }

    fn val(&self) -> Val<'_> {
        Val::from(self.as_deref())
    }
}

/// Words of a fixed list, kept as their keys.
macro_rules! keyed {
    ($($kind:ty)*) => {$(
        impl Column for $kind {
            fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
                let key = row.text(at)?.ok_or_else(missing)?;
                <$kind>::from_key(key).ok_or_else(|| unreadable(key))
            }

            fn val(&self) -> Val<'_> {
                Val::from(self.key())
            }
        }
    )*};
}
keyed! { BatchState ChangeState Cure DepartureKind EventKind HoldGround HoldScope ItemState JobKind JobState PaperFate RetentionPeriod StageName StepKind TransferStageName TransferStepKind UseManner VolumeState }

impl Column for NaiveDate {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        let text = row.text(at)?.ok_or_else(missing)?;
        let day = text.parse::<NaiveDate>().ok().filter(|day| day.to_string() == text);
        day.ok_or_else(|| unreadable(text))
    }

    fn val(&self) -> Val<'_> {
        Val::from(self.to_string())
    }
}

/// Texts that are masked wherever they are shown; the database keeps them whole.
macro_rules! masked {
    ($($text:ty)*) => {$(
        impl Column for $text {
            fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
                String::read(row, at).map(Self::from)
            }

            fn val(&self) -> Val<'_> {
                Val::from(self)
            }
        }
    )*};
}
masked! { IdNumber FreeText }

impl Column for Detail {
    fn read(row: RowSeen<'_>, at: usize) -> Result<Self> {
        let text = row.text(at)?.ok_or_else(missing)?;
        serde_json::from_str(text).map_err(|error| anyhow::Error::from(error).into())
    }

    fn val(&self) -> Val<'_> {
        Val::from(self.whole(WholeFor::Storing).to_string())
    }
}

/// A batch's state as programs read it: whether its sheet was taken in to the end.
pub(super) fn is_done<S: Serializer>(
    state: &BatchState,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_bool(*state == BatchState::Done)
}

/// A date a record bears, from its text; a text that is none is no date.
pub(super) fn record_date(text: Option<&str>) -> Option<RecordDate> {
    text.and_then(RecordDate::from_iso)
}

/// The same of a day.
pub(super) fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}

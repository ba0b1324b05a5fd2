//! Every table, described once: the name, the columns, what the digest of a row covers and who verifies it.
//! Rows are read, inserted, digested and verified by these descriptions.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::columns::{Columns, FromRow, is_done};
use super::table::{TableInfo, VerifiedBy, record};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber};
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Place;
use crate::domain::records::states::BatchState;
use crate::domain::records::volume::VolumeState;
use crate::domain::values::period::RetentionPeriod;

mod disposals;
mod handovers;
mod holds;
mod people;
mod schedules;
mod transfers;
mod work;

use disposals::{DEPARTURE, DISPOSAL, DISPOSAL_KEPT_OUT, DISPOSAL_LINE, DISPOSAL_RECORD, DISPOSAL_STEP};
pub use disposals::{
    Departure, DisposalKeptOutRow, DisposalLineRow, DisposalRecordRow, DisposalRow, DisposalStepRow,
};
use handovers::{HANDOVER, HANDOVER_LINE};
pub use handovers::{HandoverLineRow, HandoverRow};
use holds::{HOLD, HOLD_RECORD};
pub use holds::{Hold, HoldRecord};
use people::{ACCOUNT, APPOINTMENT, SECOND_FACTOR, SEPARATION, SESSION, TOKEN};
pub use people::{Account, Appointment, SecondFactor, Separation, Session, Token};
use schedules::SCHEDULE_CHANGE;
pub use schedules::ScheduleChange;
use transfers::{TRANSFER, TRANSFER_LINE, TRANSFER_STEP};
pub use transfers::{TransferLineRow, TransferRow, TransferStepRow};
pub(super) use work::{BASKET, BasketRow, ClaimRow, JOB, RepairRow};
use work::{CLAIM, CONSULTATION, PRINTER, REPAIR, REQUEST_KEY, SAVED_SEARCH};
pub use work::{Consultation, Job, Printer, RequestKeyRow, SavedSearch};

/// All tables of the database, each after those its rows point to: rows are copied in this order.
pub static TABLES: [&TableInfo; 44] = [
    &FONDS,
    &ADOPTION,
    &SUCCESSION,
    &EDITION,
    &PLACE,
    &VOLUME,
    &ITEM,
    &PERSON,
    &UNIT,
    &FACT,
    &ACCOUNT,
    &HANDOVER,
    &HANDOVER_LINE,
    &BATCH,
    &BATCH_ROW,
    &MAPPING,
    &BASKET,
    &REPAIR,
    &CONSULTATION,
    &SAVED_SEARCH,
    &PRINTER,
    &APPOINTMENT,
    &SEPARATION,
    &TOKEN,
    &SECOND_FACTOR,
    &SESSION,
    &HOLD,
    &HOLD_RECORD,
    &SCHEDULE_CHANGE,
    &DISPOSAL,
    &DISPOSAL_LINE,
    &DISPOSAL_STEP,
    &TRANSFER,
    &TRANSFER_LINE,
    &TRANSFER_STEP,
    &DEPARTURE,
    &DISPOSAL_RECORD,
    &DISPOSAL_KEPT_OUT,
    &JOB,
    &CLAIM,
    &REQUEST_KEY,
    &EVENT,
    &TRACE,
    &COUNTER,
];

/// The table whose rows the log calls so.
pub fn table_of(kind: RecordKind) -> Option<&'static TableInfo> {
    TABLES.into_iter().find(|table| table.kind == Some(kind))
}

static FONDS: TableInfo = TableInfo::of_rows("fonds", RecordKind::Fonds, Fonds::COLUMNS);

record! {
    /// 全宗: one organ's records.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Fonds in FONDS {
        pub id: i64,
        pub number: String,
        pub name: String,
        /// The scheme it was founded with; others it takes up are [`AdoptionRow`]s.
        pub scheme_id: String,
    }
}

static ADOPTION: TableInfo = TableInfo::of_rows("adoption", RecordKind::Adoption, AdoptionRow::COLUMNS)
    .covering(&["id", "fonds_id", "scheme_id", "from_day", "replaces"], &["last_day"])
    .under(&[("fonds_id", "fonds")]);

record! {
    /// 启用: a scheme a fonds files under from a day on.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct AdoptionRow in ADOPTION {
        pub id: i64,
        pub fonds_id: i64,
        pub scheme_id: String,
        pub from_day: NaiveDate,
        /// The scheme whose place it takes; empty: it stands beside the others.
        pub replaces: String,
        /// Last day of formation filed under it; empty: it has no end.
        pub last_day: String,
    }
}

static SUCCESSION: TableInfo = TableInfo::of_rows("succession", RecordKind::Succession, Succession::COLUMNS)
    .under(&[("fonds_id", "fonds"), ("earlier_id", "fonds")]);

record! {
    /// 全宗沿革: a fonds and one that went before it.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Succession in SUCCESSION {
        pub id: i64,
        /// The later.
        pub fonds_id: i64,
        pub earlier_id: i64,
        pub on_day: NaiveDate,
        pub note: String,
    }
}

static EDITION: TableInfo = TableInfo::of_rows("edition", RecordKind::Scheme, Edition::COLUMNS);

record! {
    /// One edition's text: a scheme or an accounting table as records were filed under it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Edition in EDITION {
        pub id: i64,
        /// The id the file gives itself: `wuhu-2009`.
        pub name: String,
        pub digest: String,
        pub body: String,
    }
}

static PLACE: TableInfo = TableInfo::of_rows(
    "place",
    RecordKind::Place,
    &["id", "fonds_id", "year", "scheme_id", "class_id", "step_id", "period"],
)
.under(&[("fonds_id", "fonds")]);

/// A place read from [`PlaceRow::COLUMNS`] of `place p` joined with `fonds f`.
#[derive(Clone, Debug)]
pub(super) struct PlaceRow {
    pub id: i64,
    pub place: Place,
}

impl PlaceRow {
    pub(super) const COLUMNS: &'static str =
        "p.id, f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period";
}

impl FromRow for PlaceRow {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        columns.begin(PLACE.name);
        Ok(PlaceRow {
            id: columns.next()?,
            place: Place {
                fonds: columns.next()?,
                year: columns.next()?,
                scheme_id: columns.next()?,
                class_id: columns.next()?,
                step_id: columns.next()?,
                period: columns.next::<RetentionPeriod>()?,
            },
        })
    }
}

pub(super) static VOLUME: TableInfo = TableInfo::of_rows("volume", RecordKind::Volume, VolumeRow::COLUMNS)
    .verified_whole()
    .under(&[("place_id", "place")]);

record! {
    /// 案卷 without the names of its place; dates as they are written.
    pub(super) struct VolumeRow in VOLUME {
        pub id: i64,
        pub place_id: i64,
        pub number: u32,
        pub step_text: String,
        pub title: String,
        pub state: VolumeState,
        pub items: u32,
        pub pages: u32,
        pub first_date: Option<String>,
        pub last_date: Option<String>,
        pub code: String,
        pub code_sort: String,
        pub statement: FreeText,
        pub closed_on: Option<String>,
        pub closed_by: String,
        pub checked_by: String,
        pub eligible_on: Option<String>,
        pub question: Option<String>,
        pub deciding_item: Option<i64>,
    }
}

pub(super) static ITEM: TableInfo = TableInfo::of_rows("item", RecordKind::Item, ItemRow::COLUMNS)
    .verified_whole()
    .under(&[("place_id", "place"), ("volume_id", "volume")]);

record! {
    /// 件 without the names of its place, its persons and units; dates and further columns as written.
    pub(super) struct ItemRow in ITEM {
        pub id: i64,
        pub place_id: i64,
        pub volume_id: Option<i64>,
        pub seq: u32,
        pub rule: usize,
        pub page_from: u32,
        pub pages: u32,
        pub code: String,
        pub code_sort: String,
        pub title: String,
        pub creator: String,
        pub doc_number: String,
        pub date: Option<String>,
        pub date_end: Option<String>,
        pub secrecy: String,
        pub medium: String,
        pub remarks: FreeText,
        pub more: String,
        pub eligible_on: Option<String>,
        pub question: Option<String>,
        pub likeness: i64,
        pub batch_id: Option<i64>,
        pub batch_row: Option<u32>,
        pub filed_in: i64,
    }
}

pub(super) static PERSON: TableInfo =
    TableInfo::unlogged("person", &["item_id", "seq"], PersonRow::COLUMNS, VerifiedBy::With("item"))
        .under(&[("item_id", "item")]);

record! {
    /// A person a record concerns.
    pub(super) struct PersonRow in PERSON {
        pub item_id: i64,
        pub seq: i64,
        pub name: String,
        pub id_number: IdNumber,
        pub id_given: IdNumber,
        pub personal_no: FreeText,
        pub note: FreeText,
        pub id_kind: String,
    }
}

pub(super) static UNIT: TableInfo =
    TableInfo::unlogged("unit", &["item_id", "seq"], UnitRow::COLUMNS, VerifiedBy::With("item"))
        .under(&[("item_id", "item")]);

record! {
    /// A unit a record concerns.
    pub(super) struct UnitRow in UNIT {
        pub item_id: i64,
        pub seq: i64,
        pub name: String,
        pub number: String,
    }
}

static FACT: TableInfo = TableInfo::of_rows("fact", RecordKind::Fact, StoredFact::COLUMNS)
    .covering(&["id", "item_id", "kind", "on_day", "note"], &["period"])
    .under(&[("item_id", "item")]);

record! {
    /// A recorded fact that decides a date.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    #[schema(as = Fact)]
    pub struct StoredFact in FACT {
        pub id: i64,
        pub item_id: i64,
        /// [`FactKind`](crate::domain::disposal::retention::FactKind)'s key.
        pub kind: String,
        #[serde(rename = "on")]
        pub on_day: NaiveDate,
        pub note: FreeText,
        /// Of a record kept on: for how long from its original start, `permanent` or years; else empty.
        pub period: String,
    }
}

static BATCH: TableInfo = TableInfo::of_rows("batch", RecordKind::Batch, Batch::COLUMNS)
    .covering(
        &[
            "id",
            "digest",
            "file_digest",
            "file_name",
            "sender",
            // what was digested before the state was kept as a word
            "cast(case when state = 'done' then 1 else 0 end as bigint)",
            "rows_read",
            "accepted",
            "refused",
            "done_through",
        ],
        &["sheet", "taken_back_at", "taken_back_by", "handover_id"],
    )
    .under(&[("handover_id", "handover")]);

record! {
    /// One sheet taken in with one set of decisions.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Batch in BATCH {
        pub id: i64,
        /// Of the file and the decisions it was read with: the same again is the same batch.
        pub digest: String,
        pub file_digest: String,
        pub file_name: String,
        /// The workbook's sheet, whose row numbers the batch keeps; empty: not recorded.
        pub sheet: String,
        pub sender: String,
        #[serde(rename = "done", serialize_with = "is_done")]
        #[schema(value_type = bool)]
        pub state: BatchState,
        pub rows_read: i64,
        pub accepted: i64,
        pub refused: i64,
        /// Last row of the sheet this batch is finished with.
        pub done_through: i64,
        /// RFC 3339 with offset; empty: its records stand. The others are gone from their volumes.
        pub taken_back_at: String,
        /// Login of whoever took it back.
        pub taken_back_by: String,
        /// The hand-over its papers were accepted by; none: it came without one.
        pub handover_id: Option<i64>,
    }
}

pub(super) static BATCH_ROW: TableInfo = TableInfo::of_rows(
    "batch_row",
    RecordKind::BatchRow,
    &["batch_id", "row_number", "item_id", "problems", "changes"],
)
.with_key(&["batch_id", "row_number"])
.under(&[("batch_id", "batch")]);

static MAPPING: TableInfo = TableInfo::of_rows("mapping", RecordKind::Mapping, Mapping::COLUMNS);

record! {
    /// The columns of a sender's sheets as they were mapped last.
    pub(super) struct Mapping in MAPPING {
        pub id: i64,
        pub sender: String,
        pub headings: String,
        /// JSON.
        pub body: String,
    }
}

pub(super) static EVENT: TableInfo =
    TableInfo::unlogged("event", &["seq"], ChainLink::COLUMNS, VerifiedBy::Log);

record! {
    /// An event with everything its digest covers: a link of the chain.
    #[derive(Clone, Debug)]
    pub struct ChainLink in EVENT {
        pub seq: i64,
        pub at: String,
        pub actor: String,
        pub what: String,
        pub about: String,
        pub detail: String,
        pub touched: String,
        pub prev: String,
        pub digest: String,
        /// What the rows it changed said before it, as JSON; empty where it changed none that was there.
        pub before: String,
    }
}

pub(super) static TRACE: TableInfo =
    TableInfo::unlogged("trace", &["kind", "row_id", "seq"], &["kind", "row_id", "seq"], VerifiedBy::Log);

static COUNTER: TableInfo = TableInfo::unlogged("counter", &["name"], &["name", "next"], VerifiedBy::Log);

//! The tables of holds.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::disposal::hold::{HoldGround, HoldScope};
use crate::domain::general::masking::{FreeText, IdNumber};
use crate::domain::records::event::RecordKind;
use crate::table::{TableInfo, record};

pub(crate) static HOLD: TableInfo = TableInfo::of_rows("hold", RecordKind::Hold, Hold::COLUMNS).under(&[
    ("fonds_id", "fonds"),
    ("placed_by", "account"),
    ("lift_asked_by", "account"),
    ("lifted_by", "account"),
]);

record! {
    /// 冻结: why records must stay as long as a matter is open, and which.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Hold in HOLD {
        pub id: i64,
        /// The only fonds it concerns; `None`: the whole archive.
        pub fonds_id: Option<i64>,
        /// `2026-003`.
        pub number: String,
        pub ground: HoldGround,
        /// The document it rests on.
        pub basis: FreeText,
        pub note: FreeText,
        pub scope: HoldScope,
        /// Of a rule; empty: any. So the next ones.
        pub class_id: String,
        pub step_id: String,
        pub year_from: Option<i64>,
        pub year_to: Option<i64>,
        pub person: String,
        pub id_number: IdNumber,
        pub unit: String,
        pub words: String,
        pub placed_by: i64,
        pub placed_by_name: String,
        /// RFC 3339 with offset; so the next ones.
        pub placed_at: String,
        /// `None`: nobody asks to lift it.
        pub lift_asked_by: Option<i64>,
        pub lift_asked_at: String,
        pub lift_reason: FreeText,
        /// `None`: it holds.
        pub lifted_by: Option<i64>,
        pub lifted_at: String,
    }
}

pub(crate) static HOLD_RECORD: TableInfo =
    TableInfo::of_rows("hold_record", RecordKind::HoldRecord, HoldRecord::COLUMNS).under(&[
        ("hold_id", "hold"),
        ("volume_id", "volume"),
        ("item_id", "item"),
    ]);

record! {
    /// A volume or a record that a hold names.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct HoldRecord in HOLD_RECORD {
        pub id: i64,
        pub hold_id: i64,
        pub volume_id: Option<i64>,
        pub item_id: Option<i64>,
    }
}

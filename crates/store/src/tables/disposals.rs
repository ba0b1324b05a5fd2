//! The tables of disposals: batches, their frozen lists, what was stated in them, and volumes that went.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::disposal::disposing::{StageName, StepKind};
use crate::domain::records::event::RecordKind;
use crate::domain::records::volume::DepartureKind;
use crate::domain::values::period::RetentionPeriod;
use crate::table::{TableInfo, record};

pub(crate) static DISPOSAL: TableInfo =
    TableInfo::of_rows("disposal", RecordKind::Disposal, DisposalRow::COLUMNS)
        .under(&[("fonds_id", "fonds"), ("opened_by", "account")]);

record! {
    /// 鉴定销毁批次 without its list and its steps.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct DisposalRow in DISPOSAL {
        pub id: i64,
        /// `X2026-001`.
        pub number: String,
        pub fonds_id: i64,
        pub title: String,
        pub is_accounting: bool,
        pub stage: StageName,
        pub opened_by: i64,
        pub opened_name: String,
        /// RFC 3339 with offset.
        pub opened_at: String,
        /// Of the list as it was frozen.
        pub list_digest: String,
        /// First day it may be destroyed, ISO; empty: not reported yet.
        pub until_day: String,
    }
}

pub(crate) static DISPOSAL_LINE: TableInfo =
    TableInfo::of_rows("disposal_line", RecordKind::DisposalLine, DisposalLineRow::COLUMNS)
        .under(&[("disposal_id", "disposal"), ("volume_id", "volume")]);

record! {
    /// A volume on the list, as it stood when the list was frozen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DisposalLineRow in DISPOSAL_LINE {
        pub id: i64,
        pub disposal_id: i64,
        pub volume_id: i64,
        pub seq: u32,
        pub group_number: u32,
        pub code: String,
        pub title: String,
        pub year: i32,
        pub class_id: String,
        pub step_id: String,
        pub period: RetentionPeriod,
        pub items: u32,
        pub pages: u32,
        pub eligible_on: NaiveDate,
    }
}

pub(crate) static DISPOSAL_STEP: TableInfo =
    TableInfo::of_rows("disposal_step", RecordKind::DisposalStep, DisposalStepRow::COLUMNS).under(&[
        ("disposal_id", "disposal"),
        ("account_id", "account"),
        ("line_id", "disposal_line"),
        ("member_id", "account"),
    ]);

record! {
    /// What one person stated or did; what its kind does not need is empty.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DisposalStepRow in DISPOSAL_STEP {
        pub id: i64,
        pub disposal_id: i64,
        pub kind: StepKind,
        /// RFC 3339 with offset.
        pub at: String,
        pub account_id: i64,
        pub name: String,
        pub line_id: Option<i64>,
        pub group_number: Option<u32>,
        pub member_id: Option<i64>,
        pub member_name: String,
        pub role: String,
        pub decision: String,
        pub period: String,
        pub number: String,
        pub place: String,
        pub days: Option<u32>,
        pub words: String,
    }
}

pub(crate) static DEPARTURE: TableInfo =
    TableInfo::of_rows("departure", RecordKind::Departure, Departure::COLUMNS)
        .covering(
            &["id", "volume_id", "how", "disposal_id", "on_day", "basis", "executed_by", "executed_name"],
            &["transfer_id", "whereabouts", "copies_until"],
        )
        .under(&[
            ("volume_id", "volume"),
            ("disposal_id", "disposal"),
            ("executed_by", "account"),
            ("transfer_id", "transfer"),
        ]);

record! {
    /// 去向: a volume that is here no more.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Departure in DEPARTURE {
        pub id: i64,
        pub volume_id: i64,
        pub how: DepartureKind,
        pub disposal_id: Option<i64>,
        pub on_day: NaiveDate,
        /// Number of the batch it went by.
        pub basis: String,
        pub executed_by: i64,
        pub executed_name: String,
        /// The transfer it went by.
        pub transfer_id: Option<i64>,
        /// Where it is now; empty of what was destroyed.
        pub whereabouts: String,
        /// Last day copies of it are kept, ISO; empty: none was said.
        pub copies_until: String,
    }
}

pub(crate) static DISPOSAL_RECORD: TableInfo =
    TableInfo::of_rows("disposal_record", RecordKind::DisposalRecord, DisposalRecordRow::COLUMNS)
        .under(&[("disposal_id", "disposal"), ("item_id", "item")]);

record! {
    /// A paper of a batch that is a record of this archive.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
    pub struct DisposalRecordRow in DISPOSAL_RECORD {
        pub id: i64,
        pub disposal_id: i64,
        pub paper: String,
        pub item_id: i64,
        /// SHA-256 of the file, as it was registered.
        pub file_digest: String,
        /// The event that registered it.
        pub registered_in: i64,
    }
}

pub(crate) static DISPOSAL_KEPT_OUT: TableInfo =
    TableInfo::of_rows("disposal_kept_out", RecordKind::DisposalKeptOut, DisposalKeptOutRow::COLUMNS).under(
        &[
            ("disposal_id", "disposal"),
            ("line_id", "disposal_line"),
            ("item_id", "item"),
            ("account_id", "account"),
            ("laid_by", "account"),
        ],
    );

record! {
    /// 抽出: a record that does not go with its volume, and where it stands once it was laid aside.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DisposalKeptOutRow in DISPOSAL_KEPT_OUT {
        pub id: i64,
        pub disposal_id: i64,
        pub line_id: i64,
        pub item_id: i64,
        /// As it stood in the volume of the list.
        pub code: String,
        pub page_from: u32,
        pub pages: u32,
        /// RFC 3339 with offset.
        pub at: String,
        pub account_id: i64,
        pub name: String,
        /// Why it stays.
        pub words: String,
        /// `None`: it has not left its volume.
        pub to_volume_id: Option<i64>,
        pub laid_at: String,
        pub laid_by: Option<i64>,
        pub laid_name: String,
    }
}

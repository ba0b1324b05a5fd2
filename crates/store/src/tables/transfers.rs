//! The tables of transfers: batches, their frozen lists, what was stated in them.

use chrono::NaiveDate;

use crate::domain::disposal::transferring::{TransferStageName, TransferStepKind};
use crate::domain::records::event::RecordKind;
use crate::domain::values::period::RetentionPeriod;
use crate::table::{TableInfo, record};

pub(crate) static TRANSFER: TableInfo =
    TableInfo::of_rows("transfer", RecordKind::Transfer, TransferRow::COLUMNS)
        .under(&[("fonds_id", "fonds"), ("opened_by", "account")]);

record! {
    /// 移交批次 without its list and its steps.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TransferRow in TRANSFER {
        pub id: i64,
        /// `Y2026-001`.
        pub number: String,
        pub fonds_id: i64,
        pub title: String,
        pub stage: TransferStageName,
        /// 移交单位
        pub giver: String,
        /// 接收单位
        pub receiver: String,
        /// A rule of `assets/transfer.toml`.
        pub rule: String,
        /// Agreed otherwise, with its basis; empty: by the rule alone.
        pub agreement: String,
        pub opened_by: i64,
        pub opened_name: String,
        /// RFC 3339 with offset.
        pub opened_at: String,
        /// Of the list as it was frozen.
        pub list_digest: String,
        /// Of the package it is sealed with; empty while it is open.
        pub manifest: String,
    }
}

pub(crate) static TRANSFER_LINE: TableInfo =
    TableInfo::of_rows("transfer_line", RecordKind::TransferLine, TransferLineRow::COLUMNS)
        .under(&[("transfer_id", "transfer"), ("volume_id", "volume")]);

record! {
    /// A volume on the list, as it stood when the list was frozen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TransferLineRow in TRANSFER_LINE {
        pub id: i64,
        pub transfer_id: i64,
        pub volume_id: i64,
        pub seq: u32,
        pub group_number: u32,
        pub code: String,
        pub title: String,
        pub year: i32,
        pub class_id: String,
        pub step_id: String,
        pub period: RetentionPeriod,
        /// 案卷号
        pub number: u32,
        pub items: u32,
        pub pages: u32,
        pub due_on: NaiveDate,
    }
}

pub(crate) static TRANSFER_STEP: TableInfo =
    TableInfo::of_rows("transfer_step", RecordKind::TransferStep, TransferStepRow::COLUMNS).under(&[
        ("transfer_id", "transfer"),
        ("account_id", "account"),
        ("line_id", "transfer_line"),
    ]);

record! {
    /// What one person stated or did; what its kind does not need is empty.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TransferStepRow in TRANSFER_STEP {
        pub id: i64,
        pub transfer_id: i64,
        pub kind: TransferStepKind,
        /// RFC 3339 with offset.
        pub at: String,
        pub account_id: i64,
        pub name: String,
        pub line_id: Option<i64>,
        pub group_number: Option<u32>,
        pub carton: Option<u32>,
        /// Opinion on opening, or the issue that was explained.
        pub choice: String,
        pub manifest: String,
        pub given_by: String,
        pub taken_by: String,
        pub witness_unit: String,
        pub witness: String,
        /// Day of the hand-over; day until which copies are kept.
        pub on_day: String,
        pub words: String,
    }
}

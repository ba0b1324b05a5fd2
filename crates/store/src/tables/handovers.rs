//! The tables of hand-overs inside the house: what was handed in, paper by paper, and what became of each.

use chrono::NaiveDate;

use crate::domain::general::masking::{FreeText, IdNumber};
use crate::domain::receiving::handover::PaperFate;
use crate::domain::records::event::RecordKind;
use crate::table::{TableInfo, record};

pub(crate) static HANDOVER: TableInfo =
    TableInfo::of_rows("handover", RecordKind::Handover, HandoverRow::COLUMNS)
        .under(&[("fonds_id", "fonds"), ("handed_by", "account")]);

record! {
    /// 交接单 without its papers; it never changes.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct HandoverRow in HANDOVER {
        pub id: i64,
        /// `J261130-01`, or as it was typed; once in a fonds.
        pub number: String,
        pub fonds_id: i64,
        /// 移交科室
        pub department: String,
        pub handed_by: i64,
        pub handed_name: String,
        /// RFC 3339 with offset.
        pub handed_at: String,
        /// 文件办结截止时间
        pub cut_off: NaiveDate,
        /// How many papers it was handed in with.
        pub lines: u32,
    }
}

pub(crate) static HANDOVER_LINE: TableInfo =
    TableInfo::of_rows("handover_line", RecordKind::HandoverLine, HandoverLineRow::COLUMNS)
        .under(&[("handover_id", "handover"), ("decided_by", "account")]);

record! {
    /// A paper of a hand-over, and what became of it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct HandoverLineRow in HANDOVER_LINE {
        pub id: i64,
        pub handover_id: i64,
        pub seq: u32,
        /// 受理号
        pub acceptance: String,
        pub title: String,
        pub step: String,
        pub party: String,
        pub id_number: IdNumber,
        pub items: u32,
        pub pages: u32,
        pub fate: PaperFate,
        /// Why it went back.
        pub reason: FreeText,
        pub decided_by: Option<i64>,
        pub decided_name: String,
        /// RFC 3339 with offset; empty: nobody decided it yet.
        pub decided_at: String,
    }
}

//! 案卷: items of one fonds, year, class, step and period; never mixed.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::Place;
use crate::general::key::keyed;
use crate::general::masking::FreeText;
use crate::values::date::RecordDate;

keyed! {
    /// Where the volume is in its life.
    pub enum VolumeState {
        /// Items come, go and move.
        Open = "open", "整理中", "Open";
        /// Its codes are fixed; it changes only by a correction that keeps old and new.
        Closed = "closed", "已立卷", "Closed";
    }
}

/// 案卷.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Volume {
    pub id: i64,
    pub place: Place,
    /// 案卷号, running without gaps per place.
    pub number: u32,
    /// The step's name as this volume's codes print it.
    pub step_text: String,
    /// 案卷题名
    pub title: String,
    pub state: VolumeState,
    pub items: u32,
    pub pages: u32,
    pub first_date: Option<RecordDate>,
    pub last_date: Option<RecordDate>,
    /// 档号: provisional while open (its page part still grows), fixed when closed.
    pub code: String,
    pub code_sort: String,
    /// 备考表: 本卷情况说明; empty until closed.
    pub statement: FreeText,
    pub closed_on: Option<NaiveDate>,
    /// 立卷人, 检查人
    pub closed_by: String,
    pub checked_by: String,
    pub eligible_on: Option<NaiveDate>,
    pub question: Option<String>,
    /// The item that is kept longest and so decides the date.
    pub deciding_item: Option<i64>,
}

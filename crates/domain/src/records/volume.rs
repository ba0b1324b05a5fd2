//! 案卷: items of one fonds, year, class, step and period; never mixed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::item::Place;
use crate::general::error::Result;
use crate::general::key::keyed;
use crate::general::masking::FreeText;
use crate::problems;
use crate::values::date::RecordDate;

keyed! {
    /// Where the volume is in its life.
    pub enum VolumeState {
        /// Items come, go and move.
        Open = "open", "整理中", "Open";
        /// Its codes are fixed; it changes only by a correction that keeps old and new.
        Closed = "closed", "已立卷", "Closed";
        /// Its papers are gone, its description stays (DA/T 18-2022).
        Destroyed = "destroyed", "已销毁", "Destroyed";
        /// It was handed over to an archive.
        Transferred = "transferred", "已移交", "Transferred";
    }

    /// How a volume that is here no more went.
    pub enum DepartureKind {
        Destroyed = "destroyed", "已销毁", "Destroyed";
        Transferred = "transferred", "已移交", "Transferred";
    }
}

impl VolumeState {
    /// It is here no more.
    pub fn is_gone(self) -> bool {
        matches!(self, VolumeState::Destroyed | VolumeState::Transferred)
    }

    /// The state of the volume's own row: one that went stays as it was closed, and its digest with it.
    pub fn of_its_row(self) -> VolumeState {
        if self.is_gone() { VolumeState::Closed } else { self }
    }
}

keyed! {
    /// What a list of volumes is sorted by.
    pub enum VolumeSortKey {
        /// As they stand on the shelf.
        Code = "code", "档号", "Code";
        Title = "title", "题名", "Title";
        Fonds = "fonds", "全宗", "Fonds";
        Year = "year", "年度", "Year";
        Class = "class", "类别", "Class";
        Step = "step", "业务环节", "Step";
        Number = "number", "案卷号", "Number";
        Period = "period", "期限", "Period";
        Dates = "dates", "起止日期", "Dates";
        Items = "items", "件", "Records";
        Pages = "pages", "页", "Pages";
        Eligible = "eligible", "可鉴定起始日", "To appraise from";
        ClosedOn = "closed_on", "立卷日期", "Closed on";
        ClosedBy = "closed_by", "立卷人", "Closed by";
        CheckedBy = "checked_by", "检查人", "Checked by";
        State = "state", "状态", "State";
    }
}

/// The order of a list of volumes; those alike in it stand as on the shelf, those without a date last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeOrder {
    pub by: VolumeSortKey,
    pub is_descending: bool,
}

impl Default for VolumeOrder {
    /// As they stand on the shelf.
    fn default() -> Self {
        VolumeOrder { by: VolumeSortKey::Code, is_descending: false }
    }
}

impl VolumeOrder {
    /// As it stands in an address: `pages`, `-pages` from the last to the first; empty: the shelf.
    ///
    /// # Errors
    /// What volumes are not sorted by.
    pub fn read(text: &str) -> Result<VolumeOrder> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(VolumeOrder::default());
        }
        let (key, is_descending) = text.strip_prefix('-').map_or((text, false), |key| (key, true));
        let by = VolumeSortKey::from_key(key).ok_or_else(|| no_such_order(&key, &known()))?;
        Ok(VolumeOrder { by, is_descending })
    }

    /// What [`VolumeOrder::read`] reads.
    pub fn written(self) -> String {
        format!("{}{}", if self.is_descending { "-" } else { "" }, self.by.key())
    }
}

fn known() -> String {
    VolumeSortKey::ALL.iter().map(|key| key.key()).collect::<Vec<_>>().join(" ")
}

problems! {
    refuse no_such_order(key, known):
        "案卷不能按「{key}」排序。" / "Volumes are not sorted by \"{key}\"."
        => "可以按：{known}；前面加 - 倒排。" / "Those there are: {known}; a - before it turns the order round.";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_written_as_it_is_read_and_what_is_none_is_refused() {
        assert_eq!(VolumeOrder::read("").unwrap(), VolumeOrder::default());
        for text in ["code", "-pages", "eligible", "-closed_on"] {
            assert_eq!(VolumeOrder::read(text).unwrap().written(), text);
        }
        for text in ["-", "size", "--pages", "pages desc"] {
            assert!(VolumeOrder::read(text).is_err(), "{text}");
        }
    }
}

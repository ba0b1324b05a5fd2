//! What lists other than those of volumes are sorted by.

use serde::{Deserialize, Serialize};

use crate::general::key::keyed;

keyed! {
    /// Columns the database sorts records by, however many there are. Those that are sorted by how they are read
    /// (titles, names) are not among them.
    pub enum ItemSortKey {
        /// As they stand on the shelf.
        Code = "code", "档号", "Code";
        DocNumber = "doc_number", "文号", "Document number";
        Date = "date", "日期", "Date";
        Pages = "pages", "页数", "Pages";
        Page = "page", "页号", "Page no.";
        Seq = "seq", "顺序号", "No. in volume";
        Year = "year", "年度", "Year";
        Class = "class", "类别", "Class";
        Step = "step", "业务环节", "Step";
        Period = "period", "期限", "Period";
        Eligible = "eligible", "可鉴定起始日", "To appraise from";
        Volume = "volume", "案卷", "Volume";
        Secrecy = "secrecy", "密级", "Secrecy";
        Medium = "medium", "载体", "Medium";
        State = "state", "状态", "State";
    }

    /// Columns of the log.
    pub enum EventSortKey {
        Seq = "seq", "序号", "No.";
        At = "at", "时间", "At";
        Actor = "actor", "经手人", "By";
        What = "what", "做了什么", "Deed";
        About = "about", "对象", "About";
        Detail = "detail", "详情", "Details";
        Digest = "digest", "链值（SHA-256）", "Digest (SHA-256)";
    }
}

/// A column by its key, and which way round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnOrder {
    pub by: String,
    pub is_descending: bool,
}

impl ColumnOrder {
    /// As it stands in an address: `pages`, `-pages` from the last to the first; `None`: the list's own order.
    pub fn read(text: &str) -> Option<ColumnOrder> {
        let text = text.trim();
        let (by, is_descending) = text.strip_prefix('-').map_or((text, false), |by| (by, true));
        (!text.is_empty()).then(|| ColumnOrder { by: by.to_owned(), is_descending })
    }

    /// What [`ColumnOrder::read`] reads.
    pub fn written(&self) -> String {
        format!("{}{}", if self.is_descending { "-" } else { "" }, self.by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_written_as_it_is_read() {
        assert_eq!(ColumnOrder::read(" "), None);
        for text in ["code", "-pages", "taken_back"] {
            assert_eq!(ColumnOrder::read(text).unwrap().written(), text);
        }
    }
}

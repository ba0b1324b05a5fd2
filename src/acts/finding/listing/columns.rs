//! The columns each list can show, and which of them it shows unless a person chose others.

use super::List;
use crate::catalog::ListColumn;
use crate::domain::general::wording::Wording;

/// How a column's cells look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnShape {
    Text,
    /// An archival code: never broken, never a number.
    Code,
    /// Long text.
    Title,
    /// A day, or first and last day.
    Day,
    Count,
    /// A stable key: icon, word and colour.
    State,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedColumn {
    pub key: &'static str,
    pub name: Wording,
    pub shape: ColumnShape,
    /// Summed up over the whole list.
    pub total: bool,
    /// Shown unless a person chose otherwise.
    pub usual: bool,
}

impl ListedColumn {
    pub(super) fn on_paper(&self) -> ListColumn {
        let mm = match self.shape {
            ColumnShape::Title => 60.0,
            ColumnShape::Code => 48.0,
            ColumnShape::Text => 28.0,
            ColumnShape::Day => 22.0,
            ColumnShape::State => 18.0,
            ColumnShape::Count => 13.0,
        };
        let counts = self.shape == ColumnShape::Count;
        ListColumn { key: self.key, name: self.name.clone(), counts, total: self.total, mm }
    }
}

fn column(key: &'static str, zh: &str, en: &str, shape: ColumnShape) -> ListedColumn {
    ListedColumn { key, name: Wording::new(zh, en), shape, total: false, usual: true }
}

impl ListedColumn {
    fn summed(mut self) -> ListedColumn {
        self.total = true;
        self
    }

    fn spare(mut self) -> ListedColumn {
        self.usual = false;
        self
    }
}

/// Every column of a list, in its order.
pub fn columns(list: &List) -> Vec<ListedColumn> {
    match list {
        List::Volumes(_) => volumes(),
        List::Items { .. } | List::Hits { .. } => items(),
        List::TakenOut { .. } => taken_out(),
        List::Batches { .. } => batches(),
        List::Jobs { .. } => jobs(),
        List::Basket { .. } => basket(),
        List::Consultations { .. } => consultations(),
        List::Events { .. } => events(),
    }
}

fn volumes() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("code", "档号", "Code", Code),
        column("title", "题名", "Title", Title),
        column("fonds", "全宗", "Fonds", Text).spare(),
        column("year", "年度", "Year", Day).spare(),
        column("class", "类别", "Class", Text).spare(),
        column("step", "业务环节", "Step", Text),
        column("number", "案卷号", "Number", Text).spare(),
        column("period", "期限", "Period", Day),
        column("dates", "起止日期", "Dates", Day),
        column("items", "件", "Records", Count).summed(),
        column("pages", "页", "Pages", Count).summed(),
        column("eligible", "可鉴定起始日", "To appraise from", Day),
        column("closed_on", "立卷日期", "Closed on", Day).spare(),
        column("closed_by", "立卷人", "Closed by", Text).spare(),
        column("checked_by", "检查人", "Checked by", Text).spare(),
        column("state", "状态", "State", State),
        column("hold", "冻结", "Hold", Text),
    ]
}

fn items() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("code", "档号", "Code", Code),
        column("title", "题名", "Title", Title),
        column("persons", "人员", "Persons", Text),
        column("units", "单位", "Units", Text),
        column("creator", "责任者", "Creator", Text).spare(),
        column("doc_number", "文号", "Document number", Text).spare(),
        column("date", "日期", "Date", Day),
        column("pages", "页数", "Pages", Count).summed(),
        column("page", "页号", "Page no.", Day),
        column("seq", "顺序号", "No. in volume", Count).spare(),
        column("year", "年度", "Year", Day).spare(),
        column("class", "类别", "Class", Text).spare(),
        column("step", "业务环节", "Step", Text).spare(),
        column("period", "期限", "Period", Day),
        column("eligible", "可鉴定起始日", "To appraise from", Day).spare(),
        column("volume", "案卷", "Volume", Code).spare(),
        column("secrecy", "密级", "Secrecy", Text).spare(),
        column("medium", "载体", "Medium", Text).spare(),
        column("remarks", "备注", "Remarks", Text).spare(),
        column("state", "状态", "State", State),
        column("hold", "冻结", "Hold", Text),
    ]
}

fn taken_out() -> Vec<ListedColumn> {
    let kept = [
        "title",
        "persons",
        "units",
        "creator",
        "doc_number",
        "date",
        "pages",
        "year",
        "class",
        "step",
        "hold",
    ];
    let mut all: Vec<ListedColumn> =
        items().into_iter().filter(|column| kept.contains(&column.key) || column.key == "period").collect();
    for column in &mut all {
        column.usual =
            ["title", "date", "pages", "year", "class", "step", "period", "hold"].contains(&column.key);
    }
    all
}

fn batches() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("id", "批次", "Batch", Code),
        column("file", "文件", "File", Title),
        column("sheet", "工作表", "Sheet", Text).spare(),
        column("sender", "移交科室", "Sender", Text),
        column("read", "读到", "Read", Count).summed(),
        column("accepted", "收下", "Taken", Count).summed(),
        column("refused", "退回", "Refused", Count).summed(),
        column("digest", "SHA-256", "SHA-256", Text).spare(),
        column("state", "状态", "State", State),
        column("taken_back", "整批退回", "Taken back", Text),
    ]
}

fn jobs() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("makes", "任务", "Job", Title),
        column("id", "任务号", "Number", Text).spare(),
        column("what", "种类", "Kind", State),
        column("state", "状态", "State", State),
        column("done", "做到", "Done", Count),
        column("total", "共", "Of", Count),
        column("begun", "开始", "Begun", Day),
        column("ended", "最近变动", "Last change", Day).spare(),
        column("actor", "经手人", "By", Text).spare(),
        column("error", "说明", "Said", Title),
    ]
}

fn basket() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("kind", "件或卷", "Kind", Text),
        column("code", "档号", "Code", Code),
        column("title", "题名", "Title", Title),
        column("year", "年度", "Year", Day).spare(),
        column("class", "类别", "Class", Text).spare(),
        column("step", "业务环节", "Step", Text),
        column("period", "期限", "Period", Day),
        column("dates", "日期", "Dates", Day),
        column("items", "件", "Records", Count).summed(),
        column("pages", "页", "Pages", Count).summed(),
        column("state", "状态", "State", State),
        column("hold", "冻结", "Hold", Text),
    ]
}

fn consultations() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("id", "登记号", "Line", Code),
        column("at", "时间", "When", Day),
        column("identity", "身份", "Who", Text),
        column("asker", "查档人", "Asker", Text),
        column("document", "证件或函件号", "Card or letter", Text),
        column("purpose", "目的", "What for", Text),
        column("subject", "当事人或内容", "Looked for", Text),
        column("row", "表内行", "Row", Day).spare(),
        column("code", "档号", "Code", Text),
        column("title", "题名", "Title", Title),
        column("tried", "试过的查法", "Tried", Title).spare(),
        column("given", "利用", "Given", State),
        column("pages", "复制页", "Pages copied", Count).summed(),
        column("actor", "经办", "Served by", Text),
    ]
}

fn events() -> Vec<ListedColumn> {
    use ColumnShape::*;
    vec![
        column("seq", "序号", "No.", Code),
        column("at", "时间", "At", Day),
        column("actor", "经手人", "By", Text),
        column("what", "做了什么", "Deed", State),
        column("about", "对象", "About", Title),
        column("detail", "详情", "Details", Text).spare(),
        column("digest", "链值（SHA-256）", "Digest (SHA-256)", Text).spare(),
    ]
}

/// Positions of the columns named; unknown names are passed over, and with none left the usual ones stand.
pub fn picked(all: &[ListedColumn], chosen: &[String]) -> Vec<usize> {
    let named = |column: &ListedColumn| chosen.iter().any(|key| key == column.key);
    let some = all.iter().any(named);
    let shown = |column: &ListedColumn| if some { named(column) } else { column.usual };
    (0..all.len()).filter(|&at| shown(&all[at])).collect()
}

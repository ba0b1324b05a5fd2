//! What one line of a catalog is made of. The acts fill these; the forms pick fields by key.

use super::field::{CatalogRow, LineKind, Value, days, id_of, made, note, page, period, words};
use crate::records::volume::DepartureKind;
use crate::schemes::scheme::Class;
use crate::values::date::RecordDate;
use crate::values::period::KeptFor;

/// A class of the scheme with its volumes: 案卷目录汇总表.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    pub seq: u64,
    pub code: String,
    pub name: String,
    pub volumes: u64,
    pub items: u64,
    pub pages: u64,
}

impl SummaryRow {
    /// The classes in their order, every one of them, with what `counts` says of each class id: (volumes, items,
    /// pages).
    pub fn of_classes(classes: &[&Class], counts: impl Fn(&str) -> (u64, u64, u64)) -> Vec<SummaryRow> {
        let row = |(at, class): (usize, &&Class)| {
            let (volumes, items, pages) = counts(&class.id);
            SummaryRow {
                seq: at as u64 + 1,
                code: class.code.clone(),
                name: class.name.clone(),
                volumes,
                items,
                pages,
            }
        };
        classes.iter().enumerate().map(row).collect()
    }
}

impl CatalogRow for SummaryRow {
    fn kind(&self) -> LineKind {
        LineKind::Summary
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "seq" => Value::Count(self.seq),
            "code" => words(&self.code),
            "name" => words(&self.name),
            "label" => made(format!("{}-{}", self.code, self.name)),
            "volumes" => Value::Count(self.volumes),
            "items" => Value::Count(self.items),
            "pages" => Value::Count(self.pages),
            _ => return None,
        })
    }
}

/// What became of a volume that is not on the shelf any more; its line stays in every catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub how: DepartureKind,
    pub on: RecordDate,
    /// Number of the batch it went by, and who has it now.
    pub by: String,
}

impl Gone {
    /// `已销毁 20210610 X2021-001`
    fn in_words(&self) -> String {
        let words = format!("{} {} {}", self.how.word().zh, self.on.eight_digits(), self.by);
        words.trim_end().to_owned()
    }
}

/// A volume: 案卷目录, 移交清册.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedVolume {
    pub seq: u64,
    pub code: String,
    /// 案卷号 as printed (zero-filled where the scheme says so).
    pub number: String,
    pub title: String,
    pub year: i32,
    pub first_date: Option<RecordDate>,
    pub last_date: Option<RecordDate>,
    pub items: u64,
    pub pages: u64,
    pub period: Option<KeptFor>,
    pub class: String,
    pub step: String,
    pub secrecy: String,
    /// 开放意见
    pub openness: String,
    pub medium: String,
    /// 库位
    pub shelf: String,
    /// Twelve digits that name the volume to a scanner.
    pub barcode: String,
    /// Not closed yet: its code is provisional.
    pub open: bool,
    pub gone: Option<Gone>,
    pub remarks: String,
}

impl CatalogRow for PrintedVolume {
    fn kind(&self) -> LineKind {
        LineKind::Volume
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "seq" => Value::Count(self.seq),
            "code" => code_of(&self.code, self.open),
            "number" => words(&self.number),
            "title" => words(&self.title),
            "year" => made(self.year.to_string()),
            "dates" => days(self.first_date, self.last_date),
            "first_date" => days(self.first_date, None),
            "last_date" => days(self.last_date, None),
            "class_code" => words(class_parts(&self.class).0),
            "class_name" => words(class_parts(&self.class).1),
            "barcode" => words(&self.barcode),
            "items" => Value::Count(self.items),
            "pages" => Value::Count(self.pages),
            "period" => period(self.period),
            "class" => words(&self.class),
            "step" => words(&self.step),
            "secrecy" => words(&self.secrecy),
            "openness" => words(&self.openness),
            "medium" => words(&self.medium),
            "shelf" => words(&self.shelf),
            // a place to tick by hand
            "checked" => Value::Empty,
            ACROSS => across(self.open),
            "remarks" if self.open => Value::Open { before: "整理中", note: self.remarks.as_str().into() },
            "remarks" => remarks(&self.gone, &self.remarks),
            _ => return None,
        })
    }
}

/// An item: 归档文件目录, 卷内目录.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedItem {
    pub seq: u64,
    /// 件号: its place in the volume, whatever the list.
    pub number: u64,
    pub code: String,
    pub doc_number: String,
    pub creator: String,
    pub title: String,
    /// The archive made the title itself; it is printed in `[ ]`.
    pub self_made: bool,
    pub date: Option<RecordDate>,
    pub date_end: Option<RecordDate>,
    pub secrecy: String,
    pub pages: u64,
    /// First page in the volume; 0: none.
    pub page_from: u32,
    pub page_to: u32,
    /// The volume's last item prints its page numbers as `start–end`.
    pub is_last: bool,
    /// 单位（个人）名称: whom the record concerns.
    pub party: String,
    /// 单位编号 of the party, printed as it is.
    pub party_number: String,
    /// ID number of the party when it is a person; printed as [`super::IdNumbers`] says and before
    /// `party_number`.
    pub party_id: String,
    /// Kind of the document it is of.
    pub party_id_kind: String,
    pub volume_code: String,
    pub year: i32,
    pub period: Option<KeptFor>,
    pub class: String,
    pub step: String,
    pub medium: String,
    /// Its volume is not closed yet.
    pub open: bool,
    /// The list, or this part of it, is of that volume alone and says so once.
    pub alone: bool,
    /// What became of its volume.
    pub gone: Option<Gone>,
    pub remarks: String,
}

impl CatalogRow for PrintedItem {
    fn kind(&self) -> LineKind {
        LineKind::Item
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "seq" => Value::Count(self.seq),
            "number" => made(format!("{:04}", self.number)),
            "class_code" => words(class_parts(&self.class).0),
            "code" => words(&self.code),
            "doc_number" => words(&self.doc_number),
            "creator" => words(&self.creator),
            "title" => title(&self.title, self.self_made),
            "dates" => days(self.date, self.date_end),
            "secrecy" => words(&self.secrecy),
            "pages" => Value::Count(self.pages),
            "page" => page(self.page_from),
            "page_numbers" if self.is_last && self.page_to > self.page_from => {
                made(format!("{}–{}", self.page_from, self.page_to))
            }
            "page_numbers" => page(self.page_from),
            "party" => words(&self.party),
            "party_number" if !self.party_id.is_empty() || !self.party_id_kind.is_empty() => {
                id_of(&self.party_id_kind, &self.party_id)
            }
            "party_number" => words(&self.party_number),
            "volume_code" => code_of(&self.volume_code, self.open),
            "year" => made(self.year.to_string()),
            "period" => period(self.period),
            "class" => words(&self.class),
            "step" => words(&self.step),
            "medium" => words(&self.medium),
            "remarks" if self.open && !self.alone => {
                Value::Open { before: "", note: self.remarks.as_str().into() }
            }
            "remarks" => remarks(&self.gone, &self.remarks),
            _ => return None,
        })
    }
}

/// A document number and where it stands: 文号索引.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocNumberRow {
    /// 机关代字: 芜劳社
    pub agency: String,
    /// The rest of it: 〔2009〕12号
    pub number: String,
    pub title: String,
    /// As in [`PrintedItem`].
    pub self_made: bool,
    pub date: Option<RecordDate>,
    pub code: String,
    pub page: u32,
    pub year: i32,
    pub remarks: String,
}

impl CatalogRow for DocNumberRow {
    fn kind(&self) -> LineKind {
        LineKind::DocNumber
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "agency" => words(&self.agency),
            "number" => words(&self.number),
            "title" => title(&self.title, self.self_made),
            "dates" => days(self.date, None),
            "code" => words(&self.code),
            "page" => page(self.page),
            "year" => made(self.year.to_string()),
            "remarks" => note(&self.remarks),
            _ => return None,
        })
    }
}

/// 备考表 of one volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub code: String,
    pub title: String,
    pub items: u64,
    pub pages: u64,
    /// 本卷情况说明
    pub statement: String,
    pub closed_by: String,
    pub checked_by: String,
    pub closed_on: Option<RecordDate>,
    pub checked_on: Option<RecordDate>,
    /// Not closed yet.
    pub open: bool,
}

impl CatalogRow for Statement {
    fn kind(&self) -> LineKind {
        LineKind::Statement
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "code" => code_of(&self.code, self.open),
            "title" => words(&self.title),
            "items" => Value::Count(self.items),
            "pages" => Value::Count(self.pages),
            ACROSS => across(self.open),
            "statement" => note(&self.statement),
            "closed_by" => words(&self.closed_by),
            "checked_by" => words(&self.checked_by),
            "closed_on" => written_out(self.closed_on),
            "checked_on" => written_out(self.checked_on),
            _ => return None,
        })
    }
}

/// The field of a row that says what stands across its piece: a volume that is not closed yet. No form names it.
pub const ACROSS: &str = "across";

fn across(open: bool) -> Value<'static> {
    if open { Value::Open { before: "", note: "".into() } } else { Value::Empty }
}

fn code_of(code: &str, open: bool) -> Value<'_> {
    if open && !code.is_empty() { Value::Provisional(code) } else { words(code) }
}

fn written_out(day: Option<RecordDate>) -> Value<'static> {
    day.map_or(Value::Empty, Value::DayInWords)
}

/// A title the archive made itself stands in `[ ]`, wherever it is listed.
fn title(title: &str, self_made: bool) -> Value<'_> {
    let bare = self_made && !title.is_empty() && !title.starts_with('[');
    if bare { made(format!("[{title}]")) } else { words(title) }
}

/// What is printed beside a volume that is not on the shelf any more, before other remarks.
fn remarks<'a>(gone: &Option<Gone>, remarks: &'a str) -> Value<'a> {
    let Some(gone) = gone else { return note(remarks) };
    let said = gone.in_words();
    if remarks.is_empty() { made(said) } else { Value::Note(format!("{said}；{remarks}").into()) }
}

/// `YL 养老保险待遇类` → `YL`, `养老保险待遇类`.
fn class_parts(class: &str) -> (&str, &str) {
    class.split_once(' ').unwrap_or((class, class))
}

#[cfg(test)]
mod tests;

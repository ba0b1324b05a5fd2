//! Which column says what: the header row found under title rows, its names looked up in
//! `assets/columns.toml`, and what the lines above it tell.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::text::{folded_first, is_mark_of_heading};
use crate::general::wording::Wording;

mod header;
mod hints;
mod names;
mod position;

pub use header::{HeaderFound, propose};
pub use hints::{Hints, paper_name};
use names::names;
pub use position::by_position;

/// What a column of a hand-over sheet can say about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Running number of the sheet; read and let go.
    Seq,
    Title,
    UnitName,
    UnitNumber,
    PersonName,
    IdNumber,
    /// 证件类型: which document the number is of.
    IdKind,
    PersonalNo,
    /// 性别, 是否健在, 地址 …: goes into the person's note.
    PersonNote,
    Date,
    DateEnd,
    Pages,
    PageRange,
    DocNumber,
    Creator,
    Class,
    /// 险种 as the clerk names it; a hint to the class, and kept as it is.
    Insurance,
    Step,
    Year,
    Period,
    Code,
    /// 全宗号: the fonds the paper is of; another than the import's is asked about.
    Fonds,
    /// 案卷号: compared with the code's; without a code only a note, since volumes are numbered here.
    Volume,
    Copies,
    Secrecy,
    Medium,
    Remarks,
}

impl Field {
    pub const ALL: [Field; 27] = [
        Field::Seq,
        Field::Title,
        Field::UnitName,
        Field::UnitNumber,
        Field::PersonName,
        Field::IdNumber,
        Field::IdKind,
        Field::PersonalNo,
        Field::PersonNote,
        Field::Date,
        Field::DateEnd,
        Field::Pages,
        Field::PageRange,
        Field::DocNumber,
        Field::Creator,
        Field::Class,
        Field::Insurance,
        Field::Step,
        Field::Year,
        Field::Period,
        Field::Code,
        Field::Fonds,
        Field::Volume,
        Field::Copies,
        Field::Secrecy,
        Field::Medium,
        Field::Remarks,
    ];

    /// The name people read, from the data file.
    pub fn label(self) -> Wording {
        names().label(self)
    }

    /// Whether several columns may carry it; of the others the first column found wins.
    pub fn repeats(self) -> bool {
        self == Field::PersonNote
    }
}

/// One column: where it stands, what it is called, what it says (`None`: kept under its heading).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// Counted from 0, as in [`super::grid::Row::cells`]; a mapping written by hand may leave it out.
    #[serde(default)]
    pub index: usize,
    /// The clerk's own heading; of a two-row header both parts (`单位` over `名称`: `单位名称`).
    pub heading: String,
    #[serde(default)]
    pub field: Option<Field>,
}

/// What each column of a sheet says. Remembered per sender, editable by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mapping {
    pub columns: Vec<Column>,
}

impl Mapping {
    /// The first column that carries the field.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|c| c.field == Some(field))
    }

    /// What a heading was taken for, when this mapping was made for a sheet that has it.
    pub fn field_of(&self, heading: &str) -> Option<Option<Field>> {
        let key = crate::general::text::heading_key(heading);
        self.columns.iter().find(|c| crate::general::text::heading_key(&c.heading) == key).map(|c| c.field)
    }

    /// Headings no field takes; their values are kept under the heading.
    pub fn unmapped(&self) -> Vec<&str> {
        self.columns.iter().filter(|c| c.field.is_none()).map(|c| c.heading.as_str()).collect()
    }
}

/// Whether a cell says that its row is a total: `合计`, `小计：`, `共计60件`.
pub(crate) fn is_total_word(text: &str) -> bool {
    // most cells begin like none of them
    let begins = |c: char| shipped().not_records.totals.iter().any(|word| word.starts_with(c));
    if !folded_first(text).is_some_and(|c| is_mark_of_heading(c) || begins(c)) {
        return false;
    }
    let key = crate::general::text::heading_key(text);
    shipped().not_records.totals.iter().any(|word| match key.strip_prefix(word.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()),
        None => false,
    })
}

/// Whether a heading speaks of a date: 出生日期, 退休时间.
pub(crate) fn is_dated(heading: &str) -> bool {
    let key = crate::general::text::heading_key(heading);
    shipped().dated.words.iter().any(|word| key.contains(word.as_str()))
}

/// Whether a cell begins the signatures under a list: `移交人：`, `移交人（签字）：`, `单位盖章（印鉴）`. What goes on
/// behind the bracket is the name of a paper.
pub(crate) fn is_footer(text: &str) -> bool {
    if !folded_first(text)
        .is_some_and(|c| shipped().not_records.footers.iter().any(|word| word.starts_with(c)))
    {
        return false;
    }
    let folded: String = crate::general::text::fold(text).split_whitespace().collect();
    let words = &shipped().not_records.footers;
    words.iter().filter_map(|word| folded.strip_prefix(word.as_str())).any(|rest| {
        let behind =
            rest.strip_prefix('(').map(|inner| inner.split_once(')').map_or("", |(_, behind)| behind));
        behind.is_some_and(str::is_empty) || behind.unwrap_or(rest).starts_with(':')
    })
}

/// How many words known in this field stand in a text: the test of whether it was read in the right
/// encoding (`reliability.md` §0.6).
pub fn known_words_in(text: &str) -> usize {
    names().known_words_in(text)
}

/// The words of the shipped data file, parsed once.
fn shipped() -> &'static names::ColumnsFile {
    static FILE: OnceLock<names::ColumnsFile> = OnceLock::new();
    FILE.get_or_init(|| names::parse(include_str!("../../../../assets/columns.toml")))
}

#[cfg(test)]
mod tests;

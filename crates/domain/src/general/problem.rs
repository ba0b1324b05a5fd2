//! Bad input is a list of problems, not the first error: where, what, and what to do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::masking::{FreeText, Guarded, Hidden};
use super::wording::Wording;
use crate::say;

/// How much stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth knowing; nothing is held up.
    Notice,
    /// A person must decide before the row is taken.
    Ask,
    /// The row (or file) cannot be taken as it is.
    Refuse,
}

/// One thing wrong in one place.
///
/// `kind` is a stable snake_case word for programs and for grouping on the page
/// (`no_such_day`, `page_count_missing`, `id_digits_lost`, `duplicate_row` …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The sheet's own row number, counted from 1; `None` when it concerns the whole file.
    pub row: Option<u32>,
    /// The column's heading as the clerk wrote it, or a field's name.
    pub column: Option<String>,
    pub kind: String,
    pub weight: Weight,
    pub message: Wording,
    pub fix: Wording,
}

impl Problem {
    pub fn refuse(kind: &str, message: Wording, fix: Wording) -> Self {
        Problem { row: None, column: None, kind: kind.into(), weight: Weight::Refuse, message, fix }
    }

    pub fn ask(kind: &str, message: Wording, fix: Wording) -> Self {
        Problem { weight: Weight::Ask, ..Problem::refuse(kind, message, fix) }
    }

    pub fn notice(kind: &str, message: Wording, fix: Wording) -> Self {
        Problem { weight: Weight::Notice, ..Problem::refuse(kind, message, fix) }
    }

    pub fn at_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The question as it stands once a person has said yes to it: nothing is left to be done.
    pub fn decide(&mut self) {
        self.weight = Weight::Notice;
        self.fix = say!("已看过，决定照收。", "Looked at, and taken all the same.");
    }

    /// Whether the row may still be taken without anybody deciding anything.
    pub fn is_blocking(&self) -> bool {
        self.weight > Weight::Notice
    }
}

/// A value that was read differently from how it was written; nothing is changed silently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    pub row: Option<u32>,
    pub column: Option<String>,
    /// Stable snake_case word: `full_width`, `date_shape`, `id_15_to_18`, `suggested` …
    pub kind: String,
    pub from: FreeText,
    pub to: FreeText,
    pub message: Wording,
}

impl Guarded for Change {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.from);
        visit(&mut self.to);
    }
}

impl Change {
    pub fn new(kind: &str, from: impl Into<FreeText>, to: impl Into<FreeText>, message: Wording) -> Self {
        Change { row: None, column: None, kind: kind.into(), from: from.into(), to: to.into(), message }
    }
}

/// A table of problems: for each its weight, its kind, what is wrong and what to do, in both languages.
///
/// ```text
/// problems! {
///     refuse no_such_period(text):
///         "「{text}」不是保管期限。" / "\"{text}\" is no period."
///         => "写成 永久、30年 或 30。" / "Write 永久 (permanent), 30年 or 30.";
/// }
/// ```
///
/// gives `fn no_such_period(text: &dyn Display) -> Problem`. A kind is declared once in the crate. Another
/// wording of a kind declared elsewhere says so: `refuse day_unreadable as no_such_day(text): …`.
#[macro_export]
macro_rules! problems {
    ($(
        $visibility:vis $weight:ident $name:ident $(as $kind:ident)? ($($value:ident),*):
        $zh:literal / $en:literal => $fix_zh:literal / $fix_en:literal;
    )+) => {$(
        #[doc = $en]
        #[allow(clippy::too_many_arguments)]
        $visibility fn $name($($value: &dyn std::fmt::Display),*) -> $crate::general::problem::Problem {
            $crate::general::problem::Problem::$weight(
                $crate::problems!(@kind $name $($kind)?),
                $crate::say!($zh, $en),
                $crate::say!($fix_zh, $fix_en),
            )
        }
    )+};
    (@kind $name:ident) => { stringify!($name) };
    (@kind $name:ident $kind:ident) => { stringify!($kind) };
}

problems! {
    pub refuse cannot_open(file, error):
        "打不开文件 {file}（{error}）。" / "The file {file} cannot be opened ({error})."
        => "检查路径和文件权限。" / "Check the path and the file's permissions.";
}

//! What is said about one row while it is read, and the problems a row can have as a whole.

use std::borrow::Cow;

use super::cell;
use super::traces::{is_error, is_formula, markup_in, says_empty};
use crate::general::characters::is_lost_sign;
use crate::general::entities::decoded;
use crate::general::problem::{Change, Problem, Weight};
use crate::general::recoding::garbled_in;
use crate::general::text::{Read, TextKind, is_han};

use crate::receiving::columns::Field;
use crate::receiving::grid::Cell;
use crate::values::personal_names::name_words;
use crate::values::unit_names::{names_others, numbers_in, units_in};
use crate::{problems, say};

/// What is said about one row while it is read.
pub(super) struct Notes {
    row: u32,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
    /// A page column had something in it, good or bad.
    pub pages_seen: bool,
}

impl Notes {
    pub fn new(row: u32) -> Self {
        Notes { row, changes: Vec::new(), problems: Vec::new(), pages_seen: false }
    }

    pub fn change(&mut self, heading: &str, change: Change) {
        self.changes.push(Change { row: Some(self.row), column: Some(heading.to_owned()), ..change });
    }

    pub fn problem(&mut self, heading: &str, problem: Problem) {
        self.problems.push(problem.at_row(self.row).in_column(heading));
    }

    pub fn read<T>(&mut self, heading: &str, read: Read<T>) -> Option<T> {
        read.changes.into_iter().for_each(|change| self.change(heading, change));
        read.problems.into_iter().for_each(|problem| self.problem(heading, problem));
        read.value
    }

    /// The cell with a formula replaced by its stored value; error cells end here.
    pub fn settled<'c>(&mut self, heading: &str, value: &'c Cell) -> Option<Cow<'c, Cell>> {
        self.read(heading, cell::settle(value))
    }

    /// The cell with `&nbsp;` and `&#40878;` decoded; that it was so written is listed and asked about.
    pub fn without_entities<'c>(&mut self, heading: &str, value: Cow<'c, Cell>) -> Cow<'c, Cell> {
        let Cell::Text(text) = value.as_ref() else { return value };
        let Some(mut plain) = decoded(text) else { return value };
        // an export of an export writes &amp;nbsp;
        while let Some(again) = decoded(&plain) {
            plain = again;
        }
        let message = say!("网页代码还原为字符", "a web page's codes read as characters");
        self.change(heading, Change::new("entity", text.as_str(), plain.as_str(), message));
        self.problem(heading, entity_decoded(&text, &plain));
        Cow::Owned(Cell::Text(plain))
    }

    /// The units a cell names; that there are several is listed and asked about.
    pub fn units<'t>(&mut self, heading: &str, text: &'t str) -> Vec<&'t str> {
        let names = units_in(text);
        if names.len() > 1 {
            let (count, together) = (names.len(), names.join("；"));
            let message = say!("分作 {count} 个单位", "{count} units told apart");
            self.change(heading, Change::new("units_split", text, together.as_str(), message));
            self.problem(heading, several_units(&count, &together));
        }
        names
    }

    /// The numbers of a cell about units; several are asked about, each belongs to the unit in its place.
    pub fn unit_numbers<'t>(&mut self, heading: &str, text: &'t str) -> Vec<&'t str> {
        let numbers = numbers_in(text);
        if numbers.len() < 2 {
            return vec![text];
        }
        self.problem(heading, several_unit_numbers(&text, &numbers.len()));
        numbers
    }

    /// Whether a cell holds what somebody wrote: what programs left in it is refused or asked about.
    pub fn is_written(&mut self, field: Option<Field>, heading: &str, value: &Cell) -> bool {
        let problem = match value {
            Cell::Text(text) if is_error(text) => cell::cell_error(&text.trim()),
            Cell::Text(text) if is_formula(text) => formula_as_text(&text.trim()),
            Cell::Bool(_) if !only_remarks(field) => cell::cell_type(&cell::shown(value)),
            Cell::Text(text) => {
                if let Some(mark) = markup_in(text) {
                    let problem = text_markup(&text, &mark);
                    // `\n` stands in paths of files, too
                    let weight = if only_remarks(field) { Weight::Notice } else { problem.weight };
                    self.problem(heading, Problem { weight, ..problem });
                }
                return true;
            }
            _ => return true,
        };
        self.problem(heading, problem);
        false
    }

    /// Whether the cell of a unit or a number says that there is none; listed.
    pub fn says_nobody(&mut self, heading: &str, text: &str) -> bool {
        let says = is_word(text) && name_words().says_nobody(text.trim());
        if says {
            let message = say!("这一栏写的是没有", "the cell says that there is none");
            self.change(heading, Change::new("said_none", text, "", message));
        }
        says
    }

    /// One person has one number.
    pub fn one_number(&mut self, heading: &str, text: &str) {
        let count = numbers_in(text).len();
        if count > 1 {
            self.problem(heading, several_numbers(&text, &count));
        }
    }

    /// Asks about a text that was read in a wrong encoding or lost characters; in a column that only remarks it is
    /// noticed.
    pub fn as_written(&mut self, field: Option<Field>, heading: &str, text: &str) {
        let problem = match garbled_in(text) {
            Some((what, Some(said))) if field == Some(Field::UnitName) => unit_garbled(&what, &said),
            Some((what, Some(said))) => text_garbled(&what, &said),
            Some((what, None)) => text_broken(&what),
            None => match lost_sign(text, cell::kind_of(field)) {
                Some(sign) => text_lost(&text, &sign),
                None if field == Some(Field::UnitName) && names_others(text) => units_not_listed(&text),
                None => match says_nothing(field, text) {
                    Some(problem) => problem,
                    None => return,
                },
            },
        };
        let weight = if only_remarks(field) { Weight::Notice } else { problem.weight };
        self.problem(heading, Problem { weight, ..problem });
    }

    /// As [`Notes::settled`]; a picture in a column that only remarks is noticed, elsewhere it asks.
    pub fn settled_as<'c>(
        &mut self,
        field: Option<Field>,
        heading: &str,
        value: &'c Cell,
    ) -> Option<Cow<'c, Cell>> {
        let from = self.problems.len();
        let settled = self.settled(heading, value);
        if only_remarks(field) {
            let pictures = self.problems[from..].iter_mut().filter(|problem| problem.kind == "cell_picture");
            pictures.for_each(|problem| problem.weight = Weight::Notice);
        }
        settled
    }

    pub fn pages_agree(&mut self, heading: &str, before: u32, now: u32) {
        if before != 0 && before != now {
            self.problem(heading, pages_disagree(&before, &now));
        }
    }
}

/// Columns that say nothing of where a record belongs, how long it is kept or who it concerns.
fn only_remarks(field: Option<Field>) -> bool {
    matches!(field, None | Some(Field::Remarks | Field::PersonNote))
}

/// Bytes of the longest word for "nothing is said here".
const LONGEST_WORD: usize = 36;

/// Whether a text may be such a word: none has a figure in it.
fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_WORD && !text.bytes().any(|b| b.is_ascii_digit())
}

/// What a title, a unit, a creator or a number that names nothing is asked.
fn says_nothing(field: Option<Field>, text: &str) -> Option<Problem> {
    let words = name_words();
    let is_nothing = is_word(text)
        && match field {
            Some(
                Field::Title | Field::UnitName | Field::UnitNumber | Field::PersonalNo | Field::Insurance,
            ) => says_empty(text) || words.names_nobody(text),
            Some(Field::Creator | Field::DocNumber) => says_empty(text) || words.is_ditto(text),
            _ => false,
        };
    if is_nothing {
        return Some(text_says_nothing(&text));
    }
    // 某某公司, XX公司
    let is_hidden = |text: &str| text.contains('某') || text.contains("XX") || text.contains("××");
    if field == Some(Field::UnitName) && is_hidden(text) {
        return Some(text_says_nothing(&text));
    }
    let wants_words =
        matches!(field, Some(Field::Title | Field::Creator | Field::UnitName | Field::Insurance));
    (wants_words && !text.contains(char::is_alphabetic)).then(|| text_without_words(&text))
}

/// A sign that stands beside a Chinese character, or twice, where one was lost or covered; in a number wherever it
/// stands.
fn lost_sign(text: &str, kind: TextKind) -> Option<char> {
    if !text.contains(is_lost_sign) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let is_near = |at: usize, other: usize| {
        chars.get(other).is_some_and(|c| (is_han(*c) && !is_lost_sign(*c)) || *c == chars[at])
    };
    if kind == TextKind::Code {
        return chars.into_iter().find(|c| is_lost_sign(*c));
    }
    let lost =
        |at: &usize| is_lost_sign(chars[*at]) && (is_near(*at, at + 1) || *at > 0 && is_near(*at, at - 1));
    (0..chars.len()).find(lost).map(|at| chars[at])
}

problems! {
    ask text_garbled(text, said):
        "“{text}”是乱码，可能是“{said}”" / "\"{text}\" is garbled; it may be \"{said}\""
        => "对照原件改正，或从原系统重新导出" / "correct it from the paper, or export it again";
    ask text_broken as text_garbled(text):
        "“{text}”是乱码" / "\"{text}\" is garbled"
        => "对照原件改正，或从原系统重新导出" / "correct it from the paper, or export it again";
    ask text_lost(text, sign):
        "“{text}”里的“{sign}”不是字，原字可能丢了或被遮住" / "\"{sign}\" in \"{text}\" is no character: one may be lost or hidden"
        => "对照原件补上这个字；照收就照录" / "write the character from the paper; taken all the same, it stays as written";
    ask several_units(count, names):
        "单位名称读作 {count} 个单位：{names}" / "the name is read as {count} units: {names}"
        => "若是一个单位，请写成一行；照收就按 {count} 个单位"
            / "if it is one unit, write it in one line; taken all the same, they are {count}";
    ask text_markup(text, mark):
        "“{text}”里有网页标签或转义符“{mark}”" / "\"{text}\" holds \"{mark}\", a tag or an escape of an export"
        => "从原系统重新导出，或改正这一格；照收就照录" / "export it again or correct the cell; taken all the same, it stays as written";
    refuse formula_as_text as formula_no_value(formula):
        "“{formula}”是公式的文字，不是结果" / "\"{formula}\" is a formula's text, not its result"
        => "用表格软件打开、保存一次，或把公式改成数值" / "open and save the file in a spreadsheet program, or write the value";
    ask text_says_nothing(text):
        "这一栏写作“{text}”，没有写内容" / "the cell says \"{text}\" and not what it is"
        => "写出内容，或留空" / "write what it is, or leave the cell empty";
    ask text_without_words(text):
        "“{text}”只有数字，没有文字" / "\"{text}\" has figures and no word"
        => "检查这一行是否错位；照收就照录" / "check whether the row has slipped; taken all the same, it stays as written";
    notice units_not_listed(text):
        "“{text}”只写了部分单位，其余的单位查不到" / "\"{text}\" names some units only: the others cannot be found"
        => "把全部单位列出，或在附表里移交" / "list all units";
    ask several_numbers as several_units(text, count):
        "“{text}”像是 {count} 个编号" / "\"{text}\" looks like {count} numbers"
        => "一人一行，各写各的编号；照收就照原样登记在第一人名下"
            / "one row for each person with a number; taken all the same, it stays the first one's as written";
    ask several_unit_numbers as several_units(text, count):
        "“{text}”读作 {count} 个单位的编号" / "\"{text}\" is read as the numbers of {count} units"
        => "一个单位一行，或单位名称也写 {count} 个；照收就依次对应"
            / "one row for each unit, or {count} names as well; taken all the same, they belong together in order";
    ask entity_decoded(text, plain):
        "“{text}”里有网页代码，读作“{plain}”" / "\"{text}\" holds a web page's codes: read as \"{plain}\""
        => "对照原件核对；照收就按“{plain}”" / "compare it with the paper; taken all the same, it is \"{plain}\"";
    ask unit_garbled(text, said):
        "单位名称“{text}”是乱码，可能是“{said}”" / "the unit's name \"{text}\" is garbled; it may be \"{said}\""
        => "对照原件改正，或从原系统重新导出" / "correct it from the paper, or export it again";
    ask pages_disagree(before, now):
        "页数 {before} 与这里的 {now} 页不一致" / "the page count {before} and the {now} pages here disagree"
        => "数一数原件，改正其一" / "count the pages and correct one of them";
    pub(super) ask merged_down(first, last):
        "此格与第 {first}–{last} 行合并，按首行的内容读"
            / "this cell is merged over rows {first}–{last}: read as the first row says"
        => "确认每行都如此；若是一份材料多人，请在首行注明" / "confirm that it holds for each row";
    pub(super) ask merged_over(seen, hidden):
        "合并单元格显示“{seen}”，这一行盖着的是“{hidden}”" / "the merged cell shows \"{seen}\"; under it this row has \"{hidden}\""
        => "对照原件核对；照收就按盖着的“{hidden}”" / "compare it with the paper; taken all the same, it is \"{hidden}\"";
    pub(super) ask title_too_long(length, most):
        "题名有 {length} 个字，超过 {most}" / "the title has {length} characters, more than {most}"
        => "写短一些，细节写进备注；或确认照录" / "make it shorter and put details into the remarks, or confirm it";
    pub(super) refuse title_missing():
        "没有题名" / "no title"
        => "填写材料的题名" / "write the paper's title";
    pub(super) refuse page_count_missing():
        "没有页数" / "no page count"
        => "数一数原件，填上页数" / "count the pages and write the number";
}

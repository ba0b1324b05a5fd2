//! What is said about one row while it is read, and the problems a row can have as a whole.

use std::borrow::Cow;

use super::cell;
use crate::general::entities::decoded;
use crate::general::problem::{Change, Problem, Weight};
use crate::general::recoding::recoded;
use crate::general::text::Read;
use crate::receiving::columns::Field;
use crate::receiving::grid::Cell;
use crate::{problems, say};

/// Between several units of a cell.
pub(super) const UNITS_BETWEEN: [char; 6] = ['\n', ';', '；', '|', '｜', '/'];
/// Characters of the shortest name of a unit; a line break inside a name leaves shorter pieces.
const A_UNIT: usize = 4;

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

    /// Whether a cell names several units; they are told apart, listed and asked about. 、 stands inside names of units.
    pub fn has_several_units(&mut self, heading: &str, value: &Cell) -> bool {
        let Cell::Text(text) = value else { return false };
        if !text.contains(UNITS_BETWEEN) {
            return false;
        }
        let names: Vec<&str> =
            text.split(UNITS_BETWEEN).map(str::trim).filter(|name| !name.is_empty()).collect();
        let long = |name: &&str| name.chars().count() >= A_UNIT;
        if names.len() < 2 || !names.iter().all(long) {
            return false;
        }
        let (count, together) = (names.len(), names.join("；"));
        let message = say!("分作 {count} 个单位", "{count} units told apart");
        self.change(heading, Change::new("units_split", text.as_str(), together.as_str(), message));
        self.problem(heading, several_units(&count, &together));
        true
    }

    /// A unit's name that was read in a wrong encoding.
    pub fn unit_garbled(&mut self, heading: &str, text: &str) {
        // nearly every unit's name ends so, and no garbled one does
        let is_unit = text.ends_with([
            '司', '厂', '店', '局', '院', '校', '社', '所', '部', '心', '会', '处', '行', '站', '学', '户',
        ]);
        if let Some(said) = (!is_unit).then(|| recoded(text)).flatten() {
            self.problem(heading, unit_garbled(&text, &said));
        }
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
        if matches!(field, None | Some(Field::Remarks | Field::PersonNote)) {
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

problems! {
    ask several_units(count, names):
        "单位名称读作 {count} 个单位：{names}" / "the name is read as {count} units: {names}"
        => "若是一个单位，请写成一行；照收就按 {count} 个单位"
            / "if it is one unit, write it in one line; taken all the same, they are {count}";
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

//! What is wrong with a form, all of it: where, what, what to do.

use super::{Form, FormCell, FormColumn, Layout, ListLayout, PieceSheet, Signed, Template};
use crate::catalogs::finding_aid::{FieldKind, KEYS, fields};
use crate::general::problem::Problem;
use crate::problems;

/// What rounding to tenths of a millimetre may add up to.
const SLACK: f64 = 0.5;

/// A line under the table, a line of the note, in millimetres.
pub const FOOT_MM: f64 = 5.5;
pub const NOTE_MM: f64 = 5.5;

pub(super) struct Findings<'a> {
    pub(super) form: &'a Form,
    /// Each with a word of the file by which its line is found.
    found: Vec<(Problem, String)>,
}

impl Findings<'_> {
    pub(super) fn wrong(&mut self, problem: Problem) {
        self.found.push((problem.in_column(&self.form.key), String::new()));
    }

    /// Says by which word of the file the last problem is found.
    pub(super) fn at(&mut self, word: &str) {
        if let Some((_, place)) = self.found.last_mut() {
            word.clone_into(place);
        }
    }
}

impl Form {
    /// Everything wrong with the form.
    pub fn check(&self) -> Vec<Problem> {
        self.findings().into_iter().map(|(problem, _)| problem).collect()
    }

    /// Everything wrong with the form that was read from this text, each with its line where one can be
    /// named.
    pub fn check_in(&self, text: &str) -> Vec<Problem> {
        let placed = |(problem, word): (Problem, String)| Problem { row: line_of(text, &word), ..problem };
        self.findings().into_iter().map(placed).collect()
    }

    fn findings(&self) -> Vec<(Problem, String)> {
        let mut findings = Findings { form: self, found: Vec::new() };
        findings.bounds();
        if !findings.found.is_empty() {
            return findings.found;
        }
        findings.names();
        findings.words();
        findings.totals();
        findings.incomplete();
        if self.layout == Layout::Table && !self.columns.is_empty() {
            findings.widths();
        }
        if let Some(list) = &self.list {
            findings.list(list);
        }
        findings.pieces();
        findings.found
    }
}

impl Findings<'_> {
    fn known_fields(&self) -> String {
        fields(self.form.rows).iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ")
    }

    fn names(&mut self) {
        let (form, key) = (self.form, &self.form.key);
        let columns = form.columns.iter().map(|column| column.field.as_str());
        for field in columns.chain(form.group.iter().chain(&form.part).map(String::as_str)) {
            if form.kind_of(field).is_none() {
                let known = self.known_fields();
                self.wrong(form_unknown_field(&key, &field, &known));
                self.at(field);
            }
        }
        for item in form.head.iter().filter(|item| !KEYS.contains(&item.as_str())) {
            let known = KEYS.join(", ");
            self.wrong(form_unknown_head(&key, &item, &known));
            self.at(item);
        }
    }

    /// Characters that cannot be printed have no place in a form's own words.
    fn words(&mut self) {
        let form = self.form;
        let wordings = [&form.name].into_iter().chain(&form.signatures).chain(&form.note).chain(&form.unit);
        let above = form.list.iter().flat_map(|list| &list.above);
        let mut words: Vec<&str> =
            wordings.chain(above).flat_map(|w| [w.zh.as_str(), w.en.as_str()]).collect();
        words.extend(form.columns.iter().flat_map(|column| [column.zh.as_str(), column.en.as_str()]));
        words.extend(form.list.iter().flat_map(|list| [list.page_foot.as_str(), list.last_foot.as_str()]));
        let cells = form.placed_cells();
        words.extend(cells.iter().map(|(cell, _)| cell.text.as_str()));
        let bad = words.iter().filter_map(|words| words.chars().find(|c| is_unseen(*c)).map(|c| (words, c)));
        for (words, c) in bad.collect::<Vec<_>>() {
            let (key, point) = (&form.key, format!("{:04X}", c as u32));
            let shown: String = words.chars().filter(|c| !is_unseen(*c)).take(12).collect();
            self.wrong(form_control_character(&key, &shown, &point));
            self.at(&c.to_string());
        }
    }

    fn totals(&mut self) {
        let (form, key) = (self.form, &self.form.key);
        for column in
            form.columns.iter().filter(|c| c.total && form.kind_of(&c.field) != Some(FieldKind::Count))
        {
            let field = &column.field;
            self.wrong(form_total_of_text(&key, &field));
            self.at(field);
        }
    }

    fn incomplete(&mut self) {
        let (form, key, name) = (self.form, &self.form.key, &self.form.name.zh);
        let is_table = !form.columns.is_empty();
        let table_broken =
            is_table && (form.columns.first().is_none_or(|column| column.total) || form.rows_per_page == 0);
        let has_nothing = !is_table && form.cells.is_empty() && form.grids.is_empty();
        // optional columns are not printed, nor are ID numbers where they are left out
        let always =
            |column: &FormColumn| !column.optional && form.kind_of(&column.field) != Some(FieldKind::Id);
        let list_broken = form.list.is_some() && !form.columns.iter().any(always);
        if table_broken || list_broken || has_nothing || !is_sheet_name(name) || form.version == 0 {
            self.wrong(form_incomplete(&key));
        }
    }

    fn widths(&mut self) {
        let (form, key) = (self.form, &self.form.key);
        let (room, _) = form.printable();
        let width: f64 = form.columns.iter().filter(|c| !c.optional).map(|c| c.mm).sum();
        if width > room + SLACK {
            self.wrong(form_too_wide(&key, &width, &room));
            self.at("columns");
        }
        for column in form.columns.iter().filter(|column| column.mm < 4.0) {
            let (field, mm) = (&column.field, column.mm);
            self.wrong(form_column_too_narrow(&key, &field, &mm));
            self.at(field);
        }
    }

    fn list(&mut self, list: &ListLayout) {
        let (form, key) = (self.form, &self.form.key);
        let (_, height) = form.paper_mm();
        let table = list.table_mm + list.heading_mm + list.row_mm * f64::from(form.rows_per_page);
        let signed = f64::from(u8::from(list.signed == Signed::Last && !form.signatures.is_empty()));
        let foot = u8::from(!list.page_foot.is_empty() || !list.last_foot.is_empty());
        let note = form.note.as_ref().map_or(0.0, |_| 2.0 * NOTE_MM);
        let below = f64::from(foot) * FOOT_MM + signed * list.sign_mm + note;
        let bottom = height - form.margins[1].min(10.0);
        let needed = table + below;
        if needed > bottom + SLACK || list.row_mm < 5.0 || list.heading_mm < 5.0 {
            let rows = form.rows_per_page;
            self.wrong(form_too_tall(&key, &needed, &rows, &list.row_mm, &bottom));
            self.at("row_mm");
        }
        let columns: Vec<&str> = form.columns.iter().map(|column| column.field.as_str()).collect();
        if !list.blank_in.is_empty() && !columns.contains(&list.blank_in.as_str()) {
            let (field, known) = (&list.blank_in, columns.join(", "));
            self.wrong(form_unknown_blank_column(&key, &field, &known));
            self.at(field);
        }
        let summed: Vec<&str> =
            form.columns.iter().filter(|c| c.total).map(|c| c.field.as_str()).chain(["rows"]).collect();
        for foot in [&list.page_foot, &list.last_foot] {
            let template = Template::parse(foot);
            let unknown: Vec<String> =
                template.fields().filter(|field| !summed.contains(field)).map(str::to_owned).collect();
            for field in unknown {
                let known = summed.join(", ");
                self.wrong(form_unknown_sum(&key, &field, &known));
                self.at(&format!("{{{field}}}"));
            }
        }
        self.sizes("list", &list.cell_pt);
        self.sizes("list", &list.heading_pt);
    }

    fn sizes(&mut self, place: &str, sizes: &[f64]) {
        let key = &self.form.key;
        let falls = sizes.windows(2).all(|pair| pair[0] > pair[1]);
        if sizes.iter().any(|size| !(4.0..=96.0).contains(size)) || !falls {
            self.wrong(form_type_size(&key, &format_args!("{sizes:?}"), &place));
        }
    }

    fn pieces(&mut self) {
        let form = self.form;
        for grid in &form.grids {
            let filled = grid.filled();
            for (row, count) in filled.iter().enumerate().filter(|(_, count)| **count != grid.columns.len()) {
                let (key, columns, row) = (&form.key, grid.columns.len(), row + 1);
                self.wrong(form_grid_row(&key, &row, &count, &columns));
            }
        }
        let cells = form.placed_cells();
        for (cell, at) in &cells {
            self.cell(cell, *at);
        }
        self.overlaps(&cells);
        if let Some(sheet) = &form.sheet {
            self.sheet(sheet);
        }
    }

    fn cell(&mut self, cell: &FormCell, at: [f64; 4]) {
        let (form, key) = (self.form, &self.form.key);
        let (width, height) = form.piece_mm();
        let [x, y, w, h] = at;
        let name = label(cell, at);
        if x < 0.0 || y < 0.0 || w < 0.0 || h < 0.0 || x + w > width + SLACK || y + h > height + SLACK {
            self.wrong(form_cell_outside(&key, &name, &width, &height));
            self.at(&cell.text);
        }
        let template = Template::parse(&cell.text);
        let known = fields(form.rows);
        let unknown = template
            .fields()
            .filter(|field| !known.iter().any(|(key, _)| key == field) && !KEYS.contains(field));
        for field in unknown.map(str::to_owned).collect::<Vec<_>>() {
            let known = self.known_fields();
            let head = KEYS.join(", ");
            self.wrong(form_unknown_cell_field(&key, &name, &field, &known, &head));
            self.at(&cell.text);
        }
        self.sizes(&name, &cell.pt);
    }

    fn overlaps(&mut self, cells: &[(FormCell, [f64; 4])]) {
        let written = |cell: &FormCell| !cell.text.is_empty();
        let mut found = Vec::new();
        for (n, (one, a)) in cells.iter().enumerate().filter(|(_, (cell, _))| written(cell)) {
            for (other, b) in cells.iter().skip(n + 1).filter(|(cell, _)| written(cell)) {
                let across = (a[0] + a[2]).min(b[0] + b[2]) - a[0].max(b[0]);
                let down = (a[1] + a[3]).min(b[1] + b[3]) - a[1].max(b[1]);
                if across > 0.1 && down > 0.1 {
                    found.push((label(one, *a), label(other, *b), other.text.clone()));
                }
            }
        }
        let key = &self.form.key;
        for (one, other, word) in found {
            self.wrong(form_cells_overlap(&key, &one, &other));
            self.at(&word);
        }
    }

    fn sheet(&mut self, sheet: &PieceSheet) {
        let (form, key) = (self.form, &self.form.key);
        let (width, height) = form.paper_mm();
        let [x, y] = sheet.corner(sheet.pieces() - 1);
        let (right, bottom) = (x + sheet.piece[0], y + sheet.piece[1]);
        let close = (sheet.across > 1 && sheet.pitch[0] + 0.01 < sheet.piece[0])
            || (sheet.down > 1 && sheet.pitch[1] + 0.01 < sheet.piece[1]);
        if right > width + SLACK || bottom > height + SLACK || close {
            self.wrong(form_sheet_too_full(&key, &right, &bottom, &width, &height));
            self.at("pitch");
        }
    }
}

/// The first line of the file that says the word, in quotes if anywhere; remarks do not count. An unseen
/// character may be written as such or by its number.
fn line_of(text: &str, word: &str) -> Option<u32> {
    let first = |says: &dyn Fn(&str) -> bool| {
        text.lines().zip(1..).find(|(line, _)| !line.trim_start().starts_with('#') && says(line))
    };
    if word.is_empty() {
        return None;
    }
    let quoted = format!("\"{word}\"");
    let number = word.chars().next().filter(|c| is_unseen(*c)).map(|c| format!("\\u{:04x}", c as u32));
    let found = first(&|line| line.contains(&quoted))
        .or_else(|| first(&|line| line.contains(word)))
        .or_else(|| first(&|line| number.as_ref().is_some_and(|n| line.to_lowercase().contains(n))));
    found.map(|(_, n)| n)
}

/// Control characters and marks of writing direction; a line's end is none.
fn is_unseen(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// How a cell is named to a person: its words, or where it stands.
fn label(cell: &FormCell, at: [f64; 4]) -> String {
    let words: String = cell.text.chars().take(12).collect();
    format!("「{words}」({:.1}, {:.1})", at[0], at[1])
}

/// Whether the name can stand on a sheet's tab, with room for a sheet number behind it.
fn is_sheet_name(name: &str) -> bool {
    (1..=24).contains(&name.encode_utf16().count())
        && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\''])
}

problems! {
    refuse form_unknown_field(key, field, known):
        "格式“{key}”要印“{field}”，这种目录没有这一项"
            / "form \"{key}\" names \"{field}\", which its rows do not have"
        => "请改用其中之一：{known}" / "use one of: {known}";
    refuse form_unknown_head(key, item, known):
        "格式“{key}”的表头“{item}”不认识" / "form \"{key}\" has an unknown head item \"{item}\""
        => "请改用其中之一：{known}" / "use one of: {known}";
    refuse form_control_character(key, shown, point):
        "格式“{key}”的“{shown}”里有看不见的字符 U+{point}"
            / "form \"{key}\": \"{shown}\" holds an invisible character, U+{point}"
        => "请删去这个字符，重新输入这几个字" / "delete it and type the words again";
    refuse form_total_of_text(key, field):
        "格式“{key}”要合计“{field}”，它不是数目" / "form \"{key}\" totals \"{field}\", which is not a count"
        => "请去掉这一列的 total" / "remove `total` from that column";
    refuse form_incomplete(key):
        "格式“{key}”不完整：要有名称（24 字以内，不含 [ ] : * ? / \\）、版本号；表要有每页行数和至少一列总要印的（不是 optional，也不是证件号码），合计列不能是第一列；别的要有格子"
            / "form \"{key}\" is incomplete: it needs a name (at most 24 characters, none of [ ] : * ? / \\) and a version; a table needs rows per page and columns, one at least that is always printed (neither optional nor an ID number), the first not a total; anything else needs cells"
        => "请对照 templates/print/README.md 补全" / "complete it after templates/print/README.md";
    refuse form_too_wide(key, width, room):
        "格式“{key}”列宽共 {width} 毫米，纸上只有 {room} 毫米"
            / "form \"{key}\" is {width} mm wide; the paper leaves {room} mm"
        => "请减小列宽，或改为横排" / "make columns narrower or turn the page";
    refuse form_column_too_narrow(key, field, mm):
        "格式“{key}”的列“{field}”只有 {mm} 毫米，放不下一个字"
            / "form \"{key}\": column \"{field}\" is {mm} mm wide, too narrow for one character"
        => "至少 4 毫米" / "make it 4 mm at least";
    refuse form_too_tall(key, needed, rows, row_mm, bottom):
        "格式“{key}”的表连同表下各行到 {needed:.1} 毫米处（{rows} 行，每行 {row_mm} 毫米），纸只到 {bottom} 毫米；行高和栏目高不得小于 5 毫米"
            / "form \"{key}\": the table and what stands below reach {needed:.1} mm ({rows} rows of {row_mm} mm); the paper ends at {bottom} mm, and rows and headings need 5 mm"
        => "请减少每页行数或减小行高" / "use fewer or lower rows";
    refuse form_unknown_blank_column as form_unknown_field(key, field, known):
        "格式“{key}”要把「以下空白」印在“{field}”列，没有这一列"
            / "form \"{key}\": blank_in names \"{field}\", which is no column"
        => "请改用其中之一：{known}" / "use one of: {known}";
    refuse form_unknown_sum as form_unknown_field(key, field, known):
        "格式“{key}”的表下行要印“{field}”的和，它没有合计"
            / "form \"{key}\": a line under the table names \"{field}\", which is not summed"
        => "可以用：{known}" / "there are: {known}";
    refuse form_type_size(key, sizes, place):
        "格式“{key}”的字号 {sizes}（{place}）不对：要从大到小，4 到 96 磅"
            / "form \"{key}\": sizes {sizes} ({place}) must fall, between 4 and 96 points"
        => "例如 [10.5, 9, 7.5]" / "for example [10.5, 9, 7.5]";
    refuse form_grid_row(key, row, count, columns):
        "格式“{key}”的格子表第 {row} 行占 {count} 列，应占 {columns} 列"
            / "form \"{key}\": row {row} of a grid fills {count} columns of {columns}"
        => "请检查这一行的 span，以及上面各行的 down" / "check span in that row and down above it";
    refuse form_cell_outside(key, name, width, height):
        "格式“{key}”的格子{name}伸出 {width}×{height} 毫米之外"
            / "form \"{key}\": the cell {name} reaches beyond {width}×{height} mm"
        => "请改它的位置或大小（x, y, 宽, 高）" / "change its place or size (x, y, width, height)";
    refuse form_unknown_cell_field as form_unknown_field(key, name, field, known, head):
        "格式“{key}”的格子{name}要印“{field}”，没有这一项"
            / "form \"{key}\": the cell {name} names \"{field}\", which there is not"
        => "可以用：{known}；{head}" / "there are: {known}; {head}";
    refuse form_cells_overlap(key, one, other):
        "格式“{key}”的格子{one}与{other}重叠" / "form \"{key}\": the cells {one} and {other} overlap"
        => "请移开其中一个" / "move one of them";
    refuse form_sheet_too_full(key, right, bottom, width, height):
        "格式“{key}”的小张排到 {right:.1}×{bottom:.1} 毫米，纸是 {width}×{height} 毫米；间距不得小于小张本身"
            / "form \"{key}\": the pieces reach {right:.1}×{bottom:.1} mm on a paper of {width}×{height} mm; the pitch must not be less than the piece"
        => "请减少行列数，或改间距" / "use fewer pieces or another pitch";
}

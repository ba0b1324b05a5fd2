//! How values are written, and the digest over what was written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::Value;
use super::head::{Head, KEYS, period_in_words};
use crate::general::digest::{Digest, Sm3, Twofold};
use crate::general::numbers::{mask, mask_within, with_numbers};
use crate::general::wording::Lang;
use crate::values::period::RetentionPeriod;

/// How ID numbers are printed; a list lies in a volume that third parties see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdNumbers {
    Full,
    /// `990000********1234`
    #[default]
    Masked,
    /// Not printed; in a table the column is dropped.
    LeftOut,
    /// `9900**********1234`, as files were masked when there were two shapes: to prove and reprint those.
    #[serde(rename = "masked", skip_deserializing)]
    MaskedBefore,
}

/// What the digest of a document covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestRecipe {
    /// The form's key, the columns and the cells: documents registered before there was the other. Two transfer
    /// registers for different receivers bear one digest by it.
    Cells,
    /// The form with its version, the language, how ID numbers are written, the head, the values of the group lines and
    /// the cells: for a short while before there was the other.
    Document,
    /// Whatever a reader sees, as she sees it: the form with its version, the language, how ID numbers are written, the
    /// title, the headings, the head, the group lines and the cells. Anybody can compute it from a file (docs/proof.md).
    #[default]
    Shown,
}

impl DigestRecipe {
    /// That of registrations that do not name one.
    pub fn before() -> Self {
        DigestRecipe::Cells
    }

    /// Rows say what is kept and no more: no 责任者 is supplied, a stamp bears the number the item has, the days of a 备考表 are
    /// written out, and what is not closed yet says so. Documents of before are made again as they were.
    pub fn is_stated(self) -> bool {
        self == DigestRecipe::Shown
    }
}

/// The choices that decide how a value is written, and what the digest over them covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValueStyle {
    pub lang: Lang,
    pub id_numbers: IdNumbers,
    pub recipe: DigestRecipe,
}

/// A cell as it goes on paper.
#[derive(Clone, Debug, PartialEq)]
pub enum PrintedValue<'a> {
    Empty,
    Text(Cow<'a, str>),
    Count(u64),
}

impl PrintedValue<'_> {
    pub fn in_words(&self) -> Cow<'_, str> {
        match self {
            PrintedValue::Empty => "".into(),
            PrintedValue::Text(text) => text.as_ref().into(),
            PrintedValue::Count(count) => count.to_string().into(),
        }
    }
}

impl ValueStyle {
    /// A value as written: eight-digit dates, periods in words, ID numbers as chosen.
    pub fn print<'a>(&self, value: Value<'a>) -> PrintedValue<'a> {
        PrintedValue::Text(match value {
            Value::Empty => return PrintedValue::Empty,
            Value::Count(count) => return PrintedValue::Count(count),
            Value::Text(text) => text,
            Value::Days(first, None) => first.eight_digits().into(),
            Value::Days(first, Some(last)) => {
                format!("{}–{}", first.eight_digits(), last.eight_digits()).into()
            }
            Value::DayInWords(day) if !self.recipe.is_stated() => day.eight_digits().into(),
            Value::DayInWords(day) => match self.lang {
                Lang::Zh => day.in_chinese().into(),
                Lang::En => day.in_english().into(),
            },
            Value::Provisional(code) => match (self.recipe.is_stated(), self.lang) {
                (false, _) => code.into(),
                (true, Lang::Zh) => format!("{code}（暂编）").into(),
                (true, Lang::En) => format!("{code} (provisional)").into(),
            },
            Value::Open { before, note } => {
                let said = match (self.recipe.is_stated(), self.lang) {
                    (false, _) => before,
                    (true, Lang::Zh) => NOT_CLOSED.0,
                    (true, Lang::En) => NOT_CLOSED.1,
                };
                let note = self.note(note);
                match (said.is_empty(), note.is_empty()) {
                    (_, true) => said.into(),
                    (true, false) => note,
                    (false, false) => format!("{said}；{note}").into(),
                }
            }
            Value::Changes(changes) => {
                let pair = |(filed, now, volumes): &(RetentionPeriod, RetentionPeriod, u64)| {
                    let [filed, now] = [filed, now].map(|period| period_in_words(*period, self.lang));
                    format!("{filed}→{now} {volumes}")
                };
                let between = if self.lang == Lang::Zh { "，" } else { ", " };
                changes.iter().map(pair).collect::<Vec<_>>().join(between).into()
            }
            Value::Period(kept) => kept.in_words().in_lang(self.lang).to_owned().into(),
            Value::Note(text) => self.note(text),
            Value::Id(id) => match self.number(id) {
                Some(id) => id,
                None => return PrintedValue::Empty,
            },
            Value::Document(name, id) => match self.number(id) {
                Some(id) => format!("{} {id}", name.in_lang(self.lang)).trim_end().to_owned().into(),
                None => return PrintedValue::Empty,
            },
        })
    }

    fn note<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        match self.id_numbers {
            IdNumbers::Full => text,
            IdNumbers::Masked => mask_within(&text).into(),
            IdNumbers::LeftOut => with_numbers(&text, |_| String::new()).into(),
            IdNumbers::MaskedBefore => with_numbers(&text, mask_before).into(),
        }
    }

    /// `None`: it is left out.
    fn number<'a>(&self, id: &'a str) -> Option<Cow<'a, str>> {
        match self.id_numbers {
            IdNumbers::Full => Some(id.into()),
            IdNumbers::Masked => Some(mask(id).into()),
            IdNumbers::LeftOut => None,
            IdNumbers::MaskedBefore => Some(mask_before(id).into()),
        }
    }
}

/// What is said of a volume that is not closed yet, and of what lies in it.
pub const NOT_CLOSED: (&str, &str) = ("未立卷", "not closed");

/// The first four and the last four characters, stars between; a short number keeps its last two.
fn mask_before(id: &str) -> String {
    let chars: Vec<char> = id.chars().collect();
    let (front, back) = if chars.len() >= 12 { (4, 4) } else { (0, chars.len().min(2)) };
    let star = |(at, c): (usize, &char)| if at < front || at >= chars.len() - back { *c } else { '*' };
    chars.iter().enumerate().map(star).collect()
}

pub(in crate::catalogs) fn lang_key(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "zh" } else { "en" }
}

pub(in crate::catalogs) fn numbers_key(numbers: IdNumbers) -> &'static str {
    match numbers {
        IdNumbers::Full => "full",
        IdNumbers::Masked | IdNumbers::MaskedBefore => "masked",
        IdNumbers::LeftOut => "left_out",
    }
}

/// The items of a head that a digest covers: those that say something.
pub(in crate::catalogs) fn head_items(
    head: &Head,
    lang: Lang,
    names_scheme: bool,
) -> Vec<(&'static str, String)> {
    let item = |key: &'static str| Some((key, head.item(key, lang)?.1));
    let items = KEYS.into_iter().filter_map(item);
    items.filter(|(key, value)| !value.is_empty() && (names_scheme || *key != "scheme")).collect()
}

/// Digest over a document as printed: the same whatever it is written as.
pub struct ContentsDigest {
    both: Twofold,
    style: ValueStyle,
    /// What the group line printed last said.
    group: Vec<String>,
    /// Of each column, what it printed last, where it prints a value once.
    once: Vec<Option<String>>,
    /// The column of the next cell.
    at: usize,
}

/// A column as a digest covers it.
#[derive(Clone, Copy, Debug)]
pub struct DigestColumn<'a> {
    pub field: &'a str,
    pub heading: &'a str,
    /// A value that the line above has, too, is not printed again.
    pub once: bool,
}

/// Both digests of the same contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestPair {
    pub sha256: Digest,
    pub sm3: Sm3,
}

impl ContentsDigest {
    /// Begins with the form (its key, its id of key and version), its title and the columns.
    pub fn new<'a>(
        (key, id, title): (&str, &str, &str),
        style: ValueStyle,
        columns: impl ExactSizeIterator<Item = DigestColumn<'a>> + Clone,
    ) -> ContentsDigest {
        let label = match style.recipe {
            DigestRecipe::Cells => "catalog",
            DigestRecipe::Document => "document",
            DigestRecipe::Shown => "shown",
        };
        let mut both = Twofold::new(label);
        let stated = [id, lang_key(style.lang), numbers_key(style.id_numbers), title];
        let stated = match style.recipe {
            DigestRecipe::Cells => &[key][..],
            DigestRecipe::Document => &stated[..3],
            DigestRecipe::Shown => &stated,
        };
        stated.iter().for_each(|text| both.text(text));
        both.int(columns.len() as i64);
        for column in columns.clone() {
            both.text(column.field);
            if style.recipe == DigestRecipe::Shown {
                both.text(column.heading);
            }
        }
        let once = columns.map(|column| column.once.then(String::new)).collect();
        ContentsDigest { both, style, group: Vec::new(), once, at: 0 }
    }

    /// The head of the document, or of one of its parts: every item that is not empty, with its key.
    /// The scheme's name counts where the form names it: the schemes in use change without a reader's seeing it.
    pub fn head(&mut self, head: &Head, names_scheme: bool) {
        if self.style.recipe == DigestRecipe::Cells {
            return;
        }
        let items = head_items(head, self.style.lang, names_scheme);
        self.both.text("head");
        self.both.int(items.len() as i64);
        for (key, value) in items {
            self.both.text(key);
            self.both.text(&value);
        }
    }

    /// What stands above a row, where it says something else than above the row before: `shown` are the part and the
    /// group line as printed, `values` the single values that older recipes cover.
    pub fn group<'v>(&mut self, shown: [&str; 2], values: impl Iterator<Item = Value<'v>>) {
        let style = self.style;
        let group: Vec<String> = match style.recipe {
            DigestRecipe::Cells => return,
            DigestRecipe::Document => {
                values.map(|value| style.print(value).in_words().into_owned()).collect()
            }
            DigestRecipe::Shown => shown.map(str::to_owned).into(),
        };
        let is_new = match style.recipe {
            DigestRecipe::Shown if self.group.is_empty() => shown != ["", ""],
            _ => group != self.group,
        };
        if is_new {
            self.both.text("group");
            group.iter().for_each(|value| self.both.text(value));
            self.once.iter_mut().flatten().for_each(String::clear);
            self.group = group;
        }
    }

    /// The next cell of a row, column after column.
    pub fn cell(&mut self, cell: &PrintedValue<'_>) {
        if self.style.recipe == DigestRecipe::Shown {
            return self.shown_cell(cell);
        }
        match cell {
            PrintedValue::Empty => self.both.null(),
            PrintedValue::Text(text) => self.both.text(text),
            PrintedValue::Count(count) => self.both.int(*count as i64),
        }
    }

    /// As it stands on paper: a number is its digits, and what is not printed again is nothing.
    fn shown_cell(&mut self, cell: &PrintedValue<'_>) {
        let (text, columns) = (cell.in_words(), self.once.len());
        let column = self.once.get_mut(self.at).and_then(Option::as_mut);
        let is_repeated = column.is_some_and(|last| {
            let same = *last == text;
            text.as_ref().clone_into(last);
            same
        });
        self.at = if self.at + 1 >= columns { 0 } else { self.at + 1 };
        if text.is_empty() || is_repeated { self.both.null() } else { self.both.text(&text) }
    }

    pub fn proof(self) -> DigestPair {
        let (sha256, sm3) = self.both.digests();
        DigestPair { sha256, sm3 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::date::RecordDate;

    fn columns<const N: usize>(
        fields: [&'static str; N],
    ) -> impl ExactSizeIterator<Item = DigestColumn<'static>> + Clone {
        fields.into_iter().map(|field| DigestColumn { field, heading: field, once: false })
    }

    #[test]
    fn what_is_printed_once_counts_once_in_each_group() {
        let digest = |rows: &[(&'static str, &'static str)]| {
            let column = DigestColumn { field: "a", heading: "A", once: true };
            let mut contents =
                ContentsDigest::new(("f", "f@1", "F"), ValueStyle::default(), std::iter::once(column));
            for (group, text) in rows {
                contents.group(["", group], std::iter::empty());
                contents.cell(&PrintedValue::Text((*text).into()));
            }
            contents.proof()
        };
        assert_eq!(digest(&[("", "甲"), ("", "甲")]), digest(&[("", "甲"), ("", "甲")]));
        assert_ne!(digest(&[("", "甲"), ("", "甲")]), digest(&[("", "甲"), ("", "乙")]));
        assert_ne!(digest(&[("一", "甲"), ("二", "甲")]), digest(&[("一", "甲"), ("一", "甲")]));
    }

    #[test]
    fn a_number_is_its_digits() {
        let digest = |cell: PrintedValue<'_>| {
            let mut contents = ContentsDigest::new(("f", "f@1", "F"), ValueStyle::default(), columns(["a"]));
            contents.cell(&cell);
            contents.proof()
        };
        assert_eq!(digest(PrintedValue::Count(12)), digest(PrintedValue::Text("12".into())));
        assert_eq!(digest(PrintedValue::Empty), digest(PrintedValue::Text("".into())));
    }

    #[test]
    fn an_id_number_is_written_as_chosen() {
        let print = |id_numbers| {
            let choices = ValueStyle { id_numbers, ..ValueStyle::default() };
            choices.print(Value::Id("990000198001011234")).in_words().into_owned()
        };
        assert_eq!(print(IdNumbers::Full), "990000198001011234");
        assert_eq!(print(IdNumbers::Masked), "990000********1234");
        assert_eq!(print(IdNumbers::LeftOut), "");
        assert_eq!(print(IdNumbers::MaskedBefore), "9900**********1234");
    }

    #[test]
    fn dates_are_eight_digits_with_what_is_not_known_as_00() {
        let print = |value| ValueStyle::default().print(value).in_words().into_owned();
        assert_eq!(print(Value::Days(RecordDate::from_iso("2009-09").unwrap(), None)), "20090900");
        let (first, last) = (RecordDate::from_iso("2009").unwrap(), RecordDate::from_iso("2010-01-05"));
        assert_eq!(print(Value::Days(first, last)), "20090000–20100105");
    }

    #[test]
    fn a_moved_boundary_between_cells_is_another_digest() {
        let proof = |cells: [&'static str; 2]| {
            let mut contents =
                ContentsDigest::new(("f", "f@1", "F"), ValueStyle::default(), columns(["a", "b"]));
            cells.iter().for_each(|cell| contents.cell(&PrintedValue::Text((*cell).into())));
            contents.proof()
        };
        assert_eq!(proof(["甲", "乙"]), proof(["甲", "乙"]));
        assert_ne!(proof(["甲乙", ""]), proof(["甲", "乙"]));
        assert_ne!(proof(["甲乙", ""]).sm3, proof(["甲", "乙"]).sm3);
    }

    #[test]
    fn whatever_a_reader_sees_is_another_digest() {
        let digest = |id: &str, style: ValueStyle, head: &Head, group: &'static str| {
            let mut contents = ContentsDigest::new(("f", id, "F"), style, columns(["a"]));
            contents.head(head, true);
            contents.group(["", group], std::iter::once(Value::Text(group.into())));
            contents.cell(&PrintedValue::Text("甲".into()));
            contents.proof()
        };
        let (plain, head) = (ValueStyle::default(), Head { to: "市档案馆".into(), ..Head::default() });
        let this = digest("f@1", plain, &head, "一");
        let others = [
            digest("f@2", plain, &head, "一"),
            digest("f@1", ValueStyle { lang: Lang::En, ..plain }, &head, "一"),
            digest("f@1", ValueStyle { id_numbers: IdNumbers::Full, ..plain }, &head, "一"),
            digest("f@1", plain, &Head { to: "县档案馆".into(), ..head.clone() }, "一"),
            digest("f@1", plain, &Head { from: "市档案馆".into(), to: String::new(), ..head.clone() }, "一"),
            digest("f@1", plain, &head, "二"),
        ];
        for (at, other) in others.iter().enumerate() {
            assert!(other.sha256 != this.sha256 && other.sm3 != this.sm3, "{at}");
            assert!(others.iter().skip(at + 1).all(|one| one != other), "{at}");
        }
        // by the recipe of before none of it counted
        let before = ValueStyle { recipe: DigestRecipe::Cells, ..plain };
        assert_eq!(digest("f@1", before, &head, "一"), digest("f@2", before, &Head::default(), "二"));
    }
}

//! How values are written, and the digest over what was written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::Value;
use super::head::{Head, KEYS, period_in_words};
use crate::general::digest::{Digest, Sm3, Twofold};
use crate::general::numbers::{mask, mask_within, with_numbers};
use crate::general::wording::Lang;

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
    /// Whatever a reader sees: the form with its version, the language, how ID numbers are written, the head, the group
    /// lines and the cells.
    Document,
    /// The same, over rows that say what is kept and no more: no 责任者 is supplied, a stamp bears the number the item has,
    /// the days of a 备考表 are written out, and what is not closed yet says so.
    #[default]
    Stated,
}

impl DigestRecipe {
    /// That of registrations that do not name one.
    pub fn before() -> Self {
        DigestRecipe::Cells
    }

    /// Rows say what is kept and no more.
    pub fn is_stated(self) -> bool {
        self == DigestRecipe::Stated
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
            Value::Period(period) => period_in_words(period, self.lang).into(),
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

/// Digest over a document as printed: the same whatever it is written as.
pub struct ContentsDigest {
    both: Twofold,
    style: ValueStyle,
    /// The values of the group line printed last.
    group: Vec<String>,
}

/// Both digests of the same contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestPair {
    pub sha256: Digest,
    pub sm3: Sm3,
}

impl ContentsDigest {
    /// Begins with the form, its key and its id (key and version), and the columns.
    pub fn new<'a>(
        (key, id): (&str, &str),
        style: ValueStyle,
        fields: impl ExactSizeIterator<Item = &'a str>,
    ) -> ContentsDigest {
        let mut both = match style.recipe {
            DigestRecipe::Cells => {
                let mut both = Twofold::new("catalog");
                both.text(key);
                both
            }
            DigestRecipe::Document | DigestRecipe::Stated => {
                let mut both = Twofold::new("document");
                let lang = if style.lang == Lang::Zh { "zh" } else { "en" };
                let numbers = match style.id_numbers {
                    IdNumbers::Full => "full",
                    IdNumbers::Masked | IdNumbers::MaskedBefore => "masked",
                    IdNumbers::LeftOut => "left_out",
                };
                [id, lang, numbers].into_iter().for_each(|text| both.text(text));
                both
            }
        };
        both.int(fields.len() as i64);
        fields.for_each(|field| both.text(field));
        ContentsDigest { both, style, group: Vec::new() }
    }

    /// The head of the document, or of one of its parts: every item that is not empty, with its key.
    /// The scheme's name counts where the form names it: the schemes in use change without a reader's seeing it.
    pub fn head(&mut self, head: &Head, names_scheme: bool) {
        if self.style.recipe == DigestRecipe::Cells {
            return;
        }
        let item = |key: &'static str| Some((key, head.item(key, self.style.lang)?.1));
        let items: Vec<(&str, String)> = KEYS
            .into_iter()
            .filter_map(item)
            .filter(|(key, value)| !value.is_empty() && (names_scheme || *key != "scheme"))
            .collect();
        self.both.text("head");
        self.both.int(items.len() as i64);
        for (key, value) in items {
            self.both.text(key);
            self.both.text(&value);
        }
    }

    /// What the group line above a row says, where it says something else than the one before.
    pub fn group<'v>(&mut self, values: impl Iterator<Item = Value<'v>>) {
        if self.style.recipe == DigestRecipe::Cells {
            return;
        }
        let style = self.style;
        let group: Vec<String> = values.map(|value| style.print(value).in_words().into_owned()).collect();
        if group != self.group {
            self.both.text("group");
            group.iter().for_each(|value| self.both.text(value));
            self.group = group;
        }
    }

    pub fn cell(&mut self, cell: &PrintedValue<'_>) {
        match cell {
            PrintedValue::Empty => self.both.null(),
            PrintedValue::Text(text) => self.both.text(text),
            PrintedValue::Count(count) => self.both.int(*count as i64),
        }
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
                ContentsDigest::new(("f", "f@1"), ValueStyle::default(), ["a", "b"].into_iter());
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
            let mut contents = ContentsDigest::new(("f", id), style, ["a"].into_iter());
            contents.head(head, true);
            contents.group(std::iter::once(Value::Text(group.into())));
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

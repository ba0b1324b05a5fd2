//! Kinds of damage to a single cell: `tests/data/damage/kinds.toml`.

use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1251, WINDOWS_1252};
use serde::Deserialize;

use crate::receiving::columns::{Column, Field};
use crate::receiving::grid::{Broken, Cell};

/// What is asked of the reader of a damaged cell.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Least {
    /// The row is refused or asked about.
    Ask,
    /// At least something is noticed or listed as changed.
    List,
    /// As `Ask`, or the row is taken with exactly the values it had.
    Same,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub key: String,
    pub zh: String,
    pub fields: Vec<Field>,
    pub rule: Rule,
    pub least: Least,
    /// Only cells of so many characters.
    pub length: Option<usize>,
    /// Only the column so called.
    pub heading: Option<String>,
    /// Nobody can notice it.
    #[serde(default)]
    pub silent: bool,
}

/// What happens to a cell; texts count by characters.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    Text(String),
    Prepend(String),
    Append(String),
    Wrap([String; 2]),
    InsertMiddle(String),
    /// The character in the middle, that is one of those that say something.
    ReplaceMiddle(String),
    ReplaceLast(String),
    Each(String),
    DropFirst,
    DropMiddle,
    DoubleFirst,
    DoubleMiddle,
    SwapMiddle,
    /// The digit in the middle, one more.
    NextDigit,
    /// Nothing behind so many characters.
    Keep(usize),
    /// `XY`: Y for X; `A=B` with texts.
    Characters(Vec<String>),
    Start([String; 2]),
    End([String; 2]),
    FullWidth,
    EntityLast,
    Misread(Misread),
    /// The same column of the next row behind this sign.
    JoinNext(String),
    /// The given name, so written.
    HideGiven(String),
    /// Without the first part before the sign.
    CutPart(String),
    Lengthen(usize),
    Cell(Made),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misread {
    GbkAsLatin,
    Utf8AsLatin,
    Utf8AsGbk,
    GbkAsUtf8,
    GbkAsShiftJis,
    GbkAsRussian,
    GbkAsKorean,
}

/// Cells that are no text.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    Error,
    FormulaUnsolved,
    Bool,
    Broken,
    Date,
    Number,
    NumberOfIt,
}

#[derive(Deserialize)]
struct KindsFile {
    kind: Vec<Kind>,
}

pub fn kinds() -> Vec<Kind> {
    let file: KindsFile =
        toml::from_str(include_str!("../../../../../../tests/data/damage/kinds.toml")).unwrap();
    file.kind
}

impl Kind {
    pub fn fits(&self, column: &Column) -> bool {
        let is_called = self.heading.as_ref().is_none_or(|heading| *heading == column.heading);
        is_called && column.field.is_some_and(|field| self.fields.contains(&field))
    }

    /// The cell as damaged; `next` is the same column of the next row. `None`: nothing changes.
    pub fn damaged(&self, text: &str, next: &str) -> Option<Cell> {
        if self.length.is_some_and(|length| length != text.chars().count()) {
            return None;
        }
        let cell = match &self.rule {
            Rule::Cell(made) => made.cell(text)?,
            rule => Cell::Text(rule.text(text, next)?),
        };
        (cell != Cell::Text(text.to_owned())).then_some(cell)
    }
}

impl Made {
    fn cell(&self, text: &str) -> Option<Cell> {
        Some(match self {
            Made::Error => Cell::Error("#REF!".into()),
            Made::FormulaUnsolved => Cell::Formula { formula: "B2&C2".into(), value: Box::new(Cell::Empty) },
            Made::Bool => Cell::Bool(true),
            Made::Broken => Cell::Broken { text: text.into(), why: Broken::Bytes },
            Made::Date => Cell::Date("2009-03-22".into()),
            Made::Number => Cell::Number(39_888.0),
            Made::NumberOfIt => Cell::Number(text.parse().ok()?),
        })
    }
}

impl Rule {
    fn text(&self, text: &str, next: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let middle = (chars.len() / 2..chars.len()).chain(0..chars.len() / 2);
        let middle = middle.into_iter().find(|at| chars[*at].is_alphanumeric())?;
        let around = |put: &str, skipped: usize| {
            let (before, behind): (String, String) =
                (chars[..middle].iter().collect(), chars[middle + skipped..].iter().collect());
            format!("{before}{put}{behind}")
        };
        let last = || chars[..chars.len() - 1].iter().collect::<String>();
        Some(match self {
            Rule::Text(new) => new.clone(),
            Rule::Prepend(new) => format!("{new}{text}"),
            Rule::Append(new) => format!("{text}{new}"),
            Rule::Wrap([before, behind]) => format!("{before}{text}{behind}"),
            Rule::InsertMiddle(new) => around(new, 0),
            Rule::ReplaceMiddle(new) => around(new, 1),
            Rule::ReplaceLast(new) => format!("{}{new}", last()),
            Rule::Each(new) => new.repeat(chars.len()),
            Rule::DropFirst => chars[1..].iter().collect(),
            Rule::DropMiddle => around("", 1),
            Rule::DoubleFirst => format!("{}{text}", chars[0]),
            Rule::DoubleMiddle => around(&chars[middle].to_string().repeat(2), 1),
            Rule::SwapMiddle => {
                let mut swapped = chars.clone();
                swapped.swap(middle, middle - 1);
                swapped.into_iter().collect()
            }
            Rule::NextDigit => around(&((chars[middle].to_digit(10)? + 1) % 10).to_string(), 1),
            Rule::Keep(count) => chars.iter().take(*count).collect(),
            Rule::Characters(pairs) => replaced(text, pairs),
            Rule::Start([from, to]) => format!("{to}{}", text.strip_prefix(from.as_str())?),
            Rule::End([from, to]) => format!("{}{to}", text.strip_suffix(from.as_str())?),
            Rule::FullWidth => chars.iter().map(|c| full_width(*c)).collect(),
            Rule::EntityLast => format!("{}&#{};", last(), *chars.last()? as u32),
            Rule::Misread(how) => how.read(text),
            Rule::JoinNext(sign) => {
                if next.is_empty() || next == text {
                    return None;
                }
                format!("{text}{sign}{next}")
            }
            Rule::HideGiven(with) => {
                if chars.len() > 3 {
                    return None;
                }
                format!("{}{with}", chars[0])
            }
            Rule::CutPart(sign) => text.split_once(sign.as_str())?.1.to_owned(),
            Rule::Lengthen(to) => text.repeat(to / chars.len() + 1),
            Rule::Cell(_) => return None,
        })
    }
}

fn replaced(text: &str, pairs: &[String]) -> String {
    pairs.iter().fold(text.to_owned(), |text, pair| {
        if let Some((from, to)) = pair.split_once('=') {
            return text.replace(from, to);
        }
        let mut two = pair.chars();
        let (Some(from), Some(to)) = (two.next(), two.next()) else { panic!("{pair} is no pair") };
        text.replace(from, &to.to_string())
    })
}

fn full_width(c: char) -> char {
    if c.is_ascii_alphanumeric() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }
}

impl Misread {
    fn read(&self, text: &str) -> String {
        let (right, wrong): (&Encoding, &Encoding) = match self {
            Misread::GbkAsLatin => (GBK, WINDOWS_1252),
            Misread::Utf8AsLatin => (UTF_8, WINDOWS_1252),
            Misread::Utf8AsGbk => (UTF_8, GBK),
            Misread::GbkAsUtf8 => (GBK, UTF_8),
            Misread::GbkAsShiftJis => (GBK, SHIFT_JIS),
            Misread::GbkAsRussian => (GBK, WINDOWS_1251),
            Misread::GbkAsKorean => (GBK, EUC_KR),
        };
        // where two characters were lost, spreadsheets and consoles show one question mark
        let read = wrong.decode_without_bom_handling(&right.encode(text).0).0.into_owned();
        if matches!(self, Misread::Utf8AsGbk) { read.replace('\u{fffd}', "?") } else { read }
    }
}

//! ID numbers are kept whole and shown masked. [`IdNumber`], [`FreeText`] and [`Detail`] print and serialise
//! masked; who needs the whole says what for, and `tests/it/tidy/numbers.rs` holds who may say which.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::schema::described_as_text;

/// What a number is had whole for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WholeFor {
    /// Kept in the database, or covered by a digest of what is kept.
    Storing,
    /// Found, compared, checked, read anew beside what was typed.
    Comparing,
    /// Written into a file by somebody who chose full numbers; the file's event says so.
    Printing,
    /// Shown on a screen or answered to a program; the log has it already.
    Showing,
}

/// Something that is shown masked until it is told otherwise.
pub trait Hidden {
    /// Whether showing it whole would say more.
    fn hides(&self) -> bool;

    /// From here on it prints and serialises whole.
    fn show(&mut self, why: WholeFor);
}

/// Something with numbers and free texts inside.
pub trait Guarded {
    /// Calls `visit` with each of them.
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden));

    /// Whether any of them is masked.
    fn hides_any(&mut self) -> bool {
        let mut any = false;
        self.each(&mut |hidden| any |= hidden.hides());
        any
    }

    /// From here on all of them print and serialise whole.
    fn show_all(&mut self, why: WholeFor) {
        self.each(&mut |hidden| hidden.show(why));
    }
}

impl<T: Guarded> Guarded for Vec<T> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.iter_mut().for_each(|one| one.each(visit));
    }
}

/// As JSON to be kept: everything whole.
pub fn stored<T: Guarded + Serialize + Clone>(value: &T) -> serde_json::Result<Value> {
    let mut kept = value.clone();
    kept.show_all(WholeFor::Storing);
    serde_json::to_value(kept)
}

/// A text that is masked by `$mask` wherever it is shown.
macro_rules! masked_text {
    ($name:ident, $mask:path, $says:literal) => {
        #[doc = $says]
        #[derive(Clone, Default)]
        pub struct $name {
            text: String,
            shown: bool,
        }

        described_as_text!($name, $says);

        impl $name {
            /// The whole text.
            pub fn whole(&self, _: WholeFor) -> &str {
                &self.text
            }

            /// [`Self::whole`], without a copy.
            pub fn into_whole(self, _: WholeFor) -> String {
                self.text
            }

            pub fn is_empty(&self) -> bool {
                self.text.is_empty()
            }
        }

        impl Hidden for $name {
            fn hides(&self) -> bool {
                !self.shown && $mask(&self.text) != self.text
            }

            fn show(&mut self, _: WholeFor) {
                self.shown = true;
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name { text, shown: false }
            }
        }

        impl From<Cow<'_, str>> for $name {
            fn from(text: Cow<'_, str>) -> Self {
                text.into_owned().into()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.shown { f.pad(&self.text) } else { f.pad(&$mask(&self.text)) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.to_string())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        // two are the same if they say the same, however they are shown
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.text.cmp(&other.text)
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.text == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.text == *other
            }
        }
    };
}

masked_text!(IdNumber, mask, "A person's ID number: `990000********1234`, whole only where that was asked for.");
masked_text!(FreeText, mask_within, "A text somebody wrote; ID numbers in it are masked as those of persons are.");

/// Facts as JSON, whose texts may name ID numbers: what an event says, what a job was asked for.
#[derive(Clone, Default, PartialEq)]
pub struct Detail {
    facts: Value,
    shown: bool,
}

impl utoipa::PartialSchema for Detail {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Value::schema()
    }
}

impl utoipa::ToSchema for Detail {}

impl Detail {
    pub fn whole(&self, _: WholeFor) -> &Value {
        &self.facts
    }

    /// One of the facts.
    pub fn get(&self, key: &str, _: WholeFor) -> Option<&Value> {
        self.facts.get(key)
    }

    /// As it is shown.
    pub fn told(&self) -> Value {
        let mut told = self.facts.clone();
        if !self.shown {
            mask_texts(&mut told);
        }
        told
    }
}

fn mask_texts(value: &mut Value) {
    match value {
        Value::String(text) if may_name_number(text) => *text = mask_within(text),
        Value::Array(values) => values.iter_mut().for_each(mask_texts),
        Value::Object(facts) => {
            let names: Vec<String> = facts.keys().filter(|name| may_name_number(name)).cloned().collect();
            for name in names {
                let fact = facts.remove(&name).unwrap_or_default();
                facts.insert(mask_within(&name), fact);
            }
            facts.values_mut().for_each(mask_texts);
        }
        _ => {}
    }
}

impl From<Value> for Detail {
    fn from(facts: Value) -> Self {
        Detail { facts, shown: false }
    }
}

impl Hidden for Detail {
    fn hides(&self) -> bool {
        !self.shown && self.told() != self.facts
    }

    fn show(&mut self, _: WholeFor) {
        self.shown = true;
    }
}

impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.shown { self.facts.serialize(serializer) } else { self.told().serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Detail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.told(), f)
    }
}

/// First six and last four shown, `990000********1234`: the one shape on screens, in files and on paper.
pub fn mask(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    if chars.len() < 12 {
        return "*".repeat(chars.len());
    }
    let hidden = "*".repeat(chars.len() - 10);
    format!(
        "{}{hidden}{}",
        chars[..6].iter().collect::<String>(),
        chars[chars.len() - 4..].iter().collect::<String>()
    )
}

/// A free text with every ID number in it masked: rows of 15 to 18 digits, the last may be `X`.
pub fn mask_within(text: &str) -> String {
    with_numbers(text, mask)
}

/// The ID numbers in a free text, as they are written there.
pub fn numbers_within(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    with_numbers(text, |number| {
        numbers.push(number.to_owned());
        String::new()
    });
    numbers
}

/// The text with something else in place of each ID number. A digest is none, whatever digits it has.
pub fn with_numbers(text: &str, mut instead: impl FnMut(&str) -> String) -> String {
    if !may_name_number(text) {
        return text.to_owned();
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let digest = word == 64 && rest[..word].bytes().all(|b| b.is_ascii_hexdigit());
        let row = digits(rest);
        let count = rest[..row].chars().count();
        let length = match () {
            () if digest => word,
            () if row > 0 => row,
            // a word is read to its first digit
            () => rest[..word].find(is_digit).filter(|at| *at > 0).unwrap_or(word).max(first.len_utf8()),
        };
        match !digest && (15..=18).contains(&count) {
            true => said.push_str(&instead(&rest[..length])),
            false => said.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    said
}

/// Whether there are fifteen digits in a row: quickly, for texts are many and numbers are few.
pub fn may_name_number(text: &str) -> bool {
    let mut row = 0;
    text.len() >= 15
        && text.chars().any(|c| {
            row = if is_digit(c) { row + 1 } else { 0 };
            row >= 15
        })
}

/// Bytes of the row of digits a text begins with; the eighteenth may be `X`.
fn digits(text: &str) -> usize {
    let mut bytes = 0;
    for (at, c) in text.chars().enumerate() {
        if !is_digit(c) && !(at == 17 && matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')) {
            break;
        }
        bytes += c.len_utf8();
    }
    bytes
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NUMBER: &str = "990000194802099952";
    const MASKED: &str = "990000********9952";

    #[test]
    fn it_prints_masked_however_it_is_printed() {
        let (number, text) = (IdNumber::from(NUMBER), FreeText::from(format!("配偶{NUMBER}").as_str()));
        for said in [number.to_string(), format!("{number:?}"), json!(number).to_string()] {
            assert_eq!(said.trim_matches('"'), MASKED);
        }
        for said in [text.to_string(), format!("{text:?}"), json!(text).to_string()] {
            assert_eq!(said.trim_matches('"'), format!("配偶{MASKED}"));
        }
        assert_eq!(number.whole(WholeFor::Comparing), NUMBER);
        let read: IdNumber = serde_json::from_value(json!(NUMBER)).unwrap();
        assert_eq!(read, NUMBER, "what comes in is plain text");
    }

    #[test]
    fn shown_once_it_stays_whole_and_is_the_same_still() {
        let mut number = IdNumber::from(NUMBER);
        assert!(number.hides() && !IdNumber::default().hides() && !FreeText::from("无").hides());
        number.show(WholeFor::Showing);
        assert_eq!((number.to_string(), json!(&number)), (NUMBER.into(), json!(NUMBER)));
        assert!(!number.hides() && number == IdNumber::from(NUMBER));
    }

    #[test]
    fn facts_hide_numbers_wherever_they_stand_and_no_digests() {
        let digest = NUMBER.to_owned() + &"a".repeat(46);
        let facts = json!({
            "old": format!("张三\t{NUMBER}"), "n": 5, "sha256": digest, "place": format!("inbox/{digest}.xlsx"),
            "list": [{ "deep": NUMBER }], NUMBER: 7,
        });
        let mut detail = Detail::from(facts.clone());
        let told = json!({
            "old": format!("张三\t{MASKED}"), "n": 5, "sha256": digest, "place": format!("inbox/{digest}.xlsx"),
            "list": [{ "deep": MASKED }], MASKED: 7,
        });
        assert_eq!(json!(detail), told);
        assert!(!format!("{detail:?}").contains(NUMBER));
        assert!(detail.hides());
        detail.show(WholeFor::Storing);
        assert_eq!(json!(detail), facts);
    }

    #[test]
    fn numbers_in_a_text_are_masked() {
        for (text, masked) in [
            ("张三 990000194802099952", "张三 990000********9952"),
            ("99000019620322268x，李四", "990000********268x，李四"),
            ("990000820119096", "990000*****9096"),
            ("９９００００１９４８０２０９９９５２", "９９００００********９９５２"),
            ("2009-ZJ-登记-1-50-Y", "2009-ZJ-登记-1-50-Y"),
            ("340200-0381 X", "340200-0381 X"),
            ("", ""),
        ] {
            assert_eq!(mask_within(text), masked);
        }
    }

    #[test]
    fn one_shape_for_every_length() {
        assert_eq!(mask("990000194802099952"), "990000********9952");
        assert_eq!(mask("990000820119096"), "990000*****9096");
        assert_eq!(mask("123"), "***");
    }

    #[test]
    fn a_text_keeps_everything_but_its_numbers() {
        for (text, masked) in [
            ("", ""),
            ("原号990000194802099952，另见99000019620322268x。", "原号990000********9952，另见990000********268x。"),
            ("９９００００１９４８０２０９９９５２", "９９００００********９９５２"),
            ("990000800101123", "990000*****1123"),
            ("12345678901234 1234567890123456789", "12345678901234 1234567890123456789"),
            ("No.990000194802099952号a990000194802099952b", "No.990000********9952号a990000********9952b"),
            ("99000019480209995X2", "99000019480209995X2"),
        ] {
            assert_eq!(mask_within(text), masked, "{text}");
        }
        assert_eq!(numbers_within("甲990000194802099952乙"), [NUMBER]);
    }
}

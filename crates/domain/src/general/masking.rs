//! ID numbers are kept whole and shown masked. [`IdNumber`], [`FreeText`] and [`Detail`] print and serialise
//! masked; who needs the whole says what for, and `tests/it/tidy/numbers.rs` holds who may say which.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::numbers::{mask, mask_within, may_name_number};
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

            /// Whether this is what it shows.
            pub fn reads(&self, text: &str) -> bool {
                if self.shown { self.text == text } else { $mask(&self.text) == text }
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

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.text == *other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.text == *other
            }
        }
    };
}

masked_text!(
    IdNumber,
    mask,
    "A person's ID number: `990000********1234`, whole only where that was asked for."
);
masked_text!(
    FreeText,
    mask_within,
    "A text somebody wrote; ID numbers in it are masked as those of persons are."
);

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
        assert!(!number.hides() && number == *NUMBER);
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
        assert_eq!(format!("{detail:?}"), format!("{told:?}"));
        assert!(detail.hides());
        detail.show(WholeFor::Storing);
        assert_eq!(json!(detail), facts);
    }
}

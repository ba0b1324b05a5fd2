//! One sentence in both languages: Chinese first, English second, both complete.

use serde::{Deserialize, Deserializer, Serialize};

use super::numbers::{mask_within, may_name_number};
use super::schema::described_as_text;

/// The language a door answers in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// The same sentence in Chinese and in English. Doors pick one with [`Wording::in_lang`]. Whatever a sentence
/// quotes, it names no whole ID number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    #[serde(deserialize_with = "masked")]
    pub zh: String,
    #[serde(deserialize_with = "masked")]
    pub en: String,
}

described_as_text!(Wording, "A sentence in the language of `lang`.");

// sentences kept before they were masked
fn masked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(nameless)
}

fn nameless(text: String) -> String {
    if may_name_number(&text) { mask_within(&text) } else { text }
}

impl Wording {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Wording { zh: nameless(zh.into()), en: nameless(en.into()) }
    }

    /// A text that is a name or a code and so reads the same in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let text = nameless(text.into());
        Wording { en: text.clone(), zh: text }
    }

    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// `say!("第 {row} 行缺页数", "row {row} has no page count")`: both languages from the same variables.
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::general::wording::Wording::new(format!($zh), format!($en))
    };
    ($zh:literal, $en:literal, $($arg:tt)+) => {
        $crate::general::wording::Wording::new(format!($zh, $($arg)+), format!($en, $($arg)+))
    };
}

/// Replaces every `{"zh": …, "en": …}` inside a JSON value by the text of one language.
pub fn localize(value: &mut serde_json::Value, lang: Lang) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let key = if lang == Lang::Zh { "zh" } else { "en" };
            let is_wording =
                map.len() == 2 && map.get("zh").is_some_and(Value::is_string) && map.contains_key("en");
            if is_wording {
                *value = map.remove(key).unwrap_or_default();
            } else {
                map.values_mut().for_each(|value| localize(value, lang));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| localize(value, lang)),
        _ => {}
    }
}

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

    /// The sentence for who has no command line before them: without what stands in brackets for it, such as
    /// `（--accept duplicate_row）` or ` (guidang item refile)`.
    pub fn without_commands(&self) -> Wording {
        Wording { zh: commands_left_out(&self.zh), en: commands_left_out(&self.en) }
    }
}

/// How a remark for the command line begins and ends.
const COMMANDS: [(&str, &str); 4] =
    [("（--", "）"), (" (--", ")"), ("（guidang ", "）"), (" (guidang ", ")")];

fn commands_left_out(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in COMMANDS {
        while let Some((from, length)) =
            text.find(open).and_then(|from| Some((from, text[from..].find(close)? + close.len())))
        {
            text.replace_range(from..from + length, "");
        }
    }
    text
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
    in_one_language(value, lang, &|text| text);
}

/// The same for who has no command line before them: [`Wording::without_commands`].
pub fn localize_without_commands(value: &mut serde_json::Value, lang: Lang) {
    in_one_language(value, lang, &|text| match text {
        serde_json::Value::String(text) => commands_left_out(&text).into(),
        other => other,
    });
}

fn in_one_language(
    value: &mut serde_json::Value,
    lang: Lang,
    shown: &dyn Fn(serde_json::Value) -> serde_json::Value,
) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let key = if lang == Lang::Zh { "zh" } else { "en" };
            let is_wording =
                map.len() == 2 && map.get("zh").is_some_and(Value::is_string) && map.contains_key("en");
            if is_wording {
                *value = shown(map.remove(key).unwrap_or_default());
            } else {
                map.values_mut().for_each(|value| in_one_language(value, lang, shown));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| in_one_language(value, lang, shown)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_for_the_command_line_is_left_out_elsewhere() {
        let cases = [
            ("确是两份就照收这一类（--accept duplicate_row）。", "确是两份就照收这一类。"),
            (
                "指明类别（--class、--step），或加一列（「业务环节」）。",
                "指明类别，或加一列（「业务环节」）。",
            ),
            ("归错了就改归（guidang item refile）；再看（guidang find）。", "归错了就改归；再看。"),
            ("take it (--accept a) (if so).", "take it (if so)."),
            ("refile it (guidang item refile ITEM --year).", "refile it."),
            ("没有写完（--accept", "没有写完（--accept"),
        ];
        for (said, shown) in cases {
            assert_eq!(Wording::same(said).without_commands(), Wording::same(shown));
        }
    }
}

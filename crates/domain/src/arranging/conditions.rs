//! What remarks say of a record's condition – missing pages, copies, damage: `assets/record_conditions.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::general::masking::WholeFor;
use crate::records::item::Item;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsFile {
    condition: Vec<Condition>,
    /// Before a word these say that it is not so.
    not: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    name: String,
    words: Vec<String>,
}

static CONDITIONS: LazyLock<ConditionsFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/record_conditions.toml"))
        .expect("assets/record_conditions.toml is part of the program and is tested")
});

/// The conditions a text tells of, by name, in the order of the file.
fn told_in(text: &str) -> Vec<&'static str> {
    let file = &*CONDITIONS;
    let is_said = |word: &String| {
        text.match_indices(word.as_str())
            .any(|(at, _)| !file.not.iter().any(|not| text[..at].trim_end().ends_with(not.as_str())))
    };
    file.condition.iter().filter(|of| of.words.iter().any(is_said)).map(|of| of.name.as_str()).collect()
}

/// What a person wrote of a record besides its fields: remarks, the medium, further columns with what they are called.
fn said_of(item: &Item) -> Vec<String> {
    let d = &item.description;
    let own = [d.remarks.whole(WholeFor::Comparing).trim(), d.medium.trim()].map(str::to_owned);
    let more = d.more.iter().filter_map(|(heading, value)| {
        let value = value.whole(WholeFor::Comparing).trim();
        match value {
            "" | "否" | "无" | "0" | "N" | "n" | "×" => None,
            "是" | "有" | "1" | "Y" | "y" | "√" => Some(heading.trim().to_owned()),
            value => Some(value.to_owned()),
        }
    });
    own.into_iter().chain(more).filter(|text| !text.is_empty()).collect()
}

/// One sentence a condition, with the records and what is written of each: `缺页、缺件：第 3 件（缺第 5 页）。`
pub(super) fn sentences(items: &[Item]) -> Vec<String> {
    let told: Vec<(u32, String, Vec<&str>)> = items
        .iter()
        .flat_map(|item| said_of(item).into_iter().map(move |text| (item.seq, text)))
        .map(|(seq, text)| (seq, text.clone(), told_in(&text)))
        .collect();
    let of = |condition: &Condition| {
        let records = told.iter().filter(|(.., names)| names.contains(&condition.name.as_str()));
        let records: Vec<String> = records.map(|(seq, text, _)| format!("第 {seq} 件（{text}）")).collect();
        (!records.is_empty()).then(|| format!("{}：{}。", condition.name, records.join("、")))
    };
    CONDITIONS.condition.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_found_and_its_denial_is_not() {
        let cases: [(&str, &[&str]); 12] = [
            ("缺第5页", &["缺页、缺件"]),
            ("原件缺附件 1 份", &["缺页、缺件"]),
            ("系复印件，原件存财务科", &["复制件"]),
            ("左上角破损，缺页", &["缺页、缺件", "破损"]),
            ("字迹模糊的影印件", &["复制件", "破损"]),
            ("无缺页", &[]),
            ("未破损", &[]),
            ("未见 霉变", &[]),
            ("非复印件", &[]),
            ("无破损，但缺2页", &["缺页、缺件"]),
            ("代办人：李某", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(told_in(text), expected, "{text}");
        }
    }
}

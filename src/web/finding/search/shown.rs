//! What the page shows of an answer: facets as boxes to tick, the words as chips.

use super::address::SearchAddress;
use crate::acts::finding::searching::{self, Chip, SearchAnswer, TermKind};
use crate::domain::general::wording::Wording;
use crate::web::base::frame::Frame;
use crate::web::base::words;

/// A group of boxes to tick.
pub struct FacetBoxes {
    /// As the address has it.
    pub key: &'static str,
    pub name: Wording,
    pub values: Vec<FacetBox>,
}

pub struct FacetBox {
    pub value: String,
    pub label: String,
    pub count: String,
    pub on: bool,
}

pub struct ChipShown {
    pub says: Wording,
    /// The search without this reading: plain text first, then without the word.
    pub without: String,
    pub takes_off: Wording,
}

/// The name of a facet in the address.
fn address_name(facet: &str) -> &'static str {
    match facet {
        "kind" => "kind",
        "class_id" => "class",
        "step_id" => "step",
        "year" => "year",
        "period" => "period",
        "state" => "state",
        _ => "fonds",
    }
}

pub fn facets(frame: &Frame, address: &SearchAddress, found: &SearchAnswer) -> Vec<FacetBoxes> {
    let of = |facet: &searching::Facet| {
        let name = address_name(facet.name);
        let choices = address.question.choices();
        let now = choices.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let boxed = |value: &searching::FacetValue| {
            let on = now.split(',').any(|one| one == value.value);
            let label = match facet.name {
                "state" => frame.w(&words::state(&value.value).word).to_owned(),
                "period" => frame.w(&words::period(&value.value)).to_owned(),
                _ => frame.w(&value.label).to_owned(),
            };
            FacetBox { value: value.value.clone(), label, count: frame.n(value.count as i64), on }
        };
        FacetBoxes {
            key: name,
            name: words::facet(facet.name),
            values: facet.values.iter().map(boxed).collect(),
        }
    };
    found.facets.iter().filter(|facet| !facet.values.is_empty()).map(of).collect()
}

pub fn chips(address: &SearchAddress, chips: &[Chip]) -> Vec<ChipShown> {
    let shown = chips.iter().map(|chip| {
        let plain = chip.kind == TermKind::Text;
        let takes_off = match plain {
            true => crate::say!("不查这个词", "Leave this word out"),
            false => crate::say!("不这样理解，只当文字查", "Not read so: plain text only"),
        };
        let without = address.with_word(if plain { "off" } else { "plain" }, chip.at);
        ChipShown { says: chip.says(), without, takes_off }
    });
    shown.collect()
}

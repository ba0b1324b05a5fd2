//! What the page shows of an answer: facets as links, the words as chips.

use super::address::SearchAddress;
use crate::acts::finding::searching::{self, Chip, SearchAnswer, TermKind};
use crate::domain::general::wording::Wording;
use crate::web::base::frame::Frame;
use crate::web::base::words;

pub struct FacetLinks {
    pub name: Wording,
    pub values: Vec<FacetLink>,
}

pub struct FacetLink {
    pub label: String,
    pub count: String,
    pub href: String,
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

pub fn facets(frame: &Frame, address: &SearchAddress, found: &SearchAnswer) -> Vec<FacetLinks> {
    let of = |facet: &searching::Facet| {
        let name = address_name(facet.name);
        let choices = address.question.choices();
        let now = choices.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let link = |value: &searching::FacetValue| {
            let on = now == value.value;
            let label = match facet.name {
                "state" => frame.w(&words::state(&value.value).word).to_owned(),
                "period" => frame.w(&words::period(&value.value)).to_owned(),
                _ => frame.w(&value.label).to_owned(),
            };
            let href = address.with(name, if on { "" } else { &value.value });
            FacetLink { label, count: frame.n(value.count as i64), href, on }
        };
        FacetLinks { name: words::facet(facet.name), values: facet.values.iter().map(link).collect() }
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

//! A thousand questions drawn from the records themselves, in the mix of `performance.md` §1.

use super::items::{Chance, Item, Items};

pub const KINDS: [&str; 7] = ["姓名", "证件号", "证件号前段", "单位", "文号", "题名片段", "片段＋条件"];

#[derive(Clone, Debug)]
pub struct Question {
    /// Index into [`KINDS`].
    pub kind: usize,
    pub text: String,
    pub filter: Option<Filter>,
}

#[derive(Clone, Debug)]
pub enum Filter {
    Year(i32),
    Class(String),
    Period(String),
}

/// `period_of`: the period the archive gave the record of this row.
pub fn questions(items: &Items, count: usize, places: impl Fn(usize) -> (String, String)) -> Vec<Question> {
    let mut chance = Chance(0x9E57_1005);
    let mut questions = Vec::with_capacity(count);
    while questions.len() < count {
        let kind = match chance.below(100) {
            0..15 => 0,
            15..30 => 1,
            30..40 => 2,
            40..55 => 3,
            55..65 => 4,
            65..85 => 5,
            _ => 6,
        };
        let row = chance.below(items.len());
        let Some(text) = text(&mut chance, kind, &items.at(row)) else { continue };
        let filter = (kind == 6).then(|| match chance.below(3) {
            0 => Filter::Year(items.at(row).year),
            1 => Filter::Class(places(row).0),
            _ => Filter::Period(places(row).1),
        });
        questions.push(Question { kind, text, filter });
    }
    questions
}

fn text(chance: &mut Chance, kind: usize, item: &Item) -> Option<String> {
    let given = |text: &String| (!text.is_empty()).then(|| text.clone());
    match kind {
        0 => given(&item.name),
        1 => given(&item.id_number),
        2 => given(&item.id_number).map(|number| number[..10 + chance.below(5)].to_owned()),
        3 => fragment(chance, &item.unit, 4, 9),
        4 => given(&item.doc_number),
        _ => fragment(chance, &item.title, 4, 10),
    }
}

/// A stretch of `least` to `most` characters that does not begin or end in the middle of a bracket.
fn fragment(chance: &mut Chance, text: &str, least: usize, most: usize) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let length = (least + chance.below(most - least + 1)).min(chars.len());
    let from = chance.below(chars.len() - length + 1);
    let piece: String = chars[from..from + length].iter().collect();
    piece.chars().any(|c| c.is_alphabetic()).then_some(piece)
}

//! What the office filed before, as ground for suggestions: the same paper goes where its like went.

use std::collections::HashMap;

use crate::schemes::code::fold_text;

/// Ends of titles of fewer characters say too little.
const SHORTEST: usize = 3;
/// Ends of fewer characters stand in many forms' names (登记表): they say something only where all papers so called
/// went to one place.
const TELLING: usize = 5;
/// A longer end of a title is no form's name any more.
const LONGEST: usize = 20;

/// Where a paper stands: class, step and line of the step's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledAt {
    pub class_id: String,
    pub step_id: String,
    pub rule: usize,
}

/// Papers filed before, by title and by the end of the title: what stands before a form's name (a unit, a
/// person, a year) differs from paper to paper.
#[derive(Debug, Default)]
pub struct FiledPapers {
    places: Vec<FiledAt>,
    /// For each end of a title, how many papers went to which place.
    ends: HashMap<String, HashMap<usize, u32>>,
}

/// Papers of the same name.
pub struct Likes<'f> {
    /// The end of the title they share with the paper asked about.
    pub name: String,
    /// Places and how many papers went there, the most first.
    pub places: Vec<(&'f FiledAt, u32)>,
}

impl FiledPapers {
    /// Takes note of a paper; the title as it was written, in simplified characters.
    pub fn add(&mut self, title: &str, at: FiledAt) {
        let place = self.places.iter().position(|known| *known == at).unwrap_or_else(|| {
            self.places.push(at);
            self.places.len() - 1
        });
        let name: Vec<char> = form_name(title).chars().collect();
        for length in SHORTEST..=name.len().min(LONGEST) {
            let end: String = name[name.len() - length..].iter().collect();
            *self.ends.entry(end).or_default().entry(place).or_default() += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The papers whose titles end as this one does, by the longest end there is.
    pub fn like(&self, title: &str) -> Option<Likes<'_>> {
        let name: Vec<char> = form_name(title).chars().collect();
        let lengths = (SHORTEST..=name.len().min(LONGEST)).rev();
        let (end, counts) = lengths
            .map(|length| name[name.len() - length..].iter().collect::<String>())
            .find_map(|end| self.ends.get(&end).map(|counts| (end, counts)))
            .filter(|(end, counts)| counts.len() == 1 || end.chars().count() >= TELLING)?;
        let mut places: Vec<(usize, u32)> = counts.iter().map(|(place, count)| (*place, *count)).collect();
        places.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        let places = places.into_iter().map(|(place, count)| (&self.places[place], count)).collect();
        Some(Likes { name: end, places })
    }
}

/// A title without what differs from paper to paper of one form: numbers with their unit, and what stands in
/// brackets.
fn form_name(title: &str) -> String {
    let mut name = String::new();
    let mut depth = 0u32;
    let mut after_number = false;
    for c in fold_text(title).chars() {
        match c {
            '(' | '[' | '〔' | '【' => depth += 1,
            ')' | ']' | '〕' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if c.is_ascii_digit() => {
                after_number = true;
                continue;
            }
            '年' | '月' | '日' | '号' | '份' | '人' | '件' | '期' | '批' | '第' if after_number => {
            }
            _ if c.is_alphanumeric() => name.push(c),
            _ => {}
        }
        after_number = false;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: &str) -> FiledAt {
        FiledAt { class_id: "management".into(), step_id: step.into(), rule: 0 }
    }

    #[test]
    fn a_form_is_known_by_its_name_whatever_stands_around_it() {
        for (title, name) in [
            ("2009年3月红本发放单（第2期）", "红本发放单"),
            ("红本发放单(38人)", "红本发放单"),
            ("芜社险〔2009〕17号红本发放单", "芜社险红本发放单"),
        ] {
            assert_eq!(form_name(title), name, "{title}");
        }
        let mut filed = FiledPapers::default();
        assert!(filed.like("红本发放单").is_none());
        filed.add("芜湖市赭山医院红本发放单", at("cards"));
        filed.add("繁昌县峨溪机械厂红本发放单（2010年）", at("cards"));
        filed.add("红本发放单", at("person-registration"));
        let likes = filed.like("芜湖市春谷商贸有限公司红本发放单").unwrap();
        assert_eq!(likes.name, "红本发放单");
        assert_eq!(likes.places, [(&at("cards"), 2), (&at("person-registration"), 1)]);
        assert!(filed.like("放单").is_none(), "too short to say anything");
        assert!(filed.like("发放单").is_none(), "papers that end so went to two places");
        filed.add("定档单", at("cards"));
        assert_eq!(filed.like("青岚乡卫生院定档单").unwrap().places, [(&at("cards"), 1)]);
    }
}

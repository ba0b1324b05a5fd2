//! What the office filed before, as ground for suggestions: the same paper goes where its like went.

use super::terms::unit_before;
use crate::schemes::code::fold_text;

/// Ends of titles of fewer characters say too little.
const SHORTEST: usize = 3;
/// Ends of fewer characters stand in many forms' names: they say something only where all papers so called went to
/// one place.
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

/// Papers filed before, found by the end of the title: what stands before a form's name (a unit, a person, a year)
/// differs from paper to paper.
#[derive(Debug, Default)]
pub struct FiledPapers {
    /// Names of forms, written backwards and sorted: those that end alike stand together.
    names: Vec<Vec<char>>,
    places: Vec<FiledAt>,
    /// For each place, where in `names` its papers stand, ascending.
    stand: Vec<Vec<usize>>,
}

/// Papers of the same name.
#[derive(Debug)]
pub struct Likes<'f> {
    /// The end of the title they share with the paper asked about.
    pub name: String,
    /// It is the whole name of a paper filed before, and of the paper asked about.
    pub is_whole: bool,
    /// Places and how many papers went there, the most first.
    pub places: Vec<(&'f FiledAt, usize)>,
}

impl FromIterator<(String, FiledAt)> for FiledPapers {
    /// From titles in simplified characters.
    fn from_iter<I: IntoIterator<Item = (String, FiledAt)>>(papers: I) -> Self {
        let mut places: Vec<FiledAt> = Vec::new();
        let mut named: Vec<(Vec<char>, usize)> = Vec::new();
        for (title, at) in papers {
            let place = places.iter().position(|known| *known == at).unwrap_or_else(|| {
                places.push(at);
                places.len() - 1
            });
            named.push((backwards(&title), place));
        }
        named.sort_unstable();
        let mut stand = vec![Vec::new(); places.len()];
        for (at, (_, place)) in named.iter().enumerate() {
            stand[*place].push(at);
        }
        FiledPapers { names: named.into_iter().map(|(name, _)| name).collect(), places, stand }
    }
}

impl FiledPapers {
    /// The papers whose titles end as this one does, by the longest end there is.
    pub fn like(&self, title: &str) -> Option<Likes<'_>> {
        let name = backwards(title);
        let here = self.names.partition_point(|known| *known < name);
        let beside = [here.checked_sub(1), Some(here)].into_iter().flatten();
        let shared = |known: &Vec<char>| known.iter().zip(&name).take_while(|(a, b)| a == b).count();
        let longest = beside.filter_map(|at| self.names.get(at)).map(shared).max()?.min(LONGEST);
        if longest < SHORTEST {
            return None;
        }
        let end = &name[..longest];
        let from = self.names.partition_point(|known| known.as_slice() < end);
        let to = self.names.partition_point(|known| known.as_slice() < end || known.starts_with(end));
        let within = |places: &Vec<usize>| {
            places.partition_point(|at| *at < to) - places.partition_point(|at| *at < from)
        };
        let counts = self.stand.iter().map(within).enumerate().filter(|(_, count)| *count > 0);
        let mut places: Vec<(&FiledAt, usize)> =
            counts.map(|(place, count)| (&self.places[place], count)).collect();
        // equals stay as they were met first
        places.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        if places.len() > 1 && longest < TELLING {
            return None;
        }
        let is_whole = longest == name.len() && self.names[from] == name;
        Some(Likes { name: end.iter().rev().collect(), is_whole, places })
    }
}

/// The name of the form without the unit it begins with, its last character first.
fn backwards(title: &str) -> Vec<char> {
    // beyond the longest end nothing is compared
    form_name(unit_before(title).1).chars().rev().take(LONGEST + 1).collect()
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
        let filed = |papers: &[(&str, &str)]| {
            papers.iter().map(|(title, step)| ((*title).to_owned(), at(step))).collect::<FiledPapers>()
        };
        assert!(filed(&[]).like("红本发放单").is_none());
        let papers = filed(&[
            ("芜湖市赭山医院红本发放单", "cards"),
            ("红本发放单", "person-registration"),
            ("繁昌县峨溪机械厂红本发放单（2010年）", "cards"),
            ("定档单", "cards"),
        ]);
        let likes = papers.like("芜湖市春谷商贸有限公司红本发放单").unwrap();
        assert_eq!((likes.name.as_str(), likes.is_whole), ("红本发放单", true));
        assert_eq!(likes.places, [(&at("cards"), 2), (&at("person-registration"), 1)]);
        let of_person = papers.like("许一的红本发放单").unwrap();
        assert_eq!((of_person.name.as_str(), of_person.is_whole), ("红本发放单", false));
        assert!(papers.like("放单").is_none(), "too short to say anything");
        assert!(papers.like("发放单").is_none(), "papers that end so went to two places");
        assert_eq!(papers.like("青岚乡卫生院定档单").unwrap().places, [(&at("cards"), 1)]);
        assert!(papers.like("").is_none() && papers.like("★").is_none());
    }
}

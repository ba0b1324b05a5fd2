//! 引路: where somebody wants to go, by what she types: a page, a year, a class or step by name, pinyin
//! or initials, a volume or record by its code.

use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::fold;
use crate::domain::general::wording::Wording;
use crate::search::spelled;
use crate::store::VolumeFilter;

/// Where a way leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One of the caller's own places, by its position.
    Place(usize),
    Year(i32),
    Class {
        class_id: String,
    },
    Step {
        class_id: String,
        step_id: String,
    },
    Volume(i64),
    Item(i64),
}

/// A way somebody may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub name: Wording,
    /// What tells it from others of the same name.
    pub note: Wording,
    pub target: Target,
}

/// A place the caller knows: its name and the words it answers to besides.
#[derive(Clone, Debug)]
pub struct KnownPlace {
    pub name: Wording,
    pub also: String,
}

/// Ways answered at most.
const MOST: usize = 20;
/// Initials looked for in scope notes have at least so many letters: fewer stand everywhere.
const SCOPE_LETTERS: usize = 3;
/// Codes are looked for once so much is typed.
const CODE_LETTERS: usize = 4;

/// The ways what is typed may mean, the likeliest first; the caller's places when nothing is typed.
pub async fn ways(archive: &Archive, by: &By, typed: &str, places: &[KnownPlace]) -> Result<Vec<Way>> {
    allow(by, Deed::Read)?;
    let asked = Asked::new(typed);
    let mut found: Vec<(u32, Way)> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let words = [place.name.zh.as_str(), place.name.en.as_str()];
        let rank = words.into_iter().chain(place.also.split(' ')).filter_map(|word| asked.rank(word)).min();
        let way = || Way { name: place.name.clone(), note: Wording::default(), target: Target::Place(at) };
        found.extend(rank.map(|rank| (rank, way())));
    }
    if !asked.folded.is_empty() {
        years(archive, &asked, &mut found).await?;
        classes(archive, &asked, &mut found);
        codes(archive, &asked, &mut found).await?;
    }
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found.into_iter().take(MOST).map(|(_, way)| way).collect())
}

async fn years(archive: &Archive, asked: &Asked, found: &mut Vec<(u32, Way)>) -> Result<()> {
    if !asked.folded.bytes().all(|b| b.is_ascii_digit()) || asked.folded.len() > 4 {
        return Ok(());
    }
    let held = archive.store.holdings(&VolumeFilter::default()).await?;
    let mut years: Vec<(i32, i64)> = Vec::new();
    for count in held {
        match years.last_mut() {
            Some((year, volumes)) if *year == count.year => *volumes += count.volumes,
            _ => years.push((count.year, count.volumes)),
        }
    }
    for (year, volumes) in years {
        if year.to_string().starts_with(&asked.folded) {
            let name = Wording::new(format!("{year} 年度"), format!("Year {year}"));
            let note = Wording::new(format!("{volumes} 卷"), format!("{volumes} volumes"));
            found.push((1, Way { name, note, target: Target::Year(year) }));
        }
    }
    Ok(())
}

fn classes(archive: &Archive, asked: &Asked, found: &mut Vec<(u32, Way)>) {
    let schemes = archive.schemes();
    let mut seen = std::collections::HashSet::new();
    for (scheme, class) in schemes.schemes.iter().flat_map(|s| s.classes.iter().map(move |class| (s, class)))
    {
        if seen.insert((class.id.clone(), String::new())) {
            let names = class.aliases.iter().chain([&class.name, &class.code]);
            let rank = names.filter_map(|name| asked.rank(name)).min();
            let name = Wording::same(format!("{} {}", class.code, class.name));
            let target = Target::Class { class_id: class.id.clone() };
            let note = Wording::same(scheme.name.clone());
            found.extend(rank.map(|rank| (2 + rank, Way { name, note, target })));
        }
        for step in &class.steps {
            if !seen.insert((class.id.clone(), step.id.clone())) {
                continue;
            }
            let papers = step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also));
            let names = step.aliases.iter().chain([&step.name, &step.number]).chain(papers);
            let rank = names.filter_map(|name| asked.rank(name)).min();
            let rank = rank.or_else(|| asked.rank_in_scope(&step.scope));
            let name = Wording::same(format!("{} {}", step.number, step.name));
            let note = Wording::same(format!("{} {}", class.code, class.name));
            let target = Target::Step { class_id: class.id.clone(), step_id: step.id.clone() };
            found.extend(rank.map(|rank| (3 + rank, Way { name, note, target })));
        }
    }
}

/// Volumes and records that bear the code, or whose code begins so.
async fn codes(archive: &Archive, asked: &Asked, found: &mut Vec<(u32, Way)>) -> Result<()> {
    let code = asked.code.as_str();
    if code.chars().count() < CODE_LETTERS || !code.contains('-') {
        return Ok(());
    }
    let (volumes, items) = archive.store.codes_beginning(code, MOST as i64).await?;
    for (id, code, title) in volumes {
        let way = Way { name: Wording::same(code), note: Wording::same(title), target: Target::Volume(id) };
        found.push((0, way));
    }
    for (id, code, title) in items {
        let way = Way { name: Wording::same(code), note: Wording::same(title), target: Target::Item(id) };
        found.push((0, way));
    }
    Ok(())
}

/// What was typed, ready to be compared.
struct Asked {
    folded: String,
    letters: String,
    /// In half-width capitals, as codes are written.
    code: String,
}

impl Asked {
    fn new(typed: &str) -> Asked {
        let folded = fold(typed.trim()).to_lowercase();
        let letters = folded.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        let code = folded.to_uppercase().replace(['－', '—', '–'], "-");
        Asked { folded, letters, code }
    }

    /// Where a scope note names such papers: behind every step that is called so itself.
    fn rank_in_scope(&self, scope: &str) -> Option<u32> {
        if self.letters.is_ascii() && self.letters.len() < SCOPE_LETTERS {
            return None;
        }
        let phrases = scope.split(['、', '，', ',', '；', ';', '。', '(', ')', '（', '）']);
        let phrases = phrases.filter(|phrase| !phrase.is_empty());
        phrases.filter_map(|phrase| self.rank(phrase)).min().map(|rank| 10 + rank)
    }

    /// 0: at the beginning, 1: further on; 2 and 3: the same in pinyin or initials.
    fn rank(&self, name: &str) -> Option<u32> {
        if self.folded.is_empty() {
            return Some(0);
        }
        let own = fold(name).to_lowercase();
        if let Some(at) = own.find(&self.folded) {
            return Some(u32::from(at > 0));
        }
        spelled(name, &self.letters).map(|(at, _)| 2 + u32::from(at > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_answers_to_itself_its_pinyin_and_its_initials() {
        let rank = |typed: &str, name: &str| Asked::new(typed).rank(name);
        assert_eq!(rank("目录", "目录报表"), Some(0));
        assert_eq!(rank("报表", "目录报表"), Some(1));
        assert_eq!(rank("ＭＬＢＢ", "目录报表"), Some(2));
        assert_eq!(rank("baobiao", "目录报表"), Some(3));
        assert_eq!(rank("cata", "Catalogs"), Some(0));
        assert_eq!(rank("xyz", "目录报表"), None);
        assert_eq!(rank("", "目录报表"), Some(0));
    }
}

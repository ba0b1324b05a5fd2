//! 引路: where somebody wants to go, by what she types: a page, a year, a class or step by name, pinyin
//! or initials, a volume or record by its code.

use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::fold;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::procedures::lookup::Typed;

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
/// Codes are looked for once so much is typed.
const CODE_LETTERS: usize = 4;

/// The ways what is typed may mean, the likeliest first; the caller's places when nothing is typed.
pub async fn ways(archive: &Archive, by: &By, text: &str, places: &[KnownPlace]) -> Result<Vec<Way>> {
    allow(by, Deed::Read)?;
    let typed = &Typed::new(text);
    let mut found: Vec<(u32, Way)> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let words = [place.name.zh.as_str(), place.name.en.as_str()];
        let rank = words.into_iter().chain(place.also.split(' ')).filter_map(|word| typed.rank(word)).min();
        let way = || Way { name: place.name.clone(), note: Wording::default(), target: Target::Place(at) };
        found.extend(rank.map(|rank| (rank, way())));
    }
    if !typed.folded().is_empty() {
        years(archive, typed, &mut found).await?;
        classes(archive, typed, &mut found);
        codes(archive, &as_code(text), &mut found).await?;
    }
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found.into_iter().take(MOST).map(|(_, way)| way).collect())
}

async fn years(archive: &Archive, typed: &Typed, found: &mut Vec<(u32, Way)>) -> Result<()> {
    if !typed.folded().bytes().all(|b| b.is_ascii_digit()) || typed.folded().len() > 4 {
        return Ok(());
    }
    let held = archive.store.holdings(&Scope::default()).await?;
    let mut years: Vec<(i32, i64)> = Vec::new();
    for count in held {
        match years.last_mut() {
            Some((year, volumes)) if *year == count.year => *volumes += count.volumes,
            _ => years.push((count.year, count.volumes)),
        }
    }
    for (year, volumes) in years {
        if year.to_string().starts_with(typed.folded()) {
            let name = Wording::new(format!("{year} 年度"), format!("Year {year}"));
            let note = Wording::new(format!("{volumes} 卷"), format!("{volumes} volumes"));
            found.push((1, Way { name, note, target: Target::Year(year) }));
        }
    }
    Ok(())
}

fn classes(archive: &Archive, typed: &Typed, found: &mut Vec<(u32, Way)>) {
    let schemes = archive.schemes();
    let mut seen = std::collections::HashSet::new();
    for (scheme, class) in schemes.schemes.iter().flat_map(|s| s.classes.iter().map(move |class| (s, class)))
    {
        if seen.insert((class.id.clone(), String::new())) {
            let names = class.aliases.iter().chain([&class.name, &class.code]);
            let rank = names.filter_map(|name| typed.rank(name)).min();
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
            let rank = names.filter_map(|name| typed.rank(name)).min();
            let rank = rank.or_else(|| typed.rank_in_scope(&step.scope).map(|(rank, _)| rank));
            let name = Wording::same(format!("{} {}", step.number, step.name));
            let note = Wording::same(format!("{} {}", class.code, class.name));
            let target = Target::Step { class_id: class.id.clone(), step_id: step.id.clone() };
            found.extend(rank.map(|rank| (3 + rank, Way { name, note, target })));
        }
    }
}

/// Volumes and records that bear the code, or whose code begins so.
async fn codes(archive: &Archive, code: &str, found: &mut Vec<(u32, Way)>) -> Result<()> {
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

/// In half-width capitals, as codes are written.
fn as_code(text: &str) -> String {
    fold(text.trim()).to_uppercase().replace(['－', '—', '–'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_answers_to_itself_its_pinyin_and_its_initials() {
        let rank = |typed: &str, name: &str| Typed::new(typed).rank(name);
        assert_eq!(rank("目录", "目录报表"), Some(0));
        assert_eq!(rank("报表", "目录报表"), Some(1));
        assert_eq!(rank("ＭＬＢＢ", "目录报表"), Some(2));
        assert_eq!(rank("baobiao", "目录报表"), Some(3));
        assert_eq!(rank("cata", "Catalogs"), Some(0));
        assert_eq!(rank("xyz", "目录报表"), None);
        assert_eq!(rank("", "目录报表"), Some(0));
    }
}

//! 挑选: a class and step of the scheme by what somebody types: a fragment of the name, pinyin or its
//! initials, the annex's number, the class's code.

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::domain::values::period::RetentionPeriod;
use crate::search::fold::fold;
use crate::search::spelled;

/// A step one can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepChoice {
    pub class_id: String,
    pub class_code: String,
    pub class: String,
    pub step_id: String,
    /// As the annex numbers it: `二(一)`.
    pub number: String,
    pub step: String,
    /// Key of the period, when all lines of the step are kept equally long; else empty.
    pub period: String,
    /// 归档范围
    pub scope: String,
    /// The words what was typed was found in, when they are not the step's own name.
    pub found_in: String,
}

/// Choices answered at most.
pub const MOST: usize = 30;
/// Initials looked for in scope notes have at least so many letters: fewer stand everywhere.
const LETTERS_OF_SCOPE: usize = 3;

/// Steps of the fonds' scheme that answer to `typed`, the closest first; all in the scheme's order when
/// nothing is typed. `year` decides the period of accounting papers.
pub async fn steps(
    archive: &Archive,
    by: &By,
    fonds: Option<&str>,
    year: Option<i32>,
    typed: &str,
) -> Result<Vec<StepChoice>> {
    allow(by, Deed::Read)?;
    let fonds = archive.fonds_numbered(fonds).await?;
    let (schemes, scheme) = archive.scheme_of(&fonds).await?;
    Ok(ranked(&schemes, &scheme, year, typed))
}

fn ranked(schemes: &Schemes, scheme: &Scheme, year: Option<i32>, typed: &str) -> Vec<StepChoice> {
    let asked = Asked::new(typed);
    let all = scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
    let mut found: Vec<(u32, StepChoice)> = all
        .filter_map(|(class, step)| {
            let (rank, found_in) = asked.rank(class, step)?;
            Some((rank, choice(schemes, scheme, year, (class, step), found_in)))
        })
        .collect();
    // equals stay in the scheme's order
    found.sort_by_key(|(rank, _)| *rank);
    let most = if asked.folded.is_empty() { usize::MAX } else { MOST };
    found.into_iter().take(most).map(|(_, choice)| choice).collect()
}

fn choice(
    schemes: &Schemes,
    scheme: &Scheme,
    year: Option<i32>,
    (class, step): (&Class, &Step),
    found_in: String,
) -> StepChoice {
    let year = year.or(scheme.valid_from).unwrap_or(2009);
    let of_rule = |rule| schemes.period_of(scheme, step, rule, year).map(|(period, _)| period);
    let mut periods: Vec<Option<RetentionPeriod>> = (0..step.rules.len()).map(of_rule).collect();
    periods.dedup();
    let period = if let [Some(only)] = periods.as_slice() { only.key() } else { String::new() };
    StepChoice {
        class_id: class.id.clone(),
        class_code: class.code.clone(),
        class: class.name.clone(),
        step_id: step.id.clone(),
        number: step.number.clone(),
        step: step.name.clone(),
        period,
        scope: step.scope.clone(),
        found_in,
    }
}

/// What was typed, ready to be looked for.
struct Asked {
    folded: String,
    letters: String,
    number: String,
}

impl Asked {
    fn new(typed: &str) -> Asked {
        let letters: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        Asked { folded: fold(typed), number: plain(typed), letters }
    }

    /// How far from exact, and the words it was found in; `None`: not at all.
    fn rank(&self, class: &Class, step: &Step) -> Option<(u32, String)> {
        if self.folded.is_empty() {
            return Some((0, String::new()));
        }
        if plain(&step.number) == self.number || plain(&step.number).starts_with(&self.number) {
            return Some((0, String::new()));
        }
        if fold(&class.code) == self.folded {
            return Some((1, String::new()));
        }
        let paper = step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also));
        let names = std::iter::once(&step.name).chain(&step.aliases).chain(paper);
        let own = names.filter_map(|name| Some((self.within(name)?, name)));
        if let Some((rank, name)) = own.min_by_key(|(rank, _)| *rank) {
            let found_in = if *name == step.name { String::new() } else { name.clone() };
            return Some((2 + rank, found_in));
        }
        let of_class = std::iter::once(&class.name).chain(&class.aliases);
        if of_class.into_iter().any(|name| self.within(name).is_some()) {
            return Some((20, String::new()));
        }
        if self.letters.is_ascii() && self.letters.len() < LETTERS_OF_SCOPE {
            return None;
        }
        let phrases = phrases(&step.scope).filter_map(|phrase| Some((self.within(phrase)?, phrase)));
        phrases.min_by_key(|(rank, _)| *rank).map(|(rank, phrase)| (10 + rank, phrase.to_owned()))
    }

    /// 0: at the beginning, 1: further on; 2 and 3 the same in pinyin or initials.
    fn within(&self, name: &str) -> Option<u32> {
        let folded = fold(name);
        if let Some(at) = folded.find(&self.folded) {
            return Some(u32::from(at > 0));
        }
        spelled(name, &self.letters).map(|(at, _)| 2 + u32::from(at > 0))
    }
}

/// The parts of a scope note that name papers.
fn phrases(scope: &str) -> impl Iterator<Item = &str> {
    let scope = scope.strip_prefix("包括").unwrap_or(scope);
    scope
        .split(['、', '，', ',', '；', ';', '。', '(', '（', ')', '）', '以', '及', '和'])
        .filter(|phrase| phrase.chars().count() > 1)
}

/// `一（三）` and `一(三)` and `一三` are one number.
fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schemes::scheme::{SchemeFile, parse};

    fn first(typed: &str) -> Vec<String> {
        let Ok(SchemeFile::Scheme(scheme)) = parse(include_str!("../../schemes/wuhu-2009.toml")) else {
            panic!("schemes/wuhu-2009.toml is no scheme")
        };
        let schemes = Schemes { schemes: vec![*scheme.clone()], accounting: Vec::new() };
        let found = ranked(&schemes, &scheme, Some(2009), typed);
        found.into_iter().map(|choice| format!("{} {}", choice.class_code, choice.step)).collect()
    }

    #[test]
    fn a_step_is_found_by_initials_pinyin_name_and_number() {
        let levy = "ZJ 社会保险费征缴核定材料";
        for typed in [
            "jshd",
            "JSHD",
            "jishuheding",
            "缴费基数",
            "繳費基數",
            "征缴核定",
            "zjhd",
            "二(一)",
            "二（一）",
            "二一",
        ] {
            assert_eq!(first(typed).first().map(String::as_str), Some(levy), "{typed}");
        }
        let of_zj = first("zj");
        assert!(of_zj.len() > 1 && of_zj.iter().take(3).all(|found| found.starts_with("ZJ ")), "{of_zj:?}");
        assert_eq!(first("没有这种材料"), Vec::<String>::new());
        assert_eq!(first("<img>"), Vec::<String>::new());
        assert!(first("").len() > 40, "all of them when nothing is typed");
    }

    #[test]
    fn the_words_it_was_found_in_are_said() {
        let Ok(SchemeFile::Scheme(scheme)) = parse(include_str!("../../schemes/wuhu-2009.toml")) else {
            panic!("schemes/wuhu-2009.toml is no scheme")
        };
        let schemes = Schemes { schemes: vec![*scheme.clone()], accounting: Vec::new() };
        let found = ranked(&schemes, &scheme, Some(2009), "jshd");
        assert_eq!((found[0].found_in.as_str(), found[0].period.as_str()), ("缴费基数核定", "100"));
    }
}

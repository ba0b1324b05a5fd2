//! 挑选: a class and step of the scheme by what somebody types: a fragment of the name, pinyin or its
//! initials, the annex's number, the class's code.

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::domain::values::period::RetentionPeriod;
use crate::problems;
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

/// Id of the class called so in one of these schemes: by id, code, name or the clerks' name.
///
/// # Errors
/// `Refused` for a name no class bears, and for a code that several bear.
pub fn class_called(schemes: &[&Scheme], text: &str) -> Result<String> {
    let by_id = schemes.iter().find_map(|scheme| scheme.class(text.trim()));
    let mut found: Vec<&Class> = match by_id {
        Some(class) => vec![class],
        None => schemes.iter().flat_map(|scheme| scheme.classes_called(text)).collect(),
    };
    let mut seen = Vec::new();
    found.retain(|class| {
        !seen.contains(&&class.id) && {
            seen.push(&class.id);
            true
        }
    });
    match found.as_slice() {
        [class] => Ok(class.id.clone()),
        [] => Err(Error::from(not_in_scheme(&text))),
        several => {
            let names: Vec<String> =
                several.iter().map(|class| format!("{}（{}）", class.id, class.name)).collect();
            let names = names.join("、");
            Err(Error::from(code_of_several_classes(&text, &names)))
        }
    }
}

/// Id of the step called so in one of these schemes, within the class if one is chosen: by id, number, name or
/// alias, or the name of one of its papers.
///
/// # Errors
/// `Refused` for a name no step bears.
pub fn step_called(schemes: &[&Scheme], class: Option<&str>, text: &str) -> Result<String> {
    let text = text.trim();
    let all = || schemes.iter().flat_map(|scheme| &scheme.classes);
    let within = || all().filter(|one| class.is_none_or(|id| one.id == id)).flat_map(|class| &class.steps);
    if let Some(step) = within().find(|step| step.id == text || step.number == text) {
        return Ok(step.id.clone());
    }
    let named = schemes.iter().flat_map(|scheme| scheme.find_step_in_any_class(text));
    let mut named = named.filter(|(of, ..)| class.is_none_or(|id| of.id == id));
    if let Some((_, step, _)) = named.next() {
        return Ok(step.id.clone());
    }
    // a step of another class than the one chosen stays what it is: nothing is found there
    match all().flat_map(|class| &class.steps).find(|step| step.id == text) {
        Some(step) => Ok(step.id.clone()),
        None => Err(Error::from(not_in_scheme(&text))),
    }
}

/// Steps of the schemes the fonds uses, or used in `year`, that answer to `typed`, the closest first; all in the scheme's order when
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
    let (schemes, of_fonds) = archive.schemes_of(&fonds).await?;
    let in_use = archive.schemes_in_use(&fonds).await?;
    let used = match year {
        Some(year) => in_use.in_year(year),
        None => in_use.on(by.today()),
    };
    let used: Vec<&Scheme> = of_fonds.iter().filter(|scheme| used.contains(&scheme.id.as_str())).collect();
    Ok(ranked(&schemes, &used, year, typed))
}

fn ranked(schemes: &Schemes, used: &[&Scheme], year: Option<i32>, typed: &str) -> Vec<StepChoice> {
    let asked = StepTyped::new(typed);
    let all = used.iter().flat_map(|scheme| {
        let classes = scheme.classes.iter();
        classes.flat_map(move |class| class.steps.iter().map(move |step| (*scheme, class, step)))
    });
    let mut found: Vec<(u32, StepChoice)> = Vec::new();
    for (scheme, class, step) in all {
        let Some((rank, found_in)) = asked.rank(class, step) else { continue };
        let one = choice(schemes, scheme, year, (class, step), found_in);
        // two editions of a scheme have most steps in common
        let named = |choice: &StepChoice| {
            [&choice.class_id, &choice.step_id, &choice.class, &choice.step].map(String::clone)
        };
        let is_known = found.iter().any(|(_, known)| named(known) == named(&one));
        if !is_known {
            found.push((rank, one));
        }
    }
    // equals stay in the scheme's order
    found.sort_by_key(|(rank, _)| *rank);
    let most = if asked.typed.folded.is_empty() { usize::MAX } else { MOST };
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

/// What somebody typed, ready to be compared with names.
pub struct Typed {
    folded: String,
    letters: String,
}

impl Typed {
    pub fn new(text: &str) -> Typed {
        let folded = fold(text.trim());
        let letters = folded.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        Typed { folded, letters }
    }

    /// Width, case and script made one.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How far from exact a name is. 0: it begins so, or nothing is typed; 1: it has it further on; 2 and 3: the
    /// same in pinyin or initials. `None`: not at all.
    pub fn rank(&self, name: &str) -> Option<u32> {
        if self.folded.is_empty() {
            return Some(0);
        }
        if let Some(at) = fold(name).find(&self.folded) {
            return Some(u32::from(at > 0));
        }
        spelled(name, &self.letters).map(|(at, _)| 2 + u32::from(at > 0))
    }

    /// The nearest of the papers a scope note names, and its rank behind every name of the step itself.
    pub fn rank_in_scope<'s>(&self, scope: &'s str) -> Option<(u32, &'s str)> {
        if self.letters.is_ascii() && self.letters.len() < LETTERS_OF_SCOPE {
            return None;
        }
        let ranked = phrases(scope).filter_map(|phrase| Some((10 + self.rank(phrase)?, phrase)));
        ranked.min_by_key(|(rank, _)| *rank)
    }
}

/// The step somebody means, by everything a step is known by.
struct StepTyped {
    typed: Typed,
    number: String,
}

impl StepTyped {
    fn new(text: &str) -> StepTyped {
        StepTyped { typed: Typed::new(text), number: plain(text) }
    }

    /// How far from exact, and the words it was found in; `None`: not at all.
    fn rank(&self, class: &Class, step: &Step) -> Option<(u32, String)> {
        if self.typed.folded.is_empty() {
            return Some((0, String::new()));
        }
        if plain(&step.number).starts_with(&self.number) {
            return Some((0, String::new()));
        }
        if fold(&class.code) == self.typed.folded {
            return Some((1, String::new()));
        }
        let paper = step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also));
        let names = std::iter::once(&step.name).chain(&step.aliases).chain(paper);
        let own = names.filter_map(|name| Some((self.typed.rank(name)?, name)));
        if let Some((rank, name)) = own.min_by_key(|(rank, _)| *rank) {
            let found_in = if *name == step.name { String::new() } else { name.clone() };
            return Some((2 + rank, found_in));
        }
        let of_class = std::iter::once(&class.name).chain(&class.aliases);
        if of_class.into_iter().any(|name| self.typed.rank(name).is_some()) {
            return Some((20, String::new()));
        }
        self.typed.rank_in_scope(&step.scope).map(|(rank, phrase)| (rank, phrase.to_owned()))
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

problems! {
    refuse code_of_several_classes as ambiguous(text, names):
        "「{text}」是几个类别共用的代码。" / "\"{text}\" is the code of several classes."
        => "写清是哪一个：{names}。" / "Say which: {names}.";
    refuse not_in_scheme(text):
        "分类方案里没有「{text}」。" / "The scheme has no \"{text}\"."
        => "写方案里的类别或业务环节，或在列表里选。"
            / "Write a class or step of the scheme, or choose from the list.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schemes::scheme::{SchemeFile, parse};

    fn first(typed: &str) -> Vec<String> {
        let Ok(SchemeFile::Scheme(scheme)) = parse(include_str!("../../schemes/wuhu-2009.toml")) else {
            panic!("schemes/wuhu-2009.toml is no scheme")
        };
        let schemes = Schemes { schemes: vec![*scheme.clone()], accounting: Vec::new(), rulings: Vec::new() };
        let found = ranked(&schemes, &[&scheme], Some(2009), typed);
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
        let schemes = Schemes { schemes: vec![*scheme.clone()], accounting: Vec::new(), rulings: Vec::new() };
        let found = ranked(&schemes, &[&scheme], Some(2009), "jshd");
        assert_eq!((found[0].found_in.as_str(), found[0].period.as_str()), ("缴费基数核定", "100"));
    }
}

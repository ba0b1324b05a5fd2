//! 归类: which class and step a paper belongs to, suggested from its title and explained.
//!
//! The ground is pairs of neighbouring characters that the title shares with the names of papers and
//! steps and with the scope notes; a pair counts the more the fewer steps have it. A class named in
//! full tells apart what several classes have. Papers the annex does not name are known by the
//! scheme's own list of nearest steps. Nothing is ever applied here: the caller shows the suggestion
//! with its reason.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::general::wording::Wording;
use crate::say;
use crate::schemes::code::{Pair, fold_text, pairs, pairs_of_run, runs};
use crate::schemes::scheme::{Class, Nearest, Rule, Scheme, Step};
use crate::values::period::RetentionPeriod;

/// Points of a pair that only one step has, before its ground's weight.
const UNIQUE: u32 = 1000;
/// Points of each pair of a class named in full.
const NAMED_CLASS: u32 = UNIQUE / 3;
/// A suggestion weaker than this never stands alone: it takes more than one pair of a scope note, even
/// if no other step has it.
const ENOUGH: u32 = UNIQUE * 6 / 5;
/// At most so many are offered.
const OFFERED: usize = 8;

/// What is known of a paper to be classified; characters already simplified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clue<'a> {
    pub title: &'a str,
    /// Id of the class, where it is given: only its steps come into question.
    pub class_hint: Option<&'a str>,
    /// Further words that say what it is: the sheet's title, the insurance, the form's name.
    pub words: &'a [&'a str],
}

/// A place for the paper, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub class_id: String,
    pub step_id: String,
    /// Index into `Step::rules`.
    pub rule: usize,
    /// The scheme's own period; `None`: accounting, by the table of the record's year.
    pub period: Option<RetentionPeriod>,
    pub score: u32,
    pub because: Wording,
    /// Whether annex and rule say so themselves; otherwise it is somebody's judgement (mark P or K).
    pub verified: bool,
}

/// Where a pair was met, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Nearest,
    Paper,
    Step,
    Class,
    Scope,
}

impl Ground {
    fn weight(self) -> u32 {
        match self {
            Ground::Nearest | Ground::Paper => 3,
            Ground::Step => 2,
            Ground::Scope | Ground::Class => 1,
        }
    }
}

/// A line of the scheme a paper can fall under.
struct Candidate<'a> {
    class: &'a Class,
    step: &'a Step,
    rule: usize,
    /// Stands for the step's name when steps are counted: the same accounting block under six classes
    /// is one step.
    name_no: usize,
}

/// The words of a scheme, ready to be asked about many titles.
pub struct Classifier<'a> {
    candidates: Vec<Candidate<'a>>,
    met: HashMap<Pair, Vec<(usize, Ground)>>,
}

/// Ranked suggestions for one paper; for many build a [`Classifier`] once.
pub fn suggest(scheme: &Scheme, clue: &Clue) -> Vec<Suggestion> {
    Classifier::new(scheme).suggest(clue)
}

/// The first suggestion, if it is strong enough and no other comes within a quarter of it.
pub fn alone(suggestions: &[Suggestion]) -> Option<&Suggestion> {
    let (first, rest) = suggestions.split_first()?;
    let ahead = rest.first().is_none_or(|second| u64::from(first.score) * 4 >= u64::from(second.score) * 5);
    (ahead && first.score >= ENOUGH).then_some(first)
}

impl<'a> Classifier<'a> {
    pub fn new(scheme: &'a Scheme) -> Self {
        let mut classifier = Classifier { candidates: Vec::new(), met: HashMap::new() };
        let steps = scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (class, step) in steps {
            let next = names.len();
            let name_no = *names.entry(&step.name).or_insert(next);
            for (rule, papers) in step.rules.iter().enumerate() {
                classifier.add(Candidate { class, step, rule, name_no }, papers);
            }
        }
        classifier
    }

    fn add(&mut self, candidate: Candidate<'a>, rule: &'a Rule) {
        let (step, number) = (candidate.step, self.candidates.len());
        // a step of one rule is the paper; in a block of several the step's name says less
        let of_step = if step.rules.len() == 1 { Ground::Paper } else { Ground::Step };
        let texts = rule.names.iter().chain(&rule.also).map(|name| (Ground::Paper, name));
        let texts = texts.chain(std::iter::once(&step.name).chain(&step.aliases).map(|name| (of_step, name)));
        let texts =
            texts.chain(std::iter::once(&step.scope).chain(&step.heading).map(|text| (Ground::Scope, text)));
        for (ground, text) in texts {
            for pair in pairs(&fold_text(text)) {
                let met = self.met.entry(pair).or_default();
                if !met.contains(&(number, ground)) {
                    met.push((number, ground));
                }
            }
        }
        self.candidates.push(candidate);
    }

    /// Suggestions, the strongest first; equals in the scheme's order. Empty: no word was recognised.
    pub fn suggest(&self, clue: &Clue) -> Vec<Suggestion> {
        let texts: Vec<String> =
            std::iter::once(clue.title).chain(clue.words.iter().copied()).map(fold_text).collect();
        let mut evidence: BTreeMap<usize, Evidence> = BTreeMap::new();
        let asked: BTreeSet<Pair> = texts.iter().flat_map(|text| pairs(text)).collect();
        for pair in &asked {
            self.weigh(*pair, clue.class_hint, &mut evidence);
        }
        for (number, candidate) in self.candidates.iter().enumerate() {
            if clue.class_hint.is_some_and(|hint| hint != candidate.class.id) {
                continue;
            }
            if let Some((nearest, title)) = nearest(candidate.step, &texts) {
                evidence.entry(number).or_default().by_nearest(nearest, title);
            }
            // only to choose between classes that were found for other reasons
            if let Some(found) = evidence.get_mut(&number).filter(|_| clue.class_hint.is_none()) {
                found.by_class(candidate.class, &texts);
            }
        }
        let mut ranked: Vec<(u32, usize)> =
            evidence.iter().map(|(number, found)| (found.score(), *number)).collect();
        ranked.sort_by_key(|(score, number)| (std::cmp::Reverse(*score), *number));
        ranked.truncate(OFFERED);
        ranked
            .into_iter()
            .map(|(score, number)| self.suggestion(number, score, &evidence[&number], &texts))
            .collect()
    }

    /// Credits one pair of the title to every candidate that has it.
    fn weigh(&self, pair: Pair, hint: Option<&str>, evidence: &mut BTreeMap<usize, Evidence>) {
        let Some(met) = self.met.get(&pair) else { return };
        let names: BTreeSet<usize> = met.iter().map(|(number, _)| self.candidates[*number].name_no).collect();
        for (number, ground) in met {
            if hint.is_none_or(|hint| self.candidates[*number].class.id == hint) {
                let points = UNIQUE / names.len() as u32 * ground.weight();
                evidence.entry(*number).or_default().credit(pair, *ground, points);
            }
        }
    }

    fn suggestion(&self, number: usize, score: u32, found: &Evidence, texts: &[String]) -> Suggestion {
        let Candidate { class, step, rule, .. } = self.candidates[number];
        let line = &step.rules[rule];
        Suggestion {
            class_id: class.id.clone(),
            step_id: step.id.clone(),
            rule,
            period: line.period.filter(|_| line.accounting.is_none()),
            score,
            because: found.because(class, step, line, texts),
            verified: line.origin.mark.is_verified()
                && found.nearest.is_none_or(|nearest| nearest.origin.mark.is_verified()),
        }
    }
}

/// What speaks for one candidate.
#[derive(Default)]
struct Evidence<'a> {
    /// The best ground of each pair and its points.
    pairs: BTreeMap<Pair, (u32, Ground)>,
    nearest: Option<&'a Nearest>,
}

impl<'a> Evidence<'a> {
    fn credit(&mut self, pair: Pair, ground: Ground, points: u32) {
        let best = self.pairs.entry(pair).or_insert((points, ground));
        if points > best.0 || (points == best.0 && ground < best.1) {
            *best = (points, ground);
        }
    }

    fn by_nearest(&mut self, nearest: &'a Nearest, title: &str) {
        self.nearest = Some(nearest);
        for pair in pairs(title) {
            self.credit(pair, Ground::Nearest, UNIQUE * Ground::Nearest.weight());
        }
    }

    /// A class named in full (养老保险) tells apart the accounting blocks all classes share.
    fn by_class(&mut self, class: &Class, texts: &[String]) {
        let names = std::iter::once(&class.name).chain(&class.aliases).map(|name| fold_text(name));
        for name in names.filter(|name| texts.iter().any(|text| text.contains(name))) {
            for pair in pairs(&name) {
                self.credit(pair, Ground::Class, NAMED_CLASS);
            }
        }
    }

    fn score(&self) -> u32 {
        self.pairs.values().map(|(points, _)| points).sum()
    }

    /// Ground by ground, the title's words that were met there.
    fn because(&self, class: &Class, step: &Step, rule: &Rule, texts: &[String]) -> Wording {
        let mut zh = Vec::new();
        let mut en = Vec::new();
        for ground in [Ground::Nearest, Ground::Paper, Ground::Step, Ground::Class, Ground::Scope] {
            let words = self.words(ground, texts);
            if words.is_empty() {
                continue;
            }
            let (zh_words, en_words) =
                (format!("「{}」", words.join("」「")), format!("“{}”", words.join("”, “")));
            let place = place(ground, class, step, rule, self.nearest);
            zh.push(format!("{zh_words}{}", place.zh));
            en.push(format!("{en_words} {}", place.en));
        }
        Wording::new(format!("题名中的{}", zh.join("；")), format!("From the title: {}", en.join("; ")))
    }

    /// The title's words on this ground: neighbouring pairs joined again.
    fn words(&self, ground: Ground, texts: &[String]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let here = |pair: &Pair| self.pairs.get(pair).is_some_and(|(_, best)| *best == ground);
        for run in texts.iter().flat_map(|text| runs(text)) {
            let found: Vec<bool> = pairs_of_run(&run).iter().map(here).collect();
            let mut at = 0;
            while at < found.len() {
                let length = found[at..].iter().take_while(|met| **met).count();
                if length > 0 {
                    let word: String = run[at..(at + length + 1).min(run.len())].iter().collect();
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
                at += length + 1;
            }
        }
        words
    }
}

/// The nearest-list entry one of whose titles stands whole in one of the texts.
fn nearest<'a>(step: &'a Step, texts: &[String]) -> Option<(&'a Nearest, &'a str)> {
    step.nearest.iter().find_map(|nearest| {
        let known =
            nearest.titles.iter().find(|title| texts.iter().any(|text| text.contains(&fold_text(title))))?;
        Some((nearest, known.as_str()))
    })
}

/// Where the words were met, as the second half of a sentence.
fn place(ground: Ground, class: &Class, step: &Step, rule: &Rule, nearest: Option<&Nearest>) -> Wording {
    let (step_name, number) = (&step.name, &step.number);
    match ground {
        Ground::Nearest => {
            let note = nearest.map_or("", |nearest| nearest.note.trim_end_matches('。'));
            say!(
                "附件没有列名，按最近的「{step_name}」（{number}）：{note}",
                "is not named in the annex; nearest is {step_name} ({number}): {note}"
            )
        }
        Ground::Paper if step.rules.len() > 1 => {
            let paper = rule.names.join("、");
            say!(
                "见于「{step_name}」（{number}）所列的「{paper}」",
                "is among the papers of {step_name} ({number}): {paper}"
            )
        }
        Ground::Paper | Ground::Step => {
            say!(
                "见于业务环节「{step_name}」（{number}）",
                "is in the name of the step {step_name} ({number})"
            )
        }
        Ground::Class => {
            let class = &class.name;
            say!("见于类目「{class}」", "is in the name of the class {class}")
        }
        Ground::Scope => {
            say!(
                "见于「{step_name}」（{number}）的归档范围说明",
                "is in the scope note of {step_name} ({number})"
            )
        }
    }
}

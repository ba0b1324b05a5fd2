//! 归类: which class and step a paper belongs to, suggested from its title and explained.
//!
//! The ground is pairs of neighbouring characters that the title shares with the names of papers and
//! steps, with the trade's terms for them and with the scope notes; a pair counts the more the fewer steps
//! have it, and a name that stands whole in the title counts once more. A class named in full tells apart
//! what several classes have. Papers the annex does not name are known by the scheme's own list of nearest
//! steps. What the office filed under the same name before outweighs all of these. What stands beside the paper (the rows above, what its sender handed over
//! before) chooses between suggestions and never makes one. Nothing is ever applied
//! here: the caller shows the suggestion with its reason.

#[cfg(test)]
mod evaluation;
mod reasons;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::filed_papers::{FiledAt, FiledPapers};
use super::terms::{Concerned, StepTerms, terms, unit_before};
use crate::general::wording::Wording;
use crate::schemes::code::{Pair, fold_text, pairs};
use crate::schemes::scheme::{Class, Nearest, Rule, Scheme, Step};
use crate::values::period::RetentionPeriod;

/// Points of a pair that only one step has, before its ground's weight. One that several have counts by the
/// root of their number: words of the trade stand in many steps, and together still tell them apart.
const UNIQUE: u32 = 1000;
/// Points of each pair of a class named in full.
const NAMED_CLASS: u32 = UNIQUE * 3 / 5;
/// Points of each pair of the longest name that stands whole in the title.
const WHOLE_NAME: u32 = UNIQUE / 2;
/// Points of each pair of a form's name the office filed before, when all its papers went to one place. Half of them
/// where only the end of the name is the same: 增减变动表 ends the names of several forms.
const FILED: u32 = UNIQUE * 3;
/// A pair of so few steps tells what a paper is.
const FEW: usize = 3;
/// Points of a step whose papers concern whom the paper concerns.
const CONCERNED: u32 = UNIQUE * 2;
/// Points of a step that what stands beside the paper went to: the rows above it, what its sender handed over before.
/// They choose the order; a suggestion stands alone without them or not at all.
const BESIDE: u32 = UNIQUE;
/// A suggestion weaker than this never stands alone.
const ENOUGH: u32 = UNIQUE * 5 / 2;
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
    /// Whom the row names: only a person, or only a unit.
    pub about: Option<Concerned>,
    /// Class and step of the rows above it in its sheet, where they are all of one step.
    pub beside: Option<(&'a str, &'a str)>,
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
    /// The period that stands in the scheme, also of accounting papers: what rivals are compared by.
    #[serde(skip)]
    pub written_period: Option<RetentionPeriod>,
    pub score: u32,
    /// The score without what a class named in the title and whom the row names add: they choose between steps,
    /// and say nothing of the paper.
    #[serde(skip)]
    pub of_paper: u32,
    /// What stands beside the paper adds.
    #[serde(skip)]
    pub of_context: u32,
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
    Term,
    Class,
    Scope,
}

impl Ground {
    fn weight(self) -> u32 {
        match self {
            Ground::Nearest | Ground::Paper => 3,
            Ground::Step | Ground::Term => 2,
            Ground::Scope | Ground::Class => 1,
        }
    }
}

/// A line of the scheme a paper can fall under.
struct Candidate<'a> {
    class: &'a Class,
    step: &'a Step,
    rule: usize,
    /// What its papers are called in the trade.
    terms: Option<&'static StepTerms>,
    /// Its names, the step's and the trade's, folded.
    names: Vec<String>,
    /// Stands for the step's name when steps are counted: the same accounting block under six classes
    /// is one step.
    name_no: usize,
}

/// The words of a scheme, ready to be asked about many titles.
pub struct Classifier<'a> {
    candidates: Vec<Candidate<'a>>,
    met: HashMap<Pair, Vec<(usize, Ground)>>,
    filed: FiledPapers,
    /// Who hands the papers over, and how many of hers went to each class and step.
    sender: String,
    sent: HashMap<(String, String), usize>,
}

/// Ranked suggestions for one paper; for many build a [`Classifier`] once.
pub fn suggest(scheme: &Scheme, clue: &Clue) -> Vec<Suggestion> {
    Classifier::new(scheme).suggest(clue)
}

/// The first suggestion, if it is strong enough, no other comes within a quarter of it, and none with three
/// fifths of its points would keep the paper longer: a paper is never put where it would go too early.
pub fn alone(suggestions: &[Suggestion]) -> Option<&Suggestion> {
    let (first, rest) = suggestions.split_first()?;
    let own = |one: &Suggestion| one.score - one.of_context;
    let ahead = rest.iter().all(|other| u64::from(own(first)) * 4 >= u64::from(own(other)) * 5);
    let close = |one: u32, other: u32| u64::from(other) * 5 >= u64::from(one) * 3;
    let longer = |other: &&Suggestion| {
        close(own(first), own(other))
            && close(first.of_paper, other.of_paper)
            && (other.class_id != first.class_id || other.step_id != first.step_id)
            && other.written_period > first.written_period
    };
    (ahead && first.of_paper >= ENOUGH && !rest.iter().any(|other| longer(&other))).then_some(first)
}

impl<'a> Classifier<'a> {
    pub fn new(scheme: &'a Scheme) -> Self {
        let mut classifier = Classifier {
            candidates: Vec::new(),
            met: HashMap::new(),
            filed: FiledPapers::default(),
            sender: String::new(),
            sent: HashMap::new(),
        };
        let steps = scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (class, step) in steps {
            let next = names.len();
            let name_no = *names.entry(&step.name).or_insert(next);
            // an accounting block's lines are told apart by their own names
            let terms = step.national.as_deref().filter(|_| step.rules.len() == 1).and_then(terms);
            for (rule, papers) in step.rules.iter().enumerate() {
                classifier.add(Candidate { class, step, rule, terms, names: Vec::new(), name_no }, papers);
            }
        }
        classifier
    }

    /// The same, knowing what the office filed before.
    pub fn knowing(mut self, filed: FiledPapers) -> Classifier<'a> {
        self.filed = filed;
        self
    }

    /// The same, knowing where the papers of whoever hands these over went before.
    pub fn from_sender(mut self, sender: &str, went: impl IntoIterator<Item = FiledAt>) -> Classifier<'a> {
        sender.clone_into(&mut self.sender);
        for at in went {
            *self.sent.entry((at.class_id, at.step_id)).or_default() += 1;
        }
        self
    }

    fn add(&mut self, mut candidate: Candidate<'a>, rule: &'a Rule) {
        let (step, number) = (candidate.step, self.candidates.len());
        // a step of one rule is the paper; in a block of several the step's name says less
        let of_step = if step.rules.len() == 1 { Ground::Paper } else { Ground::Step };
        let texts = rule.names.iter().chain(&rule.also).map(|name| (Ground::Paper, name));
        let texts = texts.chain(std::iter::once(&step.name).chain(&step.aliases).map(|name| (of_step, name)));
        let texts =
            texts.chain(std::iter::once(&step.scope).chain(&step.heading).map(|text| (Ground::Scope, text)));
        let terms = candidate.terms.iter().flat_map(|step| &step.terms).map(|term| (Ground::Term, term));
        for (ground, text) in texts.chain(terms) {
            for pair in pairs(&fold_text(text)) {
                let met = self.met.entry(pair).or_default();
                if !met.contains(&(number, ground)) {
                    met.push((number, ground));
                }
            }
        }
        let own = rule.names.iter().chain(&rule.also).chain(std::iter::once(&step.name)).chain(&step.aliases);
        let terms = candidate.terms.iter().flat_map(|step| &step.terms);
        candidate.names = own.chain(terms).map(|name| fold_text(name)).collect();
        self.candidates.push(candidate);
    }

    /// Suggestions, the strongest first; equals in the scheme's order. Empty: no word was recognised.
    pub fn suggest(&self, clue: &Clue) -> Vec<Suggestion> {
        let (unit, name) = unit_before(clue.title);
        let about = clue.about.or_else(|| (!unit.is_empty()).then_some(Concerned::Unit));
        let texts: Vec<String> =
            std::iter::once(name).chain(clue.words.iter().copied()).map(fold_text).collect();
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
            if let Some(found) = evidence.get_mut(&number) {
                found.by_whole_name(candidate, &texts);
                let of_step = candidate.terms.and_then(|step| step.about);
                found.concerned = of_step.is_some() && of_step == about;
            }
            // only to choose between classes that were found for other reasons
            if let Some(found) = evidence.get_mut(&number).filter(|_| clue.class_hint.is_none()) {
                found.by_class(candidate.class, &texts);
            }
        }
        self.as_filed(clue, &mut evidence);
        self.beside(clue, &mut evidence);
        let mut ranked: Vec<(u32, usize)> =
            evidence.iter().map(|(number, found)| (found.score(), *number)).collect();
        ranked.sort_by_key(|(score, number)| (std::cmp::Reverse(*score), *number));
        ranked.truncate(OFFERED);
        ranked
            .into_iter()
            .map(|(score, number)| self.suggestion(number, score, &evidence[&number], &texts))
            .collect()
    }

    /// Credits what went to a place under the same name before.
    fn as_filed(&self, clue: &Clue, evidence: &mut BTreeMap<usize, Evidence>) {
        let Some(likes) = self.filed.like(clue.title) else { return };
        if !likes.is_whole && !self.is_telling(&likes.name) {
            return;
        }
        let all: usize = likes.places.iter().map(|(_, count)| count).sum();
        for (at, count) in &likes.places {
            let is_there = |one: &Candidate| {
                one.class.id == at.class_id && one.step.id == at.step_id && one.rule == at.rule
            };
            let number = self.candidates.iter().position(is_there);
            let within =
                |number: &usize| clue.class_hint.is_none_or(|hint| hint == self.candidates[*number].class.id);
            if let Some(number) = number.filter(within) {
                let points = if likes.is_whole { FILED } else { FILED / 2 };
                let filed = FiledBefore { name: likes.name.clone(), count: *count, all, points };
                evidence.entry(number).or_default().filed = Some(filed);
            }
        }
    }

    /// Credits the steps that the rows above went to, or most of what the sender handed over before. Steps nothing else
    /// speaks for are not thought of.
    fn beside(&self, clue: &Clue, evidence: &mut BTreeMap<usize, Evidence>) {
        let all: usize = self.sent.values().sum();
        for (number, found) in evidence {
            let Candidate { class, step, .. } = self.candidates[*number];
            found.above = clue.beside == Some((class.id.as_str(), step.id.as_str()));
            let sent = self.sent.get(&(class.id.clone(), step.id.clone())).copied().unwrap_or_default();
            found.sent = (sent * 2 > all).then(|| self.sender.clone());
        }
    }

    /// Whether a name says more than that it is a form (登记表, 申报核定表): some pair of it stands in few steps.
    fn is_telling(&self, name: &str) -> bool {
        let steps = |pair: &Pair| self.met.get(pair).map_or(0, |met| self.steps(met).len());
        pairs(&fold_text(name)).iter().any(|pair| steps(pair) <= FEW)
    }

    /// The steps among these, the same block of several classes counted once.
    fn steps(&self, met: &[(usize, Ground)]) -> BTreeSet<usize> {
        met.iter().map(|(number, _)| self.candidates[*number].name_no).collect()
    }

    /// Credits one pair of the title to every candidate that has it.
    fn weigh(&self, pair: Pair, hint: Option<&str>, evidence: &mut BTreeMap<usize, Evidence>) {
        let Some(met) = self.met.get(&pair) else { return };
        let names = self.steps(met);
        for (number, ground) in met {
            if hint.is_none_or(|hint| self.candidates[*number].class.id == hint) {
                let points = (f64::from(UNIQUE * ground.weight()) / (names.len() as f64).sqrt()) as u32;
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
            written_period: line.period,
            score,
            of_paper: score - found.of_class() - found.of_concerned() - found.of_context(),
            of_context: found.of_context(),
            because: found.because(self.candidates[number].terms, class, step, line, texts),
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
    /// Pairs of the longest name that stands whole in the title.
    whole: usize,
    /// Pairs of the class's name, where it stands in the title.
    named_class: Vec<Pair>,
    concerned: bool,
    filed: Option<FiledBefore>,
    /// The rows above went there.
    above: bool,
    /// Who handed over most of what went there.
    sent: Option<String>,
}

/// Papers of a name the office filed at one place.
struct FiledBefore {
    name: String,
    count: usize,
    /// Of that name, wherever they went.
    all: usize,
    /// Of each pair of the name.
    points: u32,
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

    /// A name of the step, its papers or the trade's that stands whole in one of the texts.
    fn by_whole_name(&mut self, candidate: &Candidate, texts: &[String]) {
        for name in &candidate.names {
            let length = name.chars().count().saturating_sub(1);
            if length > self.whole && texts.iter().any(|text| text.contains(name.as_str())) {
                self.whole = length;
            }
        }
    }

    /// A class named in full (养老保险) tells apart the accounting blocks all classes share.
    fn by_class(&mut self, class: &Class, texts: &[String]) {
        let names = std::iter::once(&class.name).chain(&class.aliases).map(|name| fold_text(name));
        for name in names.filter(|name| texts.iter().any(|text| text.contains(name))) {
            let pairs = pairs(&name);
            if pairs.len() > self.named_class.len() {
                self.named_class.clone_from(&pairs);
            }
            // the points are those of the name; a pair credited here is named in the reason
            for pair in pairs {
                self.credit(pair, Ground::Class, 1);
            }
        }
    }

    /// What the class's name adds: its points, and its pairs wherever else they were met.
    fn of_class(&self) -> u32 {
        let met = self.named_class.iter().filter_map(|pair| self.pairs.get(pair));
        NAMED_CLASS * self.named_class.len() as u32 + met.map(|(points, _)| points).sum::<u32>()
    }

    fn of_concerned(&self) -> u32 {
        CONCERNED * u32::from(self.concerned)
    }

    fn of_context(&self) -> u32 {
        BESIDE * (u32::from(self.above) + u32::from(self.sent.is_some()))
    }

    fn score(&self) -> u32 {
        let filed = self.filed.as_ref().map_or(0, |filed| {
            let pairs = filed.name.chars().count().saturating_sub(1) as u32;
            (u64::from(filed.points * pairs) * filed.count as u64 / filed.all as u64) as u32
        });
        let pairs: u32 = self.pairs.values().map(|(points, _)| points).sum();
        pairs
            + WHOLE_NAME * self.whole as u32
            + NAMED_CLASS * self.named_class.len() as u32
            + self.of_concerned()
            + self.of_context()
            + filed
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

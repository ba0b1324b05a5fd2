//! Contradictions inside a scheme, each found by rule; nothing here knows any particular scheme.
//!
//! A finding that leaves something to people is answered by a `[[decision]]` of the file, which is then
//! printed beside it.

mod accounting;
mod code;
mod names;
mod periods;

use utoipa::ToSchema;

use super::{Mark, Origin, Scheme, Schemes};
use crate::general::problem::{Problem, Weight};
use crate::general::wording::Wording;
use crate::say;

pub use accounting::check_accounting;

/// One contradiction, gap or open question.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct Finding {
    /// Stable snake_case word; explained one by one in `schemes/README.md`.
    pub kind: String,
    /// Refuse: the scheme must not be used so. Ask: somebody must decide. Notice: good to know, or decided.
    pub weight: Weight,
    /// Line of the scheme file, counted from 1.
    pub line: Option<u32>,
    /// Line of the source document.
    pub source_line: Option<u32>,
    /// What in particular: a class code, a period, a step id. Decisions name it.
    pub subject: String,
    pub message: Wording,
    pub fix: Wording,
    /// The office's decision that answers it.
    pub decision: Option<String>,
}

/// Everything to be said about a scheme, the gravest first; `all` holds the national annex and the
/// accounting tables it refers to.
pub fn check(scheme: &Scheme, all: &Schemes) -> Vec<Finding> {
    check_with(scheme, all, Vec::new())
}

/// The same with what was found elsewhere: decisions of the file answer it, too.
pub(crate) fn check_with(scheme: &Scheme, all: &Schemes, findings: Vec<Finding>) -> Vec<Finding> {
    let mut check = Check { scheme, all, findings };
    names::check(&mut check);
    periods::check(&mut check);
    if scheme.gives_codes() {
        code::check(&mut check);
    }
    check.marks_and_notes();
    check.decide();
    in_order(check.findings)
}

/// The gravest first, then down the file.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.line.cmp(&b.line)));
    findings
}

impl Finding {
    pub(crate) fn new(
        (kind, weight): (&str, Weight),
        subject: impl Into<String>,
        at: &Origin,
        message: Wording,
        fix: Wording,
    ) -> Self {
        Finding {
            kind: kind.into(),
            weight,
            line: at.file_line,
            source_line: at.line,
            subject: subject.into(),
            message,
            fix,
            decision: None,
        }
    }

    /// Whether the scheme must not be used as it stands.
    pub fn is_error(&self) -> bool {
        self.weight == Weight::Refuse
    }

    /// Whether somebody still has to decide.
    pub fn is_undecided(&self) -> bool {
        self.weight > Weight::Notice && self.decision.is_none()
    }

    /// What is to be done, for who reads the scheme and does not write its file; `None`: nothing.
    pub fn to_be_done(&self) -> Option<Wording> {
        let done = match self.weight {
            _ if !self.is_undecided() => return None,
            Weight::Refuse => say!(
                "方案须由维护人改正后才能使用。",
                "The scheme must be corrected by whoever keeps it before it is used."
            ),
            _ => say!(
                "请单位档案负责人作出决定，由维护人写进方案。",
                "The person responsible for the records decides; whoever keeps the scheme writes it down."
            ),
        };
        Some(done)
    }

    /// The finding as a problem of the scheme file: its line, and what in particular.
    pub fn into_problem(self) -> Problem {
        Problem {
            row: self.line,
            column: Some(self.subject).filter(|subject| !subject.is_empty()),
            kind: self.kind,
            weight: self.weight,
            message: self.message,
            fix: self.fix,
        }
    }
}

struct Check<'a> {
    scheme: &'a Scheme,
    all: &'a Schemes,
    findings: Vec<Finding>,
}

/// A place of the scheme a finding speaks of: the annex's number (or a name), and its origin.
type Place<'a> = (&'a str, &'a Origin);

impl<'a> Check<'a> {
    fn find(
        &mut self,
        (kind, weight): (&str, Weight),
        subject: impl Into<String>,
        at: &Origin,
        message: Wording,
        fix: Wording,
    ) {
        self.findings.push(Finding::new((kind, weight), subject, at, message, fix));
    }

    /// Sets each decision beside the findings it answers; one that answers none is a finding itself.
    fn decide(&mut self) {
        for decision in &self.scheme.decisions {
            let answered = self.findings.iter_mut().filter(|finding| {
                finding.kind == decision.about
                    && (decision.subject.is_empty() || decision.subject == finding.subject)
            });
            let mut answers = 0;
            for finding in answered {
                finding.decision.get_or_insert_with(|| decision.text.clone());
                if finding.weight == Weight::Ask {
                    finding.weight = Weight::Notice;
                }
                answers += 1;
            }
            if answers == 0 {
                let (about, subject) = (&decision.about, &decision.subject);
                let at = Origin { file_line: decision.file_line, line: None, ..self.scheme.origin.clone() };
                let message = say!(
                    "这条决定（{about} {subject}）没有对应的问题",
                    "this decision ({about} {subject}) answers no finding"
                );
                let fix = say!(
                    "核对 about 和 subject；问题已不存在的，删去这条决定",
                    "check about and subject; if the finding is gone, remove the decision"
                );
                self.find(("decision_without_finding", Weight::Ask), about.clone(), &at, message, fix);
            }
        }
    }

    /// What was not read in the source itself, mark by mark; and the oddities the file notes.
    fn marks_and_notes(&mut self) {
        let scheme = self.scheme;
        let mut marked: Vec<Place> = vec![("code", &scheme.pattern.origin)];
        if !scheme.gives_codes() {
            marked.clear();
        }
        marked.extend(scheme.periods.iter().map(|p| (p.letter.as_str(), &p.origin)));
        for class in &scheme.classes {
            marked.push((&class.name, &class.origin));
            for step in &class.steps {
                marked.push((&step.number, &step.origin));
                marked
                    .extend(step.nearest.iter().map(|nearest| (nearest.titles[0].as_str(), &nearest.origin)));
                let own_mark = step.rules.iter().filter(|rule| rule.origin.mark != step.origin.mark);
                marked.extend(own_mark.map(|rule| (rule.names[0].as_str(), &rule.origin)));
            }
        }
        self.findings.extend(unverified(&marked));
        for note in &scheme.notes {
            let fix =
                say!("无须处理；与原文对照时留意", "nothing to do; mind it when comparing with the source");
            let message = Wording::new(note.text.clone(), format!("note of the file: {}", note.text));
            self.find(("source_note", Weight::Notice), "", &note.origin, message, fix);
        }
    }
}

/// One finding for each mark that means "not read in the source".
fn unverified(marked: &[Place]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mark in [Mark::P, Mark::K] {
        let places: Vec<Place> = marked.iter().filter(|(_, origin)| origin.mark == mark).copied().collect();
        let Some((_, first)) = places.first() else { continue };
        let (count, Wording { zh, en }) = (places.len(), list(&places));
        let message = say!(
            "{count} 处未对照原文核实（标记 {mark:?}）：{zh}",
            "not verified against the source (mark {mark:?}), {count} in all: {en}"
        );
        let fix = say!(
            "找到原文核对后，把 mark 改为 V 或 S；在此之前，凡引用处都会注明未经核实",
            "compare with the source and set the mark to V or S; until then they are shown as unverified wherever they are quoted"
        );
        findings.push(Finding::new(("unverified", Weight::Notice), format!("{mark:?}"), first, message, fix));
    }
    findings
}

/// `二(二)⒉①（原文第 165 行）、…`
fn list(places: &[Place]) -> Wording {
    let mut places = places.to_vec();
    places.dedup_by_key(|(name, origin)| (*name, origin.line));
    let one = |(name, origin): &Place, zh: bool| match (origin.line, zh) {
        (Some(line), true) => format!("{name}（原文第 {line} 行）"),
        (Some(line), false) => format!("{name} (source line {line})"),
        (None, _) => name.to_string(),
    };
    let all = |zh| places.iter().map(|place| one(place, zh)).collect::<Vec<_>>();
    Wording::new(all(true).join("、"), all(false).join(", "))
}

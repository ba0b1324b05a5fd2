//! `/schemes`: classification schemes with their contradictions.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::finding::viewing::{self, SchemeUse, SchemeView};
use crate::domain::general::error::Error;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::{
    AccountingTable, Class, CodePart, Finding, Origin, Rule, Scheme, Schemes, Step,
};
use crate::domain::values::period::RetentionPeriod;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

struct Summary {
    view: SchemeView,
    /// Findings that still wait for a decision.
    undecided: usize,
    steps: usize,
}

#[derive(Template)]
#[template(path = "setup/schemes/list.html")]
struct ListPage {
    frame: Frame,
    schemes: Vec<Summary>,
    /// What fonds use beside their main scheme, and could end.
    beside: Vec<SchemeUse>,
    accounting: Vec<AccountingTable>,
}

pub async fn list(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let summary = |view: SchemeView| Summary {
        undecided: view.findings.iter().filter(|finding| finding.is_undecided()).count(),
        steps: view.scheme.classes.iter().map(|class| class.steps.len()).sum(),
        view,
    };
    let schemes = viewing::schemes(&app.archive, &by).await?.into_iter().map(summary).collect();
    let beside = viewing::schemes_beside(&app.archive, &by).await?;
    page(&ListPage { frame, schemes, beside, accounting: app.archive.schemes().accounting.clone() })
}

struct FindingShown {
    badge: Badge,
    finding: Finding,
}

/// A step of the table with the findings that stand on its lines.
struct StepShown {
    step: Step,
    /// Per kind of paper: its names (none where the step has one kind) and how long it is kept.
    kept: Vec<(String, Kept)>,
    findings: Vec<(Badge, Finding)>,
    /// The reader asked for its period.
    here: bool,
}

/// How long, and how long under accounting tables that came later.
struct Kept {
    period: Option<Wording>,
    later: Vec<Wording>,
    unverified: bool,
}

struct ClassShown {
    class: Class,
    findings: Vec<(Badge, Finding)>,
    steps: Vec<StepShown>,
}

/// What of the table is shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SchemePart {
    class: String,
    /// `permanent` or years: steps that keep so are marked.
    period: String,
}

#[derive(Template)]
#[template(path = "setup/schemes/scheme.html")]
struct SchemePage {
    frame: Frame,
    /// The code's parts in order, in words.
    parts: Vec<Wording>,
    findings: Vec<FindingShown>,
    /// Findings that still wait for a decision.
    undecided: usize,
    /// Of all classes.
    steps: usize,
    classes: Vec<ClassShown>,
    part: SchemePart,
    view: SchemeView,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
    Query(part): Query<SchemePart>,
) -> Answer<Response> {
    let mut schemes = viewing::schemes(&app.archive, &by).await?;
    let at = schemes.iter().position(|view| view.scheme.id == id);
    let Some(at) = at else {
        return Err(Fault::from(Error::not_found(say!(
            "没有分类方案「{id}」。",
            "The archive keeps no scheme \"{id}\"."
        ))));
    };
    let mut view = schemes.swap_remove(at);
    let findings = std::mem::take(&mut view.findings);
    let classes = table(&app.archive.schemes(), &view.scheme, &findings, &part);
    let findings = findings.into_iter();
    let findings: Vec<FindingShown> =
        findings.map(|finding| FindingShown { badge: words::weight(finding.weight), finding }).collect();
    let parts = view.scheme.pattern.parts.iter().map(|part| part_name(*part)).collect();
    let undecided = findings.iter().filter(|shown| shown.finding.is_undecided()).count();
    let steps = view.scheme.classes.iter().map(|class| class.steps.len()).sum();
    page(&SchemePage { frame, parts, findings, undecided, steps, classes, part, view })
}

/// Classes and steps as the file has them, each with the findings whose line lies in its stretch of the file.
fn table(schemes: &Schemes, scheme: &Scheme, findings: &[Finding], part: &SchemePart) -> Vec<ClassShown> {
    let classes = scheme.classes.iter();
    let mut starts: Vec<u32> = classes
        .flat_map(|class| std::iter::once(&class.origin).chain(class.steps.iter().map(|step| &step.origin)))
        .filter_map(|origin| origin.file_line)
        .collect();
    starts.sort_unstable();
    let of = |origin: &Origin| -> Vec<(Badge, Finding)> {
        let Some(from) = origin.file_line else { return Vec::new() };
        let to = starts.iter().find(|start| **start > from).copied().unwrap_or(u32::MAX);
        let own =
            findings.iter().filter(|finding| finding.line.is_some_and(|line| (from..to).contains(&line)));
        own.map(|finding| (words::weight(finding.weight), finding.clone())).collect()
    };
    let shown = scheme.classes.iter().filter(|class| part.class.is_empty() || class.id == part.class);
    let asked = RetentionPeriod::from_key(&part.period);
    shown
        .map(|class| ClassShown {
            findings: of(&class.origin),
            steps: class
                .steps
                .iter()
                .map(|step| {
                    let here =
                        asked.is_some_and(|asked| step.rules.iter().any(|rule| rule.period == Some(asked)));
                    StepShown {
                        kept: kept(schemes, scheme, step),
                        findings: of(&step.origin),
                        here,
                        step: step.clone(),
                    }
                })
                .collect(),
            class: class.clone(),
        })
        .collect()
}

fn kept(schemes: &Schemes, scheme: &Scheme, step: &Step) -> Vec<(String, Kept)> {
    let of = |rule: &Rule| {
        let possible = schemes.periods_possible(scheme, rule);
        let later = possible.into_iter().filter(|period| Some(*period) != rule.period);
        let names = if step.rules.len() > 1 { rule.names.join("、") } else { String::new() };
        let kept = Kept {
            period: rule.period.map(|period| words::period(&period.key())),
            later: later.map(|period| words::period(&period.key())).collect(),
            unverified: !rule.origin.mark.is_verified(),
        };
        (names, kept)
    };
    step.rules.iter().map(of).collect()
}

fn part_name(part: CodePart) -> Wording {
    match part {
        CodePart::Fonds => say!("全宗号", "fonds"),
        CodePart::Year => say!("年度", "year"),
        CodePart::Class => say!("类别", "class"),
        CodePart::Step => say!("业务环节", "step"),
        CodePart::Volume => say!("案卷号", "volume"),
        CodePart::Page => say!("页码", "page"),
        CodePart::Period => say!("保管期限", "period"),
    }
}

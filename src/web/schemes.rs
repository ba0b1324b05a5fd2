//! `/schemes`: classification schemes with their contradictions.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::Shared;
use super::fault::{Answer, Fault};
use super::frame::{Frame, Who};
use super::page::page;
use super::words::{self, Badge};
use crate::domain::error::Error;
use crate::domain::problem::Weight;
use crate::domain::scheme::{AccountingTable, Finding, Part, Step};
use crate::domain::wording::Wording;
use crate::looking::{self, SchemeView};
use crate::say;

struct Summary {
    view: SchemeView,
    /// Findings that still wait for a decision.
    undecided: usize,
    steps: usize,
}

#[derive(Template)]
#[template(path = "schemes/list.html")]
struct ListPage {
    frame: Frame,
    schemes: Vec<Summary>,
    accounting: Vec<AccountingTable>,
}

pub async fn list(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let summary = |view: SchemeView| Summary {
        undecided: view.findings.iter().filter(|f| f.weight > Weight::Notice && f.decision.is_none()).count(),
        steps: view.scheme.classes.iter().map(|class| class.steps.len()).sum(),
        view,
    };
    let schemes = looking::schemes(&app.archive, &by).await?.into_iter().map(summary).collect();
    page(&ListPage { frame, schemes, accounting: app.archive.schemes().accounting.clone() })
}

struct FindingShown {
    badge: Badge,
    finding: Finding,
}

#[derive(Template)]
#[template(path = "schemes/scheme.html")]
struct SchemePage {
    frame: Frame,
    /// The code's parts in order, in words.
    parts: Vec<Wording>,
    findings: Vec<FindingShown>,
    view: SchemeView,
}

impl SchemePage {
    /// Periods of a step's papers, each once.
    fn periods(&self, step: &Step) -> String {
        let mut periods: Vec<String> = Vec::new();
        for rule in &step.rules {
            let text = match rule.period {
                Some(period) => self.frame.w(&words::period(&period.key())).to_owned(),
                None => self.frame.t("按会计档案管理办法", "as the accounting rules say").to_owned(),
            };
            if !periods.contains(&text) {
                periods.push(text);
            }
        }
        periods.join("、")
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
) -> Answer<Response> {
    let mut schemes = looking::schemes(&app.archive, &by).await?;
    let at = schemes.iter().position(|view| view.scheme.id == id);
    let Some(at) = at else {
        return Err(Fault::from(Error::not_found(say!(
            "馆里没有分类方案「{id}」。",
            "The archive keeps no scheme \"{id}\"."
        ))));
    };
    let mut view = schemes.swap_remove(at);
    let findings = std::mem::take(&mut view.findings).into_iter();
    let findings =
        findings.map(|finding| FindingShown { badge: words::weight(finding.weight), finding }).collect();
    let parts = view.scheme.pattern.parts.iter().map(|part| part_name(*part)).collect();
    page(&SchemePage { frame, parts, findings, view })
}

fn part_name(part: Part) -> Wording {
    match part {
        Part::Fonds => say!("全宗号", "fonds"),
        Part::Year => say!("年度", "year"),
        Part::Class => say!("类别", "class"),
        Part::Step => say!("业务环节", "step"),
        Part::Volume => say!("案卷号", "volume"),
        Part::Page => say!("页码", "page"),
        Part::Period => say!("保管期限", "period"),
    }
}

//! The words around the rows of a planned form, the same in every format: head line, labels of totals,
//! lines below the table.

use super::totals::{Foot, PartTotals};
use crate::domain::catalogs::finding_aid::{Head, LogAnchor};
use crate::domain::catalogs::form::{FormPlan, PlannedColumn};
use crate::domain::general::wording::Wording;
use crate::say;

pub(super) fn title(plan: &FormPlan) -> &str {
    plan.form.name.in_lang(plan.lang())
}

/// Labels and values of the head, in one line under the title.
pub(super) fn head_line(plan: &FormPlan) -> String {
    line_of(plan, &plan.head)
}

/// The head line of one part: it states the part's year, not those of the whole.
pub(super) fn head_line_of_part(plan: &FormPlan, part: &str) -> String {
    let mut head = plan.head.clone();
    if let Ok(year) = part.parse() {
        head.years = Some((year, year));
    }
    line_of(plan, &head)
}

fn line_of(plan: &FormPlan, head: &Head) -> String {
    let items = head.items(&plan.form.head, plan.lang());
    items.iter().map(|(label, value)| format!("{label} {value}")).collect::<Vec<_>>().join("　")
}

/// Sums of the columns that have one.
pub(super) fn shown_sums(plan: &FormPlan, sums: &[u64]) -> Vec<Option<u64>> {
    let has_sum = |planned: &PlannedColumn| planned.column.total && plan.form.unit.is_some();
    plan.columns.iter().zip(sums).map(|(planned, sum)| has_sum(planned).then_some(*sum)).collect()
}

/// Heading of the column the parts are made by.
pub(super) fn part_heading(plan: &FormPlan) -> &str {
    let by = |planned: &&PlannedColumn| plan.part.as_ref() == Some(&planned.column.field);
    plan.columns.iter().find(by).map_or("", |planned| planned.column.heading(plan.lang()))
}

/// What stands before the sums: 合计 12 卷.
pub(super) fn total_label(plan: &FormPlan, rows: u64) -> String {
    let unit = plan.form.unit.as_ref().map_or("", |unit| unit.in_lang(plan.lang()));
    let total = say!("合计", "Total");
    match unit {
        "" => total.in_lang(plan.lang()).to_owned(),
        unit => format!("{} {rows} {unit}", total.in_lang(plan.lang())),
    }
}

/// The sums of a part in one line: 2009 合计 214 卷 · 件数 5350 · 页数 12840.
pub(super) fn part_total(plan: &FormPlan, part: &PartTotals) -> String {
    let mut line = format!("{} {}", part.name, total_label(plan, part.rows));
    for (planned, sum) in plan.columns.iter().zip(&part.totals) {
        if let Some(sum) = sum {
            line.push_str(&format!(" · {} {sum}", planned.column.heading(plan.lang())));
        }
    }
    line
}

/// Places to sign, and the form's note: below every part.
pub(super) fn below_part(plan: &FormPlan) -> Vec<String> {
    let form = &plan.form;
    let mut lines = Vec::new();
    if !form.signatures.is_empty() {
        let place = |who: &Wording| format!("{}＿＿＿＿＿＿", who.in_lang(plan.lang()));
        lines.push(form.signatures.iter().map(place).collect::<Vec<_>>().join("　"));
    }
    lines.extend(form.note.iter().map(|note| note.in_lang(plan.lang()).to_owned()));
    lines
}

/// Lines below the table: places to sign, the form's note, the digest, the checkpoint of the log.
pub(super) fn below(plan: &FormPlan, foot: &Foot) -> Vec<String> {
    let mut lines = below_part(plan);
    let digest = foot.proof.sha256;
    let rows = foot.rows;
    let proof = say!(
        "共 {rows} 条 · 内容摘要（SHA-256）{digest}",
        "{rows} entries · content digest (SHA-256) {digest}"
    );
    lines.push(proof.in_lang(plan.lang()).to_owned());
    if let Some(LogAnchor { log, size, root, at, signature }) = &foot.sheet.anchor {
        let checkpoint = say!(
            "日志检查点：{log} · {size} 条 · 根摘要 {root} · {at}",
            "Checkpoint of the log: {log} · {size} events · root {root} · {at}"
        );
        let signed = say!("检查点的签名：{signature}", "Signature of the checkpoint: {signature}");
        lines.extend([checkpoint, signed].map(|line| line.in_lang(plan.lang()).to_owned()));
    }
    lines
}

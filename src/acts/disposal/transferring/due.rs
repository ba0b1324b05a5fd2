//! 应移交: closed volumes whose years are over by a rule, each with the reason.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::disposal::transferring::{TransferRule, due_explained, due_on, transfer_rules};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::period::RetentionPeriod;
use crate::problems;

/// Volumes read at a time, and named at most.
const PORTION: i64 = 1000;
const MOST: usize = 20_000;

/// A volume that is due for handing over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueForTransfer {
    pub volume_id: i64,
    pub code: String,
    pub title: String,
    pub year: i32,
    pub period: RetentionPeriod,
    pub items: u32,
    pub pages: u32,
    pub due_on: NaiveDate,
    /// Why that day.
    pub why: Wording,
    /// Number of the batch it is in already.
    pub in_batch: Option<String>,
}

/// A rule of `assets/transfer.toml` as doors show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferRuleShown {
    pub id: String,
    pub years: u16,
    /// The archives of this level.
    pub name: Wording,
    /// Where it is said.
    pub source: String,
}

impl From<&TransferRule> for TransferRuleShown {
    fn from(rule: &TransferRule) -> Self {
        let source = format!("《{}》{}", rule.instrument, rule.article);
        TransferRuleShown { id: rule.id.clone(), years: rule.years, name: rule.name(), source }
    }
}

/// What is due by a rule on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferDue {
    pub rule: TransferRuleShown,
    pub on: NaiveDate,
    pub volumes: Vec<DueForTransfer>,
}

/// A rule of `assets/transfer.toml` by its id.
///
/// # Errors
/// `Refused` for another, with those there are.
pub(super) fn rule_called(id: &str) -> Result<&'static TransferRule> {
    let known = transfer_rules().rules.iter().map(|rule| format!("{} {}", rule.id, rule.zh));
    let known = known.collect::<Vec<_>>().join("、");
    transfer_rules().rule(id.trim()).ok_or_else(|| Error::from(no_such_transfer_rule(&id.trim(), &known)))
}

/// The closed volumes of a scope that are due by a rule today.
///
/// # Errors
/// `Refused` for an unknown rule, or more volumes than are listed.
pub async fn due(archive: &Archive, by: &By, rule: &str, scope: &Scope) -> Result<TransferDue> {
    allow(by, Deed::Read)?;
    let rule = rule_called(rule)?;
    let due = due_volumes(archive, rule, by.today(), scope).await?;
    let ids: Vec<i64> = due.iter().map(|volume| volume.id).collect();
    let mut batches = archive.store.in_other_batches(&ids, 0).await?;
    batches.extend(archive.store.in_other_transfers(&ids, 0).await?);
    let shown = |volume: Volume| DueForTransfer {
        volume_id: volume.id,
        year: volume.place.year,
        period: volume.place.period,
        items: volume.items,
        pages: volume.pages,
        due_on: due_on(volume.place.year, rule),
        why: due_explained(volume.place.year, volume.place.period, rule),
        in_batch: batches.get(&volume.id).cloned(),
        code: volume.code,
        title: volume.title,
    };
    Ok(TransferDue { rule: rule.into(), on: by.today(), volumes: due.into_iter().map(shown).collect() })
}

/// The same without their batches.
pub(super) async fn due_volumes(
    archive: &Archive,
    rule: &TransferRule,
    on: NaiveDate,
    scope: &Scope,
) -> Result<Vec<Volume>> {
    let last = on.year() - 1 - i32::from(rule.years);
    let scope = Scope {
        state: Some(VolumeState::Closed.key().to_owned()),
        year_to: Some(scope.year_to.map_or(last, |year| year.min(last))),
        ..scope.clone()
    };
    let (mut due, mut after) = (Vec::new(), (String::new(), 0));
    loop {
        let portion = archive.store.volumes(&scope, (&after.0, after.1), PORTION).await?;
        let Some(end) = portion.last() else { break };
        after = (end.code_sort.clone(), end.id);
        due.extend(portion.into_iter().filter(|volume| {
            transfer_rules().is_in_range(volume.place.period) && due_on(volume.place.year, rule) <= on
        }));
        if due.len() > MOST {
            return Err(Error::from(due_too_many(&MOST)));
        }
    }
    Ok(due)
}

problems! {
    refuse no_such_transfer_rule(id, known):
        "没有「{id}」这一级。" / "There is no rule \"{id}\"."
        => "可以是：{known}。" / "They are: {known}.";
    refuse due_too_many(most):
        "应移交的超过 {most} 卷。" / "More than {most} volumes are due."
        => "按年度或类别缩小范围。" / "Narrow it by year or class.";
}

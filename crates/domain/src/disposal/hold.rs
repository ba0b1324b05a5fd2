//! 冻结: records that stay as long as a matter is open, whatever their date says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::key::keyed;
use crate::general::masking::{FreeText, IdNumber, WholeFor};
use crate::general::problem::Problem;
use crate::general::wording::Wording;
use crate::{problems, say};

keyed! {
    /// 冻结事由. Debts, unfinished matters and building projects: 会计档案管理办法（财政部、国家档案局令第79号）art. 19 (V);
    /// lawsuits, inspections and audits: practice of social-insurance offices (K).
    pub enum HoldGround {
        Lawsuit = "lawsuit", "诉讼", "Lawsuit";
        /// 社会保险稽核: of what units declared and persons were paid.
        Inspection = "inspection", "稽核", "Inspection";
        Audit = "audit", "审计", "Audit";
        Debts = "debts", "未结清债权债务", "Unsettled debts";
        Unfinished = "unfinished", "未了事项", "Unfinished matter";
        Building = "building", "在建项目", "Building project under way";
        Other = "other", "其他", "Other";
    }

    /// How a hold says which records it means.
    pub enum HoldScope {
        /// Volumes and records are named one by one.
        Chosen = "chosen", "指定案卷、件", "Chosen volumes and records";
        /// Whatever fits, what is filed later among it.
        Rule = "rule", "按条件", "By a rule";
    }

    /// Where a hold is in its life.
    pub enum HoldState {
        Holding = "holding", "冻结中", "Holding";
        /// One person asked to lift it, another has not said yes.
        LiftAsked = "lift_asked", "待解冻", "Waits to be lifted";
        Lifted = "lifted", "已解冻", "Lifted";
    }

    /// By which way a hold reaches a record or volume.
    pub enum HoldWay {
        Item = "item", "指定的件", "A chosen record";
        Volume = "volume", "指定的案卷", "A chosen volume";
        Rule = "rule", "冻结条件", "A rule";
    }
}

/// 冻结条件: what a record must be to be caught; what is empty does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HoldRule {
    pub class_id: String,
    pub step_id: String,
    /// First and last year of formation.
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    /// Whole name of a person the record concerns.
    pub person: String,
    /// ID number of a person the record concerns.
    pub id_number: IdNumber,
    /// Whole name, or number, of a unit the record concerns.
    pub unit: String,
    /// What its title contains, blanks left out of account.
    pub words: String,
}

/// Characters a name, a unit or words must have: one alone would catch nearly everything.
const LEAST: usize = 2;

impl HoldRule {
    /// As it is kept: without blanks around, and without any in the words.
    pub fn trimmed(self) -> HoldRule {
        let trimmed = |text: &str| text.trim().to_owned();
        HoldRule {
            class_id: trimmed(&self.class_id),
            step_id: trimmed(&self.step_id),
            person: trimmed(&self.person),
            id_number: trimmed(self.id_number.whole(WholeFor::Comparing)).to_uppercase().into(),
            unit: trimmed(&self.unit),
            words: self.words.split_whitespace().collect(),
            ..self
        }
    }

    /// It says nothing: it would catch everything.
    pub fn is_empty(&self) -> bool {
        *self == HoldRule::default()
    }

    /// What is wrong with it, as far as it says so itself; whether class and step are known the schemes say.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.is_empty() {
            problems.push(rule_empty());
        }
        if self.class_id.is_empty() && !self.step_id.is_empty() {
            problems.push(rule_step_alone().in_column("step"));
        }
        if let (Some(from), Some(to)) = (self.year_from, self.year_to)
            && from > to
        {
            problems.push(rule_years_reversed(&from, &to).in_column("year"));
        }
        for (column, text) in [("person", &self.person), ("unit", &self.unit), ("words", &self.words)] {
            if !text.is_empty() && text.chars().count() < LEAST {
                problems.push(rule_text_short(text).in_column(column));
            }
        }
        problems
    }

    /// The rule as people read it: 社会保险费征缴核定材料 · 2009—2011 · 单位「一中」. Class and step by their names.
    pub fn words(&self, class: &str, step: &str) -> Wording {
        let mut parts: Vec<Wording> =
            [class, step].into_iter().filter(|name| !name.is_empty()).map(Wording::same).collect();
        match (self.year_from, self.year_to) {
            (Some(from), Some(to)) if from == to => parts.push(say!("{from}年", "{from}")),
            (Some(from), Some(to)) => parts.push(say!("{from}—{to}年", "{from}–{to}")),
            (Some(from), None) => parts.push(say!("{from}年以后", "from {from} on")),
            (None, Some(to)) => parts.push(say!("{to}年以前", "up to {to}")),
            (None, None) => {}
        }
        let (person, number, unit, words) = (&self.person, &self.id_number, &self.unit, &self.words);
        if !person.is_empty() {
            parts.push(say!("姓名「{person}」", "person \"{person}\""));
        }
        if !number.is_empty() {
            parts.push(say!("证件号码 {number}", "ID number {number}"));
        }
        if !unit.is_empty() {
            parts.push(say!("单位「{unit}」", "unit \"{unit}\""));
        }
        if !words.is_empty() {
            parts.push(say!("题名含「{words}」", "title contains \"{words}\""));
        }
        let join = |text: fn(&Wording) -> &str| parts.iter().map(text).collect::<Vec<_>>().join(" · ");
        Wording::new(join(|part| &part.zh), join(|part| &part.en))
    }
}

/// Why a record or volume is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldBecause {
    /// It is named itself.
    Named,
    /// Of a record: the volume it stands in is named.
    OfVolume,
    /// It fits the rule.
    Fits,
    /// Of a volume: records in it are named or fit, this one the first; a volume goes as a whole.
    HasItem { item_id: i64, code: String, records: i64 },
}

/// A hold as it stands beside a record or volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldMark {
    pub hold_id: i64,
    /// `2026-003`
    pub number: String,
    pub ground: HoldGround,
    pub basis: FreeText,
    pub because: HeldBecause,
}

impl HeldMark {
    /// 诉讼 2026-003
    pub fn short(&self) -> Wording {
        let (ground, number) = (self.ground.word(), &self.number);
        Wording::new(format!("{} {number}", ground.zh), format!("{} {number}", ground.en))
    }

    /// The whole reason: 诉讼 2026-003：因卷内 0211-… 冻结
    pub fn sentence(&self) -> Wording {
        let because = match &self.because {
            HeldBecause::Named => say!("直接冻结", "held itself"),
            HeldBecause::OfVolume => say!("随所在案卷冻结", "held with its volume"),
            HeldBecause::Fits => say!("符合冻结条件", "fits the hold's rule"),
            HeldBecause::HasItem { code, records: 1, .. } => {
                say!("因卷内 {code} 冻结", "held for the record {code} in it")
            }
            HeldBecause::HasItem { code, records, .. } => {
                say!(
                    "因卷内 {code} 等 {records} 件冻结",
                    "held for {records} records in it, {code} the first"
                )
            }
        };
        let short = self.short();
        Wording::new(format!("{}：{}", short.zh, because.zh), format!("{}: {}", short.en, because.en))
    }
}

/// What stands in the column 冻结 of a list; empty: not held.
pub fn holds_cell(marks: &[HeldMark]) -> Wording {
    let mut short: Vec<Wording> = marks.iter().map(HeldMark::short).collect();
    short.dedup();
    let join = |text: fn(&Wording) -> &str| short.iter().map(text).collect::<Vec<_>>();
    Wording::new(join(|word| &word.zh).join("；"), join(|word| &word.en).join("; "))
}

problems! {
    refuse rule_empty():
        "没有写冻结条件。" / "The rule says nothing."
        => "至少写类目、年度、姓名、证件号码、单位、题名用字中的一项。"
            / "Give at least one of class, year, person, ID number, unit or words of the title.";
    refuse rule_step_alone():
        "写了业务环节，没有写类目。" / "The rule names a step without its class."
        => "补上类目。" / "Give the class as well.";
    refuse rule_years_reversed(from, to):
        "年度倒置：{from} 晚于 {to}。" / "The years are reversed: {from} is after {to}."
        => "核对起止年度。" / "Check both years.";
    refuse rule_text_short(text):
        "「{text}」太短，会冻结无关档案。" / "\"{text}\" is too short and would catch unrelated records."
        => "写全称，至少两个字。" / "Write the full name, at least two characters.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(rule: &HoldRule) -> Vec<String> {
        rule.problems().into_iter().map(|problem| problem.kind).collect()
    }

    #[test]
    fn a_rule_never_means_everything() {
        assert_eq!(kinds(&HoldRule::default()), ["rule_empty"]);
        let blank = HoldRule { person: "  ".into(), words: " \u{3000}".into(), ..HoldRule::default() };
        assert_eq!(kinds(&blank.trimmed()), ["rule_empty"]);
        let short = HoldRule { unit: "中".into(), words: "表".into(), ..HoldRule::default() };
        assert_eq!(kinds(&short), ["rule_text_short", "rule_text_short"]);
        let odd = HoldRule {
            step_id: "s".into(),
            year_from: Some(2011),
            year_to: Some(2009),
            ..HoldRule::default()
        };
        assert_eq!(kinds(&odd), ["rule_step_alone", "rule_years_reversed"]);
        let good = HoldRule { year_from: Some(2009), ..HoldRule::default() };
        assert_eq!(kinds(&good), [""; 0]);
    }

    #[test]
    fn a_rule_reads_as_a_line_without_whole_numbers() {
        let rule = HoldRule {
            class_id: "ZJ".into(),
            year_from: Some(2009),
            year_to: Some(2011),
            id_number: " 99000019900307123x ".into(),
            words: "核定 表".into(),
            ..HoldRule::default()
        };
        let rule = rule.trimmed();
        assert_eq!(rule.id_number.whole(WholeFor::Comparing), "99000019900307123X");
        let said = rule.words("社会保险费征缴", "");
        assert_eq!(said.zh, "社会保险费征缴 · 2009—2011年 · 证件号码 990000********123X · 题名含「核定表」");
    }

    #[test]
    fn a_mark_says_by_which_way_a_hold_came() {
        let mark = |because| HeldMark {
            hold_id: 1,
            number: "2026-003".into(),
            ground: HoldGround::Lawsuit,
            basis: "（2026）皖0202民初12号".into(),
            because,
        };
        let has = HeldBecause::HasItem { item_id: 7, code: "2009-ZJ-001-3".into(), records: 1 };
        assert_eq!(mark(has).sentence().zh, "诉讼 2026-003：因卷内 2009-ZJ-001-3 冻结");
        assert_eq!(mark(HeldBecause::OfVolume).sentence().zh, "诉讼 2026-003：随所在案卷冻结");
        let twice = [mark(HeldBecause::Named), mark(HeldBecause::Fits)];
        assert_eq!(holds_cell(&twice).zh, "诉讼 2026-003");
        assert_eq!(holds_cell(&[]).zh, "");
    }
}

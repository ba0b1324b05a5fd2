//! The arithmetic of one record, written down as it goes.

use chrono::{Datelike, NaiveDate};

use super::given::{self, PeriodGiven, PeriodWhy};
use super::{Fact, FactKind, Outcome, Question, Retention};
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::{Origin, Rule, Scheme, Schemes, Step, Trigger};
use crate::values::period::RetentionPeriod;

pub(super) struct Account<'a> {
    pub schemes: &'a Schemes,
    pub scheme: &'a Scheme,
    pub step: &'a Step,
    pub rule_index: usize,
    pub formed_year: i32,
    pub filed: RetentionPeriod,
    pub start: Option<NaiveDate>,
    steps: Vec<Wording>,
    basis: Vec<Wording>,
    unverified: bool,
    /// Periods by the rules, the one filed first.
    by_rules: Vec<PeriodGiven>,
    /// Appraisals that gave a period or took it back.
    appraised: Vec<Fact>,
}

impl<'a> Account<'a> {
    pub fn new(
        schemes: &'a Schemes,
        scheme: &'a Scheme,
        step: &'a Step,
        rule_index: usize,
        formed_year: i32,
        filed: RetentionPeriod,
    ) -> Self {
        let (steps, basis, appraised) = (Vec::new(), Vec::new(), Vec::new());
        let (name, edition) = (&scheme.name, &scheme.edition);
        let by = say!("《{name}》（{edition} 版）", "{name} (edition {edition})");
        let by_rules = vec![PeriodGiven { from: None, period: filed, why: PeriodWhy::Filed, basis: by }];
        Account {
            schemes,
            scheme,
            step,
            rule_index,
            formed_year,
            filed,
            start: None,
            steps,
            basis,
            unverified: false,
            by_rules,
            appraised,
        }
    }

    /// Notes a period that the rules gave the record.
    pub fn give(
        &mut self,
        from: Option<NaiveDate>,
        period: RetentionPeriod,
        why: PeriodWhy,
        origin: &Origin,
    ) {
        let (instrument, article) = (&origin.instrument, &origin.article);
        let en = format!("{instrument} {article}");
        let basis = Wording::new(format!("{instrument}{article}"), en.trim_end());
        self.by_rules.push(PeriodGiven { from, period, why, basis });
    }

    /// Lets the appraisals count among the periods.
    pub fn appraise(&mut self, facts: &[Fact]) {
        self.appraised = facts.to_vec();
    }

    /// The finished derivation: the last step says what came out, and on what rules.
    pub fn closed(mut self, effective: RetentionPeriod, outcome: Outcome) -> Retention {
        let last = match &outcome {
            Outcome::Permanent => say!("永久保管，不到期", "permanent: it never falls due"),
            Outcome::Eligible(day) => say!("{day} 起可以鉴定", "may be appraised from {day}"),
            Outcome::Question(question) => in_words(question),
        };
        self.steps.push(last);
        let arithmetic = joined(&self.steps, " → ", " → ");
        let basis = joined(&self.basis, "；", "; ");
        let basis = Wording::new(format!("依据：{}", basis.zh), format!("Basis: {}", basis.en));
        self.steps.push(basis.clone());
        let applies = |had: &[PeriodGiven]| had.last().is_some_and(|last| last.period == effective);
        let mut periods = given::in_order(self.by_rules.clone(), &self.appraised);
        if !applies(&periods) {
            // a period longer than the newer rule's stays as it was filed
            self.by_rules.retain(|given| given.why == PeriodWhy::Filed || given.period >= effective);
            periods = given::in_order(self.by_rules, &self.appraised);
        }
        if !applies(&periods) {
            let (why, basis) = (PeriodWhy::RuleLonger, Wording::default());
            periods.push(PeriodGiven { from: None, period: effective, why, basis });
        }
        Retention {
            period: self.filed,
            effective,
            formed_year: self.formed_year,
            start: self.start,
            outcome,
            why: Wording::new(
                format!("{}。{}。", arithmetic.zh, basis.zh),
                format!("{}. {}.", capital(&arithmetic.en), basis.en),
            ),
            steps: self.steps,
            unverified: self.unverified,
            periods,
        }
    }

    /// The rule's own trigger; or, where the accounting table supplies the period, that of its line.
    pub fn trigger(&self, rule: &Rule) -> Trigger {
        let table = self.schemes.accounting_for(self.formed_year);
        let by_table = || Some(table?.line(rule.accounting.as_deref()?)?.trigger);
        match rule.trigger {
            Trigger::Formation if rule.period.is_none() => by_table().unwrap_or_default(),
            own => own,
        }
    }

    /// The year after which the period runs: that of formation, or of the fact that starts it.
    pub fn base_year(&mut self, trigger: Trigger, facts: &[Fact]) -> Result<i32, Question> {
        let latest = |kind| facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.on).max();
        let (kind, day, what) = match trigger {
            Trigger::Formation => return Ok(self.formed_year),
            Trigger::Scrapping => (
                "scrapping_unknown",
                latest(FactKind::Scrapped),
                ("固定资产报废清理", "the asset was scrapped"),
            ),
            Trigger::Ending => {
                ("ending_unknown", latest(FactKind::Ended), ("协议终止或事项办结", "the matter ended"))
            }
        };
        let (zh, en) = what;
        match day {
            Some(day) => {
                self.steps.push(say!("{day} {zh}", "{en} on {day}"));
                Ok(day.year())
            }
            None => Err(Question {
                kind: kind.into(),
                protects_until: None,
                missing: say!(
                    "期限从{zh}后起算，请录入这个日期",
                    "the period runs from when {en}: record that day"
                ),
            }),
        }
    }

    /// `Years(n)` of year F: kept to 31 December F+n, and what that permits.
    pub fn run_out(&mut self, base_year: i32, period: RetentionPeriod) -> Outcome {
        let RetentionPeriod::Years(years) = period else { return Outcome::Permanent };
        match end_of_period(base_year, period).and_then(|end| Some((end, end.succ_opt()?))) {
            Some((end, next)) => {
                self.steps.push(say!("保管 {years} 年，到 {end} 止", "kept {years} years, to {end}"));
                Outcome::Eligible(next)
            }
            None => out_of_range(base_year),
        }
    }

    pub fn compare_with_filed(&mut self, ruled: RetentionPeriod, origin: &Origin) {
        let filed = self.filed;
        let (filed_en, ruled_en) = (filed.in_english(), ruled.in_english());
        if filed > ruled {
            self.say(say!(
                "立卷时定为{filed}，长于规定的{ruled}，从长",
                "filed as {filed_en}, longer than the rule's {ruled_en}: the longer counts"
            ));
        } else if filed < ruled {
            self.give(None, ruled, PeriodWhy::RuleLonger, origin);
            self.say(say!(
                "立卷时定为{filed}，短于规定的{ruled}，按规定",
                "filed as {filed_en}, shorter than the rule's {ruled_en}: the rule counts"
            ));
        }
    }

    pub fn say(&mut self, step: Wording) {
        self.steps.push(step);
    }

    /// Notes a rule the date rests on.
    pub fn rest_on(&mut self, origin: &Origin, names_step: bool) {
        self.unverified |= !origin.mark.is_verified();
        let Origin { instrument, article, mark, .. } = origin;
        let unread = if mark.is_verified() { ("", "") } else { ("，未经核实", ", unverified") };
        let ((zh, en), step) = (unread, self.step_and_paper());
        self.basis.push(if names_step {
            let (scheme, edition) = (&self.scheme.name, &self.scheme.edition);
            let by = if instrument == scheme { article.clone() } else { format!("{instrument}{article}") };
            say!(
                "《{scheme}》（{edition} 版）「{step}」，{by}（来源标记 {mark:?}{zh}）",
                "{scheme} (edition {edition}), step {step}, {by} (mark {mark:?}{en})"
            )
        } else {
            let by = format!("{instrument} {article}");
            let by = by.trim_end();
            say!("{instrument}{article}（来源标记 {mark:?}{zh}）", "{by} (mark {mark:?}{en})")
        });
    }

    /// The step; in a block of several papers also which of them.
    fn step_and_paper(&self) -> String {
        let name = &self.step.name;
        match self.step.rules.get(self.rule_index) {
            Some(rule) if self.step.rules.len() > 1 => format!("{name}：{}", rule.names.join("、")),
            _ => name.clone(),
        }
    }

    pub fn rest_on_rule(&mut self, rule: &Rule, year: i32) {
        let found = self.schemes.period_of(self.scheme, self.step, self.rule_index, year);
        self.rest_on(found.map_or(&rule.origin, |(_, origin)| origin), true);
    }

    pub fn nobody_says(&mut self, year: i32) -> (RetentionPeriod, Outcome) {
        let step = &self.step.name;
        self.unverified = true;
        self.basis.push(say!("没有规定", "no rule"));
        let missing = say!(
            "没有规则说明 {year} 年的「{step}」保管多久，请补方案或会计档案保管期限表",
            "no rule says how long “{step}” of {year} is kept: complete the scheme or the accounting table"
        );
        let question = Question { kind: "no_period".into(), protects_until: None, missing };
        (self.filed, Outcome::Question(question))
    }
}

/// 31 December of the last year of the period; `None` for permanent, and beyond the calendar.
pub(super) fn end_of_period(base_year: i32, period: RetentionPeriod) -> Option<NaiveDate> {
    let last = base_year.checked_add(i32::from(period.years()?))?;
    NaiveDate::from_ymd_opt(last, 12, 31)
}

pub(super) fn out_of_range(year: i32) -> Outcome {
    let missing =
        say!("{year} 年算不出日期，请核对年度", "no date can be counted from {year}: check the year");
    Outcome::Question(Question { kind: "year_out_of_range".into(), protects_until: None, missing })
}

fn in_words(question: &Question) -> Wording {
    let Question { missing: Wording { zh, en }, protects_until, .. } = question;
    match protects_until {
        Some(day) => say!(
            "待定，不算到期：{zh}；决定之前至少保管到 {day}",
            "an open question, not due: {en}; until then it is kept at least to {day}"
        ),
        None => say!("待定，不算到期：{zh}", "an open question, not due: {en}"),
    }
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn joined(parts: &[Wording], between_zh: &str, between_en: &str) -> Wording {
    let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    Wording::new(zh.join(between_zh), en.join(between_en))
}

//! What codes, suggestions and dates ask of a scheme: step by text, period by letter, period by year.

use chrono::Datelike;

use super::{AccountingTable, Class, CodePart, Origin, Pattern, Rule, Scheme, Schemes, Step};
use crate::values::period::RetentionPeriod;

/// A step found by its text, and the rule (index into [`Step::rules`]) where the text decides it.
pub type FoundStep<'a> = (&'a Class, &'a Step, Option<usize>);

impl Scheme {
    /// Classes that a code, id, name or clerks' name means.
    pub fn classes_called(&self, text: &str) -> Vec<&Class> {
        let text = text.trim();
        let upper = text.to_uppercase();
        let by_code: Vec<_> =
            self.classes.iter().filter(|class| class.code.to_uppercase() == upper).collect();
        if !by_code.is_empty() {
            return by_code;
        }
        let called = |class: &&Class| {
            class.id == text || class.name == text || class.aliases.iter().any(|alias| alias == text)
        };
        self.classes.iter().filter(called).collect()
    }

    /// Steps of the classes printed as `class_code` that are called `text`: by name, alias, or the
    /// name of a rule. More than one: the text is ambiguous. Brackets, commas and other signs are
    /// compared regardless of width, blanks are ignored.
    pub fn find_step_by_text(&self, class_code: &str, text: &str) -> Vec<FoundStep<'_>> {
        self.find_steps(text, |class| class.code == class_code)
    }

    /// The same over every class: where else a step of this name stands.
    pub fn find_step_in_any_class(&self, text: &str) -> Vec<FoundStep<'_>> {
        self.find_steps(text, |_| true)
    }

    fn find_steps(&self, text: &str, wanted: impl Fn(&Class) -> bool) -> Vec<FoundStep<'_>> {
        let text = fold(text);
        if text.is_empty() {
            return Vec::new();
        }
        let classes = self.classes.iter().filter(|class| wanted(class));
        classes
            .flat_map(|class| class.steps.iter().map(move |step| (class, step)))
            .filter_map(|(class, step)| step.matches(&text).map(|rule| (class, step, rule)))
            .collect()
    }

    /// What the period part of a code means: a letter of the scheme; or, for a period the scheme
    /// keeps papers for without giving it a letter, the bare number (永久 for permanent). Where the
    /// accounting tables supply periods, any number of years without a letter may stand there.
    pub fn period_from_code(&self, letter: &str) -> Option<RetentionPeriod> {
        if let Some(found) = self.periods.iter().find(|p| p.letter == letter) {
            return Some(found.period);
        }
        let period = match letter {
            "永久" => RetentionPeriod::Permanent,
            number if number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0') => {
                RetentionPeriod::from_key(number)?
            }
            _ => return None,
        };
        let lettered = self.periods.iter().any(|p| p.period == period);
        let may_occur = self.rules().any(|(_, _, rule)| match rule.period {
            Some(own) => own == period,
            None => rule.accounting.is_some(),
        });
        (!lettered && may_occur).then_some(period)
    }

    /// Every rule with its class and step, in the scheme's order.
    pub fn rules(&self) -> impl Iterator<Item = (&Class, &Step, &Rule)> {
        self.classes
            .iter()
            .flat_map(|class| class.steps.iter().map(move |step| (class, step)))
            .flat_map(|(class, step)| step.rules.iter().map(move |rule| (class, step, rule)))
    }

    /// The class and step the source numbers so: `一(一)`.
    pub fn step_by_number(&self, number: &str) -> Option<(&Class, &Step)> {
        let steps = self.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
        steps.into_iter().find(|(_, step)| step.number == number)
    }

    /// Whether records are coded under it (the national annex only gives scope and periods).
    pub fn gives_codes(&self) -> bool {
        !self.pattern.parts.is_empty()
    }
}

impl Pattern {
    /// A code's text taken apart at the separators. Only the step may contain the separator itself, so
    /// the parts before it are counted from the left and those after it from the right. `None`: too few parts.
    pub fn split<'a>(&self, code: &'a str) -> Option<Vec<(CodePart, &'a str)>> {
        if self.separator.is_empty() {
            return None;
        }
        let (before, after) = match self.parts.iter().position(|part| *part == CodePart::Step) {
            Some(step) => (&self.parts[..step], &self.parts[step + 1..]),
            None => (self.parts.as_slice(), &[][..]),
        };
        let has_step = self.parts.len() > before.len();
        let mut rest = Some(code);
        let mut parts = Vec::new();
        for (i, part) in before.iter().enumerate() {
            let last = !has_step && i + 1 == before.len();
            let (text, remaining) = match rest?.split_once(&self.separator) {
                Some((text, remaining)) if !last => (text, Some(remaining)),
                None if last => (rest?, None),
                _ => return None,
            };
            parts.push((*part, text));
            rest = remaining;
        }
        let mut tail = Vec::new();
        for part in after.iter().rev() {
            let (remaining, text) = rest?.rsplit_once(&self.separator)?;
            tail.push((*part, text));
            rest = Some(remaining);
        }
        if has_step {
            parts.push((CodePart::Step, rest?));
        }
        parts.extend(tail.into_iter().rev());
        Some(parts)
    }
}

impl Step {
    /// `None`: not called so. `Some(None)`: called so, but its rules are not told apart by it.
    fn matches(&self, folded: &str) -> Option<Option<usize>> {
        let same = |name: &String| fold(name) == folded;
        let of_step = same(&self.name) || self.aliases.iter().any(same);
        let mut of_rules = (0..self.rules.len()).filter(|&i| {
            let rule = &self.rules[i];
            rule.names.iter().chain(&rule.also).any(same)
        });
        match (of_rules.next(), of_rules.next()) {
            (Some(only), None) => Some(Some(only)),
            (Some(_), Some(_)) => Some(None),
            (None, _) if of_step => Some((self.rules.len() == 1).then_some(0)),
            (None, _) => None,
        }
    }

    /// Index of the rule that is for the papers of `other`, a rule of another edition: the one under the same key of the
    /// accounting tables, else the one that names some of its papers. `None`: there is none, or there are several.
    pub fn rule_like(&self, other: &Rule) -> Option<usize> {
        let has_key = |rule: &Rule| rule.accounting.is_some() && rule.accounting == other.accounting;
        let is_of_other = |name: &String| other.names.iter().any(|one| fold(one) == fold(name));
        let by_key = self.only_rule(has_key);
        let by_names = || self.only_rule(|rule| rule.names.iter().any(is_of_other));
        by_key.or_else(by_names).or_else(|| self.only_rule(|rule| rule.names == other.names))
    }

    fn only_rule(&self, is_meant: impl Fn(&Rule) -> bool) -> Option<usize> {
        let mut found = (0..self.rules.len()).filter(|&at| is_meant(&self.rules[at]));
        found.next().filter(|_| found.next().is_none())
    }
}

impl Schemes {
    pub fn accounting_table(&self, id: &str) -> Option<&AccountingTable> {
        self.accounting.iter().find(|table| table.id == id)
    }

    /// How long papers under a rule are kept, when formed in `year`, and who says so.
    ///
    /// Accounting papers: the scheme's own period holds until a table newer than the one it was
    /// taken from comes into force; from that year on the table's, unless the scheme's is
    /// longer (a period is a minimum and is never shortened in silence). A rule without a period takes
    /// the table of the year. `None`: nobody says (no such rule, no table for the year, or the
    /// table lacks the line).
    pub fn period_of<'a>(
        &'a self,
        scheme: &'a Scheme,
        step: &'a Step,
        rule: usize,
        year: i32,
    ) -> Option<(RetentionPeriod, &'a Origin)> {
        let rule = step.rules.get(rule)?;
        let own = rule.period.map(|period| (period, &rule.origin));
        let Some(key) = &rule.accounting else { return own };
        let table = self.accounting_for(year).filter(|table| own.is_none() || self.replaces(table, scheme));
        let by_table = table.and_then(|table| table.line(key)).map(|line| (line.period, &line.origin));
        match (own, by_table) {
            (Some(own), Some(by_table)) if own.0 > by_table.0 => Some(own),
            (own, by_table) => by_table.or(own),
        }
    }

    /// Every period papers under a rule may get in the years the scheme is valid for: its own, and those
    /// of the accounting tables.
    pub fn periods_possible(&self, scheme: &Scheme, rule: &Rule) -> Vec<RetentionPeriod> {
        let mut periods: Vec<RetentionPeriod> = rule.period.into_iter().collect();
        let Some(key) = &rule.accounting else { return periods };
        for (i, table) in self.accounting.iter().enumerate() {
            // A table governs from the year it is in force at the end of, to the year before the next one does.
            let first_year = table.in_force.year();
            let last_year = self.accounting.get(i + 1).map_or(i32::MAX, |next| next.in_force.year() - 1);
            let in_time = scheme.valid_from.is_none_or(|from| from <= last_year)
                && scheme.valid_to.is_none_or(|to| first_year <= to);
            let speaks = rule.period.is_none() || self.replaces(table, scheme);
            let longer = |period| rule.period.is_none_or(|own| own < period);
            if let Some(line) = table.line(key).filter(|line| in_time && speaks && longer(line.period))
                && !periods.contains(&line.period)
            {
                periods.push(line.period);
            }
        }
        periods
    }

    /// Whether `table` is newer than the table the scheme's own accounting periods were taken from.
    pub fn replaces(&self, table: &AccountingTable, scheme: &Scheme) -> bool {
        let basis = scheme.accounting_basis.as_deref().and_then(|id| self.accounting_table(id));
        basis.is_some_and(|basis| basis.in_force < table.in_force)
    }
}

/// Signs in half width, no blanks: `（` and `(` name the same step.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests;

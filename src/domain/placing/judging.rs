//! What a row's place and its own words say of each other.

use super::*;

impl Guide<'_> {
    /// What the place and the row's own words say of each other.
    pub(super) fn judge(&self, read: &RowRead, draft: &Draft, placed: &mut Placed) {
        let (year, period) = (draft.place.year, draft.place.period);
        let dates = [read.description.date, read.description.date_end];
        if let Some(date) = dates.into_iter().flatten().find(|date| date.year() != year) {
            placed.problems.push(
                Problem::ask(
                    "date_outside_year",
                    say!("日期 {date} 不在 {year} 年度内。", "The date {date} lies outside the year {year}."),
                    say!(
                        "核对年度和日期；确实如此就接受这一类问题（--accept date_outside_year）。",
                        "Check year and date; if it is so, accept this kind (--accept date_outside_year)."
                    ),
                )
                .in_column(self.heading(Field::Date)),
            );
        }
        let said = read.period.as_deref().or(self.hints.period.as_deref());
        let said = said.and_then(|text| Some((text, self.period_said(text)?)));
        if let Some((text, _)) = said.filter(|(_, said)| *said != period) {
            placed.problems.push(
                Problem::refuse(
                    "period_mismatch",
                    say!(
                        "表上写保管期限「{text}」，方案定的是 {period}。",
                        "The sheet says \"{text}\", the scheme says {period}."
                    ),
                    say!(
                        "改正表上的期限，或核对业务环节。",
                        "Correct the sheet's period, or check the step."
                    ),
                )
                .in_column(self.heading(Field::Period)),
            );
        }
        self.unverified(read, draft, placed);
    }

    fn period_said(&self, text: &str) -> Option<RetentionPeriod> {
        let text: String =
            text.chars().filter(|c| !c.is_whitespace() && !"〔〕[]()（）".contains(*c)).collect();
        if text == "永久" {
            return Some(RetentionPeriod::Permanent);
        }
        let years =
            text.strip_suffix('年').and_then(|number| number.parse().ok()).map(RetentionPeriod::Years);
        years.or_else(|| self.scheme.period_from_code(&text))
    }

    /// A rule nobody read verbatim, or a paper put under the nearest step, is said to be so.
    fn unverified(&self, read: &RowRead, draft: &Draft, placed: &mut Placed) {
        let Some(step) = self.scheme.step(&draft.place.class_id, &draft.place.step_id) else { return };
        if placed.changes.iter().any(|change| change.kind == "suggested_unverified")
            || step.nearest.is_empty()
        {
            return;
        }
        let title = (self.simplify)(&read.description.title);
        let near =
            step.nearest.iter().find(|near| near.titles.iter().any(|name| title.contains(name.as_str())));
        if let Some(near) = near {
            let (step, note, mark) = (&step.name, &near.note, near.origin.mark);
            let message = say!(
                "归入「{step}」是按最接近的规定判断的，未经核实（来源标记 {mark:?}）：{note}",
                "Filed under \"{step}\" as the nearest rule; unverified (mark {mark:?}): {note}"
            );
            placed.changes.push(Change::new("nearest_unverified", "", step.clone(), message));
        }
    }
}

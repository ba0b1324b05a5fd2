//! 推算: what a draft of a scheme or an accounting table would do to the date of a volume.

use chrono::NaiveDate;

use super::dating::Due;
use crate::general::key::keyed;
use crate::general::wording::Wording;
use crate::say;

keyed! {
    /// How a volume's date would move.
    pub enum DateMove {
        Earlier = "earlier", "提前", "Earlier";
        Later = "later", "延后", "Later";
        ToPermanent = "to_permanent", "转为永久", "To permanent";
        /// It was permanent.
        Limited = "limited", "永久改为定期", "No longer permanent";
        ToQuestion = "to_question", "转为待定", "To an open question";
        /// It was a question.
        Decided = "decided", "待定转为有期", "Question decided";
    }
}

keyed! {
    /// Where a change of schedules is: proposed with its list, then applied or withdrawn once.
    pub enum ChangeState {
        Proposed = "proposed", "待执行", "Proposed";
        Applied = "applied", "已执行", "Applied";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

/// What is missing where a date waits for an answer, by the kind of question; a kind unknown here stands for itself.
pub fn what_is_missing(question: &str) -> Wording {
    match question {
        "scrapping_unknown" => say!("缺固定资产报废清理日期", "the day the asset was scrapped"),
        "ending_unknown" => say!("缺协议终止或办结日期", "the day the matter ended"),
        "reached_unappraised" => {
            say!(
                "新规定施行前已届满，缺鉴定结论",
                "the appraisal: the old period had ended before the new rules"
            )
        }
        "reached_on_cut_off" => {
            say!("恰在衔接日届满，缺鉴定结论", "the appraisal: the old period ended on the cut-off day")
        }
        "no_period" => say!("没有规定保管期限", "a rule that says how long"),
        "year_out_of_range" => say!("年度推不出日期", "a year that a date can be counted from"),
        other => Wording::same(other),
    }
}

impl DateMove {
    /// What it does to a date; `None`: nothing. `before` is the date, or the kind of question.
    pub fn between(before: (Option<NaiveDate>, Option<&str>), after: &Due) -> Option<DateMove> {
        let was_permanent = before == (None, None);
        let is_permanent = after.on.is_none() && after.question.is_none();
        match (before.0, after.on) {
            _ if before.1.is_some() && after.question.is_some() => None,
            _ if after.question.is_some() => Some(DateMove::ToQuestion),
            _ if is_permanent => (!was_permanent).then_some(DateMove::ToPermanent),
            _ if before.1.is_some() => Some(DateMove::Decided),
            (None, Some(_)) => Some(DateMove::Limited),
            (Some(old), Some(new)) if new < old => Some(DateMove::Earlier),
            (Some(old), Some(new)) if new > old => Some(DateMove::Later),
            _ => None,
        }
    }

    /// A record could be appraised sooner than it could before.
    pub fn shortens(self) -> bool {
        matches!(self, DateMove::Earlier | DateMove::Limited | DateMove::Decided)
    }
}

/// Millimetres of shelf that volumes take. A spine of 20 mm is made for two hundred pages (spine_20; the page limit of
/// a volume), K: paper of 70 g is a tenth of a millimetre thick.
pub fn shelf_mm(pages: i64) -> i64 {
    pages.saturating_add(9) / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_moves_one_way_or_stays() {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        let to = |year| Due { on: day(year), ..Due::default() };
        let asks = Due { question: Some("ending_unknown".into()), ..Due::default() };
        let moved = |before, after: &Due| DateMove::between(before, after);
        assert_eq!(moved((day(2030), None), &to(2030)), None);
        assert_eq!(moved((day(2030), None), &to(2020)), Some(DateMove::Earlier));
        assert_eq!(moved((day(2030), None), &to(2040)), Some(DateMove::Later));
        assert_eq!(moved((day(2030), None), &Due::default()), Some(DateMove::ToPermanent));
        assert_eq!(moved((None, None), &Due::default()), None);
        assert_eq!(moved((None, None), &to(2040)), Some(DateMove::Limited));
        assert_eq!(moved((day(2030), None), &asks), Some(DateMove::ToQuestion));
        assert_eq!(moved((None, Some("scrapping_unknown")), &asks), None, "a question stays one");
        assert_eq!(moved((None, Some("ending_unknown")), &to(2030)), Some(DateMove::Decided));
        assert_eq!(moved((None, Some("ending_unknown")), &Due::default()), Some(DateMove::ToPermanent));
        let shortening: Vec<_> = DateMove::ALL.iter().filter(|one| one.shortens()).collect();
        assert_eq!(shortening, [&DateMove::Earlier, &DateMove::Limited, &DateMove::Decided]);
        assert_eq!((shelf_mm(0), shelf_mm(200), shelf_mm(201)), (0, 20, 21));
    }
}

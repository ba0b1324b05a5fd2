//! 保管期限 as a sheet says it, in a cell or a title line.

use crate::schemes::scheme::{Scheme, Schemes};
use crate::values::period::RetentionPeriod;
use crate::values::period_words::{FormerPeriod, PeriodWord, period_parts, period_word};

/// What a text says of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PeriodSaid {
    Plain(RetentionPeriod),
    Former(&'static FormerPeriod),
    Unreadable,
}

/// Reads it by the scheme's letters and years first, then as people write periods. Where brackets say it once
/// more (`Y〔永久〕`) both must say the same.
pub(super) fn read(text: &str, scheme: &Scheme, schemes: &Schemes) -> PeriodSaid {
    let parts = period_parts(text);
    let mut said = parts.iter().filter_map(|part| part_said(part, scheme, schemes));
    match said.next() {
        Some(first) if said.all(|other| other == first) => first,
        _ => PeriodSaid::Unreadable,
    }
}

/// `None`: it says nothing, as 定期 alone.
fn part_said(part: &str, scheme: &Scheme, schemes: &Schemes) -> Option<PeriodSaid> {
    if let Some(lettered) = scheme.periods.iter().find(|known| known.letter == part) {
        return Some(PeriodSaid::Plain(lettered.period));
    }
    match period_word(part) {
        PeriodWord::Nothing => None,
        PeriodWord::Plain(period) => Some(PeriodSaid::Plain(period)),
        PeriodWord::Number(period) if is_known(period, scheme, schemes) => Some(PeriodSaid::Plain(period)),
        PeriodWord::Former(former) => Some(PeriodSaid::Former(former)),
        PeriodWord::Number(_) | PeriodWord::Unknown => Some(PeriodSaid::Unreadable),
    }
}

/// A number alone is a period only when the scheme, or a table it takes, has it.
fn is_known(period: RetentionPeriod, scheme: &Scheme, schemes: &Schemes) -> bool {
    let own = || scheme.rules().any(|(_, _, rule)| rule.period == Some(period));
    let by_table = || {
        scheme.rules().any(|(_, _, rule)| rule.accounting.is_some())
            && schemes.accounting.iter().flat_map(|table| &table.lines).any(|line| line.period == period)
    };
    scheme.periods.iter().any(|known| known.period == period) || own() || by_table()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let schemes = crate::schemes::code::tests::shipped();
        match read(text, schemes.scheme("wuhu-2009").unwrap(), schemes) {
            PeriodSaid::Plain(period) => period.key(),
            PeriodSaid::Former(former) => format!("{}?", former.reading.key()),
            PeriodSaid::Unreadable => "?".to_owned(),
        }
    }

    #[test]
    fn plain_texts_are_understood() {
        for (text, period) in [
            ("永久", "permanent"),
            ("永 久", "permanent"),
            ("永久保存", "permanent"),
            ("保管期限：永久", "permanent"),
            ("9999", "permanent"),
            ("９９９９年", "permanent"),
            ("Y〔永久〕", "permanent"),
            ("30", "30"),
            ("30.0", "30"),
            ("D30", "30"),
            ("d10", "10"),
            ("30年。", "30"),
            ("「30年。」", "30"),
            ("三十年", "30"),
            ("五十年", "50"),
            ("三十", "30"),
            ("三〇年", "30"),
            ("叁拾年", "30"),
            ("一百年", "100"),
            ("百年", "100"),
            ("100 年", "100"),
            ("定期30年", "30"),
            ("定期（30年）", "30"),
            ("30年（定期）", "30"),
            ("30年期", "30"),
            ("保管30年", "30"),
            ("为期30年", "30"),
            ("D〔30年〕", "30"),
            ("C", "50"),
            ("40年", "40"),
            ("30 years", "30"),
        ] {
            assert_eq!(said(text), period, "{text}");
        }
    }

    #[test]
    fn former_grades_are_asked_with_the_national_reading() {
        for text in ["长期", "长 期", "长期保存", "（长期）", "定期（长期）"] {
            assert_eq!(said(text), "30?", "{text}");
        }
        assert_eq!(said("短期。"), "10?");
    }

    #[test]
    fn what_is_not_plain_is_not_guessed() {
        for text in [
            "D〔50年〕",
            "永久/30年",
            "10-30年",
            "30年以上",
            "不少于30年",
            "7",
            "定期",
            "999",
            "若干年",
            "见附表",
            "X",
            "30年或永久",
            "0",
            "0年",
            "2009年",
            "同上",
        ] {
            assert_eq!(said(text), "?", "{text}");
        }
    }
}

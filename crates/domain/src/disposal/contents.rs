//! What is in a volume, in a phrase: a title such as 会计凭证类（第1卷） says little to who must decide on it.

use std::collections::BTreeMap;

use crate::arranging::terms::unit_before;
use crate::general::wording::Lang;
use crate::values::date::RecordDate;

/// What stands behind a number that counts or dates a paper.
const MEASURES: [&str; 12] = ["年度", "年", "月份", "月", "日", "季度", "季", "号", "期", "卷", "册", "份"];

/// What stands in names of papers, and hardly in those of units.
const OF_PAPERS: [char; 6] = ['表', '单', '书', '册', '、', '和'];

/// What kind of paper a title names: without the unit before it, what is in brackets behind it, and the numbers at
/// both ends.
pub fn paper_kind(title: &str) -> &str {
    let title = title.trim();
    let named = title.find(['（', '(', '〔', '[', '【']).map_or(title, |at| &title[..at]);
    // 银行余额调节表和银行对账单 begins with no unit, though 银行 ends the names of some
    let (unit, rest) = unit_before(named);
    let mut kind = if rest.is_empty() || unit.contains(OF_PAPERS) { named } else { rest };
    while let Some(rest) = without_number_before(kind) {
        kind = rest;
    }
    let bare = kind.trim_end_matches(is_numbering);
    if kind[bare.len()..].contains(|c: char| c.is_ascii_digit()) {
        kind = bare;
    }
    let kind = kind.trim_matches([' ', '　', '-', '—', '_']);
    if kind.is_empty() { title } else { kind }
}

fn without_number_before(kind: &str) -> Option<&str> {
    let rest = kind.trim_start_matches(['第', ' ', '　']);
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - behind.len();
    let measured = MEASURES.iter().find_map(|measure| behind.strip_prefix(measure))?;
    (digits > 0 && !measured.is_empty()).then_some(measured)
}

fn is_numbering(c: char) -> bool {
    c.is_ascii_digit() || "年月日号第季度期卷册份至、-—–～~.． 　".contains(c)
}

/// The commonest kind of paper among a volume's titles (each with how many records bear it), the one that decides its
/// date where several are as common; and from when to when: 记账凭证 2009-03.
pub fn contents_phrase<'t>(
    deciding: &str,
    titles: impl IntoIterator<Item = (&'t str, i64)>,
    dates: (Option<RecordDate>, Option<RecordDate>),
    lang: Lang,
) -> String {
    let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
    for (title, records) in titles {
        *kinds.entry(paper_kind(title)).or_default() += records;
    }
    let deciding = paper_kind(deciding);
    let commonest = kinds.iter().max_by_key(|(kind, records)| (**records, **kind == deciding));
    let kind = commonest.map_or(deciding, |(kind, _)| kind);
    let more = match lang {
        Lang::Zh => "等",
        Lang::En => " etc.",
    };
    let more = if kinds.len() > 1 { more } else { "" };
    format!("{kind}{more} {}", span(dates)).trim().to_owned()
}

/// `2009-03`, `2009-01～05`, `2009～2011`.
fn span((first, last): (Option<RecordDate>, Option<RecordDate>)) -> String {
    let month = |date: RecordDate| date.to_string().chars().take(7).collect::<String>();
    let (Some(first), Some(last)) = (first.or(last), last.or(first)) else { return String::new() };
    let (from, to) = (month(first), month(last));
    match (first.year() == last.year(), to.get(5..)) {
        _ if from == to => from,
        (true, Some(to)) if from.len() == 7 => format!("{from}～{to}"),
        (true, _) => first.year().to_string(),
        (false, _) => format!("{}～{}", first.year(), last.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_stripped_to_the_kind_of_paper() {
        for (title, kind) in [
            ("记账凭证", "记账凭证"),
            ("2009年3月记账凭证", "记账凭证"),
            ("记账凭证2009年3月第12号", "记账凭证"),
            ("12月社会保险业务统计报表", "社会保险业务统计报表"),
            ("第3季度基金收支报表", "基金收支报表"),
            ("缴费证明（黄强燕）", "缴费证明"),
            ("银行余额调节表和银行对账单（7月）", "银行余额调节表和银行对账单"),
            ("芜湖市鸠江机械厂社会保险登记证验证表", "社会保险登记证验证表"),
            ("芜湖市赭山医院社会保险变更登记表", "社会保险变更登记表"),
            ("催缴通知书12", "催缴通知书"),
            ("2009", "2009"),
            ("（附件）", "（附件）"),
        ] {
            assert_eq!(paper_kind(title), kind, "{title}");
        }
    }

    #[test]
    fn the_commonest_kind_is_named_with_its_months() {
        let date = |text: &str| RecordDate::from_iso(text);
        let say = |titles: &[(&'static str, i64)], from: &str, to: &str| {
            contents_phrase("原始凭证（3月）", titles.iter().copied(), (date(from), date(to)), Lang::Zh)
        };
        assert_eq!(say(&[("记账凭证", 12)], "2009-03-01", "2009-03-31"), "记账凭证 2009-03");
        assert_eq!(
            say(&[("3月记账凭证", 5), ("4月记账凭证", 4), ("汇总凭证", 1)], "2009-03-01", "2009-04-30"),
            "记账凭证等 2009-03～04"
        );
        // as common as another: the one that decides
        assert_eq!(say(&[("汇总凭证", 2), ("原始凭证", 2)], "2009", "2011-05"), "原始凭证等 2009～2011");
        assert_eq!(say(&[("汇总凭证", 2)], "2009", "2009-05"), "汇总凭证 2009");
        assert_eq!(contents_phrase("原始凭证", [], (None, None), Lang::Zh), "原始凭证");
    }
}

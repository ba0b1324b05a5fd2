use super::*;
use crate::domain::code::tests::shipped;

fn wuhu() -> &'static Scheme {
    shipped().scheme("wuhu-2009").unwrap()
}

fn clue<'a>(title: &'a str, class: &'a str) -> Clue<'a> {
    Clue { title, class_hint: Some(class).filter(|class| !class.is_empty()), words: &[] }
}

/// `step_id rule` of what stands alone.
fn suggested(title: &str, class: &str) -> String {
    let found = suggest(wuhu(), &clue(title, class));
    match alone(&found) {
        Some(first) => format!("{} {}", first.step_id, first.rule),
        None => format!("{:?}", found.iter().map(|s| (&s.step_id, s.rule, s.score)).take(3).collect::<Vec<_>>()),
    }
}

#[test]
fn titles_of_the_examples() {
    for (title, class, expected) in [
        ("养老保险记账凭证（1月）", "pension", "pension-vouchers 0"),
        ("养老保险记账凭证(12月)", "", "pension-vouchers 0"),
        ("现金、银行存款日记账", "pension", "pension-ledgers 0"),
        ("总账", "pension", "pension-ledgers 1"),
        ("银行余额调节表和银行对账单", "pension", "pension-vouchers 1"),
        ("会计年报（决算）", "pension", "pension-reports 0"),
        ("会计月、季度报表", "pension", "pension-reports 1"),
        ("芜湖市赭山医院社会保险变更登记表", "management", "unit-registration 0"),
        ("芜湖市春谷商贸有限公司社会保险参保登记表", "management", "unit-registration 0"),
        ("繁昌县峨溪机械厂社会保险注销登记表", "management", "unit-registration 0"),
        ("芜湖市赭山医院社会保险变更登记表", "", "unit-registration 0"),
        ("退费申请核定表", "collection", "contribution-assessment 0"),
        ("中断缴费申报表", "collection", "contribution-assessment 0"),
        ("恢复缴费申报表", "collection", "contribution-assessment 0"),
        ("补缴社会保险费申报核定表", "collection", "contribution-assessment 0"),
        ("工伤保险费率核定表", "collection", "contribution-assessment 0"),
        ("缴费基数申报核定表", "collection", "contribution-assessment 0"),
        ("退费申请核定表", "", "contribution-assessment 0"),
        ("中断缴费申报表", "", "contribution-assessment 0"),
        ("恢复缴费申报表", "", "contribution-assessment 0"),
        ("补缴社会保险费申报核定表", "", "contribution-assessment 0"),
        ("工伤保险费率核定表", "", "contribution-assessment 0"),
        ("缴费基数申报核定表", "", "contribution-assessment 0"),
        ("认证表", "management", "eligibility-verification 0"),
        ("异地协助认证表", "", "eligibility-verification 0"),
        ("全民参保登记", "management", "person-registration 0"),
        ("全民参保登记表", "", "person-registration 0"),
        ("基本养老金核定表（38人）", "pension", "pension-assessment 0"),
        ("妊娠登记表（1月）", "", "pregnancy-registration 0"),
        ("失业人员名单（1月）", "", "unemployment-registration 0"),
    ] {
        assert_eq!(suggested(title, class), expected, "{title} / {class}");
    }
}

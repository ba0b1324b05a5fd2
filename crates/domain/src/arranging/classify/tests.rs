use super::*;
use crate::schemes::code::tests::shipped;

fn wuhu() -> &'static Scheme {
    shipped().scheme("wuhu-2009").unwrap()
}

fn clue<'a>(title: &'a str, class: &'a str) -> Clue<'a> {
    Clue { title, class_hint: Some(class).filter(|class| !class.is_empty()), ..Clue::default() }
}

/// `step_id rule` of what stands alone.
fn suggested(title: &str, class: &str) -> String {
    let found = suggest(wuhu(), &clue(title, class));
    match alone(&found) {
        Some(first) => format!("{} {}", first.step_id, first.rule),
        None => {
            format!("{:?}", found.iter().map(|s| (&s.step_id, s.rule, s.score)).take(3).collect::<Vec<_>>())
        }
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

#[test]
fn what_does_not_stand_alone_is_left_to_a_person() {
    for (title, class) in [
        ("", ""),
        ("材料", ""),
        ("登记表", ""),
        ("申报核定表", ""),
        ("总账", ""),
        ("支付明细表和汇总表", ""),
        ("食堂采购合同", ""),
        ("消防检查记录", ""),
        ("2009年度工作总结", ""),
        ("总账", "statistics"),
        ("总账", "no-such-class"),
    ] {
        let found = suggest(wuhu(), &clue(title, class));
        assert_eq!(alone(&found), None, "{title} / {class}");
    }
    assert_eq!(suggest(wuhu(), &clue("★", "")), []);
}

#[test]
fn the_nearest_step_is_unverified_and_says_so() {
    let found = suggest(wuhu(), &clue("全民参保登记表", "management"));
    let first = alone(&found).unwrap();
    assert!(!first.verified);
    assert!(first.because.zh.contains("附件没有列名"), "{}", first.because.zh);
    assert_eq!(first.period, Some(RetentionPeriod::Years(100)));
    let named = suggest(wuhu(), &clue("芜湖市赭山医院社会保险变更登记表", "management"));
    assert!(alone(&named).unwrap().verified);
    // known by the step's own name, the nearest list has no say
    let own = suggest(wuhu(), &clue("参保人员登记表", "management"));
    assert!(alone(&own).unwrap().verified);
}

#[test]
fn the_sheets_words_help() {
    let with = |words| {
        alone(&suggest(wuhu(), &Clue { title: "总账", words, ..Clue::default() })).map(|s| s.class_id.clone())
    };
    assert_eq!(with(&[]), None);
    assert_eq!(with(&["养老保险"]), Some("pension".to_owned()));
    assert_eq!(with(&["工伤保险"]), Some("injury".to_owned()));
}

#[test]
fn the_reason_in_both_languages() {
    let because = |title, class| suggest(wuhu(), &clue(title, class)).remove(0).because;
    let reasons = [
        because("养老保险记账凭证（1月）", ""),
        because("退费申请核定表", "collection"),
        because("异地协助认证表", "management"),
        because("会计月、季度报表", "pension"),
    ];
    insta::assert_snapshot!(reasons.map(|reason| format!("{}\n{}", reason.zh, reason.en)).join("\n\n"));
}

#[test]
fn every_name_leads_home() {
    for scheme in shipped().schemes.iter().filter(|scheme| scheme.gives_codes()) {
        let classifier = Classifier::new(scheme);
        for (class, step, rule) in scheme.rules() {
            for name in &rule.names {
                let found =
                    classifier.suggest(&Clue { title: name, class_hint: Some(&class.id), ..Clue::default() });
                let first = &found[0];
                assert_eq!(
                    (&first.step_id, &step.rules[first.rule].names),
                    (&step.id, &rule.names),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn what_stands_beside_a_paper_chooses_the_order_and_never_more() {
    let classifier = Classifier::new(wuhu());
    let first = |clue: &Clue| classifier.suggest(clue).into_iter().next();
    // the accounting blocks of six classes share their lines: nothing in the title tells them apart
    let plain = Clue { title: "记账凭证", ..Clue::default() };
    assert!(alone(&classifier.suggest(&plain)).is_none());
    let of_injury = wuhu().class("injury").unwrap();
    let vouchers = of_injury.steps.iter().find(|step| step.name == "会计凭证类").unwrap();
    let beside = Clue { beside: Some(("injury", &vouchers.id)), ..plain };
    let found = first(&beside).unwrap();
    assert_eq!((found.class_id.as_str(), found.step_id.as_str()), ("injury", vouchers.id.as_str()));
    assert!(found.because.zh.ends_with("表中上面相邻的各件归在这里"), "{}", found.because.zh);
    assert!(alone(&classifier.suggest(&beside)).is_none(), "it is still asked");
    // nothing but its neighbours speaks for it: nothing is suggested
    assert!(first(&Clue { title: "甲乙丙丁", ..beside }).is_none());
    let at = |n: usize| FiledAt { class_id: "injury".into(), step_id: vouchers.id.clone(), rule: n };
    let knows = Classifier::new(wuhu()).from_sender("工伤科", [at(0), at(0), at(1)]);
    let found = knows.suggest(&plain).remove(0);
    assert_eq!(found.class_id, "injury");
    assert!(found.because.zh.contains("「工伤科」以前交来的多归在这里"), "{}", found.because.zh);
}

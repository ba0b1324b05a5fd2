use super::*;

fn shipped() -> Schemes {
    let (schemes, problems) = Schemes::load([
        ("wuhu-2009.toml", include_str!("../../../../../../schemes/wuhu-2009.toml")),
        ("sample-medical.toml", include_str!("../../../../../../schemes/sample-medical.toml")),
        ("accounting-2015.toml", include_str!("../../../../../../schemes/accounting-2015.toml")),
        ("accounting-1998.toml", include_str!("../../../../../../schemes/accounting-1998.toml")),
    ]);
    assert_eq!(problems, []);
    schemes
}

/// `class/step#rule` of everything found.
fn found(schemes: &Schemes, code: &str, text: &str) -> Vec<String> {
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    let name = |(class, step, rule): FoundStep| {
        let rule = rule.map_or("-".to_string(), |rule| rule.to_string());
        format!("{}/{}#{rule}", class.id, step.id)
    };
    scheme.find_step_by_text(code, text).into_iter().map(name).collect()
}

#[test]
fn steps_are_found_by_name_alias_and_rule() {
    let schemes = shipped();
    let cases: [(&str, &str, &[&str]); 11] = [
        ("GL", "参保单位登记材料", &["management/unit-registration#0"]),
        ("ZJ", "参保单位登记材料", &[]),
        ("GL", "社会保险卡（证、手册）管理材料", &["management/cards#0"]),
        ("GL", " 参保单位 登记材料 ", &["management/unit-registration#0"]),
        ("SY", "失业备案材料", &["unemployment/unemployment-registration#0"]),
        ("SY", "妊娠登记材料", &["maternity/pregnancy-registration#0"]),
        (
            "SY",
            "支付明细表和汇总表",
            &["unemployment/unemployment-payment-details#0", "maternity/maternity-payment-details#0"],
        ),
        ("YL", "现金、银行存款日记账", &["pension/pension-ledgers#0"]),
        ("YL", "会计账簿类", &["pension/pension-ledgers#-"]),
        ("TJ", "社会保险业务月／季统计报表", &["statistics/periodic-statistics#0"]),
        ("YL", "", &[]),
    ];
    for (code, text, expected) in cases {
        assert_eq!(found(&schemes, code, text), expected, "{code} {text}");
    }
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    let elsewhere = scheme.find_step_in_any_class("参保单位登记材料");
    assert_eq!(elsewhere.iter().map(|(class, _, _)| class.code.as_str()).collect::<Vec<_>>(), ["GL"]);
}

#[test]
fn a_period_is_read_from_its_letter_or_its_bare_number() {
    let schemes = shipped();
    let wuhu = schemes.scheme("wuhu-2009").unwrap();
    let sample = schemes.scheme("sample-medical-2012").unwrap();
    let years = |n| Some(RetentionPeriod::Years(n));
    assert_eq!(wuhu.period_from_code("Y"), Some(RetentionPeriod::Permanent));
    assert_eq!(wuhu.period_from_code("D"), years(30));
    assert_eq!(sample.period_from_code("D"), years(10));
    assert_eq!(sample.period_from_code("Z"), years(30));
    assert_eq!(wuhu.period_from_code("Z"), None);
    assert_eq!(wuhu.period_from_code("25"), years(25));
    assert_eq!(wuhu.period_from_code("30"), None, "30 years has a letter");
    for odd in ["", "y", "025", "0", "-5", "2五", "99999", "永久"] {
        assert_eq!(wuhu.period_from_code(odd), None, "{odd}");
    }
    for scheme in [wuhu, sample] {
        for (_, _, rule) in scheme.rules() {
            for period in schemes.periods_possible(scheme, rule) {
                assert_eq!(scheme.period_from_code(&scheme.period_code(period)), Some(period));
            }
        }
    }
}

#[test]
fn accounting_periods_follow_the_table_of_the_year() {
    let schemes = shipped();
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    let letter = |class: &str, step: &str, rule: usize, year: i32| {
        let step = scheme.step(class, step).unwrap();
        let (period, origin) = schemes.period_of(scheme, step, rule, year)?;
        Some((scheme.period_code(period), origin.instrument.contains("79号")))
    };
    let is = |letter: &str, by_table: bool| Some((letter.to_string(), by_table));
    assert_eq!(letter("pension", "pension-vouchers", 0, 2009), is("E", false));
    assert_eq!(letter("pension", "pension-vouchers", 0, 2015), is("E", false));
    assert_eq!(letter("pension", "pension-vouchers", 0, 2016), is("D", true));
    assert_eq!(letter("pension", "pension-vouchers", 1, 2009), is("G", false));
    assert_eq!(letter("pension", "pension-vouchers", 1, 2016), is("F", true));
    assert_eq!(letter("pension", "pension-ledgers", 0, 2009), is("25", false));
    assert_eq!(letter("pension", "pension-ledgers", 0, 2016), is("D", true));
    assert_eq!(letter("pension", "pension-reports", 0, 2016), is("Y", true));
    assert_eq!(letter("pension", "pension-reports", 1, 2016), is("F", true));
    // by reference only: the table of 1998 for 2009, that of 2015 for 2016, none before 1999
    assert_eq!(letter("maternity", "maternity-accounting", 2, 2009), is("25", false));
    assert_eq!(letter("maternity", "maternity-accounting", 2, 2016), is("D", true));
    assert_eq!(letter("maternity", "maternity-accounting", 2, 1998), None);
    assert_eq!(letter("statistics", "fund-budgets", 0, 2009), is("Y", false));
    // not accounting: whatever the year
    assert_eq!(letter("pension", "pension-assessment", 0, 2016), is("C", false));
    assert_eq!(letter("pension", "pension-assessment", 1, 2016), None, "there is no such rule");
}

#[test]
fn codes_split_around_the_step() {
    use CodePart::*;
    let pattern = |parts: &[CodePart], separator: &str| {
        let schemes = shipped();
        let wuhu = schemes.scheme("wuhu-2009").unwrap().pattern.clone();
        Pattern { parts: parts.to_vec(), separator: separator.into(), ..wuhu }
    };
    let wuhu = pattern(&[Year, Class, Step, Volume, Page, Period], "-");
    assert_eq!(
        wuhu.split("2009-GL-月-季-表-1-50-Y").unwrap(),
        [(Year, "2009"), (Class, "GL"), (Step, "月-季-表"), (Volume, "1"), (Page, "50"), (Period, "Y")]
    );
    assert_eq!(wuhu.split("2009-GL-1-50-Y"), None);
    assert_eq!(wuhu.split(""), None);
    let first = pattern(&[Step, Year], "·");
    assert_eq!(first.split("甲·乙·2009").unwrap(), [(Step, "甲·乙"), (Year, "2009")]);
    let last = pattern(&[Year, Step], "-");
    assert_eq!(last.split("2009-甲-乙").unwrap(), [(Year, "2009"), (Step, "甲-乙")]);
    let none = pattern(&[Period, Year, Class], "-");
    assert_eq!(none.split("D-2009-gl").unwrap(), [(Period, "D"), (Year, "2009"), (Class, "gl")]);
    assert_eq!(none.split("D-2009-gl-1"), None);
    assert_eq!(pattern(&[Year], "").split("2009"), None);
}

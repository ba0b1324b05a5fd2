use super::*;
use crate::schemes::code::tests::shipped;
use crate::values::period::RetentionPeriod;

const FILED_UNDER: &str = "wuhu-2009";

/// Vouchers of 2020, kept thirty years by the table of 2015.
fn vouchers(years: u16) -> (Place, usize) {
    let scheme = shipped().scheme(FILED_UNDER).unwrap();
    let (class, step, rule) = scheme.find_step_by_text("YL", "原始凭证")[0];
    let place = Place {
        fonds: "0211".into(),
        year: 2020,
        scheme_id: FILED_UNDER.into(),
        class_id: class.id.clone(),
        step_id: step.id.clone(),
        period: RetentionPeriod::Years(years),
    };
    (place, rule.unwrap())
}

/// Changes the rules of the vouchers' step.
fn change(scheme: &mut Scheme, how: impl Fn(&mut Vec<Rule>)) {
    let (place, _) = vouchers(30);
    let class = scheme.classes.iter_mut().find(|class| class.id == place.class_id).unwrap();
    how(&mut class.steps.iter_mut().find(|step| step.id == place.step_id).unwrap().rules);
}

fn draft(id: &str, how: impl Fn(&mut Vec<Rule>)) -> Scheme {
    let mut draft = shipped().scheme(FILED_UNDER).unwrap().clone();
    draft.id = id.to_owned();
    change(&mut draft, how);
    draft
}

/// The shipped schemes after these changes, one after another.
fn after(drafts: Vec<Scheme>) -> Schemes {
    let mut schemes = shipped().clone();
    for draft in drafts {
        let (edition, by) = (FILED_UNDER.to_owned(), draft.id.clone());
        schemes.rulings.push(Ruling { fonds: String::new(), edition, by, since: None });
        schemes.schemes.push(draft);
    }
    schemes
}

fn effective(schemes: &Schemes, (place, rule): &(Place, usize)) -> RetentionPeriod {
    derive_dated(schemes, place, *rule, None, &[]).unwrap().effective
}

/// A line no accounting table knows.
fn plain(rule: &Rule, name: &str, years: u16) -> Rule {
    let (names, period) = (vec![name.to_owned()], Some(RetentionPeriod::Years(years)));
    Rule { names, also: Vec::new(), period, accounting: None, ..rule.clone() }
}

fn fifty(rules: &mut [Rule]) {
    rules[0].period = Some(RetentionPeriod::Years(50));
}

#[test]
fn a_rule_is_found_by_its_papers_not_by_its_place() {
    let filed = vouchers(30);
    let (place, rule) = (&filed.0, filed.1);
    assert_eq!(rule, 0);
    let schemes = after(vec![draft("wuhu-2030", |rules| {
        fifty(rules);
        let before = plain(&rules[0], "新增材料", 5);
        rules.insert(0, before);
    })]);
    let (by, at) = ruling(&schemes, place, rule).unwrap();
    assert_eq!((by.by.as_str(), at), ("wuhu-2030", 1));
    assert_eq!(effective(&schemes, &filed), RetentionPeriod::Years(50));
    let due = Dating::new(&schemes).due_dated(place, rule, None).on.unwrap();
    assert_eq!(due, NaiveDate::from_ymd_opt(2071, 1, 1).unwrap());
    assert!(is_under_another_period(&schemes, place, 2071));
}

#[test]
fn a_line_that_is_gone_or_split_leaves_the_papers_as_they_were() {
    let filed = vouchers(30);
    let gone = |rules: &mut Vec<Rule>| rules.clear();
    let split = |rules: &mut Vec<Rule>| {
        let names = rules[0].names.clone();
        let parts: Vec<Rule> = names.iter().map(|name| plain(&rules[0], name, 5)).collect();
        assert!(parts.len() > 1);
        rules.splice(0..1, parts);
    };
    for schemes in [after(vec![draft("wuhu-2030", gone)]), after(vec![draft("wuhu-2030", split)])] {
        assert_eq!(ruling(&schemes, &filed.0, filed.1), None);
        assert_eq!(effective(&schemes, &filed), RetentionPeriod::Years(30));
    }
}

#[test]
fn a_later_change_without_the_line_leaves_the_earlier_one() {
    let filed = vouchers(30);
    let first = || draft("wuhu-2030", |rules| fifty(rules));
    let schemes = after(vec![first(), draft("wuhu-2031", |rules| rules.clear())]);
    assert_eq!(ruling(&schemes, &filed.0, filed.1).unwrap().0.by, "wuhu-2030");
    assert_eq!(effective(&schemes, &filed), RetentionPeriod::Years(50));
    let hundred = |rules: &mut Vec<Rule>| rules[0].period = Some(RetentionPeriod::Years(100));
    let schemes = after(vec![first(), draft("wuhu-2031", hundred)]);
    assert_eq!(effective(&schemes, &filed), RetentionPeriod::Years(100), "the latest that has it");
}

#[test]
fn a_period_longer_than_the_tables_stays() {
    let ten = |rules: &mut Vec<Rule>| rules[0] = plain(&rules[0], "原始凭证", 10);
    let mut schemes = after(vec![draft("wuhu-2030", ten)]);
    let own = schemes.schemes.iter_mut().find(|scheme| scheme.id == FILED_UNDER).unwrap();
    change(own, |rules| rules[0].period = None);
    assert_eq!(effective(&schemes, &vouchers(30)), RetentionPeriod::Years(10));
    assert_eq!(effective(&schemes, &vouchers(50)), RetentionPeriod::Years(50));
}

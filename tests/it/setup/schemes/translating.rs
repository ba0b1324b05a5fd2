//! A code of another city's scheme, read under its own and written under ours.

use crate::support::Desk;

#[test]
fn a_legacy_code_is_written_as_ours_with_what_is_lost() {
    let desk = Desk::founded();
    let old = "2013-GL-参保单位登记材料-1-50-Y";
    let words = ["scheme", "translate", old, "--from", "wuhu-2009", "--to", "sample-medical-2012"];
    let answer = desk.run(&words).ending(3);
    assert!(answer.out.contains("单位参保登记材料") && answer.out.contains("终止页"), "{}", answer.out);
    // without --to it is the fonds' own scheme; nothing lost is exit code 0
    let own = desk.run(&["scheme", "translate", old, "--from", "wuhu-2009"]).ending(0);
    assert_eq!(own.out.trim(), old);
    let wrong = desk.run(&["scheme", "translate", "2013-XX-1", "--from", "wuhu-2009"]).ending(3);
    assert!(wrong.out.contains("档号应有 6 段"), "{}", wrong.out);
    let (code, json) =
        desk.cli(&["scheme", "translate", old, "--from", "wuhu-2009", "--to", "sample-medical-2012"]);
    assert_eq!(code, 3);
    assert_eq!(json["translations"][0]["codes"].as_array().map(Vec::len), Some(1), "{json}");
}

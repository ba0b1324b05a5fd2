//! Whether codes written by the scheme can be read back, and whether the scheme keeps to its own code.

use std::collections::BTreeMap;

use super::{Check, Place, list};
use crate::general::problem::Weight;
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::lookup::fold;
use crate::schemes::scheme::{Class, CodePart, Origin, PageMeaning};
use crate::values::period::RetentionPeriod;

pub(super) fn check(check: &mut Check) {
    parts(check);
    separator(check);
    class_codes(check);
    no_insurance(check);
    letters(check);
    alike(check);
    page_meaning(check);
    item_codes(check);
    volume_codes(check);
    example(check);
}

const NEEDED: [(CodePart, &str, &str); 6] = [
    (CodePart::Year, "year", "年度"),
    (CodePart::Class, "class", "类别"),
    (CodePart::Step, "step", "业务环节"),
    (CodePart::Volume, "volume", "案卷号"),
    (CodePart::Page, "page", "页码"),
    (CodePart::Period, "period", "保管期限"),
];

/// Numbers run per fonds, year, class, step and period: a code without one of them names several papers.
fn parts(check: &mut Check) {
    let pattern = &check.scheme.pattern;
    for (part, word, zh) in NEEDED {
        if !pattern.parts.contains(&part) {
            let message = say!(
                "档号缺“{zh}”（{word}）：不同的材料会得到同一个档号，读不回来",
                "codes lack the part {word}: different papers would get the same code"
            );
            let fix = say!("在 [code] 的 parts 里加上 \"{word}\"", "add \"{word}\" to parts in [code]");
            check.find(("part_missing", Weight::Refuse), word, &pattern.origin, message, fix);
        }
    }
    for (i, part) in pattern.parts.iter().enumerate() {
        if pattern.parts[..i].contains(part) {
            let word = format!("{part:?}").to_lowercase();
            let message = say!("档号里 {word} 出现了两次", "the part {word} stands twice in the code");
            let fix = say!("parts 里每一段只写一次", "write every part once in parts");
            check.find(("part_repeated", Weight::Refuse), word, &pattern.origin, message, fix);
        }
    }
}

fn separator(check: &mut Check) {
    let scheme = check.scheme;
    let separator = &scheme.pattern.separator;
    let at = &scheme.pattern.origin;
    if separator.trim().is_empty() || separator.chars().all(char::is_alphanumeric) {
        let message = say!(
            "各段之间没有可辨认的分隔符（“{separator}”）：相邻的数字和文字连在一起，读不回来",
            "nothing tells the parts apart (separator {separator:?}): neighbouring numbers and names run together"
        );
        let fix = say!("separator 用一个符号，如 \"-\"", "use a sign as separator, such as \"-\"");
        check.find(("separator_unusable", Weight::Refuse), separator.clone(), at, message, fix);
        return;
    }
    let steps = scheme.classes.iter().flat_map(|class| &class.steps);
    for step in steps.filter(|step| step.name.contains(separator.as_str())) {
        let (number, name) = (&step.number, &step.name);
        let message = say!(
            "业务环节“{name}”（{number}）的名称里含有分隔符“{separator}”，人看档号时分不清名称到哪里为止",
            "the name of {number} {name} contains the separator {separator}: in a code people do not see where it ends"
        );
        let fix = say!(
            "换分隔符；照用的，用 [[decision]] 写明",
            "use another separator, or write a [[decision]] that it stays"
        );
        check.find(("separator_in_name", Weight::Ask), step.id.clone(), &step.origin, message, fix);
    }
    let letters = scheme.periods.iter().map(|period| (period.letter.as_str(), &period.origin));
    let codes = scheme.classes.iter().map(|class| (class.code.as_str(), &class.origin));
    let fonds = scheme.fonds.iter().map(|(number, _)| (number.as_str(), &scheme.origin));
    for (text, at) in letters.chain(codes).chain(fonds).filter(|(text, _)| text.contains(separator.as_str()))
    {
        let message = say!(
            "代码“{text}”里含有分隔符“{separator}”，档号读不回来",
            "{text} contains the separator {separator}: codes could not be read back"
        );
        let fix = say!("换一个代码，或换分隔符", "use another code, or another separator");
        check.find(("separator_inside", Weight::Refuse), text, at, message, fix);
    }
}

/// Class codes, or letters, that only case or width tells apart: on paper and on the telephone nothing does.
fn alike(check: &mut Check) {
    let scheme = check.scheme;
    let codes = scheme.classes.iter().map(|class| (class.code.as_str(), &class.origin)).collect::<Vec<_>>();
    let letters =
        scheme.periods.iter().map(|period| (period.letter.as_str(), &period.origin)).collect::<Vec<_>>();
    for group in [codes, letters] {
        for (i, (text, at)) in group.iter().enumerate() {
            let like = |(other, _): &&(&str, &Origin)| {
                other != text && fold(other).to_lowercase() == fold(text).to_lowercase()
            };
            let Some((other, _)) = group[..i].iter().find(like) else { continue };
            let message = say!(
                "代码“{other}”和“{text}”只有大小写或全半角不同",
                "{other} and {text} differ in case or width only"
            );
            let fix = say!("换一个认得出来的代码", "use a code that can be told from the other");
            check.find(("codes_alike", Weight::Refuse), *text, at, message, fix);
        }
    }
}

/// A page part that counts pages gives two papers of one length one code.
fn item_codes(check: &mut Check) {
    let pattern = &check.scheme.pattern;
    if pattern.item_page == PageMeaning::Count && pattern.parts.contains(&CodePart::Page) {
        let message = say!(
            "件的档号以页数结尾：同一卷里页数相同的两件会得到同一个档号",
            "the codes of items end in their page count: two papers of one volume with as many pages get one code"
        );
        let fix = say!(
            "件的页码写起始页（item_page = \"first\"）或终止页（\"last\"）",
            "let the page part be the first page (item_page = \"first\") or the last"
        );
        check.find(("item_codes_collide", Weight::Refuse), "", &pattern.origin, message, fix);
    }
}

/// A volume's page part that nothing marks may be that of one of its items: the last, of one page, begins on the page that
/// is also the volume's count.
fn volume_codes(check: &mut Check) {
    let pattern = &check.scheme.pattern;
    if !pattern.parts.contains(&CodePart::Page) {
        return;
    }
    let (mark, separator) = (&pattern.volume_mark, pattern.separator.as_str());
    if mark.is_empty() {
        let message = say!(
            "案卷的档号可能与卷内一件的档号相同：页码段的写法分不出是案卷还是件",
            "a volume's code may be that of one of its items: nothing in the page part tells them apart"
        );
        let fix = say!(
            "用 volume_mark 在案卷档号的页码段前加一个字，如 volume_mark = \"共\"；照原文不加的，用 [[decision]] 写明",
            "mark the page part of volumes' codes, as in volume_mark = \"共\"; where the source must stand, write a [[decision]]"
        );
        check.find(("volume_code_like_item", Weight::Ask), "", &pattern.origin, message, fix);
        return;
    }
    let holds_separator = !separator.is_empty() && mark.contains(separator);
    if holds_separator || mark.chars().any(|c| c.is_numeric() || c.is_whitespace()) {
        let message = say!(
            "案卷档号的记号“{mark}”里有分隔符、数字或空格，档号读不回来",
            "the mark {mark:?} of volumes' codes holds the separator, a figure or a blank: codes could not be read back"
        );
        let fix = say!("换一个字或字母", "use a letter or another sign");
        check.find(("volume_mark_unusable", Weight::Refuse), mark.clone(), &pattern.origin, message, fix);
    }
}

fn class_codes(check: &mut Check) {
    let mut by_code: BTreeMap<&str, Vec<&Class>> = BTreeMap::new();
    for class in &check.scheme.classes {
        by_code.entry(&class.code).or_default().push(class);
    }
    for (code, classes) in by_code.into_iter().filter(|(_, classes)| classes.len() > 1) {
        let places: Vec<Place> = classes.iter().map(|class| (class.name.as_str(), &class.origin)).collect();
        let Wording { zh, en } = list(&places);
        let message = say!(
            "类别代码 {code} 用于不止一个类目：{zh}",
            "class code {code} stands for more than one class: {en}"
        );
        let fix = say!(
            "请主管部门改其中一个代码；必须照原文使用的，用 [[decision]] 写明如何区分",
            "ask the authority to change one of them; if the source must stand, write a [[decision]] that says how they are told apart"
        );
        check.find(("class_code_shared", Weight::Ask), code, &classes[1].origin, message, fix);
    }
}

fn no_insurance(check: &mut Check) {
    let scheme = check.scheme;
    let others: Vec<&Class> = scheme.classes.iter().filter(|class| class.insurance.is_none()).collect();
    if !scheme.pattern.class_is_insurance || others.is_empty() {
        return;
    }
    let places: Vec<Place> = others.iter().map(|class| (class.code.as_str(), &class.origin)).collect();
    let Wording { zh, en } = list(&places);
    let message = say!(
        "原文把档号的类别段叫作“险种”，但下列类别不是险种：{zh}",
        "the source calls this part the insurance, but these classes are none: {en}"
    );
    let fix = say!(
        "按类别代码书写，并用 [[decision]] 写明；或请主管部门改正原文",
        "write the class code and say so in a [[decision]], or have the source corrected"
    );
    check.find(("class_is_no_insurance", Weight::Ask), "", &scheme.pattern.origin, message, fix);
}

fn letters(check: &mut Check) {
    let scheme = check.scheme;
    for (i, this) in scheme.periods.iter().enumerate() {
        let (letter, period) = (&this.letter, this.period);
        let english = period.in_english();
        if let Some(other) = scheme.periods[..i].iter().find(|other| other.letter == *letter) {
            let (first, other_english) = (other.period, other.period.in_english());
            let message = say!(
                "代码 {letter} 用了两次：{first}和{period}",
                "the letter {letter} is used twice: {other_english} and {english}"
            );
            let fix = say!("两个期限各用一个代码", "give each period a letter of its own");
            check.find(("letter_shared", Weight::Refuse), letter, &this.origin, message, fix);
        }
        if let Some(other) = scheme.periods[..i].iter().find(|o| o.period == period && o.letter != *letter) {
            let first = &other.letter;
            let message = say!(
                "{period}有两个代码：{first} 和 {letter}；新档号用前一个",
                "{english} has two letters, {first} and {letter}; new codes print the first"
            );
            let fix = say!("删去一个，或用 [[decision]] 说明", "remove one, or explain in a [[decision]]");
            check.find(("period_lettered_twice", Weight::Ask), letter, &this.origin, message, fix);
        }
        if RetentionPeriod::from_key(letter).is_some_and(|number| number != period) {
            let message = say!(
                "代码 {letter} 代表{period}，却会被读成 {letter} 年",
                "the letter {letter} stands for {english} but reads as {letter} years"
            );
            let fix = say!("代码改用字母", "use a letter");
            check.find(("letter_like_number", Weight::Refuse), letter, &this.origin, message, fix);
        }
    }
}

/// The source says 页码 and leaves open whether first page, last page or count.
fn page_meaning(check: &mut Check) {
    let pattern = &check.scheme.pattern;
    if !pattern.parts.contains(&CodePart::Page) || pattern.page_origin.is_some() {
        return;
    }
    let message = say!(
        "原文没有说明页码段是起始页、末页还是页数",
        "the source does not say whether the page part is the first page, the last, or a count"
    );
    let fix = say!(
        "用 [[decision]] 写明 item_page、volume_page 的定法；原文其实有说明的，用 page_line 写出行号",
        "write a [[decision]] for item_page and volume_page; if the source does say it, give its line as page_line"
    );
    check.find(("page_meaning_unstated", Weight::Ask), "", &pattern.origin, message, fix);
}

/// The source's own example, read by the source's own rules.
fn example(check: &mut Check) {
    let scheme = check.scheme;
    let Some(example) = &scheme.pattern.example else { return };
    let at = scheme.pattern.example_origin.as_ref().unwrap_or(&scheme.pattern.origin);
    let Some(parts) = scheme.pattern.split(example) else {
        let wanted = scheme.pattern.parts.len();
        let message = say!(
            "示例“{example}”分不出 {wanted} 段",
            "the example {example} does not split into {wanted} parts"
        );
        return unreadable(check, example, at, message);
    };
    let part =
        |wanted: CodePart| parts.iter().find(|(part, _)| *part == wanted).map_or("", |(_, text)| *text);
    for (wanted, zh) in [(CodePart::Year, "年度"), (CodePart::Volume, "案卷号"), (CodePart::Page, "页码")]
    {
        let text = part(wanted);
        let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if scheme.pattern.parts.contains(&wanted)
            && (!is_number || (wanted == CodePart::Year && text.len() != 4))
        {
            let message = say!(
                "示例“{example}”的{zh}段“{text}”不是数字",
                "in the example {example}, {text:?} is no {wanted:?} number"
            );
            return unreadable(check, example, at, message);
        }
    }
    let (code, step_text, letter) = (part(CodePart::Class), part(CodePart::Step), part(CodePart::Period));
    if !scheme.classes.iter().any(|class| class.code == code) {
        let message = say!(
            "示例“{example}”用了没有的类别 {code}",
            "the example {example} uses a class {code} that is not there"
        );
        return unreadable(check, example, at, message);
    }
    let Some(period) = scheme.period_from_code(letter) else {
        let message = say!(
            "示例“{example}”用了没有的保管期限代码 {letter}",
            "the example {example} uses a period letter {letter} that is not there"
        );
        return unreadable(check, example, at, message);
    };
    if let Some(message) = example_against_annex(check, code, step_text, period) {
        let fix = say!(
            "以附件为准还是以示例为准，用 [[decision]] 写明",
            "write a [[decision]] saying whether the annex or the example rules"
        );
        check.find(("example_contradicts_annex", Weight::Ask), example, at, message, fix);
    }
}

fn unreadable(check: &mut Check, example: &str, at: &Origin, message: Wording) {
    let fix = say!(
        "核对 [code] 的 parts、separator 与示例；原文如此的，用 [[decision]] 说明",
        "compare parts and separator in [code] with the example; if the source is so, say it in a [[decision]]"
    );
    check.find(("example_unreadable", Weight::Ask), example, at, message, fix);
}

fn example_against_annex(check: &Check, code: &str, text: &str, period: RetentionPeriod) -> Option<Wording> {
    let scheme = check.scheme;
    let here = scheme.find_step_by_text(code, text);
    if here.is_empty() {
        let elsewhere = scheme.find_step_in_any_class(text);
        let classes: Vec<&str> = elsewhere.iter().map(|(class, _, _)| class.code.as_str()).collect();
        let (places, numbers) = (
            classes.join("、"),
            elsewhere.iter().map(|(_, step, _)| step.number.as_str()).collect::<Vec<_>>().join("、"),
        );
        return Some(if elsewhere.is_empty() {
            say!(
                "示例里的业务环节“{text}”，附件没有",
                "the annex has no step called {text}, as the example does"
            )
        } else {
            say!(
                "示例把“{text}”放在 {code}，附件列在 {places}（{numbers}）",
                "the example puts {text} under {code}, the annex under {places} ({numbers})"
            )
        });
    }
    let possible: Vec<RetentionPeriod> = here
        .iter()
        .flat_map(|(_, step, rule)| match rule {
            Some(rule) => &step.rules[*rule..=*rule],
            None => &step.rules[..],
        })
        .flat_map(|rule| check.all.periods_possible(scheme, rule))
        .collect();
    let english = period.in_english();
    (!possible.contains(&period)).then(|| {
        let annex = possible.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
        say!(
            "示例给“{text}”的保管期限是{period}，附件是{annex}",
            "the example keeps {text} {english}, the annex says {annex}"
        )
    })
}

//! The names of one cell (一表多人): told apart, every split listed, what is not plain asked about. A name is
//! never put together from pieces of which each may be a person.

use std::collections::HashMap;

use super::cell;
use super::notes::Notes;
use crate::general::problem::{Change, Problem};
use crate::general::recoding::{has_high_letters, recoded};
use crate::general::text::{TextKind, chinese_number, fold, is_han};
use crate::receiving::grid::Cell;
use crate::values::name_signs::{with_plain_dots, without_brackets};
use crate::values::personal_names::name_words;
use crate::{problems, say};

/// The names of a cell, as its text stands in the sheet.
pub(super) fn names_in(heading: &str, raw: &str, notes: &mut Notes) -> Vec<String> {
    if is_plain_name(raw) {
        return vec![raw.to_owned()];
    }
    let words = name_words();
    if raw.chars().count() > LONGEST_CELL {
        notes.problem(heading, names_too_long(&LONGEST_CELL));
        return vec![raw.trim().to_owned()];
    }
    let whole = unbracketed(heading, raw, notes);
    let raw = whole.as_str();
    let outer = raw.trim();
    if words.says_nobody(outer) {
        let message = say!("姓名栏写的是没有", "the name's cell says that there is nobody");
        notes.change(heading, Change::new("name_none", raw, "", message));
        return Vec::new();
    }
    if let Some(problem) = not_as_written(outer) {
        notes.problem(heading, problem);
        return cleaned(heading, raw, notes).into_iter().collect();
    }
    let (listed, others) = without_others(outer);
    let is_split = listed.contains(|c: char| words.is_between(c)) || others.is_some();
    let mut names = Vec::new();
    if is_split {
        let keeps_commas = matches!(commas_of_latin(listed), Some(Commas::Inside | Commas::Only));
        let marks = |c: char| words.is_between(c) && !(keeps_commas && is_comma(c));
        for segment in listed.split(marks).map(str::trim).filter(|segment| !segment.is_empty()) {
            names.extend(names_of_segment(heading, segment, notes));
        }
        note_split(heading, raw, listed, &names, notes);
    } else {
        names = names_of_segment(heading, raw, notes);
    }
    if others.is_some_and(|count| count != Some(names.len() as u32)) {
        notes.problem(heading, persons_not_listed(&outer));
    }
    // a comma that stays is asked about already
    let odd = |name: &String| words.odd_sign(&name.replace([',', '，'], ""));
    if let Some(c) = names.iter().find_map(odd) {
        notes.problem(heading, name_lost(&outer, &c));
    }
    names
}

/// Two to four everyday Han characters that begin with a family name: nearly every cell.
fn is_plain_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=4).contains(&count)
        && text.chars().all(|c| {
            matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}') && !matches!(c, '等' | '囗')
        })
        && text.chars().next().is_some_and(|c| name_words().is_family_name(c))
}

/// Texts that are no names: 同上, and those read in a wrong encoding.
fn not_as_written(text: &str) -> Option<Problem> {
    let words = name_words();
    if words.says_ditto(text) {
        return Some(name_ditto(&text));
    }
    if let Some(said) = recoded(text).filter(|said| words.begins_like_name(said)) {
        return Some(name_garbled(&text, &said));
    }
    (!text.chars().any(is_han) && has_high_letters(text)).then(|| name_broken(&text))
}

fn cleaned(heading: &str, text: &str, notes: &mut Notes) -> Option<String> {
    let read = cell::text(&Cell::Text(text.to_owned()), TextKind::Prose);
    notes.read(heading, read).filter(|text| !text.is_empty())
}

fn note_split(heading: &str, raw: &str, listed: &str, names: &[String], notes: &mut Notes) {
    let together = names.join("、");
    let count = names.len();
    if together != raw || count > 1 {
        let message = say!("分作 {count} 人", "{count} persons told apart");
        notes.change(heading, Change::new("names_split", raw, together.clone(), message));
    }
    match commas_of_latin(listed) {
        Some(Commas::Only) => notes.problem(heading, latin_comma(&listed)),
        Some(_) => notes.problem(heading, several_persons(&listed, &count, &together)),
        None if count > 1 && listed.contains(|c: char| name_words().is_asked(c)) => {
            notes.problem(heading, several_persons(&listed, &count, &together));
        }
        None => {}
    }
}

/// Commas in a cell of Latin names.
enum Commas {
    /// `SMITH, JOHN`: family name and given name, not two persons.
    Only,
    /// `SMITH, JOHN; DOE, JANE`: other signs tell the persons apart.
    Inside,
    /// `JOHN, MARY, ANN`
    Between,
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，')
}

/// `None`: the names are Chinese, or there is no comma.
fn commas_of_latin(text: &str) -> Option<Commas> {
    let commas = text.chars().filter(|c| is_comma(*c)).count();
    if commas == 0 || text.chars().any(is_han) || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let others = text.contains(|c: char| name_words().is_between(c) && !is_comma(c));
    Some(match (others, commas) {
        (true, _) => Commas::Inside,
        (false, 1) => Commas::Only,
        (false, _) => Commas::Between,
    })
}

/// The text before 等3人 and the number it tells, if it tells one; `None`: it does not go on.
fn without_others(text: &str) -> (&str, Option<Option<u32>>) {
    let Some(at) = text.rfind('等').filter(|at| *at > 0) else { return (text, None) };
    let rest: String = fold(&text[at + '等'.len_utf8()..]).chars().filter(|c| !c.is_whitespace()).collect();
    let number = ["同志", "人员", "职工", "员工", "人", "名", "位", "个"]
        .iter()
        .fold(rest.as_str(), |rest, word| rest.strip_suffix(word).unwrap_or(rest));
    let count = number.parse().ok().or_else(|| chinese_number(number));
    match (number.is_empty(), count) {
        (true, _) => (text[..at].trim_end(), Some(None)),
        (false, Some(count)) => (text[..at].trim_end(), Some(Some(count))),
        (false, None) => (text, None),
    }
}

/// Between two signs: one name, or several joined by 和 or by blanks.
fn names_of_segment(heading: &str, segment: &str, notes: &mut Notes) -> Vec<String> {
    let Some(text) = cleaned(heading, segment, notes) else { return Vec::new() };
    let dotted = with_plain_dots(&text);
    if let Some(names) = joined(&dotted) {
        note_split(heading, &text, &dotted, &names, notes);
        return names;
    }
    let names = by_blanks(heading, &dotted, notes);
    if let [only] = names.as_slice()
        && *only != text
    {
        let message = say!("姓名中的空格、间隔号整理为规范写法", "blanks and dots in the name made regular");
        notes.change(heading, Change::new("name_shape", text, only.clone(), message));
    }
    names
}

/// The names without pinyin and annotations in brackets.
fn unbracketed(heading: &str, text: &str, notes: &mut Notes) -> String {
    match without_brackets(text) {
        Some(found) if found.unclear => {
            let problem = name_brackets(&text);
            notes.problem(heading, problem);
            text.to_owned()
        }
        Some(found) => {
            let message = say!(
                "姓名里括注的拼音、说明取出",
                "pinyin and annotations in brackets taken out of the name"
            );
            notes.change(heading, Change::new("name_annotation", text, found.name.clone(), message));
            found.name
        }
        None => text.to_owned(),
    }
}

/// A cell of names with more characters is no list of names.
const LONGEST_CELL: usize = 2000;
/// A name before 和 is not longer; longer ones are nobody's, and a long cell is looked through once.
const LONGEST_JOINED: usize = 16;

/// 张三和李四, where all parts are whole names: 和 stands in names, too. Read from the end, so that each part is
/// looked at once however many there are.
fn joined(text: &str) -> Option<Vec<String>> {
    let words = name_words();
    let chars: Vec<char> = text.chars().collect();
    let starts = (0..chars.len()).filter(|at| *at == 0 || words.joins(chars[*at - 1])).rev();
    let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>().trim().to_owned();
    // for each place where a part may begin: the part, and where the next one begins
    let mut found: HashMap<usize, (String, Option<usize>)> = HashMap::new();
    for from in starts {
        let last = chars.len() - from <= LONGEST_JOINED && words.looks_like_name(&part(from, chars.len()));
        if last && from > 0 {
            found.insert(from, (part(from, chars.len()), None));
            continue;
        }
        let ends =
            (from + 1..chars.len().min(from + LONGEST_JOINED + 1)).filter(|at| words.joins(chars[*at]));
        let next = ends
            .filter(|at| found.contains_key(&(at + 1)))
            .find(|at| words.looks_like_name(&part(from, *at)));
        if let Some(at) = next {
            found.insert(from, (part(from, at), Some(at + 1)));
        }
    }
    let mut names = Vec::new();
    let mut at = Some(0);
    while let Some(from) = at {
        let (name, next) = found.remove(&from)?;
        names.push(name);
        at = next;
    }
    Some(names)
}

/// `张　三` is one person as forms write it; `周四 周五` are two; what may be either is left as it is.
fn by_blanks(heading: &str, text: &str, notes: &mut Notes) -> Vec<String> {
    let words = name_words();
    let pieces: Vec<&str> = text.split(' ').filter(|piece| !piece.is_empty()).collect();
    let chinese = |piece: &&&str| piece.chars().any(is_han);
    if pieces.len() < 2 || pieces.iter().filter(chinese).count() < 2 {
        return vec![text.to_owned()];
    }
    let lengths: Vec<usize> = pieces.iter().map(|piece| piece.chars().count()).collect();
    let whole = pieces.concat();
    let one = match lengths.as_slice() {
        [1, 1 | 2] | [1, 1, 1] => true,
        [2, 1] | [1, 1, 1, 1] => words.is_compound(&whole.chars().take(2).collect::<String>()),
        [2, 2] => words.is_compound(pieces[0]) && !words.looks_like_name(pieces[1]),
        _ => false,
    };
    if one && whole.chars().all(is_han) {
        return vec![whole];
    }
    if pieces.iter().all(|piece| words.looks_like_name(piece)) {
        let (count, together) = (pieces.len(), pieces.join("、"));
        let message = say!("分作 {count} 人", "{count} persons told apart");
        notes.change(heading, Change::new("names_split", text, together.clone(), message));
        notes.problem(heading, several_persons(&text, &count, &together));
        return pieces.into_iter().map(str::to_owned).collect();
    }
    notes.problem(heading, name_pieces(&text));
    vec![text.to_owned()]
}

problems! {
    ask names_too_long(most):
        "姓名栏超过 {most} 字，没有拆成姓名。" / "The cell of names has more than {most} characters and was not read."
        => "核对这一栏是不是姓名；人多的，另附名单移交。"
            / "Check whether it is a column of names; hand a long list over as a sheet of its own.";
    ask name_brackets(text):
        "姓名“{text}”里的括号说不清是不是姓名的一部分" / "whether the brackets in \"{text}\" belong to the name cannot be told"
        => "只写姓名，其余的写进备注；照收就照原样登记" / "write the name alone; taken all the same, it stays as written";
    notice persons_not_listed(text):
        "“{text}”只写了部分人，其余的人查不到" / "\"{text}\" names some only: the others cannot be found"
        => "把全部人员列出，或在附表里移交" / "list all persons";
    ask several_persons(text, count, names):
        "“{text}”读作 {count} 人：{names}" / "\"{text}\" is read as {count} persons: {names}"
        => "若是一个人，请改成一个姓名；照收就按 {count} 人"
            / "if it is one person, write one name; taken all the same, they are {count}";
    ask latin_comma as several_persons(text):
        "“{text}”读作一个人（姓在前）" / "\"{text}\" is read as one person, family name first"
        => "若是几个人，用「、」隔开；照收就按一个人"
            / "if they are several, put \"、\" between them; taken all the same, it is one person";
    ask name_pieces(text):
        "“{text}”分几段写，看不出是一个人还是几个人"
            / "\"{text}\" is written in pieces: one person or several cannot be told"
        => "一个人就连着写，几个人就用「、」隔开；照收就照原样登记为一个人"
            / "write one person without blanks, several with \"、\"; taken all the same, it stays one person as written";
    ask name_ditto(text):
        "姓名写作“{text}”，没有写是谁" / "the name says \"{text}\" and not who it is"
        => "写出姓名" / "write the name";
    ask name_garbled(text, said):
        "姓名“{text}”是乱码，可能是“{said}”" / "the name \"{text}\" is garbled; it may be \"{said}\""
        => "对照原件改正，或从原系统重新导出" / "correct it from the paper, or export it again";
    ask name_broken as name_garbled(text):
        "姓名“{text}”是乱码" / "the name \"{text}\" is garbled"
        => "对照原件改正，或从原系统重新导出" / "correct it from the paper, or export it again";
    ask name_lost(text, c):
        "姓名“{text}”里的“{c}”不是字，原字可能丢了或被遮住"
            / "\"{c}\" in the name \"{text}\" is no character of a name: one may be lost or hidden"
        => "对照原件补上这个字" / "write the character from the paper";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names, and the kinds of problems and changes.
    fn told(text: &str) -> (String, String) {
        let mut notes = Notes::new(7);
        let names = names_in("姓名", text, &mut notes);
        let problems = notes.problems.iter().map(|problem| problem.kind.as_str());
        let changes = notes.changes.iter().map(|change| change.kind.as_str());
        (names.join("|"), problems.chain(changes).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_long_or_hostile_cell_is_looked_through_once() {
        let many = ["张三"; 60].join("和");
        let (names, said) = told(&many);
        assert_eq!((names.split('|').count(), said.as_str()), (60, "names_split"));
        // no name ends it: nothing is split, and nothing is tried twice
        let open = format!("{}和某某单位的职工", ["张三"; 400].join("和"));
        assert!(!told(&open).0.contains('|'));
        assert_eq!(told(&"和".repeat(2000)).0.chars().count(), 2000);
        let long = "张三、".repeat(700);
        assert_eq!(told(&long).1, "names_too_long");
    }

    #[test]
    fn persons_in_one_cell_are_told_apart_and_listed() {
        for (text, names, said) in [
            ("张三", "张三", ""),
            ("周一\n周二\n周三", "周一|周二|周三", "names_split"),
            ("周一\r\n周二", "周一|周二", "names_split"),
            ("张三、李四", "张三|李四", "names_split"),
            ("张三, 李四", "张三|李四", "names_split"),
            ("张三； 李四", "张三|李四", "names_split"),
            ("张三，李四，王五", "张三|李四|王五", "names_split"),
            ("张三&李四", "张三|李四", "names_split"),
            ("张三＆李四", "张三|李四", "names_split"),
            ("张三和李四", "张三|李四", "names_split"),
            ("张三、李四及王五", "张三|李四|王五", "names_split names_split"),
            ("张三与李四和王五", "张三|李四|王五", "names_split"),
            ("周六/周七", "周六|周七", "several_persons names_split"),
            ("周八｜周九", "周八|周九", "several_persons names_split"),
            ("周八\\周九", "周八|周九", "several_persons names_split"),
            ("周四　周五", "周四|周五", "several_persons blank names_split"),
            ("周四 周五 周六", "周四|周五|周六", "several_persons names_split"),
            ("欧阳娜娜 司马光", "欧阳娜娜|司马光", "several_persons names_split"),
            ("张三、", "张三", "names_split"),
            ("张三 李四(配偶)", "张三|李四", "several_persons name_annotation names_split"),
            ("SMITH, JOHN; DOE, JANE", "SMITH, JOHN|DOE, JANE", "several_persons names_split"),
            ("JOHN, MARY, ANN", "JOHN|MARY|ANN", "several_persons names_split"),
            ("张三, SMITH JOHN", "张三|SMITH JOHN", "names_split"),
            ("周癸 等2人", "周癸", "persons_not_listed names_split"),
            ("张三、李四等2人", "张三|李四", "names_split"),
            ("张三等三人", "张三", "persons_not_listed names_split"),
            ("张三等", "张三", "persons_not_listed names_split"),
            ("张三等五位同志", "张三", "persons_not_listed names_split"),
        ] {
            assert_eq!(told(text), (names.to_owned(), said.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn one_person_stays_one() {
        for (text, names, said) in [
            ("李和平", "李和平", ""),
            ("王建和", "王建和", ""),
            ("和平", "和平", ""),
            ("张　三", "张三", "blank name_shape"),
            ("王 小 明", "王小明", "name_shape"),
            ("欧阳 明", "欧阳明", "name_shape"),
            ("欧阳 娜娜", "欧阳娜娜", "name_shape"),
            ("阿依古丽•买买提", "阿依古丽·买买提", "name_shape"),
            ("JOHN SMITH", "JOHN SMITH", ""),
            ("SMITH, JOHN", "SMITH, JOHN", "several_persons"),
            ("张三 ZHANG SAN", "张三 ZHANG SAN", ""),
            ("张三A", "张三A", ""),
            ("李(lǐ)大勇", "李大勇", "name_annotation"),
            ("O'Brien-José", "O'Brien-José", ""),
            ("张三\n", "张三", "blank"),
            ("王等", "王", "persons_not_listed names_split"),
        ] {
            assert_eq!(told(text), (names.to_owned(), said.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn pieces_are_never_glued() {
        for text in ["买买提 艾力", "王小 明", "张 三 李 四", "诸葛 孔明", "张三 李"] {
            assert_eq!(told(text), (text.to_owned(), "name_pieces".to_owned()), "{text:?}");
        }
    }

    #[test]
    fn destroyed_names_are_asked_about() {
        for (text, said) in [
            ("王?明", "name_lost"),
            ("王？明", "name_lost"),
            ("王□明", "name_lost"),
            ("王__明", "name_lost"),
            ("王*明", "name_lost"),
            ("王○明", "name_lost"),
            ("张三1", "name_lost"),
            ("王囗明", "name_lost"),
            ("王X明", "name_lost"),
            ("张ＸＸ", "name_lost"),
            ("王-明", "name_lost"),
            ("姓名：张三", "name_lost"),
            ("ÕÅÈý", "name_garbled"),
            ("å¼\u{a0}ä¸‰", "name_garbled blank"),
            ("寮犱笁", "name_garbled"),
            ("ÃÃÃ", "name_garbled"),
            ("同上", "name_ditto"),
            ("〃", "name_ditto"),
        ] {
            assert_eq!(told(text).1, said, "{text:?}");
        }
        assert_eq!(told("无"), (String::new(), "name_none".to_owned()));
        assert_eq!(told("/").1, "name_none");
    }
}

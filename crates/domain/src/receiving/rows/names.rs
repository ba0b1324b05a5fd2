//! The names of one cell (一表多人): told apart, every split listed, what is not plain asked about. A name is
//! never put together from pieces of which each may be a person.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell;
use super::notes::Notes;
use crate::general::problem::{Change, Problem};
use crate::general::recoding::{garbled_in, has_high_letters, recoded};
use crate::general::text::{TextKind, chinese_number, fold, is_han};
use crate::receiving::grid::Cell;
use crate::values::name_signs::{
    bracket_groups, outside_brackets, split_outside_brackets, with_plain_dots, without_brackets,
};
use crate::values::personal_names::name_words;
use crate::{problems, say};

mod several;
#[cfg(test)]
mod tests;

/// A name of a cell.
#[derive(Default)]
pub(super) struct Named {
    /// Empty where the cell says that there is nobody and adds something to that.
    pub name: String,
    /// What stood beside it in brackets.
    pub note: String,
}

impl Named {
    fn alone(name: impl Into<String>) -> Self {
        Named { name: name.into(), note: String::new() }
    }
}

/// The names of a cell, as its text stands in the sheet.
pub(super) fn names_in(heading: &str, raw: &str, notes: &mut Notes) -> Vec<Named> {
    if is_plain_name(raw) && garbled_in(raw).is_none() {
        return vec![Named::alone(raw)];
    }
    if raw.chars().count() > LONGEST_CELL {
        notes.problem(heading, names_too_long(&LONGEST_CELL));
        return vec![Named::alone(raw.trim())];
    }
    let words = name_words();
    let outer = raw.trim();
    let plain = outside_brackets(outer);
    if words.says_nobody(outer) || words.says_nobody(&plain) {
        let message = say!("姓名栏写的是没有", "the name's cell says that there is nobody");
        notes.change(heading, Change::new("name_none", raw, "", message));
        let note = without_brackets(outer).filter(|found| !found.unclear).map(|found| found.notes.join("；"));
        let note = note.filter(|note| !note.is_empty());
        return note.map(|note| Named { name: String::new(), note }).into_iter().collect();
    }
    if let Some(problem) = not_as_written(outer).or_else(|| not_as_written(&plain)) {
        notes.problem(heading, problem);
        return cleaned(heading, raw, notes).map(Named::alone).into_iter().collect();
    }
    let (listed, others) = without_others(outer);
    let plain = outside_brackets(&listed);
    let keeps_commas = matches!(commas_of_latin(&plain), Some(Commas::Inside | Commas::Only));
    let marks = |c: char| words.is_between(c) && !(keeps_commas && is_comma(c));
    let segments =
        split_outside_brackets(&listed, marks, |c| words.joins(c), |rest| words.begins_like_name(rest));
    let mut names = Vec::new();
    if plain.contains(|c: char| words.is_between(c)) || segments.len() > 1 || others.is_some() {
        for segment in segments {
            names.extend(names_of_segment(heading, segment, notes));
        }
        note_split(heading, raw, &plain, &names, notes);
    } else {
        names = names_of_segment(heading, raw, notes);
    }
    if others.is_some_and(|count| count != Some(names.len() as u32)) {
        notes.problem(heading, persons_not_listed(&outer));
    }
    // a comma that stays is asked about already
    let odd = |named: &Named| words.odd_sign(&named.name.replace([',', '，'], ""));
    if let Some(c) = names.iter().find_map(odd) {
        notes.problem(heading, name_lost(&outer, &c));
    }
    names
}

/// Two or three everyday Han characters that begin with a family name: nearly every cell.
fn is_plain_name(text: &str) -> bool {
    let words = name_words();
    matches!(text.chars().count(), 2 | 3)
        && text.chars().all(|c| {
            matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}') && !matches!(c, '等' | '囗' | '某')
        })
        && text.chars().next().is_some_and(|c| words.is_family_name(c))
        && !words.names_nobody(text)
        && !words.is_compound(text)
        && words.without_honorific(text).is_none()
}

/// Texts that are no names: 同上, 不详, and those read in a wrong encoding.
fn not_as_written(text: &str) -> Option<Problem> {
    let words = name_words();
    if words.names_nobody(text) {
        return Some(name_ditto(&text));
    }
    if let Some(said) =
        recoded(text).filter(|said| words.begins_like_name(said) || words.is_dotted_name(said))
    {
        return Some(name_garbled(&text, &said));
    }
    let is_broken = !text.chars().any(is_han) && has_high_letters(text);
    (is_broken || garbled_in(text).is_some_and(|(_, said)| said.is_none())).then(|| name_broken(&text))
}

fn cleaned(heading: &str, text: &str, notes: &mut Notes) -> Option<String> {
    let read = cell::text(&Cell::Text(text.to_owned()), TextKind::Prose);
    notes.read(heading, read).filter(|text| !text.is_empty())
}

fn note_split(heading: &str, raw: &str, listed: &str, names: &[Named], notes: &mut Notes) {
    let together = names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join("、");
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

/// The text before 等3人 and the number it tells, if it tells one; `None`: it does not go on, or nobody can read how.
/// What stands in brackets behind it stays.
fn without_others(text: &str) -> (Cow<'_, str>, Option<Option<u32>>) {
    let groups = bracket_groups(text);
    let is_outside = |at: &usize| *at > 0 && !groups.iter().any(|group| group.contains(at));
    let Some(at) = text.rmatch_indices('等').map(|(at, _)| at).find(is_outside) else {
        return (text.into(), None);
    };
    let rest: String = fold(&outside_brackets(&text[at + '等'.len_utf8()..]));
    let rest: String = rest.chars().filter(|c| !c.is_whitespace() && !matches!(c, '。' | '.')).collect();
    let number = ["同志", "人员", "职工", "员工", "人", "名", "位", "个"]
        .iter()
        .fold(rest.as_str(), |rest, word| rest.strip_suffix(word).unwrap_or(rest));
    let count = number.parse().ok().or_else(|| chinese_number(number));
    if count.is_none() && !number.is_empty() {
        return (text.into(), None);
    }
    let mut listed = text[..at].trim_end().to_owned();
    groups.iter().filter(|group| group.start > at).for_each(|group| listed.push_str(&text[group.clone()]));
    (listed.into(), Some(count))
}

/// Between two signs: one name, or several joined by 和 or by blanks.
fn names_of_segment(heading: &str, segment: &str, notes: &mut Notes) -> Vec<Named> {
    let (plain, before, behind) = unbracketed(heading, segment, notes);
    let plain = without_honorific(heading, &plain, notes);
    let Some(text) = cleaned(heading, &plain, notes) else { return Vec::new() };
    let dotted = with_plain_dots(&text);
    let asked = notes.problems.len();
    let by_words = joined(&dotted).map(|names| names.into_iter().map(Named::alone).collect::<Vec<_>>());
    let mut names = match by_words {
        Some(names) => {
            note_split(heading, &text, &dotted, &names, notes);
            names
        }
        None => pieces_of(heading, &text, &dotted, notes).into_iter().map(Named::alone).collect(),
    };
    // one question for each name
    if notes.problems.len() == asked {
        let problems = names.iter().filter_map(|named| several::asked_of(&named.name));
        problems.for_each(|problem| notes.problem(heading, problem));
    }
    // what stands in front is the first one's, what stands behind the last one's
    if let Some(first) = names.first_mut() {
        first.note = before;
    }
    if let Some(last) = names.last_mut().filter(|_| !behind.is_empty()) {
        last.note = if last.note.is_empty() { behind } else { format!("{}；{behind}", last.note) };
    }
    names
}

/// A text without 和: the names a full stop or blanks tell apart.
fn pieces_of(heading: &str, text: &str, dotted: &str, notes: &mut Notes) -> Vec<String> {
    if let Some(names) = several::by_full_stops(text) {
        note_told_apart(heading, text, &names, notes);
        return names;
    }
    let names = by_blanks(heading, dotted, notes);
    if let [only] = names.as_slice()
        && *only != text
    {
        let message = say!("姓名中的空格、间隔号整理为规范写法", "blanks and dots in the name made regular");
        notes.change(heading, Change::new("name_shape", text, only.clone(), message));
    }
    names
}

/// The name without pinyin and annotations in brackets, what stood in front of it and what stood behind.
fn unbracketed(heading: &str, text: &str, notes: &mut Notes) -> (String, String, String) {
    let as_written = || (text.to_owned(), String::new(), String::new());
    let Some(found) = without_brackets(text) else { return as_written() };
    let words = name_words();
    // （张）三 is no annotation
    if found.unclear || found.before.iter().any(|said| words.is_everyday_family_name(said)) {
        notes.problem(heading, name_brackets(&text));
        return as_written();
    }
    let message =
        say!("姓名里括注的拼音、说明取出", "pinyin and annotations in brackets taken out of the name");
    notes.change(heading, Change::new("name_annotation", text, found.name.clone(), message));
    (found.name, found.before.join("；"), found.notes.join("；"))
}

/// The name without 同志 and such behind it.
fn without_honorific(heading: &str, text: &str, notes: &mut Notes) -> String {
    let Some((name, word)) = name_words().without_honorific(text.trim()) else { return text.to_owned() };
    if name_words().is_family_name_alone(name) || name.is_empty() {
        notes.problem(heading, name_short(&text));
        return text.to_owned();
    }
    let message = say!("姓名后的称呼“{word}”取出", "\"{word}\" behind the name taken out");
    notes.change(heading, Change::new("name_honorific", text, name, message));
    name.to_owned()
}

/// A cell of names with more characters is no list of names.
const LONGEST_CELL: usize = 2000;
/// A name before 和 is not longer; longer ones are nobody's, and a long cell is looked through once.
const LONGEST_JOINED: usize = 16;

/// 张三和李四, where all parts are whole names: 和 stands in names, too. Read from the end, so that each part is
/// looked at once however many there are.
fn joined(text: &str) -> Option<Vec<String>> {
    if text.contains("以及") {
        return joined(&text.replace("以及", "及"));
    }
    let words = name_words();
    let chars: Vec<char> = text.chars().collect();
    let starts = (0..chars.len()).filter(|at| *at == 0 || words.joins(chars[*at - 1])).rev();
    let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>().trim().to_owned();
    let is_name =
        |part: &str| (words.looks_like_name(part) || words.is_dotted_name(part)) && !words.names_nobody(part);
    // for each place where a part may begin: the part, and where the next one begins
    let mut found: HashMap<usize, (String, Option<usize>)> = HashMap::new();
    for from in starts {
        let last = chars.len() - from <= LONGEST_JOINED && is_name(&part(from, chars.len()));
        if last && from > 0 {
            found.insert(from, (part(from, chars.len()), None));
            continue;
        }
        let ends =
            (from + 1..chars.len().min(from + LONGEST_JOINED + 1)).filter(|at| words.joins(chars[*at]));
        let next = ends.filter(|at| found.contains_key(&(at + 1))).find(|at| is_name(&part(from, *at)));
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
        let names: Vec<String> = pieces.into_iter().map(str::to_owned).collect();
        note_told_apart(heading, text, &names, notes);
        return names;
    }
    notes.problem(heading, name_pieces(&text));
    vec![text.to_owned()]
}

fn note_told_apart(heading: &str, text: &str, names: &[String], notes: &mut Notes) {
    let (count, together) = (names.len(), names.join("、"));
    let message = say!("分作 {count} 人", "{count} persons told apart");
    notes.change(heading, Change::new("names_split", text, together.clone(), message));
    notes.problem(heading, several_persons(&text, &count, &together));
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
    ask persons_unnamed as several_persons(text):
        "“{text}”写了不止一人，读不出是哪几个人" / "\"{text}\" tells of more than one person, not of whom"
        => "把每个人的姓名都写出，用「、」隔开；照收就照原样登记为一个人"
            / "write everybody's name with \"、\" between; taken all the same, it stays one person as written";
    ask persons_glued as several_persons(text, names):
        "“{text}”像是几个人连着写：{names}" / "\"{text}\" looks like several persons: {names}"
        => "若是几个人，用「、」隔开；照收就照原样登记为一个人"
            / "if they are several, put \"、\" between them; taken all the same, it stays one person as written";
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
    ask relation_unnamed as name_ditto(text):
        "“{text}”只写了是谁的什么人，没有写姓名" / "\"{text}\" says whose relation it is and not who"
        => "写出姓名" / "write the name";
    notice name_hidden(text):
        "姓名“{text}”没有写全，查不到本人" / "the name \"{text}\" is not given in full: the person cannot be found by it"
        => "按原件写全姓名" / "write the whole name from the paper";
    ask name_short(text):
        "“{text}”只写了姓，没有写名" / "\"{text}\" gives a family name and no more"
        => "写出姓名；照收就照原样登记" / "write the whole name; taken all the same, it stays as written";
    ask name_of_unit(text):
        "姓名栏写的“{text}”像是单位" / "\"{text}\" under the persons' names reads like a unit"
        => "检查这一行是否错位；照收就照原样登记为一个人"
            / "check whether the row has slipped; taken all the same, it stays one person as written";
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

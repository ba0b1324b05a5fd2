//! 公民身份号码 (GB 11643, check digit ISO 7064 MOD 11-2), the numbers of other documents, and 统一社会信用代码.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use super::check_digits;
pub use super::check_digits::check_digit;
use super::documents::{
    DocumentKind, KindSaid, NO_DOCUMENT, kinds_alike, named_in, says_none, says_unknown,
    without_resident_word,
};
use crate::general::characters::is_direction_mark;
use crate::general::masking::{IdNumber, WholeFor};
use crate::general::numbers::mask;
use crate::general::problem::{Change, Problem};
use crate::general::text::{Read, fold, full_width_message};
use crate::general::wording::Wording;
use crate::{problems, say};

#[cfg(test)]
mod tests;

/// An ID number, or that of another document, that was read and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedNumber {
    /// Of an ID card 18 characters, check digit `X` upper case.
    pub number: IdNumber,
    /// The 15-digit number it was derived from; empty when 18 digits were given.
    pub given: IdNumber,
    /// Key of the document's kind; empty: the ID card's own number.
    pub kind: String,
}

/// Reads an ID number from text. `latest` is the last day on which its holder can have been born.
///
/// 15 digits are accepted, the 18-digit form derived and listed (`id_15_to_18`). The number of another document is
/// taken as the kind the text names (`护照 E12345678`), or asked about. Problems: `id_digits_lost`,
/// `id_check_digit`, `id_birth_date`, `id_length`, `id_lookalike`, `id_other_document` and others of documents.
pub fn read(text: &str, latest: NaiveDate) -> Read<CheckedNumber> {
    read_as(text, None, latest)
}

/// The same where a column beside it says what document it is of.
pub fn read_as(text: &str, said: Option<KindSaid>, latest: NaiveDate) -> Read<CheckedNumber> {
    // nearly every cell: nothing to fold, no other document to look for
    if text.len() == 18
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && matches!(said, None | Some(KindSaid::Resident))
        && !is_power_of_ten(text)
    {
        return eighteen(text, text.to_ascii_uppercase(), latest);
    }
    let (bare, marks) = without_direction_marks(text);
    let folded = fold(&bare);
    let plain: String = folded.trim_start_matches('\'').chars().filter(|c| !c.is_whitespace()).collect();
    let mut read = match said {
        Some(KindSaid::Other(kind)) if says_none(&plain) => of_kind(text, kind, String::new()),
        Some(KindSaid::Other(kind)) if says_unknown(&plain) => {
            let value = CheckedNumber { kind: kind.key.clone(), ..CheckedNumber::default() };
            Read { value: Some(value), ..Read::failed(id_unknown(&text)) }
        }
        _ if says_none(&plain) => none(text),
        _ if says_unknown(&plain) => {
            Read { value: Some(CheckedNumber::default()), ..Read::failed(id_unknown(&text)) }
        }
        said => of_named(text, folded, &plain, said, latest),
    };
    if marks && !read.changes.iter().any(|change| change.kind == "direction_mark") {
        let to = read.value.as_ref().map(|value| value.number.clone());
        let message = say!("去掉隐藏的方向字符", "hidden direction marks removed");
        let to = to.map_or_else(String::new, |number| number.into_whole(WholeFor::Comparing));
        read.changes.insert(0, Change::new("direction_mark", text, to, message));
    }
    read
}

/// A number of the document its own cell names, else of the one said beside it; two that differ are asked about.
fn of_named(
    text: &str,
    folded: String,
    plain: &str,
    said: Option<KindSaid>,
    latest: NaiveDate,
) -> Read<CheckedNumber> {
    let resident = || Wording::new("居民身份证", "ID card");
    let (read, named) = match (named_in(&folded), said) {
        (Some((kind, rest)), _) => (of_kind(text, kind, rest), Some((kind.key.as_str(), kind.name.clone()))),
        (None, said) => match (without_resident_word(&folded).filter(|rest| !rest.is_empty()), said) {
            (Some(rest), _) => {
                let plain: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
                (of_card(text, &plain, Some(KindSaid::Resident), latest), Some(("", resident())))
            }
            (None, Some(KindSaid::Other(kind))) => return of_kind(text, kind, folded),
            (None, said) => (of_card(text, plain, said, latest), None),
        },
    };
    let problem = match (said, named) {
        (Some(KindSaid::Nobody), _) => read
            .value
            .as_ref()
            .map(|value| number_without_document(&mask(value.number.whole(WholeFor::Comparing)))),
        (Some(KindSaid::Other(said)), Some((key, name))) if said.key != key => {
            Some(kinds_named_differ(&said.name.zh, &name.zh, &said.name.en, &name.en))
        }
        (Some(KindSaid::Resident), Some((key, name))) if !key.is_empty() => {
            let said = resident();
            Some(kinds_named_differ(&said.zh, &name.zh, &said.en, &name.en))
        }
        _ => None,
    };
    match problem {
        Some(problem) => read.with(problem),
        None => read,
    }
}

/// A number a phone or a web page put between marks of direction.
fn without_direction_marks(text: &str) -> (Cow<'_, str>, bool) {
    if text.is_ascii() || !text.contains(is_direction_mark) {
        return (text.into(), false);
    }
    (text.chars().filter(|c| !is_direction_mark(*c)).collect::<String>().into(), true)
}

/// That there is no document is a fact like any other.
fn none(text: &str) -> Read<CheckedNumber> {
    let value = CheckedNumber { kind: NO_DOCUMENT.to_owned(), ..CheckedNumber::default() };
    let message = say!("证件号写的是没有，记作无证件", "the sheet says that there is no document");
    Read::changed(value, Change::new("id_none", text, "", message)).with(id_none(&text))
}

fn of_card(text: &str, plain: &str, said: Option<KindSaid>, latest: NaiveDate) -> Read<CheckedNumber> {
    let number = plain.to_ascii_uppercase();
    if let Some(c) = number.chars().find(|c| matches!(c, 'Х' | 'х' | 'Χ' | 'χ' | '×')) {
        return Read::failed(id_lookalike(&c));
    }
    if is_power_of_ten(&number) {
        return Read::failed(id_digits_lost(&text));
    }
    let is_plain = number.is_ascii() && number.bytes().all(|b| b.is_ascii_alphanumeric());
    match number.len() {
        18 if is_plain => eighteen(text, number, latest),
        15 if number.bytes().all(|b| b.is_ascii_digit()) => fifteen(text, &number, latest),
        _ if matches!(said, Some(KindSaid::Resident)) => Read::failed(not_one(text)),
        _ => of_another(text, number),
    }
}

/// A number that is none of an ID card's: what its looks allow is asked about.
fn of_another(text: &str, number: String) -> Read<CheckedNumber> {
    let alike = kinds_alike(&number);
    let names =
        |name: fn(&DocumentKind) -> &str| alike.iter().map(|kind| name(kind)).collect::<Vec<_>>().join("、");
    let (zh, en) = (names(|kind| &kind.name.zh), names(|kind| &kind.name.en));
    let kind = match alike.as_slice() {
        [] => return Read::failed(not_one(text)),
        [only] => only.key.clone(),
        _ => "other".to_owned(),
    };
    let problem = id_other_document(&mask(&number), &zh, &en);
    let value = CheckedNumber { number: number.into(), kind, ..CheckedNumber::default() };
    Read::plain(value).with(problem)
}

/// The number of a document whose kind was said.
fn of_kind(text: &str, kind: &DocumentKind, said: String) -> Read<CheckedNumber> {
    let number: String = said
        .trim_start_matches('\'')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_uppercase();
    let name = &kind.name;
    let value =
        CheckedNumber { number: number.as_str().into(), kind: kind.key.clone(), ..CheckedNumber::default() };
    if number.is_empty() {
        return Read { value: Some(value), ..Read::failed(id_kind_alone(&name.zh, &name.en)) };
    }
    if is_power_of_ten(&number) {
        return Read::failed(id_digits_lost(&text));
    }
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '(' | ')' | '（' | '）' | '-' | '/' | '·');
    if let Some(c) = said.trim().chars().find(|c| !belongs(*c) && !c.is_whitespace() && *c != '\'') {
        return Read { value: Some(value), ..Read::failed(id_odd_sign(&mask(&number), &c)) };
    }
    // l is 1 and o is 0 where all other letters are capitals
    let chars: Vec<char> = text.chars().collect();
    let beside_digit = |at: usize| {
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        matches!(chars[at], 'l' | 'o') && (is_digit(at + 1) || at > 0 && is_digit(at - 1))
    };
    if let Some(c) = (0..chars.len()).find(|at| beside_digit(*at)).map(|at| chars[at]) {
        return Read { value: Some(value), ..Read::failed(id_odd_sign(&mask(&number), &c)) };
    }
    let is_card = number.len() == 18 && check_digits::resident(&number);
    let is_numbered = number.bytes().any(|b| b.is_ascii_digit());
    if !kind.has_shape_of(&number) || (kind.has_any_shape() && (is_card || !is_numbered)) {
        let problem = id_kind_differs(&mask(&number), &name.zh, &name.en);
        return Read { value: Some(value), ..Read::failed(problem) };
    }
    if !kind.passes(&number) {
        return Read::failed(id_document_check(&mask(&number), &name.zh, &name.en));
    }
    if number == text {
        return Read::plain(value);
    }
    let message = say!("证件号码整理为规范写法", "the document's number written in its standard form");
    Read::changed(value, Change::new("id_shape", text, number, message))
}

fn eighteen(text: &str, number: String, latest: NaiveDate) -> Read<CheckedNumber> {
    let (body, check) = number.split_at(17);
    if !body.bytes().all(|b| b.is_ascii_digit()) || !check.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
        return Read::failed(not_one(text));
    }
    let valid = check_digit(body) == check.chars().next();
    let emptied = number.ends_with("000");
    if emptied && !valid {
        return Read::failed(id_digits_lost(&text));
    }
    if !valid {
        return Read::failed(id_check_digit(&mask(&number)));
    }
    let problem = match birth(&body[6..14]) {
        Some(day) if day <= latest => None,
        _ => return Read::failed(id_birth_date(&mask(&number))),
    };
    let changes = if number == text { Vec::new() } else { vec![tidied(text, &number)] };
    let problem = if emptied { Some(id_maybe_digits_lost(&mask(&number))) } else { problem };
    let value = Some(CheckedNumber { number: number.into(), ..CheckedNumber::default() });
    Read { value, changes, problems: problem.into_iter().chain(region_problem(text)).collect() }
}

/// 15 digits: region 6, birth yymmdd of the twentieth century, order 3.
fn fifteen(text: &str, given: &str, latest: NaiveDate) -> Read<CheckedNumber> {
    let Some(number) = to_18(given) else { return Read::failed(not_one(text)) };
    if birth(&number[6..14]).is_none_or(|day| day > latest) {
        return Read::failed(id_birth_date(&mask(given)));
    }
    let message = say!("15 位身份证号推算为 18 位", "18-digit form derived from the 15-digit ID number");
    let value =
        CheckedNumber { number: number.as_str().into(), given: given.into(), ..CheckedNumber::default() };
    let read = Read::changed(value, Change::new("id_15_to_18", text, number, message));
    if matches!(&given[12..], "996" | "997" | "998" | "999") {
        return read.with(id_century(&&given[12..]));
    }
    read
}

/// The 18-digit form of a 15-digit number; `None` unless it is 15 digits.
pub fn to_18(given: &str) -> Option<String> {
    if given.len() != 15 || !given.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let body = format!("{}19{}", &given[..6], &given[6..]);
    Some(format!("{body}{}", check_digit(&body)?))
}

/// Whether it has the shape of a 统一社会信用代码 (GB 32100): 18 digits or capitals without I O S V Z,
/// region digits in places 3–8. Its check digit is not judged: units' registers are full of old ones.
pub fn looks_like_credit_code(text: &str) -> bool {
    text.len() == 18
        && text.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && !b"IOSVZ".contains(&b)))
        && text[2..8].bytes().all(|b| b.is_ascii_digit())
}

fn tidied(text: &str, number: &str) -> Change {
    if fold(text).to_ascii_uppercase() == number && !text.is_ascii() {
        return Change::new("full_width", text, number, full_width_message());
    }
    let message = say!("身份证号整理为规范写法", "ID number written in its standard form");
    Change::new("id_shape", text, number, message)
}

fn birth(eight: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(eight, "%Y%m%d").ok()?;
    (day.year() >= 1850).then_some(day)
}

/// The year of birth an 18-digit number states.
pub fn birth_year(number: &str) -> Option<i32> {
    let is_whole = number.len() == 18 && number.is_ascii();
    birth(number.get(6..14).filter(|_| is_whole)?).map(|day| day.year())
}

/// `9.9E+17`: what spreadsheets show of a long number.
pub fn is_power_of_ten(number: &str) -> bool {
    match number.trim().split_once('E') {
        Some((digits, power)) => {
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                && power.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
                && !power.is_empty()
        }
        None => false,
    }
}

/// `0…` is no region; everything else is left to a table of regions.
fn region_problem(text: &str) -> Option<Problem> {
    fold(text).starts_with('0').then(id_region)
}

fn not_one(text: &str) -> Problem {
    let count = text.trim().chars().count();
    let unit = looks_like_credit_code(&fold(text)) && !fold(text).bytes().all(|b| b.is_ascii_digit());
    if unit { id_is_credit_code(&text) } else { id_length(&count, &text) }
}

problems! {
    refuse id_lookalike(c):
        "校验码“{c}”不是字母 X" / "the check character \"{c}\" is not the letter X"
        => "改用英文字母 X" / "type the Latin letter X";
    // a spreadsheet keeps 15 digits and puts zeros for the rest; the check digit cannot catch it: one in
    // eleven such numbers passes (`reliability.md` §0.1)
    pub refuse id_digits_lost(shown):
        "身份证号存成了数字（{shown}），末几位已丢失"
            / "the ID number was stored as a number ({shown}): its last digits are lost"
        => "把该列设为“文本”格式，按原件重新录入号码" / "format the column as text and type the number again";
    refuse id_check_digit(number):
        "身份证号 {number} 的校验码不对" / "the check digit of ID number {number} is wrong"
        => "按证件核对每一位" / "compare every digit with the card";
    refuse id_birth_date(number):
        "身份证号 {number} 里的出生日期不存在或在将来"
            / "the birth date in ID number {number} does not exist or lies ahead"
        => "按证件核对" / "compare it with the card";
    refuse id_length(count, text):
        "身份证号应为 18 位或 15 位，这里是 {count} 位：“{text}”"
            / "an ID number has 18 or 15 digits, this has {count}: \"{text}\""
        => "按证件核对" / "compare it with the card";
    refuse id_is_credit_code as id_length(text):
        "“{text}”像统一社会信用代码，不是身份证号" / "\"{text}\" looks like a unit's credit code, not an ID number"
        => "按证件核对" / "compare it with the card";
    notice id_none(text):
        "证件号写作“{text}”，按没有证件收" / "the number says \"{text}\": taken as somebody without a document"
        => "有证件就补上号码" / "write the number if there is one";
    ask id_unknown(text):
        "证件号写作“{text}”，没有说有没有证件" / "the number says \"{text}\", not whether there is one"
        => "写上号码，没有就写“无”；照收就空着" / "write the number, or 无 if there is none; taken all the same, it stays empty";
    ask id_other_document(number, zh, en):
        "“{number}”不是公民身份号码，像是{zh}的号码" / "\"{number}\" is no ID number; it looks like that of: {en}"
        => "在号码前写上证件名称（如“护照 E…”）或加一列“证件类型”；照收就按原号码收"
            / "name the document before the number or in a column 证件类型; taken all the same, the number stays as it is";
    ask id_odd_sign(number, c):
        "证件号码“{number}”里的“{c}”不是证件上的字" / "\"{c}\" in the number \"{number}\" stands on no document"
        => "按证件核对；照收就照录" / "compare it with the document; taken all the same, it stays as written";
    ask id_kind_differs(number, zh, en):
        "证件写的是{zh}，号码“{number}”不是它的样子" / "the document is said to be: {en}; \"{number}\" does not look like its number"
        => "对照证件改正种类或号码；照收就按写的种类收"
            / "correct kind or number from the document; taken all the same, it is of the kind said";
    ask kinds_named_differ as id_kind_differs(said_zh, named_zh, said_en, named_en):
        "证件类型写的是{said_zh}，号码里写的是{named_zh}" / "the document is said to be: {said_en}; the number names: {named_en}"
        => "对照证件改正其一；照收就按号码里写的种类收"
            / "correct one of them from the document; taken all the same, it is of the kind the number names";
    ask number_without_document as id_kind_differs(number):
        "证件类型写的是没有证件，却有号码“{number}”" / "the sheet says that there is no document, but gives the number \"{number}\""
        => "对照证件改正其一；照收就按号码收"
            / "correct one of them from the document; taken all the same, the number counts";
    refuse id_document_check(number, zh, en):
        "{zh}号码 {number} 的校验码不对" / "the check digit of {number} ({en}) is wrong"
        => "按证件核对每一位" / "compare every digit with the document";
    pub ask id_kind_alone(zh, en):
        "写了{zh}，没有号码" / "the document is named ({en}), but has no number"
        => "写上号码" / "write the number";
    ask id_century(order):
        "15 位号码末三位 {order} 专给百岁老人，生年世纪要核对"
            / "order {order} was kept for centenarians: the century needs checking"
        => "按证件核对出生年份" / "compare the year of birth with the card";
    ask id_region():
        "身份证号以 0 开头，没有这样的地区" / "the ID number starts with 0: there is no such region"
        => "按证件核对" / "compare it with the card";
    ask id_maybe_digits_lost(number):
        "身份证号 {number} 以 000 结尾，可能曾被表格软件截断"
            / "ID number {number} ends in 000: a spreadsheet may have cut it"
        => "按证件核对末三位" / "compare the last three digits with the card";
}

//! A masked ID number that comes back: from a cell copied, undone or left alone, from a form that was
//! sent whole. It stands for a number that is known here, or it is refused: a mask is never stored.

use std::collections::BTreeSet;

use super::item::Person;
use crate::general::masking::WholeFor;
use crate::general::numbers::{mask, numbers_within};
use crate::general::problem::Problem;
use crate::problems;

/// Whether a text is a masked number; no number and no name of a person has three asterisks.
pub fn is_masked(text: &str) -> bool {
    text.contains("***")
}

/// Numbers a mask may stand for.
#[derive(Clone, Copy, Debug)]
pub struct KnownNumbers<'a> {
    /// Persons of the record itself; they come first.
    pub own: &'a [Person],
    /// Numbers of the records around it, and those that stood there before.
    pub others: &'a BTreeSet<String>,
}

/// The number a text says: itself, or the only known one that looks like it when masked. Among the
/// record's own persons the `name` decides between two that look alike. Two valid numbers that differ in
/// one digit differ in the check digit, too, which a mask shows.
pub fn whole(text: &str, name: &str, known: KnownNumbers<'_>) -> Result<String, Problem> {
    if !is_masked(text) {
        return Ok(text.to_owned());
    }
    let own = |named: bool| {
        let numbers = known.own.iter().map(|one| (one.id_number.whole(WholeFor::Comparing), &one.name));
        let fitting = numbers.filter(|(number, _)| mask(number) == text);
        only(fitting.filter(|(_, its)| !named || *its == name).map(|(number, _)| number))
    };
    let others = || only(known.others.iter().map(String::as_str).filter(|number| mask(number) == text));
    own(false).or_else(|| own(true)).or_else(others).ok_or_else(|| id_masked(&text))
}

/// The same for a free text, in which masks of the numbers that stood there may come back. A mask that fits
/// none is a text like any other: somebody may have written it so.
///
/// # Errors
/// `id_masked`: it fits two.
pub fn whole_text(text: &str, stood: &str, others: &BTreeSet<String>) -> Result<String, Problem> {
    let (own, chars) = (numbers_within(stood), text.chars().collect::<Vec<_>>());
    let (mut said, mut at) = (String::with_capacity(text.len()), 0);
    while at < chars.len() {
        let Some(length) = mask_length(&chars[at..]) else {
            said.push(chars[at]);
            at += 1;
            continue;
        };
        let masked: String = chars[at..at + length].iter().collect();
        at += length;
        let fitting = |number: &&str| mask(number) == masked;
        let own: Vec<&str> = own.iter().map(String::as_str).filter(fitting).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).filter(fitting).collect();
        let known = if own.is_empty() { others } else { own };
        said.push_str(&match known.is_empty() || stood.contains(&masked) {
            true => masked,
            false => only(known.into_iter()).ok_or_else(|| id_masked(&masked))?,
        });
    }
    Ok(said)
}

/// Characters of the mask a text begins with: six digits, five to eight asterisks, four signs.
fn mask_length(chars: &[char]) -> Option<usize> {
    let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let last = |c: &char| digit(c) || matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ');
    let stars = chars.iter().skip(6).take_while(|c| **c == '*').count();
    let tail = chars.get(6 + stars..6 + stars + 4)?;
    let fits = chars[..6].iter().all(digit) && tail[..3].iter().all(digit) && last(&tail[3]);
    (fits && (5..=8).contains(&stars)).then_some(stars + 10)
}

/// The one number among these, however often it stands there.
fn only<'a>(numbers: impl Iterator<Item = &'a str>) -> Option<String> {
    let found: BTreeSet<&str> = numbers.collect();
    found.first().filter(|_| found.len() == 1).map(|number| (*number).to_owned())
}

problems! {
    refuse id_masked(text):
        "“{text}”打了星号，看不出是哪个号码"
            / "\"{text}\" is masked: which number it stands for cannot be told"
        => "写全号；要抄别处的号码，先在那里点“显示”"
            / "write the whole number; to copy it from elsewhere, show it there first";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, number: &str) -> Person {
        Person { name: name.into(), id_number: number.into(), ..Person::default() }
    }

    #[test]
    fn a_mask_stands_for_the_one_number_it_fits() {
        let own = [person("张三", "990000194802099952"), person("李四", "990000195802099952")];
        let others = BTreeSet::from(["99000019620322268X".to_owned(), "990000194802099952".to_owned()]);
        let known = KnownNumbers { own: &own, others: &others };
        let said = |text: &str, name: &str| whole(text, name, known).map_err(|problem| problem.kind);
        assert_eq!(said("99000019620322268x", "").as_deref(), Ok("99000019620322268x"), "whole: as it is");
        assert_eq!(said("990000********9952", "李四").as_deref(), Ok("990000195802099952"));
        assert_eq!(said("990000********268X", "王五").as_deref(), Ok("99000019620322268X"), "from elsewhere");
        // the records around have only one that looks so, but the record itself has two
        assert_eq!(said("990000********0000", "张三"), Err("id_masked".into()));
        assert_eq!(
            whole("990000********9952", "", KnownNumbers { own: &[], ..known }).as_deref(),
            Ok("990000194802099952")
        );
    }

    #[test]
    fn masks_in_a_free_text_are_those_that_stood_there() {
        let stood = "配偶 99000019620322268X，另见990000194802099952";
        let others = BTreeSet::from(["990000195802099952".to_owned()]);
        let said = |text: &str| whole_text(text, stood, &others).map_err(|problem| problem.kind);
        assert_eq!(said(&crate::general::numbers::mask_within(stood)).as_deref(), Ok(stood));
        assert_eq!(
            said("另见990000********9952，已核").as_deref(),
            Ok("另见990000194802099952，已核"),
            "its own number goes before one that stands elsewhere"
        );
        for plain in ["无", "123456*****", "*****", "110101********0011", "12345********0011"] {
            assert_eq!(said(plain).as_deref(), Ok(plain));
        }
        assert_eq!(whole_text("990000********9952", "", &others).as_deref(), Ok("990000195802099952"));
        let two = BTreeSet::from(["990000195802099952".to_owned(), "990000194802099952".to_owned()]);
        assert_eq!(
            whole_text("990000********9952", "", &two).map_err(|p| p.kind),
            Err("id_masked".to_owned())
        );
        let kept = "原件即写作990000********9952";
        assert_eq!(whole_text(kept, kept, &two).as_deref(), Ok(kept), "a mask that was filed stays");
    }

    #[test]
    fn two_that_look_alike_are_not_guessed_between() {
        let others = BTreeSet::from(["990000194802099952".to_owned(), "990000195802099952".to_owned()]);
        assert!(whole("990000********9952", "张三", KnownNumbers { own: &[], others: &others }).is_err());
    }
}

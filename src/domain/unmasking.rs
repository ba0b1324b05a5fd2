//! A masked ID number that comes back: from a cell copied, undone or left alone, from a form that was
//! sent whole. It stands for a number that is known here, or it is refused: a mask is never stored.

use std::collections::BTreeSet;

use super::identity::mask;
use super::item::Person;
use super::problem::Problem;
use crate::say;

/// Whether a text is a masked number; no number and no name of a person has three asterisks.
pub fn is_masked(text: &str) -> bool {
    text.contains("***")
}

/// Numbers a mask may stand for.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Persons of the record itself; they come first.
    pub own: &'a [Person],
    /// Numbers of the records around it, and those that stood there before.
    pub others: &'a BTreeSet<String>,
}

/// The number a text says: itself, or the only known one that looks like it when masked. Among the
/// record's own persons the `name` decides between two that look alike. Two valid numbers that differ in
/// one digit differ in the check digit, too, which a mask shows.
pub fn whole(text: &str, name: &str, known: Known<'_>) -> Result<String, Problem> {
    if !is_masked(text) {
        return Ok(text.to_owned());
    }
    let own = |named: bool| {
        let fitting = known.own.iter().filter(|one| mask(&one.id_number) == text);
        only(fitting.filter(|one| !named || one.name == name).map(|one| one.id_number.as_str()))
    };
    let others = || only(known.others.iter().map(String::as_str).filter(|number| mask(number) == text));
    own(false).or_else(|| own(true)).or_else(others).ok_or_else(|| unknown(text))
}

/// The one number among these, however often it stands there.
fn only<'a>(numbers: impl Iterator<Item = &'a str>) -> Option<String> {
    let found: BTreeSet<&str> = numbers.collect();
    found.first().filter(|_| found.len() == 1).map(|number| (*number).to_owned())
}

fn unknown(text: &str) -> Problem {
    Problem::refuse(
        "id_masked",
        say!(
            "“{text}”打了星号，看不出是哪个号码",
            "\"{text}\" is masked: which number it stands for cannot be told"
        ),
        say!(
            "写全号；要抄别处的号码，先在那里点“显示”",
            "write the whole number; to copy it from elsewhere, show it there first"
        ),
    )
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
        let known = Known { own: &own, others: &others };
        let said = |text: &str, name: &str| whole(text, name, known).map_err(|problem| problem.kind);
        assert_eq!(said("99000019620322268x", "").as_deref(), Ok("99000019620322268x"), "whole: as it is");
        assert_eq!(said("990000********9952", "李四").as_deref(), Ok("990000195802099952"));
        assert_eq!(said("990000********268X", "王五").as_deref(), Ok("99000019620322268X"), "from elsewhere");
        // the records around have only one that looks so, but the record itself has two
        assert_eq!(said("990000********0000", "张三"), Err("id_masked".into()));
        assert_eq!(
            whole("990000********9952", "", Known { own: &[], ..known }).as_deref(),
            Ok("990000194802099952")
        );
    }

    #[test]
    fn two_that_look_alike_are_not_guessed_between() {
        let others = BTreeSet::from(["990000194802099952".to_owned(), "990000195802099952".to_owned()]);
        assert!(whole("990000********9952", "张三", Known { own: &[], others: &others }).is_err());
    }
}

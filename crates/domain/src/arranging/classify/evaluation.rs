//! What suggestions are worth, measured on names of forms: figures for benches/README.md, and the targets as a
//! test. `cargo nextest run -p guidang-domain evaluation --no-capture` prints them with the confusion list.

use std::collections::BTreeMap;

use super::*;
use crate::arranging::filed_papers::FiledAt;
use crate::schemes::code::tests::shipped;

/// Name of a form, and where it belongs: class and number of the step in it (`SYE-1`: 失业, first step).
type Named = (String, String);

fn names(file: &str) -> Vec<Named> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/suggestions/");
    let text = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once('\t').map(|(name, step)| (name.to_owned(), step.to_owned())).unwrap())
        .collect()
}

fn scheme() -> &'static Scheme {
    shipped().scheme("wuhu-2009").unwrap()
}

/// The label of a step: its class, and which number of the annex it bears.
fn label(class: &Class, step: &Step) -> String {
    const NUMERALS: &str = "一二三四五六七八九";
    let class_code = match class.id.as_str() {
        "unemployment" => "SYE",
        "maternity" => "SYU",
        _ => &class.code,
    };
    let numeral = step.number.split(['(', ')']).nth(1).unwrap();
    let number = NUMERALS.chars().position(|known| numeral.starts_with(known)).unwrap() + 1;
    format!("{class_code}-{number}")
}

fn label_of(one: &Suggestion) -> String {
    label(scheme().class(&one.class_id).unwrap(), scheme().step(&one.class_id, &one.step_id).unwrap())
}

/// The longest that any line of a step is kept.
fn kept(wanted: &str) -> Option<RetentionPeriod> {
    let steps = scheme().classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
    let of_step = steps.filter(|(class, step)| label(class, step) == wanted);
    of_step.flat_map(|(_, step)| &step.rules).filter_map(|rule| rule.period).max()
}

#[derive(Debug, Default)]
struct Figures {
    names: usize,
    first: usize,
    in_three: usize,
    taken: usize,
    wrong: usize,
    /// Of the wrong ones, into a step that keeps them for a shorter time.
    shorter: usize,
    /// What was first where another step was right.
    confused: BTreeMap<(String, String), Vec<String>>,
}

fn measured(classifier: &Classifier, names: &[Named]) -> Figures {
    let mut figures = Figures { names: names.len(), ..Figures::default() };
    for (name, right) in names {
        let clue = Clue { title: name, ..Clue::default() };
        let found = classifier.suggest(&clue);
        let mut labels: Vec<String> = Vec::new();
        for one in found.iter().map(label_of) {
            if !labels.contains(&one) {
                labels.push(one);
            }
        }
        figures.in_three += usize::from(labels.iter().take(3).any(|one| one == right));
        match labels.first() {
            Some(first) if first == right => figures.first += 1,
            first => {
                let first = first.cloned().unwrap_or_default();
                figures.confused.entry((right.clone(), first)).or_default().push(name.clone());
            }
        }
        if let Some(one) = alone(&found) {
            figures.taken += 1;
            let is_wrong = label_of(one) != *right;
            figures.wrong += usize::from(is_wrong);
            figures.shorter += usize::from(is_wrong && one.written_period < kept(right));
        }
    }
    figures
}

fn tell(of: &str, figures: &Figures) {
    let part = |count: usize, all: usize| 100.0 * count as f64 / all.max(1) as f64;
    println!(
        "{of}: {} names; first {:.1} %, among three {:.1} %; taken alone {}, of them wrong {} ({:.1} %), into a \
         shorter period {}",
        figures.names,
        part(figures.first, figures.names),
        part(figures.in_three, figures.names),
        figures.taken,
        figures.wrong,
        part(figures.wrong, figures.taken),
        figures.shorter
    );
    for ((right, first), names) in &figures.confused {
        println!("    {right} taken for {first}: {}", names.join("、"));
    }
}

#[test]
fn evaluation_of_names_never_seen() {
    let classifier = Classifier::new(scheme());
    let figures = measured(&classifier, &names("unseen.tsv"));
    tell("never seen", &figures);
    assert!(figures.names >= 80);
    assert!(figures.first * 100 >= figures.names * 92, "{figures:?}");
    assert!(figures.in_three * 100 >= figures.names * 98, "{figures:?}");
    assert!(figures.wrong * 100 <= figures.taken * 2, "{figures:?}");
    assert_eq!(figures.shorter, 0, "{figures:?}");
    // enough are taken that a sheet need not be answered row by row
    assert!(figures.taken * 2 >= figures.names, "{figures:?}");
    let known = measured(&classifier, &names("known.tsv"));
    tell("the terms were written by", &known);
    assert!(known.first * 100 >= known.names * 98 && known.shorter == 0, "{known:?}");
}

#[test]
fn no_name_is_measured_that_stands_among_the_terms() {
    let steps = scheme().classes.iter().flat_map(|class| &class.steps);
    let nationals: Vec<&str> = steps.filter_map(|step| step.national.as_deref()).collect();
    for (name, _) in names("unseen.tsv") {
        let known = nationals.iter().filter_map(|national| terms(national));
        assert!(known.flat_map(|step| &step.terms).all(|term| *term != name), "{name}");
    }
    let without = nationals.iter().filter(|national| terms(national).is_none()).count();
    assert!(without < nationals.len() / 3, "{without} of {} steps have no terms", nationals.len());
}

/// Papers filed where they belong.
fn filed(papers: &[Named]) -> FiledPapers {
    let at = |right: &str| {
        let mut steps =
            scheme().classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
        let (class, step) = steps.find(|(class, step)| label(class, step) == right).unwrap();
        FiledAt { class_id: class.id.clone(), step_id: step.id.clone(), rule: 0 }
    };
    papers.iter().map(|(title, right)| (title.clone(), at(right))).collect()
}

/// An office that has filed one kind of paper only knows no more of the others than before.
#[test]
fn records_of_one_step_draw_no_other_papers() {
    let (unseen, known) = (names("unseen.tsv"), names("known.tsv"));
    let steps: std::collections::BTreeSet<&String> = known.iter().map(|(_, right)| right).collect();
    let mut worst = Figures { first: usize::MAX, ..Figures::default() };
    for step in steps {
        let papers: Vec<Named> = known.iter().filter(|(_, right)| right == step).cloned().collect();
        let many: Vec<Named> = (0..50).flat_map(|_| papers.clone()).collect();
        let others: Vec<Named> = unseen.iter().filter(|(_, right)| right != step).cloned().collect();
        let figures = measured(&Classifier::new(scheme()).knowing(filed(&many)), &others);
        assert!(figures.first * 100 >= figures.names * 90, "{step}: {figures:?}");
        assert!(figures.in_three * 100 >= figures.names * 98, "{step}: {figures:?}");
        assert!(figures.wrong * 100 <= figures.taken * 3, "{step}: {figures:?}");
        assert_eq!(figures.shorter, 0, "{step}: {figures:?}");
        if figures.first < worst.first {
            worst = figures;
        }
    }
    tell("with the records of the one step that draws most", &worst);
}

/// An office's second year: the same forms, of other units, other years, other counts.
#[test]
fn evaluation_of_an_offices_second_year() {
    let all: Vec<Named> = ["office-words.tsv", "unseen.tsv"].into_iter().flat_map(names).collect();
    let year = |units: [&str; 2], year: i32| {
        let titled = move |(at, (name, right)): (usize, &Named)| {
            (format!("{}{year}年{name}（{}份）", units[at % 2], at + 1), right.clone())
        };
        all.iter().enumerate().map(titled).collect::<Vec<Named>>()
    };
    let first_year = year(["示例县第一机械厂", "青岚乡卫生院"], 2010);
    let second_year = year(["示例市春谷商贸有限公司", ""], 2011);
    let before = measured(&Classifier::new(scheme()), &second_year);
    let after = measured(&Classifier::new(scheme()).knowing(filed(&first_year)), &second_year);
    tell("an office's forms, without its records", &before);
    tell("an office's forms, the second year", &after);
    assert!(after.first * 100 >= after.names * 98, "{after:?}");
    assert!(before.first * 100 <= after.first * 90, "the first year would be as good: {before:?}");
    assert!(after.wrong * 100 <= after.taken * 2 && after.shorter == 0, "{after:?}");
}

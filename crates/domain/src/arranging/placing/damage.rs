//! Good sheets whose single cells are damaged: nothing damaged is taken as something else in silence (the rule of
//! sheets: a cell is understood, or asked about, or refused; what is changed is listed).

mod kinds;
mod sheets;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::{Classifier, Guide, Met};
use crate::general::problem::Weight;
use crate::receiving::columns::{HeaderFound, propose};
use crate::receiving::grid::{Cell, Row};
use crate::receiving::rows::Reader;
use kinds::{Kind, Least, kinds};
use sheets::{Dice, Sheet, sheets};

const SEED: u64 = 20_261_130;
/// Cells damaged in the ordinary run.
const CELLS: usize = 20_000;

/// What was said of a row, and what was made of it.
#[derive(Clone, Default, PartialEq)]
struct Outcome {
    /// Problems and changes, each with its column and texts.
    problems: BTreeSet<(Weight, String)>,
    changes: BTreeSet<String>,
    /// The record as it would be filed; none when nothing can be filed.
    record: Option<String>,
}

/// How a damaged cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Refused,
    Asked,
    Listed,
    Understood,
    Silent,
}

/// Reads one row of a sheet.
type ReadRow<'a> = dyn FnMut(&Row) -> Outcome + 'a;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// The reader of the program: from cells to the place.
fn with_reader<T>(sheet: &Sheet, header: &HeaderFound, then: impl FnOnce(&mut ReadRow<'_>) -> T) -> T {
    let schemes = crate::schemes::code::tests::shipped();
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    let classes = sheet.give.class.as_deref().map_or_else(Vec::new, |class| scheme.classes_called(class));
    let mut guide = Guide {
        schemes,
        scheme,
        fonds: "0211",
        year: sheet.give.year,
        classes,
        step: sheet.give.step.as_deref(),
        hints: &header.hints,
        paper: sheet.paper.as_deref(),
        suggest: false,
        classifier: Classifier::new(scheme),
        mapping: &header.mapping,
        today: today(),
        simplify: &|text| {
            text.replace('養', "养").replace('醫', "医").replace('療', "疗").replace('險', "险")
        },
        met: Met::default(),
    };
    then(&mut |row| {
        let mut reader = Reader::new(header, &[], sheet.paper.as_deref(), today());
        let Some(read) = reader.read(row, false) else { return Outcome::default() };
        if !read.is_record() {
            let changes = read.changes.iter().map(|change| change.kind.clone()).collect();
            return Outcome { changes, ..Outcome::default() };
        }
        let placed = guide.place(read);
        let said = |problem: &crate::general::problem::Problem| {
            (problem.weight, format!("{}|{:?}|{}", problem.kind, problem.column, problem.message.zh))
        };
        let listed = |change: &crate::general::problem::Change| format!("{change:?}");
        Outcome {
            problems: placed.problems.iter().map(said).collect(),
            changes: placed.changes.iter().map(listed).collect(),
            record: placed.draft.map(|draft| format!("{draft:?}")),
        }
    })
}

/// A reader that takes whatever stands in the cells.
fn accept_all(row: &Row) -> Outcome {
    Outcome { record: Some(format!("{:?}", row.cells)), ..Outcome::default() }
}

impl Outcome {
    fn is_blocked(&self) -> bool {
        self.problems.iter().any(|(weight, _)| *weight > Weight::Notice)
    }

    /// How the damaged row ended, beside the sound one.
    fn end(&self, sound: &Outcome, least: Least) -> End {
        let heaviest = self.problems.difference(&sound.problems).map(|(weight, _)| *weight).max();
        match heaviest {
            Some(Weight::Refuse) => return End::Refused,
            Some(Weight::Ask) => return End::Asked,
            Some(Weight::Notice) | None => {}
        }
        let listed = heaviest.is_some() || self.changes.difference(&sound.changes).next().is_some();
        let same = self.record == sound.record;
        match least {
            Least::Ask => End::Silent,
            Least::List if listed => End::Listed,
            Least::Same if same && listed => End::Listed,
            Least::Same if same => End::Understood,
            Least::List | Least::Same => End::Silent,
        }
    }
}

/// Damaged cells by their kind and end, and some of those that were taken in silence.
#[derive(Default)]
struct Figures {
    ends: BTreeMap<String, BTreeMap<End, usize>>,
    silent: BTreeMap<String, Vec<String>>,
}

impl Figures {
    fn cells(&self) -> usize {
        self.ends.values().flat_map(BTreeMap::values).sum()
    }

    fn of(&self, end: End) -> usize {
        self.ends.values().filter_map(|ends| ends.get(&end)).sum()
    }

    fn count(&mut self, kind: &Kind, end: End, cell: impl FnOnce() -> String) {
        *self.ends.entry(kind.key.clone()).or_default().entry(end).or_default() += 1;
        if end == End::Silent {
            let samples = self.silent.entry(kind.key.clone()).or_default();
            if samples.len() < 8 {
                samples.push(cell());
            }
        }
    }

    fn table(&self, kinds: &[Kind]) -> String {
        let ends = [End::Refused, End::Asked, End::Listed, End::Understood, End::Silent];
        let mut table = String::from("kind\tcells\trefused\tasked\tlisted\tunderstood\tsilent\n");
        let mut line = |name: &str, of: &dyn Fn(End) -> usize| {
            let counts = ends.map(of);
            let total = counts.iter().sum::<usize>();
            let counts = counts.map(|count| count.to_string()).join("\t");
            writeln!(table, "{name}\t{total}\t{counts}").unwrap();
        };
        for kind in kinds.iter().filter(|kind| self.ends.contains_key(&kind.key)) {
            line(&format!("{} {}", kind.key, kind.zh), &|end| {
                self.ends[&kind.key].get(&end).copied().unwrap_or(0)
            });
        }
        line("all", &|end| self.of(end));
        table
    }
}

/// Every cell of every good row of every sheet with every kind that fits its column, in an order of the seed.
fn damage(kinds: &[&Kind], most: usize, read_row: Option<&dyn Fn(&Row) -> Outcome>) -> Figures {
    let mut figures = Figures::default();
    let sheets = sheets();
    let mut dice = Dice(SEED);
    for (at, sheet) in sheets.iter().enumerate() {
        let grid = sheet.grid(&mut dice);
        let header = propose(&grid, None).unwrap_or_else(|problem| panic!("{}: {problem:?}", sheet.name));
        let below: Vec<&Row> = grid.rows.iter().filter(|row| row.number > header.header_rows.1).collect();
        let share = most.saturating_sub(figures.cells()) / (sheets.len() - at);
        with_reader(sheet, &header, |reader| {
            let mut read = |row: &Row| read_row.map_or_else(|| reader(row), |read| read(row));
            damage_sheet((&header, &below), kinds, (share, &mut dice), &mut figures, &mut read);
        });
    }
    figures
}

fn damage_sheet(
    (header, rows): (&HeaderFound, &[&Row]),
    kinds: &[&Kind],
    (share, dice): (usize, &mut Dice),
    figures: &mut Figures,
    read: &mut ReadRow<'_>,
) {
    let sound: Vec<Outcome> = rows.iter().map(|row| read(row)).collect();
    let good = |at: &usize| !sound[*at].is_blocked() && sound[*at].record.is_some();
    let good: Vec<usize> = (0..rows.len()).filter(good).collect();
    assert!(good.len() * 4 >= rows.len(), "{} of {} rows are good", good.len(), rows.len());
    let mut tries: Vec<(usize, usize, usize)> = Vec::new();
    for row in good {
        for column in &header.mapping.columns {
            let fit = kinds.iter().enumerate().filter(|(_, kind)| kind.fits(column));
            tries.extend(fit.map(|(kind, _)| (row, column.index, kind)));
        }
    }
    for at in (1..tries.len()).rev() {
        tries.swap(at, dice.below(at + 1));
    }
    let text = |row: usize, column: usize| match rows.get(row).and_then(|row| row.cells.get(column)) {
        Some(Cell::Text(text)) => text.as_str(),
        _ => "",
    };
    let mut done = 0;
    for (row, column, kind) in tries {
        let before = text(row, column);
        let damaged =
            (!before.is_empty()).then(|| kinds[kind].damaged(before, text(row + 1, column))).flatten();
        let Some(damaged) = damaged else { continue };
        if done == share {
            break;
        }
        done += 1;
        let mut broken = rows[row].clone();
        broken.cells[column] = damaged;
        let now = read(&broken);
        let end = now.end(&sound[row], kinds[kind].least);
        figures.count(kinds[kind], end, || format!("{before:?} → {:?}", broken.cells[column]));
    }
}

#[test]
fn no_damaged_cell_is_taken_in_silence() {
    let kinds = kinds();
    let noticeable: Vec<&Kind> = kinds.iter().filter(|kind| !kind.silent).collect();
    let all = std::env::var("GUIDANG_DAMAGE").is_ok_and(|said| said == "all");
    let figures = damage(&noticeable, if all { usize::MAX } else { CELLS + CELLS / 5 }, None);
    println!("{}", figures.table(&kinds));
    assert!(noticeable.len() >= 40, "{} kinds", noticeable.len());
    assert!(figures.cells() >= CELLS, "{} cells were damaged", figures.cells());
    let never: Vec<&str> = noticeable
        .iter()
        .map(|kind| kind.key.as_str())
        .filter(|key| !figures.ends.contains_key(*key))
        .collect();
    assert_eq!(never, [""; 0], "kinds that damaged nothing");
    assert_eq!(figures.of(End::Silent), 0, "taken in silence: {:#?}", figures.silent);
}

#[test]
fn the_property_catches_what_nobody_notices_and_a_reader_that_takes_all() {
    let kinds = kinds();
    let unnoticed: Vec<&Kind> = kinds.iter().filter(|kind| kind.silent).collect();
    let figures = damage(&unnoticed, usize::MAX, None);
    assert!(figures.cells() > 100);
    assert_eq!(figures.of(End::Silent), figures.cells());
    let noticeable: Vec<&Kind> = kinds.iter().filter(|kind| !kind.silent).collect();
    let figures = damage(&noticeable, CELLS, Some(&accept_all));
    assert!(figures.cells() >= CELLS);
    assert_eq!(figures.of(End::Silent), figures.cells());
}

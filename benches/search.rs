//! Search: a thousand questions drawn from the records, answered by Guidang (the word index alone, and the
//! whole act with its rows, names and reasons) and by SQLite FTS5 trigram on the same texts. Every answer
//! has an exact total, counts by year, class and period, and the first twenty records.
//!
//! `cargo bench --bench search -- [rows] [rounds]`

mod common;

use std::path::Path;
use std::process::ExitCode;

use common::items::Items;
use common::queries::{Filter, KINDS, Question, questions};
use common::{archive, measure, rival};
use guidang::acts::finding::searching::{self, SearchQuery};
use guidang::archive::Archive;
use guidang::domain::records::states::HitKind;
use guidang::search::{self, Query};
use rusqlite::Connection;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == guidang::sheet::SUBCOMMAND) {
        return guidang::sheet::child_main(args);
    }
    let (count, rounds) = measure::sizes(3);
    let data = archive::filled(count);
    let fts5 = rival::trigrams(count, &data);
    let places = places(&data);
    let asked = questions(&Items::new(count), 1000, |row| places[row].clone());
    archive::runtime().block_on(async {
        let archive = archive::open(&data).await;
        compare(&archive, &fts5, &asked, rounds).await;
    });
    ExitCode::SUCCESS
}

/// Class and period of every record, in the order of the sheet.
fn places(data: &Path) -> Vec<(String, String)> {
    let db = Connection::open(data.join("guidang.db")).expect("the records");
    let sql =
        "select p.class_id, p.period from item i join place p on p.id = i.place_id order by i.batch_row";
    let mut rows = db.prepare(sql).expect("a statement");
    let places = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("places");
    places.map(|place| place.expect("a place")).collect()
}

/// Processor milliseconds of every question, and what it found.
#[derive(Default)]
struct Answers {
    rounds: Vec<Vec<f64>>,
    totals: Vec<u64>,
}

async fn compare(archive: &Archive, fts5: &Connection, asked: &[Question], rounds: usize) {
    let mut answers: [Answers; 3] = Default::default();
    for _ in 0..rounds {
        let mut costs: [Vec<f64>; 3] = Default::default();
        let mut totals: [Vec<u64>; 3] = Default::default();
        for question in asked {
            let before = measure::fine_cpu_ms();
            totals[0].push(archive.index.find(&query(question)).expect("an answer").total);
            costs[0].push(measure::fine_cpu_ms() - before);
        }
        for question in asked {
            let by = archive.local_user();
            let before = measure::fine_cpu_ms();
            totals[1]
                .push(searching::find(archive, &by, &as_asked(question)).await.expect("an answer").total);
            costs[1].push(measure::fine_cpu_ms() - before);
        }
        for question in asked {
            let before = measure::fine_cpu_ms();
            totals[2].push(rival::answer(fts5, question));
            costs[2].push(measure::fine_cpu_ms() - before);
        }
        for (answer, (cost, total)) in answers.iter_mut().zip(costs.into_iter().zip(totals)) {
            answer.rounds.push(cost);
            answer.totals = total;
        }
    }
    tell(asked, &answers);
}

fn query(question: &Question) -> Query {
    let asked = as_asked(question);
    Query {
        chips: search::understand(&asked.text).expect("words"),
        scope: asked.scope,
        kind: asked.kind,
        size: 20,
        ..Query::default()
    }
}

fn as_asked(question: &Question) -> SearchQuery {
    // the rival knows no volumes
    let kind = Some(HitKind::Item);
    let mut asked = SearchQuery { text: question.text.clone(), kind, ..SearchQuery::default() };
    match &question.filter {
        Some(Filter::Year(year)) => (asked.scope.year_from, asked.scope.year_to) = (Some(*year), Some(*year)),
        Some(Filter::Class(class)) => asked.scope.class_id = Some(class.clone()),
        Some(Filter::Period(period)) => asked.scope.period = Some(period.clone()),
        None => {}
    }
    asked
}

fn tell(asked: &[Question], answers: &[Answers; 3]) {
    let cost = |engine: usize, question: usize| {
        measure::median(answers[engine].rounds.iter().map(|round| round[question]).collect())
    };
    let engines = ["Guidang 词库", "**Guidang 检索（含读回记录）**", "SQLite FTS5 trigram"];
    measure::heading(&["CPU 毫秒", "题数", "平均命中", "", "p50", "p95", "p99", "平均", "FTS5 平均的倍数"]);
    for kind in std::iter::once(None).chain((0..KINDS.len()).map(Some)).chain([Some(usize::MAX)]) {
        let two = |question: &Question| question.kind == 0 && question.text.chars().count() == 2;
        let of_kind = |question: &Question| {
            kind.is_none_or(|kind| question.kind == kind || (kind == usize::MAX && two(question)))
        };
        let chosen: Vec<usize> = (0..asked.len()).filter(|at| of_kind(&asked[*at])).collect();
        if chosen.is_empty() {
            continue;
        }
        let mean_of = |costs: &[f64]| costs.iter().sum::<f64>() / costs.len() as f64;
        let hits: u64 = chosen.iter().map(|at| answers[0].totals[*at]).sum();
        let all = |engine: usize| chosen.iter().map(|at| cost(engine, *at)).collect::<Vec<f64>>();
        let rival = mean_of(&all(2));
        for (engine, name) in engines.iter().enumerate() {
            let mut costs = all(engine);
            costs.sort_by(f64::total_cmp);
            let label = kind.map_or("全部", |kind| KINDS.get(kind).copied().unwrap_or("两字姓名"));
            let first = engine == 0;
            measure::row(&[
                if first { label.to_owned() } else { String::new() },
                if first { chosen.len().to_string() } else { String::new() },
                if first { measure::short(hits as f64 / chosen.len() as f64) } else { String::new() },
                (*name).to_owned(),
                measure::short(measure::quantile(&costs, 0.5)),
                measure::short(measure::quantile(&costs, 0.95)),
                measure::short(measure::quantile(&costs, 0.99)),
                measure::short(mean_of(&costs)),
                format!("{:.1}", rival / mean_of(&costs)),
            ]);
        }
    }
    let (ours, act, theirs) = (&answers[0].totals, &answers[1].totals, &answers[2].totals);
    let agree = ours.iter().zip(theirs).filter(|(a, b)| a == b).count();
    let fewer: Vec<&str> =
        (0..asked.len()).filter(|at| ours[*at] < theirs[*at]).map(|at| asked[at].text.as_str()).collect();
    // the act takes a word that is a class's name or code for the class; the index alone does not know any
    for at in (0..asked.len()).filter(|at| ours[*at] != act[*at]) {
        println!("\nThe act finds {} for {}, the index alone {}.", act[at], asked[at].text, ours[at]);
    }
    println!(
        "\nTotals equal to FTS5 on {agree}/{}; Guidang has more on {}, fewer on {} {:?}.",
        asked.len(),
        asked.len() - agree - fewer.len(),
        fewer.len(),
        &fewer[..fewer.len().min(5)]
    );
    let more = (0..asked.len()).filter(|at| ours[*at] > theirs[*at]).take(5);
    more.for_each(|at| println!("  more: {} {} against {}", asked[at].text, ours[at], theirs[at]));
}

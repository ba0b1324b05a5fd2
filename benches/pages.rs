//! Pages: processor time of the server for one request, and what a page weighs, against a bare hello of the
//! same web library and, for a search, SQLite FTS5 alone. The router answers in this process: everything
//! but the socket.
//!
//! `cargo bench --bench pages -- [rows] [rounds]`

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use common::items::{Chance, Items};
use common::queries::{Question, questions};
use common::{archive, measure, rival};
use guidang::acts::upkeep::indexing;
use guidang::archive::Archive;
use guidang::web;
use rusqlite::Connection;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Requests of each kind in a round; fewer where they take longer together.
const REQUESTS: usize = 200;
const LONGEST_MS: f64 = 5000.0;
/// Rows and filled columns of one paste.
const PASTED: usize = 60;
/// The archive that is pasted into: rows are added to it, so it is a copy.
const PASTED_INTO: usize = 100_000;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == guidang::sheet::SUBCOMMAND) {
        return guidang::sheet::child_main(args);
    }
    let (count, rounds) = measure::sizes(3);
    let data = archive::filled(count);
    let fts5 = rival::trigrams(count, &data);
    let whole = |question: &Question| question.filter.is_none();
    let asked: Vec<Question> =
        questions(&Items::new(count), 2 * REQUESTS, |_| (String::new(), String::new()))
            .into_iter()
            .filter(whole)
            .take(REQUESTS)
            .collect();
    archive::runtime().block_on(async {
        let archive = archive::open(&data).await;
        let pages = Pages {
            router: web::router(archive.clone(), web::ServeOptions { demo: true, ..Default::default() }),
        };
        measure::heading(&["一次请求", "次数", "p50 毫秒", "p95 毫秒", "平均毫秒", "字节", "gzip 字节"]);
        hello(rounds).await;
        pages.tell("首页", &["/".into()], rounds).await;
        let volume = format!("/volumes/{}", volume_of_sixty(&data));
        pages.tell("打开 60 件的案卷", &[volume], rounds).await;
        let found: Vec<String> =
            asked.iter().map(|question| format!("/search?q={}", encoded(&question.text))).collect();
        pages.tell("检索页", &found, rounds).await;
        alone(&fts5, &asked, rounds);
        pages.tell("到期", &["/retention".into()], rounds).await;
        pages.tell("案卷列表", &["/volumes".into()], rounds).await;
        let index = "kind=person_index";
        pages.tell("选定人名索引（只计数）", &[format!("/catalogs?{index}")], rounds).await;
        pages
            .tell("人名索引，按年度", &[format!("/catalogs?{index}&year_from=2015&year_to=2015")], rounds)
            .await;
        pages
            .tell(
                "预览人名索引，按年度",
                &[format!("/catalogs/preview?{index}&year_from=2015&year_to=2015")],
                rounds,
            )
            .await;
        let seeds: Vec<String> =
            (0..REQUESTS).map(|at| format!("/catalogs/sample?n=30&seed={at:08}")).collect();
        pages.tell("随机抽 30 卷", &seeds, rounds).await;
        drop(pages);
        archive.close().await;
        pasting(rounds).await;
    });
    ExitCode::SUCCESS
}

struct Pages {
    router: Router,
}

/// What one request cost and weighed.
struct Cost {
    cpu_ms: f64,
    bytes: usize,
    /// Where the answer sends the browser.
    onward: Option<String>,
}

impl Pages {
    async fn ask(&self, request: Request<Body>) -> (Cost, Vec<u8>) {
        let what = request.uri().clone();
        let before = measure::fine_cpu_ms();
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let onward = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let onward = onward.map(str::to_owned);
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a page").to_vec();
        let cpu_ms = measure::fine_cpu_ms() - before;
        let sound = status.is_success() || onward.is_some();
        assert!(sound, "{what}: {status} {}", String::from_utf8_lossy(&body));
        (Cost { cpu_ms, bytes: body.len(), onward }, body)
    }

    /// A page and what it leads on to: a question that names a person moves out of the address.
    async fn see(&self, page: &str, packed: bool) -> Cost {
        let (mut cost, _) = self.ask(get(page, packed)).await;
        while let Some(onward) = cost.onward.take() {
            let (next, _) = self.ask(get(&onward, packed)).await;
            cost = Cost { cpu_ms: cost.cpu_ms + next.cpu_ms, ..next };
        }
        cost
    }

    /// Asks for the pages in turn, compressed as browsers ask.
    async fn tell(&self, name: &str, pages: &[String], rounds: usize) {
        let mut costs = Vec::new();
        let (mut plain, mut packed) = (0, 0);
        for round in 0..rounds {
            let mut spent = 0.0;
            for at in 0..REQUESTS {
                if spent > LONGEST_MS {
                    break;
                }
                let page = &pages[at % pages.len()];
                let cost = self.see(page, true).await;
                costs.push(cost.cpu_ms);
                spent += cost.cpu_ms;
                if round == 0 && at < pages.len() {
                    packed += cost.bytes;
                    plain += self.see(page, false).await.bytes;
                }
            }
        }
        let weighed = pages.len().min(costs.len() / rounds).max(1);
        row(name, costs, Some((plain / weighed, packed / weighed)));
    }
}

fn get(page: &str, packed: bool) -> Request<Body> {
    let request = Request::get(page).header(header::HOST, "127.0.0.1");
    let request = if packed { request.header(header::ACCEPT_ENCODING, "gzip") } else { request };
    request.body(Body::empty()).expect("a request")
}

/// Text as a query holds it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn row(name: &str, mut costs: Vec<f64>, weights: Option<(usize, usize)>) {
    costs.sort_by(f64::total_cmp);
    let weight = |bytes: Option<usize>| bytes.map_or("–".to_owned(), |bytes| measure::short(bytes as f64));
    measure::row(&[
        name.to_owned(),
        costs.len().to_string(),
        measure::short(measure::quantile(&costs, 0.5)),
        measure::short(measure::quantile(&costs, 0.95)),
        measure::short(costs.iter().sum::<f64>() / costs.len() as f64),
        weight(weights.map(|(plain, _)| plain)),
        weight(weights.map(|(_, packed)| packed)),
    ]);
}

/// The web library and nothing else.
async fn hello(rounds: usize) {
    let router = Router::new().route("/", axum::routing::get(async || "hello"));
    Pages { router }.tell("axum，只说 hello", &["/".into()], rounds).await;
}

/// The same questions to FTS5: totals, counts and twenty rows, without a page around them.
fn alone(fts5: &Connection, asked: &[Question], rounds: usize) {
    let mut costs = Vec::new();
    for _ in 0..rounds {
        for question in asked {
            let before = measure::fine_cpu_ms();
            rival::answer(fts5, question);
            costs.push(measure::fine_cpu_ms() - before);
        }
    }
    row("同样的问题，SQLite FTS5 只查不出页", costs, None);
}

fn volume_of_sixty(data: &Path) -> i64 {
    let db = Connection::open(data.join("guidang.db")).expect("the records");
    let sql = "select id from volume order by abs(items - 60), id limit 1";
    db.query_row(sql, [], |row| row.get(0)).expect("a volume")
}

/// Sixty rows of seven columns pasted into the table of an open volume, a volume each time.
async fn pasting(rounds: usize) {
    let data = copied(&archive::filled(PASTED_INTO));
    let archive: Arc<Archive> = archive::open(&data).await;
    let pages = Pages {
        router: web::router(archive.clone(), web::ServeOptions { demo: true, ..Default::default() }),
    };
    let volumes = shortest(&data, 10 * rounds);
    let (mut costs, mut indexing_costs) = (Vec::new(), Vec::new());
    for (at, volume) in volumes.iter().enumerate() {
        let request = Request::post(format!("/volumes/{volume}/grid"))
            .header(header::HOST, "127.0.0.1")
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(paste(at).to_string()))
            .expect("a request");
        let (cost, answer) = pages.ask(request).await;
        let answer: Value = serde_json::from_slice(&answer).expect("what was done");
        let rows = answer["rows"].as_array().expect("rows");
        let taken = rows.iter().filter(|row| row["item"].is_i64()).count();
        assert_eq!(taken, PASTED, "{answer}");
        costs.push(cost.cpu_ms);
        let before = measure::fine_cpu_ms();
        indexing::catch_up(&archive).await.expect("the index");
        indexing_costs.push(measure::fine_cpu_ms() - before);
    }
    row("粘贴 60 行 × 7 列（10 万件的档案里）", costs, None);
    row("之后把这 60 件记入词库", indexing_costs, None);
}

fn copied(from: &Path) -> PathBuf {
    let to = measure::bench_dir().join("archive-pasting");
    std::fs::remove_dir_all(&to).ok();
    let copy = |part: &str| {
        std::fs::create_dir_all(to.join(part)).expect("a directory");
        for entry in from.join(part).read_dir().into_iter().flatten().flatten() {
            if entry.path().is_file() && entry.file_name() != "guidang.lock" {
                std::fs::copy(entry.path(), to.join(part).join(entry.file_name())).expect("a copy");
            }
        }
    };
    ["", "index", "inbox", "results"].into_iter().for_each(copy);
    to
}

/// Open volumes with the fewest pages: sixty more fit.
fn shortest(data: &Path, count: usize) -> Vec<i64> {
    let db = Connection::open(data.join("guidang.db")).expect("the records");
    let sql = "select id from volume where state = 'open' order by pages, id limit ?1";
    let mut rows = db.prepare(sql).expect("a statement");
    let ids = rows.query_map([count as i64], |row| row.get(0)).expect("volumes");
    ids.map(|id| id.expect("a volume")).collect()
}

fn paste(at: usize) -> Value {
    let mut chance = Chance(at as u64 + 1);
    let items = Items::new(PASTED_INTO);
    let row = |number: usize| {
        let item = items.at(chance.below(items.len()));
        json!({
            "key": format!("bench-{at}-{number}"),
            "cells": {
                "title": format!("{}（补 {at}-{number}）", item.title), "unit_name": item.unit, "person_name": item.name,
                "id_number": item.id_number, "pages": "1", "doc_number": item.doc_number, "creator": "市社保中心",
            },
        })
    };
    json!({ "rows": (0..PASTED).map(row).collect::<Vec<Value>>() })
}

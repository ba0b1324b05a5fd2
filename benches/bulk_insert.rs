//! The store's own layer over two drivers (`crates/store/src/sql.rs`) against `sqlx::Any`: the same rows of `item`
//! into the same table, the same statements, the same commits.
//!
//! `cargo bench --features bench-any --bench bulk_insert -- [rows] [rounds]`

mod common;

use std::path::{Path, PathBuf};

use common::measure;
use guidang::store::Store;
use guidang::store::sql::{Connection, Val};
use sqlx::any::AnyConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Executor as _};

const WIDTH: usize = 24;
const PORTION: usize = 2000;
/// Values of one statement, as in `store/sql.rs`.
const TOGETHER: usize = 8000;
const HEAD: &str = "insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, \
     date, date_end, secrecy, medium, remarks, more, eligible_on, question, likeness, batch_id, batch_row, filed_in) values ";

/// The texts of one row; the numbers are made from its id.
struct Row {
    code: String,
    code_sort: String,
    title: String,
    doc_number: String,
    date: String,
}

fn rows(count: usize) -> Vec<Row> {
    let items = common::items::Items::new(count);
    let row = |at: usize| {
        let item = items.at(at);
        Row {
            code: format!("{}-ZJ-{}-{}-{}-Y", item.year, item.step, at / 40, at % 200),
            code_sort: format!("{}02{:04}{:06}{:06}", item.year, at % 70, at / 40, at % 200),
            title: item.title,
            doc_number: item.doc_number,
            date: item.date,
        }
    };
    (0..count).map(row).collect()
}

fn values<'a>(id: usize, row: &'a Row) -> [Val<'a>; WIDTH] {
    let number = id as i64;
    let (text, none) = (|text: &'a String| Val::from(text), Val::OptText(None));
    [
        Val::Int(number),
        Val::Int(1),
        Val::OptInt(None),
        Val::Int(number % 60),
        Val::Int(0),
        Val::Int(1 + number % 200),
        Val::Int(4),
        text(&row.code),
        text(&row.code_sort),
        text(&row.title),
        text("市社保局"),
        text(&row.doc_number),
        Some(row.date.as_str()).into(),
        none,
        text(""),
        text("纸质"),
        text(""),
        text(""),
        Some("2040-01-01").into(),
        none,
        Val::Int(number.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64)),
        Val::OptInt(Some(1)),
        Val::OptInt(Some(number)),
        Val::Int(3),
    ]
}

fn main() {
    let (count, rounds) = measure::sizes(5);
    let rows = rows(count);
    let runtime = common::archive::runtime();
    let mut costs: [Vec<f64>; 3] = Default::default();
    for _ in 0..rounds {
        costs[0].push(runtime.block_on(with_own_layer(&rows)));
        costs[1].push(runtime.block_on(with_any(&rows, false)));
        costs[2].push(runtime.block_on(with_any(&rows, true)));
    }
    let costs = costs.map(measure::median);
    measure::heading(&["", "CPU 秒", "行 / CPU 秒", "store/sql.rs 的倍数"]);
    for (name, cpu) in ["store/sql.rs", "sqlx::Any，`?`", "sqlx::Any，`$1`"].into_iter().zip(costs) {
        measure::row(&[
            name.into(),
            measure::short(cpu),
            measure::short(count as f64 / cpu),
            format!("{:.2}", cpu / costs[0]),
        ]);
    }
}

/// A new database with the program's own tables, and the place the rows stand in.
async fn database() -> PathBuf {
    let dir = measure::bench_dir().join("bulk");
    std::fs::remove_dir_all(&dir).ok();
    std::fs::create_dir_all(&dir).expect("a directory");
    let file = dir.join("guidang.db");
    Store::open_sqlite(&file, true).await.expect("a database").close().await;
    let db = rusqlite::Connection::open(&file).expect("the database");
    db.execute_batch(
        "insert into fonds values (1, '0211', '全宗', 'wuhu-2009');
         insert into place values (1, 1, 2009, 'wuhu-2009', 'contributions', 'contribution-assessment', 'permanent');",
    )
    .expect("a place");
    file
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", "-65536")
        .statement_cache_capacity(256)
        .disable_statement_logging()
}

async fn with_own_layer(rows: &[Row]) -> f64 {
    let file = database().await;
    let mut link = Connection::Sqlite(Box::new(options(&file).connect().await.expect("a connection")));
    let before = measure::cpu();
    for (at, portion) in rows.chunks(PORTION).enumerate() {
        let vals: Vec<Val<'_>> =
            portion.iter().enumerate().flat_map(|(n, row)| values(1 + at * PORTION + n, row)).collect();
        link.run("begin immediate").await.expect("begin");
        link.insert_many(HEAD, WIDTH, &vals).await.expect("rows");
        link.run("commit").await.expect("commit");
    }
    let cpu = measure::cpu() - before;
    link.close().await;
    cpu
}

async fn with_any(rows: &[Row], numbered: bool) -> f64 {
    let file = database().await;
    sqlx::any::install_default_drivers();
    let url = format!("sqlite://{}", file.display()).parse().expect("an address");
    let mut link = AnyConnectOptions::from_url(&url)
        .expect("an address")
        .disable_statement_logging()
        .connect()
        .await
        .expect("a connection");
    let pragmas = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536;";
    link.execute(sqlx::raw_sql(pragmas)).await.expect("pragmas");
    let before = measure::cpu();
    for (at, portion) in rows.chunks(PORTION).enumerate() {
        let vals: Vec<Val<'_>> =
            portion.iter().enumerate().flat_map(|(n, row)| values(1 + at * PORTION + n, row)).collect();
        link.execute(sqlx::raw_sql("begin immediate")).await.expect("begin");
        for part in vals.chunks(TOGETHER / WIDTH * WIDTH) {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(statement(part.len() / WIDTH, numbered)));
            for value in part {
                query = match value {
                    Val::Int(value) => query.bind(*value),
                    Val::Text(value) => query.bind(value.to_string()),
                    Val::OptInt(value) => query.bind(*value),
                    Val::OptText(value) => query.bind(value.as_ref().map(|text| text.to_string())),
                };
            }
            query.execute(&mut link).await.expect("rows");
        }
        link.execute(sqlx::raw_sql("commit")).await.expect("commit");
    }
    measure::cpu() - before
}

/// `numbered`: with `$1`, the only marks both databases take, hence what one text for both must write.
fn statement(rows: usize, numbered: bool) -> String {
    let mark = |at: usize| if numbered { format!("${at}") } else { "?".to_owned() };
    let row = |row: usize| {
        let marks: Vec<String> = (1..=WIDTH).map(|column| mark(row * WIDTH + column)).collect();
        format!("({})", marks.join(","))
    };
    format!("{HEAD}{}", (0..rows).map(row).collect::<Vec<_>>().join(","))
}

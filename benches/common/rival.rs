//! What the records would be put into without Guidang: a SQLite table with a full-text index of
//! trigrams, or a SQLite table beside a plain tantivy index. Durable in the same way: WAL, FULL.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, ToSql, params};
use tantivy::schema::{FAST, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{NgramTokenizer, TextAnalyzer};
use tantivy::{TantivyDocument, doc};

use super::queries::{Filter, Question};

/// Rows of one commit, as Guidang's import.
pub const PORTION: usize = 2000;
const COLUMNS: &str = "year, class, step, title, name, id_number, unit, doc_number, creator, date, pages";
/// Columns in which words are looked for.
pub const SEARCHED: &str = "title, name, id_number, unit, doc_number, creator";

/// A new database with the one table, its five indices, and the word index when asked for.
pub fn database(path: &Path, with_words: bool) -> Connection {
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    let db = Connection::open(path).expect("a database");
    db.execute_batch(&format!(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;
         create table item (id integer primary key, year integer not null, class text not null, step text not null,
            title text not null, name text not null, id_number text not null, unit text not null, doc_number text not null,
            creator text not null, date text not null, pages integer not null);
         create index item_place on item (year, class, step); create index item_name on item (name);
         create index item_id_number on item (id_number); create index item_doc_number on item (doc_number);
         create index item_date on item (date);{}",
        match with_words {
            true => format!("create virtual table words using fts5 ({SEARCHED}, content = 'item', content_rowid = 'id', tokenize = 'trigram');"),
            false => String::new(),
        }
    ))
    .expect("its tables");
    db
}

/// Reads the sheet row by row and hands out each portion.
pub fn portions(sheet: &Path, mut take: impl FnMut(i64, &[csv::StringRecord])) {
    let mut csv = csv::Reader::from_path(sheet).expect("the sheet");
    let mut records = csv.records();
    let mut first_id = 1;
    loop {
        let portion: Vec<csv::StringRecord> =
            records.by_ref().take(PORTION).map(|record| record.expect("a row")).collect();
        if portion.is_empty() {
            return;
        }
        take(first_id, &portion);
        first_id += portion.len() as i64;
    }
}

pub fn insert(db: &mut Connection, first_id: i64, portion: &[csv::StringRecord], with_words: bool) {
    let tx = db.transaction().expect("a transaction");
    {
        let sql = format!("insert into item (id, {COLUMNS}) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
        let mut rows = tx.prepare_cached(&sql).expect("a statement");
        let sql = format!("insert into words (rowid, {SEARCHED}) values (?1,?2,?3,?4,?5,?6,?7)");
        let mut words = with_words.then(|| tx.prepare_cached(&sql).expect("a statement"));
        for (at, row) in portion.iter().enumerate() {
            let (id, cell) = (first_id + at as i64, |n: usize| &row[n]);
            let (year, pages): (i64, i64) =
                (cell(0).parse().expect("a year"), cell(10).parse().expect("pages"));
            rows.execute(params![
                id,
                year,
                cell(1),
                cell(2),
                cell(3),
                cell(4),
                cell(5),
                cell(6),
                cell(7),
                cell(8),
                cell(9),
                pages
            ])
            .expect("a row");
            if let Some(words) = &mut words {
                words
                    .execute(params![id, cell(3), cell(4), cell(5), cell(6), cell(7), cell(8)])
                    .expect("its words");
            }
        }
    }
    tx.commit().expect("a commit");
}

/// The same records in SQLite with FTS5, made once; classes and periods as Guidang gave them.
pub fn trigrams(count: usize, data: &Path) -> Connection {
    let path = super::measure::bench_dir().join(format!("fts5-{count}.db"));
    let done = path.with_extension("done");
    if !done.exists() {
        let mut db = database(&path, true);
        portions(&super::archive::sheet(count), |first_id, portion| insert(&mut db, first_id, portion, true));
        db.execute("attach ? as guidang", [data.join("guidang.db").to_string_lossy()]).expect("the records");
        db.execute_batch(
            "alter table item add column period text;
             update item set (class, period) = (select p.class_id, p.period from guidang.item i join guidang.place p on p.id = i.place_id
                                                where i.id = item.id);
             insert into words(words) values ('optimize'); analyze;",
        )
        .expect("classes and periods");
        std::fs::write(done, "").expect("a mark");
    }
    Connection::open(path).expect("the records")
}

/// Total and counts in one statement, the first twenty records in another; below three characters the
/// trigrams cannot help and the columns are read through.
pub fn answer(db: &Connection, question: &Question) -> u64 {
    let short = question.text.chars().count() < 3;
    let (from, found, word) = match short {
        false => (
            "words w join item i on i.id = w.rowid",
            "words match ?1".to_owned(),
            format!("\"{}\"", question.text.replace('"', "\"\"")),
        ),
        true => {
            let any = SEARCHED
                .split(", ")
                .map(|column| format!("i.{column} like ?1"))
                .collect::<Vec<_>>()
                .join(" or ");
            ("item i", format!("({any})"), format!("%{}%", question.text))
        }
    };
    let (also, value): (&str, Box<dyn ToSql>) = match &question.filter {
        Some(Filter::Year(year)) => ("and i.year = ?2", Box::new(*year)),
        Some(Filter::Class(class)) => ("and i.class = ?2", Box::new(class.clone())),
        Some(Filter::Period(period)) => ("and i.period = ?2", Box::new(period.clone())),
        None => ("and ?2 is null", Box::new(Option::<i64>::None)),
    };
    let counts = format!(
        "select i.year, i.class, i.period, count(*) from {from} where {found} {also} group by 1, 2, 3"
    );
    let mut statement = db.prepare_cached(&counts).expect("a statement");
    let mut rows = statement.query(rusqlite::params![word, value]).expect("an answer");
    let mut total = 0;
    let mut facets: [HashMap<String, u64>; 3] = Default::default();
    while let Some(row) = rows.next().expect("a row") {
        let count = row.get::<_, i64>(3).expect("a count") as u64;
        let year: i64 = row.get(0).expect("a year");
        *facets[0].entry(year.to_string()).or_default() += count;
        *facets[1].entry(row.get(1).expect("a class")).or_default() += count;
        *facets[2].entry(row.get(2).expect("a period")).or_default() += count;
        total += count;
    }
    let first = format!("select i.* from {from} where {found} {also} order by i.id limit 20");
    let mut statement = db.prepare_cached(&first).expect("a statement");
    let mut rows = statement.query(rusqlite::params![word, value]).expect("an answer");
    let mut read = 0;
    while let Some(row) = rows.next().expect("a row") {
        let title: String = row.get("title").expect("a title");
        read += title.len();
    }
    assert!(total == 0 || read > 0);
    total
}

/// A plain index: pairs of characters of all searched columns in one field, the id stored.
pub struct Plain {
    pub index: tantivy::Index,
    writer: tantivy::IndexWriter,
    id: tantivy::schema::Field,
    text: tantivy::schema::Field,
}

impl Plain {
    pub fn new(dir: &Path) -> Self {
        std::fs::remove_dir_all(dir).ok();
        std::fs::create_dir_all(dir).expect("a directory");
        let mut schema = Schema::builder();
        let id = schema.add_i64_field("id", INDEXED | FAST | tantivy::schema::STORED);
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("pairs")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = tantivy::Index::create_in_dir(dir, schema.build()).expect("an index");
        let pairs = NgramTokenizer::new(2, 2, false).expect("pairs");
        index.tokenizers().register("pairs", TextAnalyzer::from(pairs));
        let writer = index.writer_with_num_threads(1, 256 << 20).expect("a writer");
        Plain { index, writer, id, text }
    }

    pub fn add(&mut self, first_id: i64, portion: &[csv::StringRecord]) {
        for (at, row) in portion.iter().enumerate() {
            let text = [3, 4, 5, 6, 7, 8].map(|cell| &row[cell]).join("\n");
            let document: TantivyDocument = doc!(self.id => first_id + at as i64, self.text => text);
            self.writer.add_document(document).expect("a document");
        }
    }

    pub fn finish(mut self) {
        self.writer.commit().expect("a commit");
        self.writer.wait_merging_threads().expect("the end of merging");
    }
}

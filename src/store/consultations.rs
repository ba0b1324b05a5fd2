//! 利用登记: who was shown or given what, and what was not found.

use super::sql::{Link, Row, built, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A line of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Consultation {
    pub id: i64,
    /// RFC 3339 with offset.
    pub at: String,
    /// Login of whoever served.
    pub actor: String,
    /// Keys of `assets/consulting.toml`.
    pub identity: String,
    pub asker: String,
    pub document: String,
    pub purpose: String,
    /// `None`: nothing was found.
    pub item_id: Option<i64>,
    /// Row inside the form, from 1.
    pub person_row: Option<i64>,
    /// Whom or what was looked for.
    pub subject: String,
    /// As [`crate::domain::using::consultation::UseManner::key`] writes it.
    pub given: String,
    /// Pages copied.
    pub pages: i64,
    /// What was tried where nothing was found.
    pub tried: String,
}

/// Which lines of the register; empty: all. Days are ISO, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConsultationFilter {
    pub from: Option<String>,
    pub to: Option<String>,
    pub identity: Option<String>,
    pub purpose: Option<String>,
    pub given: Option<String>,
}

/// Lines and pages copied, by what was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct GivenCount {
    pub given: String,
    pub lines: i64,
    pub pages: i64,
}

const COLUMNS: &str = "select id, at, actor, identity, asker, document, purpose, item_id, person_row, subject, given, pages, tried
     from consultation ";
/// `at` is Beijing time all year, so that days compare as text.
const FILTERED: &str =
    "where ($1 is null or substr(at, 1, 10) >= $1) and ($2 is null or substr(at, 1, 10) <= $2)
     and ($3 is null or identity = $3) and ($4 is null or purpose = $4) and ($5 is null or given = $5) ";

fn read(row: &Row) -> Result<Consultation> {
    Ok(Consultation {
        id: row.int(0)?,
        at: row.text(1)?,
        actor: row.text(2)?,
        identity: row.text(3)?,
        asker: row.text(4)?,
        document: row.text(5)?,
        purpose: row.text(6)?,
        item_id: row.opt_int(7)?,
        person_row: row.opt_int(8)?,
        subject: row.text(9)?,
        given: row.text(10)?,
        pages: row.int(11)?,
        tried: row.text(12)?,
    })
}

pub(super) fn digest(line: &Consultation) -> Digest {
    let mut fields = FieldDigest::new("consultation");
    fields.int(line.id).text(&line.at).text(&line.actor).text(&line.identity).text(&line.asker);
    fields.text(&line.document).text(&line.purpose).opt_int(line.item_id).opt_int(line.person_row);
    fields.text(&line.subject).text(&line.given).int(line.pages).text(&line.tried);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<Consultation>> {
    let sql = built(format!("{COLUMNS} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(read).transpose()
}

impl Store {
    pub async fn consultation(&self, id: i64) -> Result<Option<Consultation>> {
        let sql = built(format!("{COLUMNS} where id = $1"));
        self.pool.rows_str(sql, vals![id]).await?.first().map(read).transpose()
    }

    /// Lines before this id, the latest first.
    pub async fn consultations(
        &self,
        filter: &ConsultationFilter,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Consultation>> {
        let sql = built(format!("{COLUMNS} {FILTERED} and id < $6 order by id desc limit $7"));
        let [from, to, identity, purpose, given] = filter.texts();
        let vals = vals![from, to, identity, purpose, given, before, limit];
        self.pool.rows_str(sql, vals).await?.iter().map(read).collect()
    }

    /// Lines after this id, the earliest first: the register as it is bound.
    pub async fn register_lines(
        &self,
        filter: &ConsultationFilter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Consultation>> {
        let sql = built(format!("{COLUMNS} {FILTERED} and id > $6 order by id limit $7"));
        let [from, to, identity, purpose, given] = filter.texts();
        let vals = vals![from, to, identity, purpose, given, after, limit];
        self.pool.rows_str(sql, vals).await?.iter().map(read).collect()
    }

    /// The same by place in the list, the latest first.
    pub async fn consultations_page(
        &self,
        filter: &ConsultationFilter,
        skip: i64,
        size: i64,
    ) -> Result<Vec<Consultation>> {
        let sql = built(format!("{COLUMNS} {FILTERED} order by id desc limit $6 offset $7"));
        let [from, to, identity, purpose, given] = filter.texts();
        let vals = vals![from, to, identity, purpose, given, size, skip];
        self.pool.rows_str(sql, vals).await?.iter().map(read).collect()
    }

    /// Lines and pages of everything the filter lets through.
    pub async fn consultation_counts(&self, filter: &ConsultationFilter) -> Result<Vec<GivenCount>> {
        let sql = built(format!(
            "select given, cast(count(*) as bigint), cast(sum(pages) as bigint) from consultation {FILTERED}
             group by given order by given"
        ));
        let [from, to, identity, purpose, given] = filter.texts();
        let rows = self.pool.rows_str(sql, vals![from, to, identity, purpose, given]).await?;
        let count =
            |row: &Row| Ok(GivenCount { given: row.text(0)?, lines: row.int(1)?, pages: row.int(2)? });
        rows.iter().map(count).collect()
    }

    /// The latest uses of a record.
    pub async fn consultations_on(&self, item_id: i64, limit: i64) -> Result<Vec<Consultation>> {
        let sql = built(format!("{COLUMNS} where item_id = $1 order by id desc limit $2"));
        self.pool.rows_str(sql, vals![item_id, limit]).await?.iter().map(read).collect()
    }

    /// Lines after this id in order, for `verify`.
    pub(super) async fn consultations_after(&self, id: i64, limit: i64) -> Result<Vec<Consultation>> {
        let sql = built(format!("{COLUMNS} where id > $1 order by id limit $2"));
        self.pool.rows_str(sql, vals![id, limit]).await?.iter().map(read).collect()
    }
}

impl ConsultationFilter {
    fn texts(&self) -> [Option<&str>; 5] {
        [&self.from, &self.to, &self.identity, &self.purpose, &self.given].map(|text| text.as_deref())
    }
}

impl Tx<'_> {
    pub async fn consultation(&mut self, id: i64) -> Result<Option<Consultation>> {
        one(self.link, id).await
    }

    /// Writes a line; its id is given here.
    pub async fn insert_consultation(&mut self, line: &Consultation) -> Result<Consultation> {
        let line = Consultation { id: self.take_ids("consultation", 1).await?, ..line.clone() };
        let sql = "insert into consultation (id, at, actor, identity, asker, document, purpose, item_id, person_row, subject,
                   given, pages, tried) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let vals = vals![
            line.id,
            &line.at,
            &line.actor,
            &line.identity,
            &line.asker,
            &line.document,
            &line.purpose,
            line.item_id,
            line.person_row,
            &line.subject,
            &line.given,
            line.pages,
            &line.tried
        ];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Consultation, line.id);
        Ok(line)
    }

    /// What was looked at was copied as well.
    pub async fn update_given(&mut self, id: i64, given: &str, pages: i64) -> Result<()> {
        let sql = "update consultation set given = $2, pages = $3 where id = $1";
        self.link.execute(sql, vals![id, given, pages]).await?;
        self.touch(RecordKind::Consultation, id);
        Ok(())
    }
}

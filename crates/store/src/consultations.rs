//! 利用登记: who was shown or given what, and what was not found.

use super::queries::Queries;
use super::sql::{built, vals};
use super::table::{Record as _, record, select};
use super::tables::Consultation;
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::using::consultation::UseManner;

/// Which lines of the register; empty: all. Days are ISO, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConsultationFilter {
    pub from: Option<String>,
    pub to: Option<String>,
    pub identity: Option<String>,
    pub purpose: Option<String>,
    pub given: Option<String>,
}

record! {
    /// Lines and pages copied, by what was given.
    #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
    pub struct GivenCount {
        pub given: UseManner,
        pub lines: i64,
        pub pages: i64,
    }
}

/// `at` is Beijing time all year, so that days compare as text.
const FILTERED: &str =
    "where ($1 is null or substr(at, 1, 10) >= $1) and ($2 is null or substr(at, 1, 10) <= $2)
     and ($3 is null or identity = $3) and ($4 is null or purpose = $4) and ($5 is null or given = $5)";

impl Queries {
    pub async fn consultation(&self, id: i64) -> Result<Option<Consultation>> {
        self.one(select::<Consultation>("where id = $1"), vals![id]).await
    }

    /// Lines before this id, the latest first.
    pub async fn consultations(
        &self,
        filter: &ConsultationFilter,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Consultation>> {
        let rest = format!("{FILTERED} and id < $6 order by id desc limit $7");
        self.consultations_where(filter, &rest, before, limit).await
    }

    /// Lines after this id, the earliest first: the register as it is bound.
    pub async fn register_lines(
        &self,
        filter: &ConsultationFilter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Consultation>> {
        let rest = format!("{FILTERED} and id > $6 order by id limit $7");
        self.consultations_where(filter, &rest, after, limit).await
    }

    /// The same by place in the list, the latest first.
    pub async fn consultations_page(
        &self,
        filter: &ConsultationFilter,
        skip: i64,
        size: i64,
    ) -> Result<Vec<Consultation>> {
        let rest = format!("{FILTERED} order by id desc limit $6 offset $7");
        self.consultations_where(filter, &rest, size, skip).await
    }

    async fn consultations_where(
        &self,
        filter: &ConsultationFilter,
        rest: &str,
        sixth: i64,
        seventh: i64,
    ) -> Result<Vec<Consultation>> {
        let [from, to, identity, purpose, given] = filter.texts();
        let vals = vals![from, to, identity, purpose, given, sixth, seventh];
        self.all(select::<Consultation>(rest), vals).await
    }

    /// Lines and pages of everything the filter lets through.
    pub async fn consultation_counts(&self, filter: &ConsultationFilter) -> Result<Vec<GivenCount>> {
        let sql = built(format!(
            "select given, cast(count(*) as bigint), cast(sum(pages) as bigint) from consultation {FILTERED}
             group by given order by given"
        ));
        let [from, to, identity, purpose, given] = filter.texts();
        self.all(sql, vals![from, to, identity, purpose, given]).await
    }

    /// Visits the filter lets through: lines with the same day, asker and purpose are one (人次).
    pub async fn visit_count(&self, filter: &ConsultationFilter) -> Result<i64> {
        let sql = built(format!(
            "select count(*) from (select distinct substr(at, 1, 10) as day, identity, asker, document, purpose
             from consultation {FILTERED}) visit"
        ));
        let [from, to, identity, purpose, given] = filter.texts();
        self.number(sql, vals![from, to, identity, purpose, given]).await
    }

    /// The latest uses of a record.
    pub async fn consultations_on(&self, item_id: i64, limit: i64) -> Result<Vec<Consultation>> {
        let sql = select::<Consultation>("where item_id = $1 order by id desc limit $2");
        self.all(sql, vals![item_id, limit]).await
    }
}

impl ConsultationFilter {
    fn texts(&self) -> [Option<&str>; 5] {
        [&self.from, &self.to, &self.identity, &self.purpose, &self.given].map(|text| text.as_deref())
    }
}

impl Tx {
    /// Writes a line; its id is given here.
    pub async fn insert_consultation(&mut self, line: &Consultation) -> Result<Consultation> {
        let id = self.insert(line).await?;
        Ok(Consultation { id, ..line.clone() })
    }

    /// What was looked at was copied as well.
    pub async fn update_given(&mut self, id: i64, given: UseManner, pages: i64) -> Result<()> {
        let assigned = vec![("given", given.key().into()), ("pages", pages.into())];
        self.set(Consultation::TABLE, id, assigned).await
    }
}

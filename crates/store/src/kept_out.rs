//! 抽出另立卷: records kept out of what a batch destroys, and the one move out of a closed volume there is.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::{Record as _, select};
use super::tables::DisposalKeptOutRow;
use super::tx::Tx;
use crate::domain::disposal::disposing::{DisposalStep, Signer};
use crate::domain::general::error::Result;
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;

impl DisposalKeptOutRow {
    /// What was stated of it, by whom and when, in order.
    pub fn steps(&self) -> Vec<(DisposalStep, Signer, NaiveDate)> {
        let day = |at: &str| DateTime::parse_from_rfc3339(at).map(|at| at.date_naive()).unwrap_or_default();
        let (item, line, pages) = (self.item_id, self.line_id, self.pages);
        let (code, reason) = (self.code.clone(), self.words.clone());
        let by = Signer { account: self.account_id, name: self.name.clone() };
        let mut steps = vec![(DisposalStep::KeepOut { item, line, code, pages, reason }, by, day(&self.at))];
        if let Some(account) = self.laid_by.filter(|_| self.to_volume_id.is_some()) {
            let by = Signer { account, name: self.laid_name.clone() };
            steps.push((DisposalStep::LayAside { item }, by, day(&self.laid_at)));
        }
        steps
    }
}

impl Queries {
    /// Records a batch keeps out, in the order they were named.
    pub async fn disposal_kept_out(&self, disposal: i64) -> Result<Vec<DisposalKeptOutRow>> {
        self.all(select::<DisposalKeptOutRow>("where disposal_id = $1 order by id"), vals![disposal]).await
    }

    /// Those of these records that a batch keeps out of what it destroys.
    pub async fn items_kept_out(&self, items: &[i64]) -> Result<Vec<i64>> {
        let mut found = Vec::new();
        for items in items.chunks(500) {
            let (list, vals) = id_list(items);
            let sql =
                built(format!("select distinct item_id from disposal_kept_out where item_id in ({list})"));
            found.extend(self.all::<i64>(sql, &vals).await?);
        }
        Ok(found)
    }

    /// Those of these volumes that a batch laid records into: nothing else is filed there by itself.
    pub(super) async fn laid_into(&self, volumes: &[i64]) -> Result<Vec<i64>> {
        let mut found = Vec::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select distinct to_volume_id from disposal_kept_out where to_volume_id in ({list})"
            ));
            found.extend(self.all::<i64>(sql, &vals).await?);
        }
        Ok(found)
    }

    /// Of these records, the codes they had before batches kept them out, each with the batch's number, the oldest first.
    pub async fn codes_before(&self, items: &[i64]) -> Result<HashMap<i64, Vec<(String, String)>>> {
        let mut codes: HashMap<i64, Vec<(String, String)>> = HashMap::new();
        for items in items.chunks(500) {
            let (list, vals) = id_list(items);
            let sql = built(format!(
                "select k.item_id, k.code, b.number from disposal_kept_out k join disposal b on b.id = k.disposal_id
                 where k.item_id in ({list}) and k.to_volume_id is not null order by k.id"
            ));
            for (item, code, number) in self.all::<(i64, String, String)>(sql, &vals).await? {
                codes.entry(item).or_default().push((code, number));
            }
        }
        Ok(codes)
    }

    /// Volume, first page and pages of every record that was laid aside, where it stood.
    pub async fn pages_laid_aside(&self) -> Result<Vec<(i64, u32, u32)>> {
        let sql = "select l.volume_id, k.page_from, k.pages from disposal_kept_out k join disposal_line l on l.id = k.line_id
                   where k.to_volume_id is not null order by k.id";
        let found: Vec<(i64, i64, i64)> = self.all(sql, &[]).await?;
        let number = |value: i64| u32::try_from(value).unwrap_or_default();
        Ok(found.into_iter().map(|(volume, from, pages)| (volume, number(from), number(pages))).collect())
    }

    /// Records that were laid aside out of these volumes, as rows of the batches that did it.
    pub async fn laid_aside_out_of(&self, volumes: &[i64]) -> Result<HashMap<i64, Vec<DisposalKeptOutRow>>> {
        let mut laid: HashMap<i64, Vec<DisposalKeptOutRow>> = HashMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let lines = built(format!("select id, volume_id from disposal_line where volume_id in ({list})"));
            let lines: HashMap<i64, i64> = self.all::<(i64, i64)>(lines, &vals).await?.into_iter().collect();
            let sql = select::<DisposalKeptOutRow>(&format!(
                "where to_volume_id is not null and line_id in (select id from disposal_line where volume_id in ({list}))
                 order by id"
            ));
            for row in self.all::<DisposalKeptOutRow>(sql, &vals).await? {
                if let Some(volume) = lines.get(&row.line_id) {
                    laid.entry(*volume).or_default().push(row);
                }
            }
        }
        Ok(laid)
    }
}

impl Tx {
    /// Writes that a record does not go with its volume; code and pages are those it has now.
    pub(super) async fn insert_kept_out(
        &mut self,
        (disposal_id, line_id, item_id): (i64, i64, i64),
        reason: &str,
        (who, at): (&Signer, &str),
    ) -> Result<()> {
        let item = self.item(item_id).await?.ok_or_else(|| anyhow::anyhow!("item {item_id} is not there"))?;
        let row = DisposalKeptOutRow {
            id: 0,
            disposal_id,
            line_id,
            item_id,
            code: item.code,
            page_from: item.page_from,
            pages: item.description.pages,
            at: at.to_owned(),
            account_id: who.account,
            name: who.name.clone(),
            words: reason.to_owned(),
            to_volume_id: None,
            laid_at: String::new(),
            laid_by: None,
            laid_name: String::new(),
        };
        self.insert(&row).await?;
        self.concerns_items(vec![item_id]);
        Ok(())
    }

    /// Moves a record a batch keeps out into an open volume of the same place, behind what stands there, with a new code;
    /// what stays in the closed volume keeps its pages and codes. A hold goes with the record.
    pub async fn lay_aside(
        &mut self,
        schemes: &Schemes,
        (row, item): (&DisposalKeptOutRow, Item),
        into: &Volume,
        (who, at): (&Signer, &str),
    ) -> Result<Volume> {
        let assigned = vec![
            ("to_volume_id", into.id.into()),
            ("laid_at", at.to_owned().into()),
            ("laid_by", who.account.into()),
            ("laid_name", who.name.clone().into()),
        ];
        self.set(DisposalKeptOutRow::TABLE, row.id, assigned).await?;
        let id = item.id;
        self.take_out(item).await?;
        let mut order = self.items_in(into.id).await?;
        order.extend(self.item(id).await?);
        self.renumber(schemes, into, order).await
    }
}

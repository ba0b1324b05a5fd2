//! Digests of rows as they stand now, to compare with what the log says they were left as.

use super::sql::{Link, built, vals};
use super::{
    Store, VolumeFilter, basket, batches, consultations, editions, facts, fonds, items, jobs, mappings,
    places, printers, repairs, saved, volumes,
};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::records::event::{RecordKind, batch_row_id};
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;

/// A row's present digest.
pub struct RowDigest {
    pub kind: RecordKind,
    pub id: i64,
    pub digest: Digest,
}

/// The digest of one row read back inside the transaction that changed it; `None`: it is gone.
async fn digest_now(link: &mut Link, kind: RecordKind, id: i64) -> Result<Option<Digest>> {
    Ok(match kind {
        RecordKind::Fonds => {
            let row = link.row(fonds::ONE, vals![id]).await?;
            row.as_ref().map(fonds::read).transpose()?.map(|fonds| fonds::digest(&fonds))
        }
        RecordKind::Scheme => {
            let row = link.row(editions::ONE, vals![id]).await?;
            row.as_ref().map(editions::read).transpose()?.map(|edition| editions::digest(&edition))
        }
        RecordKind::Item => items::one(link, id).await?.map(|item| items::digest(&item)),
        RecordKind::Volume => volumes::digests_of(link, &[id]).await?.remove(&id),
        RecordKind::Batch => batches::one(link, id).await?.map(|batch| batches::digest(&batch)),
        RecordKind::Fact => facts::one(link, id).await?.map(|fact| facts::digest(&fact)),
        RecordKind::Mapping => mappings::digest_of(link, id).await?,
        RecordKind::Basket => basket::digest_of(link, id).await?,
        RecordKind::Place => {
            link.row(places::ONE, vals![id]).await?.as_ref().map(places::digest).transpose()?
        }
        RecordKind::Job => {
            let sql = built(format!("{} where id = $1", jobs::WHOLE));
            link.row_str(sql, vals![id]).await?.as_ref().map(jobs::digest).transpose()?
        }
        RecordKind::Consultation => {
            consultations::one(link, id).await?.map(|line| consultations::digest(&line))
        }
        RecordKind::SavedSearch => saved::one(link, id).await?.map(|saved| saved::digest(&saved)),
        RecordKind::Repair => repairs::digest_of(link, id).await?,
        RecordKind::Printer => printers::one(link, id).await?.map(|printer| printers::digest(&printer)),
        // written once, with its digest
        RecordKind::BatchRow => None,
    })
}

/// The digests of many rows at once, in their order.
pub(super) async fn digests_now(link: &mut Link, rows: &[(RecordKind, i64)]) -> Result<Vec<Option<Digest>>> {
    let volumes: Vec<i64> =
        rows.iter().filter(|(kind, _)| *kind == RecordKind::Volume).map(|(_, id)| *id).collect();
    let volumes = volumes::digests_of(link, &volumes).await?;
    let mut digests = Vec::with_capacity(rows.len());
    for &(kind, id) in rows {
        digests.push(match kind {
            RecordKind::Volume => volumes.get(&id).copied(),
            kind => digest_now(link, kind, id).await?,
        });
    }
    Ok(digests)
}

pub fn item_digest(item: &Item) -> Digest {
    items::digest(item)
}

pub fn volume_digest(volume: &Volume) -> Digest {
    volumes::digest(volume)
}

impl Store {
    /// The database's own check of its file (SQLite); `None`: sound, or not this database's business.
    pub async fn integrity(&self) -> Result<Option<String>> {
        if self.backend != super::Backend::Sqlite {
            return Ok(None);
        }
        let row = self.pool.row("pragma integrity_check(1)", &[]).await?;
        let said = row.map_or(Ok(String::new()), |row| row.text(0))?;
        Ok((said != "ok").then_some(said))
    }

    /// Digests of every row of the tables that stay small.
    pub async fn small_digests(&self) -> Result<Vec<RowDigest>> {
        let mut all = Vec::new();
        for fonds in self.fonds().await? {
            all.push(RowDigest { kind: RecordKind::Fonds, id: fonds.id, digest: fonds::digest(&fonds) });
        }
        for edition in self.editions().await? {
            all.push(RowDigest {
                kind: RecordKind::Scheme,
                id: edition.id,
                digest: editions::digest(&edition),
            });
        }
        for batch in self.batches(i64::MAX).await? {
            all.push(RowDigest { kind: RecordKind::Batch, id: batch.id, digest: batches::digest(&batch) });
        }
        for fact in self.facts().await? {
            all.push(RowDigest { kind: RecordKind::Fact, id: fact.id, digest: facts::digest(&fact) });
        }
        for (id, digest) in self.mapping_digests().await? {
            all.push(RowDigest { kind: RecordKind::Mapping, id, digest });
        }
        for (id, digest) in self.basket_digests().await? {
            all.push(RowDigest { kind: RecordKind::Basket, id, digest });
        }
        for (id, digest) in self.repair_digests().await? {
            all.push(RowDigest { kind: RecordKind::Repair, id, digest });
        }
        for row in self.pool.rows(places::ALL, &[]).await? {
            all.push(RowDigest { kind: RecordKind::Place, id: row.int(0)?, digest: places::digest(&row)? });
        }
        for row in self.pool.rows(jobs::WHOLE, &[]).await? {
            all.push(RowDigest { kind: RecordKind::Job, id: row.int(0)?, digest: jobs::digest(&row)? });
        }
        for saved in self.saved_searches().await? {
            all.push(RowDigest {
                kind: RecordKind::SavedSearch,
                id: saved.id,
                digest: saved::digest(&saved),
            });
        }
        for printer in self.printers().await? {
            let digest = printers::digest(&printer);
            all.push(RowDigest { kind: RecordKind::Printer, id: printer.id, digest });
        }
        Ok(all)
    }

    /// Digests of the lines of the register after this id, in order; at most `limit`.
    pub async fn consultation_digests(&self, after: i64, limit: i64) -> Result<Vec<RowDigest>> {
        let lines = self.consultations_after(after, limit).await?;
        let digest = |line: &consultations::Consultation| RowDigest {
            kind: RecordKind::Consultation,
            id: line.id,
            digest: consultations::digest(line),
        };
        Ok(lines.iter().map(digest).collect())
    }

    /// Digests of the rows of batches after this batch and row, in order; at most `limit`.
    pub async fn batch_row_digests(
        &self,
        after: (i64, i64),
        limit: i64,
    ) -> Result<Vec<(i64, i64, RowDigest)>> {
        let sql = "select batch_id, row_number, item_id, problems, changes from batch_row
                   where batch_id > $1 or (batch_id = $1 and row_number > $2) order by batch_id, row_number limit $3";
        let rows = self.pool.rows(sql, vals![after.0, after.1, limit]).await?;
        rows.iter()
            .map(|row| {
                let (batch, number) = (row.int(0)?, row.int(1)?);
                let digest =
                    batches::row_digest(batch, number, row.opt_int(2)?, &row.text(3)?, &row.text(4)?);
                let id = batch_row_id(batch, number as u32);
                Ok((batch, number, RowDigest { kind: RecordKind::BatchRow, id, digest }))
            })
            .collect()
    }

    /// Every volume, a portion at a time, in shelf order.
    pub async fn every_volume(&self, after: (&str, i64)) -> Result<Vec<Volume>> {
        self.volumes(&VolumeFilter::default(), after, 5000).await
    }
}

//! Column mappings remembered per sender and heading.

use super::sql::{Link, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

pub(super) async fn digest_of(link: &mut Link, id: i64) -> Result<Option<Digest>> {
    let row = link.row("select sender, headings, body from mapping where id = $1", vals![id]).await?;
    row.map(|row| {
        let mut fields = FieldDigest::new("mapping");
        fields.int(id).text(&row.text(0)?).text(&row.text(1)?).text(&row.text(2)?);
        Ok(fields.digest())
    })
    .transpose()
}

impl Store {
    /// The mapping (JSON) last used for this sender and these headings.
    pub async fn mapping(&self, sender: &str, headings: &str) -> Result<Option<String>> {
        let sql = "select body from mapping where sender = $1 and headings = $2";
        self.pool.row(sql, vals![sender, headings]).await?.map(|row| row.text(0)).transpose()
    }

    pub(super) async fn mapping_digests(&self) -> Result<Vec<(i64, Digest)>> {
        let rows = self.pool.rows("select id, sender, headings, body from mapping", &[]).await?;
        rows.iter()
            .map(|row| {
                let mut fields = FieldDigest::new("mapping");
                fields.int(row.int(0)?).text(&row.text(1)?).text(&row.text(2)?).text(&row.text(3)?);
                Ok((row.int(0)?, fields.digest()))
            })
            .collect()
    }
}

impl Tx<'_> {
    pub async fn remember_mapping(&mut self, sender: &str, headings: &str, body: &str) -> Result<()> {
        let known = self
            .link
            .row("select id from mapping where sender = $1 and headings = $2", vals![sender, headings])
            .await?;
        let id = match known {
            Some(row) => {
                let id = row.int(0)?;
                self.link.execute("update mapping set body = $2 where id = $1", vals![id, body]).await?;
                id
            }
            None => {
                let id = self.take_ids("mapping", 1).await?;
                let sql = "insert into mapping (id, sender, headings, body) values ($1, $2, $3, $4)";
                self.link.execute(sql, vals![id, sender, headings, body]).await?;
                id
            }
        };
        self.touch(RecordKind::Mapping, id);
        Ok(())
    }
}

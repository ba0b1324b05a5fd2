//! Column mappings remembered per sender and heading.

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::Mapping;
use super::tx::Tx;
use crate::domain::general::error::Result;

impl Queries {
    /// The mapping (JSON) last used for this sender and these headings.
    pub async fn mapping(&self, sender: &str, headings: &str) -> Result<Option<String>> {
        Ok(self.mapping_row(sender, headings).await?.map(|mapping| mapping.body))
    }

    async fn mapping_row(&self, sender: &str, headings: &str) -> Result<Option<Mapping>> {
        self.one(select::<Mapping>("where sender = $1 and headings = $2"), vals![sender, headings]).await
    }
}

impl Tx {
    pub async fn remember_mapping(&mut self, sender: &str, headings: &str, body: &str) -> Result<()> {
        match self.mapping_row(sender, headings).await? {
            Some(known) => self.update(&Mapping { body: body.into(), ..known }).await,
            None => {
                let (sender, headings, body) = (sender.into(), headings.into(), body.into());
                self.insert(&Mapping { id: 0, sender, headings, body }).await?;
                Ok(())
            }
        }
    }
}

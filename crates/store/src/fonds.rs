//! 全宗, and the editions of schemes and accounting tables their records were filed under: kept word for
//! word, so that a record is read under its own edition whatever the file on disk says today.

use super::queries::Queries;
use super::table::select;
use super::tables::{Edition, Fonds};
use super::tx::Tx;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;

impl Queries {
    pub async fn fonds(&self) -> Result<Vec<Fonds>> {
        self.all(select::<Fonds>("order by number"), &[]).await
    }

    pub async fn editions(&self) -> Result<Vec<Edition>> {
        self.all(select::<Edition>("order by id"), &[]).await
    }
}

impl Tx {
    pub async fn insert_fonds(&mut self, number: &str, name: &str, scheme_id: &str) -> Result<i64> {
        let (number, name, scheme_id) = (number.into(), name.into(), scheme_id.into());
        self.insert(&Fonds { id: 0, number, name, scheme_id }).await
    }

    pub async fn insert_edition(&mut self, name: &str, body: &str) -> Result<i64> {
        let digest = Digest::compute(body.as_bytes()).hex();
        self.insert(&Edition { id: 0, name: name.into(), digest, body: body.into() }).await
    }
}

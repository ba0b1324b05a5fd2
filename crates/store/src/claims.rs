//! Claims: what only one program over a database may be at, such as filing the rows of sheets.
//!
//! A claim has a lease, so that one whose holder died ends by itself, and a number that grows with every taking
//! (a fencing token): a deed done under a claim asks in its own transaction whether the claim still stands, so that
//! a holder that was held up for longer than its lease writes nothing any more. Leases count by the database's clock.
//! Beside an embedded database there is one program (it holds the lock of the data directory): a holder of any other is
//! dead. A holder is named `node/program/archive`.

use std::time::Duration;

use super::open::Store;
use super::queries::{Backend, Queries};
use super::sql::vals;
use super::table::select;
use super::tables::ClaimRow;
use super::tx::Tx;
use super::writer::DeedEnd;
use crate::domain::general::error::{Error, Result};
use crate::problems;

/// How long a claim stands that is not kept.
pub const LEASE: Duration = Duration::from_secs(30);

/// A claim that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub name: String,
    pub holder: String,
    /// Grows with every taking.
    pub fence: i64,
}

/// What asking for a claim gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claiming {
    Taken(Claim),
    /// This holder has it.
    Held(String),
}

impl Store {
    /// Takes a claim that nobody has, or whose lease is over.
    pub async fn claim(&self, name: &str, holder: &str) -> Result<Claiming> {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        self.writer
            .write(None, async move |tx: &mut Tx| {
                let there: Option<ClaimRow> =
                    tx.one(select::<ClaimRow>("where name = $1"), vals![&name]).await?;
                let now = tx.database_second().await?;
                let program = |holder: &str| holder.rsplit_once('/').map(|(program, _)| program.to_owned());
                let alone = tx.backend() == Backend::Sqlite;
                let is_dead = |row: &ClaimRow| alone && program(&row.holder) != program(&holder);
                let held = |row: &ClaimRow| row.until_second > now && row.holder != holder && !is_dead(row);
                if let Some(row) = there.as_ref().filter(|row| held(row)) {
                    return Ok((Claiming::Held(row.holder.clone()), DeedEnd::Unlogged));
                }
                let fence = there.map_or(0, |row| row.fence) + 1;
                let sql = "insert into claim (name, holder, fence, until_second) values ($1, $2, $3, $4)
                           on conflict (name) do update set holder = $2, fence = $3, until_second = $4";
                let until = now + LEASE.as_secs() as i64;
                tx.connection().await.execute(sql, vals![&name, &holder, fence, until]).await?;
                Ok((Claiming::Taken(Claim { name, holder, fence }), DeedEnd::Unlogged))
            })
            .await
    }

    /// Lengthens the lease; `false`: somebody else has taken it.
    pub async fn keep_claim(&self, claim: &Claim) -> Result<bool> {
        let claim = claim.clone();
        self.writer
            .write(None, async move |tx: &mut Tx| {
                let stands = tx.claim_stands(&claim).await?;
                if stands {
                    let until = tx.database_second().await? + LEASE.as_secs() as i64;
                    let sql = "update claim set until_second = $2 where name = $1";
                    tx.connection().await.execute(sql, vals![&claim.name, until]).await?;
                }
                Ok((stands, DeedEnd::Unlogged))
            })
            .await
    }

    /// Lets a claim go; of one that somebody else has taken nothing is changed.
    pub async fn release_claim(&self, claim: &Claim) -> Result<()> {
        let claim = claim.clone();
        self.writer
            .write(None, async move |tx: &mut Tx| {
                if tx.claim_stands(&claim).await? {
                    let sql = "update claim set until_second = 0 where name = $1";
                    tx.connection().await.execute(sql, vals![&claim.name]).await?;
                }
                Ok(((), DeedEnd::Unlogged))
            })
            .await
    }
}

impl Queries {
    /// Claims of this beginning whose lease is over without their having been let go: their holders are gone.
    pub async fn claims_run_out(&self, beginning: &str) -> Result<Vec<String>> {
        let now = self.database_second().await?;
        let sql = "select name from claim where until_second > 0 and until_second <= $1 order by name";
        let names: Vec<String> = self.all(sql, vals![now]).await?;
        Ok(names.into_iter().filter(|name| name.starts_with(beginning)).collect())
    }

    async fn claim_stands(&self, claim: &Claim) -> Result<bool> {
        let sql = "select count(*) from claim where name = $1 and holder = $2 and fence = $3";
        Ok(self.number(sql, vals![&claim.name, &claim.holder, claim.fence]).await? == 1)
    }

    /// Seconds since 1970 by the database's clock, which all programs over it share.
    async fn database_second(&self) -> Result<i64> {
        let sql = match self.backend() {
            Backend::Sqlite => "select cast(strftime('%s', 'now') as bigint)",
            Backend::Postgres => "select cast(extract(epoch from clock_timestamp()) as bigint)",
        };
        self.number(sql, &[]).await
    }
}

impl Tx {
    /// Refuses a deed that is done under a claim somebody else has taken meanwhile.
    ///
    /// # Errors
    /// `claim_lost`.
    pub async fn under(&self, claim: &Claim) -> Result<()> {
        if self.claim_stands(claim).await? { Ok(()) } else { Err(Error::from(claim_lost())) }
    }
}

problems! {
    refuse claim_lost():
        "这里停顿太久，另一台机器已经接手，这里没有再写。"
            / "This program was held up for too long and another machine has taken over; nothing more was written here."
        => "到批次页看收到哪里；需要的话把清单重新导入一次，会接着做。"
            / "See on the page of batches how far it is; import the sheet again if needed, it goes on from there.";
}

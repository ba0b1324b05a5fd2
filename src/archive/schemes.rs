//! Which schemes a fonds files under, now and through time.

use std::sync::Arc;

use super::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::scope::Scope;
use crate::domain::schemes::adoption::SchemesInUse;
use crate::domain::schemes::scheme::{Scheme, Schemes};
use crate::store::{Fonds, Queries};

/// What is kept, by readers and writes alike; with this text under the id, if one is given, in the place of what is
/// kept there.
///
/// # Errors
/// `Unreadable` for a text that cannot be read.
pub async fn schemes_kept(from: &Queries, with: Option<(&str, &str)>) -> Result<Schemes> {
    let editions = from.editions().await?;
    let others = editions.iter().filter(|edition| with.is_none_or(|(id, _)| edition.name != id));
    let kept = others.map(|edition| (edition.name.as_str(), edition.body.as_str()));
    let (mut schemes, problems) = Schemes::load(kept.chain(with.map(|(_, text)| ("", text))));
    schemes.rulings = from.rulings().await?;
    match problems.into_iter().next() {
        Some((_, problem)) => Err(Error::Unreadable(vec![problem])),
        None => Ok(schemes),
    }
}

impl Archive {
    /// The schemes a fonds files under, through time.
    pub async fn schemes_in_use(&self, fonds: &Fonds) -> Result<SchemesInUse> {
        Ok(SchemesInUse::new(&fonds.scheme_id, self.store.adoptions(fonds.id).await?))
    }

    /// The scheme a fonds files under now: what that of its founding has become.
    pub async fn scheme_of(&self, fonds: &Fonds) -> Result<(Arc<Schemes>, Scheme)> {
        let in_use = self.schemes_in_use(fonds).await?;
        let (schemes, mut kept) = self.kept(&[in_use.main(self.config.clock.now().date_naive())]).await?;
        Ok((schemes, kept.remove(0)))
    }

    /// Every scheme a fonds files under or did, the present one first.
    pub async fn schemes_of(&self, fonds: &Fonds) -> Result<(Arc<Schemes>, Vec<Scheme>)> {
        let in_use = self.schemes_in_use(fonds).await?;
        let mut ids = in_use.ever();
        let main = in_use.main(self.config.clock.now().date_naive());
        ids.sort_by_key(|id| *id != main);
        self.kept(&ids).await
    }

    /// The schemes the fonds of a scope files under, in the years of the scope.
    pub async fn schemes_over(&self, scope: &Scope) -> Result<Vec<Scheme>> {
        let fonds = self.fonds_numbered(scope.fonds.as_deref()).await?;
        self.schemes_between(&fonds, (scope.year_from, scope.year_to)).await
    }

    /// The same, and those that records of the scope stand under: what was filed stays under its edition.
    pub async fn schemes_holding(&self, scope: &Scope) -> Result<Vec<Scheme>> {
        let mut found = self.schemes_over(scope).await?;
        let schemes = self.schemes();
        for held in self.store.holdings(scope).await? {
            if found.iter().all(|scheme| scheme.id != held.scheme_id) {
                found.extend(schemes.scheme(&held.scheme_id).cloned());
            }
        }
        Ok(found)
    }

    /// The schemes a fonds files under in these years.
    pub async fn schemes_between(
        &self,
        fonds: &Fonds,
        years: (Option<i32>, Option<i32>),
    ) -> Result<Vec<Scheme>> {
        Ok(self.kept(&self.schemes_in_use(fonds).await?.over(years)).await?.1)
    }

    /// What the archive keeps, with this text under the id; it takes the place of what is kept there.
    pub async fn schemes_with(&self, id: &str, text: &str) -> Result<Schemes> {
        schemes_kept(&self.store, Some((id, text))).await
    }

    /// The schemes with these ids; read again where another program over the same database has added one.
    async fn kept(&self, ids: &[&str]) -> Result<(Arc<Schemes>, Vec<Scheme>)> {
        if ids.iter().any(|id| self.schemes().scheme(id).is_none()) {
            self.load_schemes().await?;
        }
        let schemes = self.schemes();
        let kept = |id: &&str| {
            let kept = schemes.scheme(id).cloned();
            kept.ok_or_else(|| anyhow::anyhow!("a fonds files under {id}, which is not kept").into())
        };
        let found = ids.iter().map(kept).collect::<Result<_>>()?;
        Ok((schemes, found))
    }
}

//! What goes along with the records, so that a receiver reads them as they were filed: their fonds with the schemes it
//! files under, and the texts of those schemes and of the accounting tables.

use std::collections::BTreeSet;

use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::adoption::Adoption;
use crate::package::{EDITIONS, PAYLOAD, member_name};

/// A fonds whose records are handed over, with the schemes it files under.
pub struct FondsHandedOver {
    pub number: String,
    pub name: String,
    pub first_scheme: String,
    pub adoptions: Vec<Adoption>,
}

/// The fonds of these volumes, by number.
pub async fn fonds_of(archive: &Archive, volumes: &[Volume]) -> Result<Vec<FondsHandedOver>> {
    let numbers: BTreeSet<&str> = volumes.iter().map(|volume| volume.place.fonds.as_str()).collect();
    let mut handed_over = Vec::new();
    for fonds in archive.store.fonds().await? {
        if numbers.contains(fonds.number.as_str()) {
            handed_over.push(FondsHandedOver {
                adoptions: archive.store.adoptions(fonds.id).await?,
                number: fonds.number,
                name: fonds.name,
                first_scheme: fonds.scheme_id,
            });
        }
    }
    Ok(handed_over)
}

/// The texts, word for word, each with its name in the package: of every scheme the volumes stand under or their fonds took up, of the national schemes
/// those are compared with, and of the accounting tables.
pub async fn editions_of(
    archive: &Archive,
    fonds: &[FondsHandedOver],
    volumes: &[Volume],
) -> Result<Vec<(String, Vec<u8>)>> {
    let schemes = archive.schemes();
    let mut ids: BTreeSet<&str> = volumes.iter().map(|volume| volume.place.scheme_id.as_str()).collect();
    for one in fonds {
        ids.insert(&one.first_scheme);
        ids.extend(one.adoptions.iter().map(|adoption| adoption.scheme_id.as_str()));
    }
    let national: Vec<&str> = ids.iter().filter_map(|id| schemes.scheme(id)?.national.as_deref()).collect();
    ids.extend(national);
    ids.extend(schemes.accounting.iter().map(|table| table.id.as_str()));
    let editions = archive.store.editions().await?.into_iter();
    let folder = EDITIONS.strip_prefix(PAYLOAD).unwrap_or(EDITIONS);
    let named = editions.filter(|edition| ids.contains(edition.name.as_str()));
    let file = |name: &str| format!("{folder}{}", member_name(name, "toml"));
    Ok(named.map(|edition| (file(&edition.name), edition.body.into_bytes())).collect())
}

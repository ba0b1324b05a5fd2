//! Reading a whole backup again: every object must give the digest in its name.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use serde::Serialize;

use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::manifest::BackupManifest;
use crate::place::BackupPlace;

/// Something a backup names that is not there as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DamagedPart {
    /// The file it belongs to; parts of the database are numbered.
    pub about: String,
    pub file: PathBuf,
}

impl BackupPlace {
    /// Reads every object of a backup; what is damaged or missing. `told` hears how many were read, of how many. A
    /// damaged object is put aside (`.damaged`): whatever still holds those contents writes them anew at its next backup.
    ///
    /// # Errors
    /// `Busy` where the place cannot be read at all.
    pub fn damage(
        &self,
        manifest: &BackupManifest,
        told: &mut dyn FnMut(u64, u64),
    ) -> Result<Vec<DamagedPart>> {
        let all = manifest.objects();
        let (mut damaged, mut read) = (Vec::new(), BTreeSet::<Digest>::new());
        for (at, (digest, about)) in all.iter().enumerate() {
            told(at as u64, all.len() as u64);
            if !read.insert(*digest) {
                continue;
            }
            match self.get(*digest, about, &mut io::sink()) {
                Ok(_) => {}
                Err(Error::Refused(_)) => {
                    self.set_aside(*digest);
                    damaged.push(DamagedPart { about: about.clone(), file: self.object_file(*digest) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(damaged)
    }
}

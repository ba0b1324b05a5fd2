//! The archive a command works on.

use super::args::Global;
use super::tokens;
use crate::acts::setup::issuing_tokens;
use crate::acts::upkeep::indexing::catch_up;
use crate::archive::{Access, Archive};
use crate::clock::Clock;
use crate::config::{BackupPlan, Config};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::Deed;
use crate::problems;
use crate::procedures::documents::waiting::register_waiting;

impl Global {
    pub fn config(&self) -> Result<Config> {
        let mut config = Config::new(self.data.clone());
        config.database = self.database.clone();
        config.witness = self.witness_place.clone();
        config.backups = BackupPlan {
            to: self.backups.backup_to.clone(),
            every_hours: self.backups.backup_every,
            keep: self.backups.backup_keep.parse()?,
        };
        if let Some(today) = &self.today {
            let day = today.parse().map_err(|_| Error::from(today_unreadable(&today)))?;
            config.clock = Clock::Set(day);
        }
        Ok(config)
    }

    /// The archive to write in; the index is brought up to date first.
    pub async fn whole(&self) -> Result<Archive> {
        let archive = self.anonymous_whole().await?;
        follow(&archive).await?;
        register_waiting(&archive).await?;
        self.known(archive).await
    }

    /// The archive to look into: alone if it is free, else beside the program that has it open.
    pub async fn looking(&self) -> Result<Archive> {
        match self.whole().await {
            Err(Error::Busy(_)) => {
                let archive = self.known(Archive::open(self.config()?, Access::Reading).await?).await?;
                // an index of its own is empty, and nobody else fills it
                if archive.index.is_elsewhere() {
                    catch_up(&archive).await?;
                }
                Ok(archive)
            }
            other => other,
        }
    }

    /// The archive before it is known who asks: to write in, for whoever signs in.
    pub async fn anonymous_whole(&self) -> Result<Archive> {
        Archive::open(self.config()?, Access::Whole).await
    }

    /// The same, alone or beside the program that has it open.
    pub async fn anonymous(&self) -> Result<Archive> {
        match self.anonymous_whole().await {
            Err(Error::Busy(_)) => Archive::open(self.config()?, Access::Reading).await,
            other => other,
        }
    }

    /// The archive to be checked, as it lies: nothing follows the log before it was looked at.
    pub async fn as_it_lies(&self) -> Result<Archive> {
        let mut archive = match Archive::open_as_it_lies(self.config()?, Access::Whole).await {
            Err(Error::Busy(_)) => Archive::open_as_it_lies(self.config()?, Access::Reading).await?,
            other => other?,
        };
        self.recognise(&mut archive).await?;
        Ok(archive)
    }

    /// What a token is kept under: the database, or the data directory.
    pub fn token_place(&self) -> Result<String> {
        match &self.database {
            // without the password that may stand in it
            Some(url) => Ok(url.rsplit('@').next().unwrap_or_default().to_owned()),
            None => Ok(std::path::absolute(&self.data)?.display().to_string()),
        }
    }

    /// The archive as whoever asks may see it.
    async fn known(&self, mut archive: Archive) -> Result<Archive> {
        self.recognise(&mut archive).await?;
        let by = archive.local_user();
        match by.actor.rights.fonds_of_any(&[Deed::Read]) {
            Some(fonds) if by.may(Deed::Read) => archive.within(&fonds, &by.actor.login).await,
            _ => Ok(archive),
        }
    }

    /// Who asks: the bearer of a token, else whoever the operating system's user is.
    async fn recognise(&self, archive: &mut Archive) -> Result<()> {
        let token = match &self.token {
            Some(token) => Some(token.clone()),
            None => tokens::kept(&self.token_place()?),
        };
        if let Some(token) = token {
            let known = issuing_tokens::bearer(archive, &token).await?;
            archive.act_as(known.ok_or_else(tokens::works_no_more)?.actor);
        }
        Ok(())
    }
}

/// After a write: the index follows before the command ends.
pub async fn settle(archive: &Archive) -> Result<()> {
    follow(archive).await?;
    archive.store.close().await;
    Ok(())
}

/// Brings the index up to date. What keeps the index from it keeps no command from its work: the records are in the
/// database, and the index follows the next time.
async fn follow(archive: &Archive) -> Result<()> {
    match catch_up(archive).await {
        Err(error @ (Error::Busy(_) | Error::Broken(_))) => {
            tracing::warn!("检索索引没有跟上（{error}）；记录不受影响，下次会补上。");
            Ok(())
        }
        other => other.map(drop),
    }
}

problems! {
    refuse today_unreadable as no_such_day(today):
        "GUIDANG_TODAY「{today}」不是日期。" / "GUIDANG_TODAY \"{today}\" is no date."
        => "写成 2026-11-21。" / "Write it as 2026-11-21.";
}

//! The archive a command works on.

use super::args::Global;
use crate::archive::{Access, Archive};
use crate::clock::Clock;
use crate::config::{BackupPlan, Config};
use crate::domain::general::error::{Error, Result};
use crate::problems;
use crate::procedures::documents::waiting::register_waiting;

impl Global {
    pub fn config(&self) -> Result<Config> {
        let mut config = Config::new(self.data.clone());
        config.database = self.database.clone();
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
        let archive = Archive::open(self.config()?, Access::Whole).await?;
        crate::acts::upkeep::indexing::catch_up(&archive).await?;
        register_waiting(&archive).await?;
        Ok(archive)
    }

    /// The archive to look into: alone if it is free, else beside the program that has it open.
    pub async fn looking(&self) -> Result<Archive> {
        match self.whole().await {
            Err(Error::Busy(_)) => Archive::open(self.config()?, Access::Reading).await,
            other => other,
        }
    }
}

/// After a write: the index follows before the command ends.
pub async fn settle(archive: &Archive) -> Result<()> {
    crate::acts::upkeep::indexing::catch_up(archive).await?;
    archive.store.close().await;
    Ok(())
}

problems! {
    refuse today_unreadable as no_such_day(today):
        "GUIDANG_TODAY「{today}」不是日期。" / "GUIDANG_TODAY \"{today}\" is no date."
        => "写成 2026-11-21。" / "Write it as 2026-11-21.";
}

//! The backup that is made of an older database before this program changes its shape.

use std::path::PathBuf;

use super::making_backup::{MadeBackup, make_backup};
use crate::backup::{BackupPlace, BackupReason};
use crate::config::Config;
use crate::domain::general::error::Result;
use crate::progress::Progress;
use crate::store::{Store, newest_schema};

/// Backs up a database that this program is about to change the shape of, as it is. Without that backup nothing is
/// changed.
pub(super) async fn back_up_before_upgrade(config: &Config) -> Result<Option<(MadeBackup, PathBuf)>> {
    let store = match &config.database {
        Some(url) => Store::open_postgres_reading(url).await?,
        None => Store::open_sqlite_reading(&config.database_file()).await?,
    };
    let schema = store.schema_version().await?;
    let is_older = schema.is_some_and(|schema| schema < newest_schema(store.backend()));
    let made = if is_older { Some(backed_up(&store, config).await) } else { None };
    store.close().await;
    made.transpose()
}

/// In the place that is set, or where that cannot be had, beside the records.
async fn backed_up(store: &Store, config: &Config) -> Result<(MadeBackup, PathBuf)> {
    let mut failed = None;
    for root in config.backups.to.iter().cloned().chain([config.backups_dir()]) {
        let made = async {
            let mut place = BackupPlace::create(&root)?;
            let reason = BackupReason::BeforeUpgrade;
            make_backup(store, config, (&mut place, &root), reason, &Progress::default()).await
        };
        match made.await {
            Ok(made) => {
                tracing::warn!(place = %root.display(), backup = made.name, "数据库版本较旧，升级前已备份。Backed up before the upgrade.");
                return Ok((made, root));
            }
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| anyhow::anyhow!("no place for a backup").into()))
}

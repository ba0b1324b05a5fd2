//! log, backup, restore: what can be typed about the archive's upkeep.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Ids;

/// Where backups go by themselves.
#[derive(Clone, Debug, Args)]
pub struct BackupSettings {
    /// 定时备份的位置 (where backups are made by themselves)
    #[arg(long, global = true, hide = true, env = "GUIDANG_BACKUP_TO", value_name = "DIR")]
    pub backup_to: Option<PathBuf>,
    /// 每隔几小时 (how many hours apart)
    #[arg(
        long,
        global = true,
        hide = true,
        env = "GUIDANG_BACKUP_EVERY",
        value_name = "HOURS",
        default_value_t = 24
    )]
    pub backup_every: u32,
    /// 天、周、月各留几份 (how many of days, weeks and months are kept)
    #[arg(
        long,
        global = true,
        hide = true,
        env = "GUIDANG_BACKUP_KEEP",
        value_name = "D,W,M",
        default_value = "14,8,24"
    )]
    pub backup_keep: String,
}

#[derive(Debug, Subcommand)]
pub enum LogVerb {
    /// 导出全部日志和它的链（.jsonl 或 .csv）；默认掩去号码，--ids full 照原文导出，链可以逐条验算
    Export {
        #[arg(long, value_enum, default_value_t = Ids::Masked)]
        ids: Ids,
        #[arg(long, short)]
        output: PathBuf,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    #[command(subcommand)]
    pub verb: Option<BackupVerb>,
    /// 备份到这个文件夹；不写就用 GUIDANG_BACKUP_TO
    pub to: Option<PathBuf>,
    /// 天、周、月各留几份，如 14,8,24；不写就用 GUIDANG_BACKUP_KEEP
    #[arg(long, value_name = "D,W,M")]
    pub keep: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum BackupVerb {
    /// 列出 (list)
    List { from: Option<PathBuf> },
    /// 把一份备份读一遍，逐个核对摘要；有损坏时退出码 3 (check)
    Check {
        from: Option<PathBuf>,
        /// 备份名称的前几个字；不写就是最近一份
        #[arg(long, value_name = "NAME")]
        backup: Option<String>,
    },
    /// 恢复演练：在临时位置恢复并核验，然后删除 (drill)
    Drill {
        from: Option<PathBuf>,
        /// 备份名称的前几个字；不写就是最近一份
        #[arg(long, value_name = "NAME")]
        backup: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct Restore {
    /// guidang backup 写入的文件夹
    pub from: PathBuf,
    /// 备份名称的前几个字；不写就是最近一份
    #[arg(long, value_name = "NAME")]
    pub backup: Option<String>,
    /// 核验有差异也照收（差异记入日志）
    #[arg(long)]
    pub take_all: bool,
}

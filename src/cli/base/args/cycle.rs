//! cycle: a year's appraisal in one command.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct CycleArgs {
    /// 鉴定年度
    pub year: i32,
    #[arg(long)]
    pub fonds: Option<String>,
    /// 建立批次；不加只列出将要做的
    #[arg(long, conflicts_with = "dry_run")]
    pub apply: bool,
    /// 只列出将要做的（默认）
    #[arg(long)]
    pub dry_run: bool,
    /// 把到期清单和已有的文书写进这个文件夹
    #[arg(long, value_name = "DIR", requires = "apply")]
    pub forms: Option<PathBuf>,
}

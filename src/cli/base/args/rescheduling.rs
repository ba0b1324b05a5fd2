//! retention propose: what can be typed about a change of schedules.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct ChangePropose {
    /// 草案：分类方案或会计档案保管期限表的文件
    pub file: PathBuf,
    /// 依据，例如批准文号
    #[arg(long)]
    pub reason: String,
    /// 方案草案：哪个全宗
    #[arg(long)]
    pub fonds: Option<String>,
    /// 方案草案：调整按哪个方案归档的档案；不写为现行方案
    #[arg(long)]
    pub against: Option<String>,
    /// 方案草案：从哪一天形成的材料起用它
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// 方案草案：接替哪个方案；不写为 --against 的
    #[arg(long)]
    pub replaces: Option<String>,
    /// 方案草案：与现有方案并用
    #[arg(long, conflicts_with = "replaces")]
    pub beside: bool,
}

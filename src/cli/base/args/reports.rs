//! report: what can be asked about holdings and figures.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum ReportVerb {
    /// 室藏增减：期初、增加、减少、期末，按类别、期限、状态和月份
    Holdings(HoldingsAsked),
    /// 基本情况统计：年末数、本年归档、移交、销毁、利用
    Figures {
        /// 统计年度；不写为最近一个有立卷的年度
        #[arg(long)]
        year: Option<String>,
        #[arg(long)]
        fonds: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct HoldingsAsked {
    /// 年度；不写为今年
    #[arg(long)]
    pub year: Option<i32>,
    /// 月份 1—12；不写为全年
    #[arg(long)]
    pub month: Option<u32>,
    #[arg(long)]
    pub fonds: Option<String>,
    #[arg(long)]
    pub class: Option<String>,
    #[arg(long)]
    pub step: Option<String>,
    /// 保管期限：永久、30
    #[arg(long)]
    pub period: Option<String>,
}

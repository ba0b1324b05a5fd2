//! retention: what can be typed about what is due, and why.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What a report is asked over, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct DueAsked {
    #[arg(long, alias = "due")]
    pub year: i32,
    #[arg(long)]
    pub fonds: Option<String>,
    #[arg(long)]
    pub class: Option<String>,
    #[arg(long)]
    pub step: Option<String>,
    /// 立卷时的保管期限
    #[arg(long)]
    pub period: Option<String>,
    /// 只要数目
    #[arg(long)]
    pub counts: bool,
    #[command(flatten)]
    pub only: DueOnly,
    /// 写成文件
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Which of a report's volumes are listed.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct DueOnly {
    /// 只列本年新到期的
    #[arg(long, conflicts_with = "earlier")]
    pub this_year: bool,
    /// 只列往年到期、还没有鉴定的
    #[arg(long)]
    pub earlier: bool,
    /// 只列立卷后规定的期限有变的
    #[arg(long)]
    pub changed: bool,
    /// 只列期限待定的（写成文件时）
    #[arg(long, conflicts_with_all = ["this_year", "earlier", "changed"])]
    pub questions: bool,
}

#[derive(Debug, Subcommand)]
pub enum RetentionVerb {
    /// 到某一年应当鉴定的；加 -o 写成一份清单 (--format xlsx、csv、csv-gb18030、html、pdf)
    Report(DueAsked),
    /// 为什么是这一天
    Explain { code: String },
    /// 记下决定日期的事实：appraised_keep、appraised_destroy、scrapped、ended
    Record {
        item: String,
        #[arg(long)]
        fact: String,
        #[arg(long)]
        on: String,
        /// 继续保管的新期限，从原来的起算日算起：30 或 永久
        #[arg(long)]
        period: Option<String>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// 撤回记错的事实；编号见 retention explain 的 facts
    Withdraw {
        item: String,
        #[arg(long)]
        fact: i64,
        #[arg(long)]
        reason: String,
    },
    /// 规则变动后重算；先看差异，--apply 才写入
    Recompute {
        #[arg(long)]
        apply: bool,
    },
}

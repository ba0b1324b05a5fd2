//! find: what can be typed to search.

use clap::Args;

use super::ScopeArgs;

#[derive(Debug, Args)]
pub struct Find {
    pub query: Vec<String>,
    #[command(flatten)]
    pub scope: ScopeArgs,
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    #[arg(long, default_value_t = 1)]
    pub page: usize,
    /// 新的在前
    #[arg(long)]
    pub newest: bool,
    /// 只查件（item）或只查案卷（volume）
    #[arg(long, default_value = "")]
    pub kind: String,
    /// 给了全宗时只查它自己的，不查前身全宗的
    #[arg(long)]
    pub alone: bool,
}

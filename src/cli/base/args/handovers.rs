//! Words of `handover`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum HandoverVerb {
    /// 列出交接单 (list)
    List,
    /// 显示一张：材料、核对、由它导入的批次 (show)
    Show(HandoverNamed),
    /// 移交材料：表格里一行一份 (hand papers in)
    New(HandoverNew),
    /// 接收：写明受理号或行号，或 --waiting 写明待核对的份数全部接收 (accept)
    Accept(PapersNamed),
    /// 退回，写明原因 (return)
    Return {
        #[command(flatten)]
        papers: PapersNamed,
        #[arg(long)]
        reason: String,
    },
    /// 打印交接单：pdf、xlsx、csv、html (print)
    Print {
        #[command(flatten)]
        of: HandoverNamed,
        #[arg(long, short)]
        output: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct HandoverNamed {
    /// 交接单号
    pub number: String,
    /// 全宗号：几个全宗有同号的交接单时
    #[arg(long)]
    pub fonds: Option<String>,
}

#[derive(Debug, Args)]
pub struct HandoverNew {
    /// 表格：受理号、业务材料名称、业务环节、单位、姓名、身份证号、件数、页数
    pub file: PathBuf,
    /// 工作表名
    #[arg(long)]
    pub sheet: Option<String>,
    #[arg(long)]
    pub fonds: Option<String>,
    /// 交接单号，不写就用下一个
    #[arg(long, default_value = "")]
    pub number: String,
    /// 移交科室，不写就用本人账号的科室
    #[arg(long, default_value = "")]
    pub department: String,
    /// 文件办结截止时间，如 2026-11-30
    #[arg(long, value_name = "DAY")]
    pub cut_off: String,
    /// 接受某一类询问，如 id_other_document；可写多次
    #[arg(long, value_name = "KIND")]
    pub accept: Vec<String>,
}

#[derive(Debug, Args)]
pub struct PapersNamed {
    #[command(flatten)]
    pub of: HandoverNamed,
    /// 受理号，或行号
    pub papers: Vec<String>,
    /// 全部待核对的，写明有几份
    #[arg(long, value_name = "COUNT", conflicts_with = "papers")]
    pub waiting: Option<usize>,
}

//! verify, log: what can be typed about checking the whole and proving parts of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Ids;

#[derive(Debug, Args)]
pub struct Verify {
    /// 见证：别处保存的检查点，或放它们的文件夹 (a checkpoint kept elsewhere, or a folder of them)
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "checkpoint")]
    pub witness: Option<PathBuf>,
    /// 不用本机的档案：核验一份日志导出 (.jsonl)，或数据目录的副本 (an exported log, or a copy of a data directory)
    #[arg(long, value_name = "DIR", requires_all = ["checkpoint", "key"])]
    pub offline: Option<PathBuf>,
    /// 用这个检查点 (with --offline)
    #[arg(long, value_name = "FILE|DIR", requires = "offline")]
    pub checkpoint: Option<PathBuf>,
    /// 公钥文件；不写就用数据目录里的密钥 (public keys; else that of the data directory)
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
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
    /// 显示签署检查点的公钥：抄下来，存放在别处 (the public key)
    Key,
    /// 签署检查点：日志有多少条、根摘要、时间、签名 (sign a checkpoint)
    Checkpoint {
        /// 写到文件；不写就显示
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// 把日志树写成 tlog-tiles 的文件，连同检查点
        #[arg(long, value_name = "DIR")]
        tiles: Option<PathBuf>,
        /// 较早的检查点：另写一份证明，说明日志只增不改
        #[arg(long, value_name = "FILE", requires = "consistency")]
        since: Option<PathBuf>,
        /// 这份证明写到哪里：每行一个摘要
        #[arg(long, value_name = "FILE", requires = "since")]
        consistency: Option<PathBuf>,
    },
    /// 出具证明：某一条日志、某一件或某一卷的状态、某一份登记过的文件，在日志里 (prove)
    Prove {
        /// 日志序号；件或卷：档号，或 item:12、volume:3；文件，或它的摘要（至少 8 位）
        what: String,
        /// 依据这个较早的检查点；不写就签署一个新的
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// full：一并写出这条日志的原文
        #[arg(long, value_enum, default_value_t = Ids::Masked)]
        ids: Ids,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 核对一份证明；不用打开档案 (check a proof)
    Check {
        file: PathBuf,
        /// 公钥文件
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

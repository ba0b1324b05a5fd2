//! Words of `import`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    Stop,
    Skip,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once, when the command line is read")]
pub enum ImportVerb {
    /// 导入件 (items)
    Items(ImportItems),
    /// 接收移交材料包：先核对，再收成与移交方相同的记录 (package)
    Package(ImportPackage),
}

#[derive(Debug, Args)]
pub struct ImportPackage {
    /// 移交材料包：zip，或解开后的文件夹
    pub path: PathBuf,
    /// 接受某一类询问，如 volume_here、volume_number_taken；可写多次
    #[arg(long, value_name = "KIND")]
    pub accept: Vec<String>,
    /// 只试读，不写入
    #[arg(long, short = 'n')]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ImportItems {
    pub file: PathBuf,
    #[arg(long)]
    pub fonds: Option<String>,
    /// 交接单号：清单里的材料由它接收
    #[arg(long, value_name = "NUMBER")]
    pub handover: Option<String>,
    /// 分类方案编号：本全宗同时用几个方案而行里看不出归哪一个时
    #[arg(long)]
    pub scheme: Option<String>,
    #[arg(long)]
    pub year: Option<i32>,
    /// 类别：代码、名称或编号，如 ZJ、养老、unemployment
    #[arg(long)]
    pub class: Option<String>,
    /// 业务环节：名称或方案里的编号，如 二(一)
    #[arg(long)]
    pub step: Option<String>,
    /// 工作表名
    #[arg(long)]
    pub sheet: Option<String>,
    /// 移交科室，记住它的列对应关系
    #[arg(long, default_value = "")]
    pub sender: String,
    /// 列对应关系文件 (JSON)
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// 采用唯一明确的归类建议，并列出理由
    #[arg(long)]
    pub suggest: bool,
    /// 接受某一类询问，如 duplicate_row；可写多次
    #[arg(long, value_name = "KIND")]
    pub accept: Vec<String>,
    /// 采用在网页上对这张表做的改正；不写就照文件原样读
    #[arg(long)]
    pub repairs: bool,
    /// 只试读，不写入
    #[arg(long, short = 'n')]
    pub dry_run: bool,
    /// 有问题时：全部不收 (stop)，或只收好的 (skip)
    #[arg(long, value_enum, default_value_t = OnError::Stop)]
    pub on_error: OnError,
    /// 把批注了问题的表写到这里 (.xlsx)
    #[arg(long, value_name = "FILE")]
    pub annotated: Option<PathBuf>,
}

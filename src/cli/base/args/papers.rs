//! form, catalog: what can be typed about forms and printing.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Ids, ScopeArgs};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LeafName {
    /// 案卷目录，印在各卷前面 (catalog of the volumes)
    Catalog,
    Cover,
    Contents,
    Statement,
    Spine,
    Label,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once, when the command line is read")]
pub enum FormVerb {
    /// 列出 (list)
    List,
    /// 检查格式文件：哪里不对、怎么改；不给文件就检查随程序的和单位自己的；有问题时退出码 3
    Check { files: Vec<PathBuf> },
    /// 打印一张表格：有档案就用记录，--blank 印空白表，--rows 按名单逐行套印
    Print {
        /// 表格名、编号或 编号@版本，如 卷内目录、spine_15
        form: Option<String>,
        /// 全部表格，每种一个文件，写到 -o 的文件夹
        #[arg(long, conflicts_with_all = ["form", "rows"])]
        all: bool,
        #[arg(long)]
        blank: bool,
        /// 名单 (.xlsx .csv)：表头写表格的栏目名
        #[arg(long, value_name = "FILE")]
        rows: Option<PathBuf>,
        #[command(flatten)]
        scope: ScopeArgs,
        /// 身份证号：全显、掩码、不印；不写就掩码，认证表全显（收表的单位要核对）
        #[arg(long, value_enum)]
        ids: Option<Ids>,
        /// 接收单位
        #[arg(long, default_value = "")]
        receiver: String,
        /// 扣除这台打印机的偏移
        #[arg(long = "printer", value_name = "NAME", default_value = "")]
        on: String,
        /// 从半张标签的第几格印起
        #[arg(long, default_value_t = 1)]
        start: u32,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 打印机的偏移：不给名称就列出；先打「校准页」，量出偏右、偏下的毫米数
    Printer {
        name: Option<String>,
        #[arg(long, requires = "name", allow_negative_numbers = true)]
        dx: Option<f64>,
        #[arg(long, requires = "name", allow_negative_numbers = true)]
        dy: Option<f64>,
    },
}

#[derive(Debug, Subcommand)]
pub enum PackageVerb {
    /// 核对收到的移交材料包（zip 或解压后的文件夹），本机不必建有档案库：缺失、改动、多出的逐个列出；0 完整，3 有差异，4 不是移交材料包或打不开
    Check { path: PathBuf },
    /// 出具接收回执：已接收（import package）的移交包，除 --return 写明的以外逐卷接收；csv 或 xlsx，交给移交方读入
    Receipt(PackageReceipt),
}

#[derive(Debug, Args)]
pub struct PackageReceipt {
    pub path: PathBuf,
    /// 退回的案卷：档号=原因，可写多个
    #[arg(long = "return", value_name = "CODE=REASON")]
    pub returned: Vec<String>,
    /// 回执文件，.csv 或 .xlsx
    #[arg(long, short)]
    pub output: PathBuf,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once, when the command line is read")]
pub enum CatalogVerb {
    /// 有哪些目录
    Kinds,
    /// 核对以前导出或打印的文件，或封面、末页上的内容摘要（至少前 8 位）：真件且现行；真件，之后这些记录有变动（退出码 3）；不是本单位的（退出码 4）
    Verify { file: PathBuf },
    /// 照原样重印：封面上的内容摘要（至少前 8 位），用当时的记录和当时的格式版本
    Reprint {
        digest: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 同样的文件按现在的记录重做
    Remake {
        digest: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 比较两次导出的目录：多了、少了、改了哪些，何人何时为何改的；只写一个就与现在比；有不同时退出码 3
    Diff {
        /// 文件，或其内容摘要（至少前 8 位）
        from: PathBuf,
        to: Option<PathBuf>,
        /// 把结果写到这里（.xlsx .csv .html）
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// 导出
    Export {
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
        #[command(flatten)]
        scope: ScopeArgs,
        /// 只要这几卷（档号或内部编号），可写多次
        #[arg(long)]
        volume: Vec<String>,
        /// 身份证号：全显、掩码、不印
        #[arg(long, value_enum, default_value_t = Ids::Masked)]
        ids: Ids,
        /// 接收单位（移交清册）
        #[arg(long, default_value = "")]
        receiver: String,
        /// 按这一天终了时的记录，如 2026-03-31
        #[arg(long, value_name = "DAY")]
        as_of: Option<chrono::NaiveDate>,
        /// 移交批次号
        #[arg(long, default_value = "")]
        batch: String,
        /// 移交依据，如 档案法实施条例第三十条
        #[arg(long, default_value = "")]
        reason: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 随机抽若干卷；同样的种子和范围抽出同样的卷
    Sample {
        /// 抽几卷
        #[arg(long, short = 'n', default_value_t = 30)]
        count: usize,
        /// 种子；不写则取一个新的并写在清单上
        #[arg(long)]
        seed: Option<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        /// 把抽样清单写到这里 (.xlsx .csv .html)
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// 把抽出各卷的卷内目录写到这里 (.xlsx)
        #[arg(long, value_name = "FILE")]
        contents: Option<PathBuf>,
    },
}

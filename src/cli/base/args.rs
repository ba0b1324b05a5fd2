//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod checking;
mod cycle;
mod disposals;
mod finding;
mod founding;
mod handovers;
mod holds;
mod importing;
mod items;
mod papers;
mod people;
mod reports;
mod rescheduling;
mod transfers;
mod upkeep;

pub use checking::{LogVerb, Verify};
pub use cycle::CycleArgs;
pub use disposals::{DisposalOpen, DisposalVerb, DisposalVote};
pub use finding::Find;
pub use founding::{CodeVerb, Demo, FondsVerb, Init, SchemeVerb, Serve};
pub use handovers::{HandoverNamed, HandoverNew, HandoverVerb, PapersNamed};
pub use holds::{HoldPlace, HoldVerb};
pub use importing::{ImportItems, ImportPackage, ImportVerb, OnError};
pub use items::ItemVerb;
pub use papers::{CatalogVerb, FormVerb, LeafName, PackageReceipt, PackageVerb};
pub use people::{AccountAdd, AccountVerb, Login};
pub use reports::{HoldingsAsked, ReportVerb};
pub use rescheduling::ChangePropose;
pub use transfers::{TransferOpen, TransferVerb};
pub use upkeep::{Backup, BackupSettings, BackupVerb, Restore};

use crate::domain::general::wording::Lang;

/// 归档：社会保险业务档案的整理、检索、保管期限与目录。
///
/// Files social-insurance business records, finds them, says when they may be disposed of and why, prints every catalog.
#[derive(Debug, Parser)]
#[command(name = "guidang", version, max_term_width = 110)]
pub struct CommandLine {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, Args)]
pub struct Global {
    /// 数据目录 (data directory)
    #[arg(long, global = true, env = "GUIDANG_DATA", default_value = "guidang-data", value_name = "DIR")]
    pub data: PathBuf,
    /// 改用 PostgreSQL (use PostgreSQL instead of the embedded database)
    #[arg(long, global = true, env = "GUIDANG_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// 输出格式：table 给人看，json 给程序；catalog export 用 xlsx、csv、csv-gb18030、html、pdf、zip
    #[arg(long, global = true, value_enum, default_value_t = AnswerFormat::Table)]
    pub format: AnswerFormat,
    /// 语言 (language)
    #[arg(long, global = true, value_enum, default_value_t = Tongue::Zh)]
    pub lang: Tongue,
    /// 令牌，以它的主人的名义办事 (act as the bearer of this token)
    #[arg(
        long,
        global = true,
        env = "GUIDANG_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true,
        hide = true
    )]
    pub token: Option<String>,
    /// 存放检查点的第二处（另一台机器的共享目录、移动盘里建好的文件夹）：serve 每小时送去一份，verify 用它作见证
    #[arg(long = "witness-place", global = true, env = "GUIDANG_WITNESS", value_name = "DIR")]
    pub witness_place: Option<PathBuf>,
    /// 把今天当作这一天 (take this day for today)
    #[arg(long, global = true, env = "GUIDANG_TODAY", value_name = "DAY", hide = true)]
    pub today: Option<String>,
    #[command(flatten)]
    pub backups: BackupSettings,
}

impl Global {
    pub fn lang(&self) -> Lang {
        match self.lang {
            Tongue::Zh => Lang::Zh,
            Tongue::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Table,
    Json,
    Xlsx,
    Csv,
    #[value(name = "csv-gb18030")]
    CsvGb18030,
    Html,
    /// 印在纸上 (PDF/A)
    Pdf,
    /// 移交材料包：清册、目录、索引、元数据，BagIt
    Zip,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 试用：临时档案与示例记录，Ctrl+C 结束并删除 (temporary archive with sample records)
    Demo(Demo),
    /// 建立全宗 (make a new archive)
    Init(Init),
    /// 开网页 (serve the pages and the API)
    Serve(Serve),
    /// 账号与岗位 (accounts and posts)
    #[command(subcommand)]
    Account(AccountVerb),
    /// 各岗位的权限 (what each post may do)
    Roles,
    /// 登录，命令行以后以这个账号办事 (sign in)
    Login(Login),
    /// 退出 (sign out)
    Logout,
    /// 现在以谁的名义办事 (who a command acts as)
    Whoami,
    /// 全宗 (fonds)
    #[command(subcommand)]
    Fonds(FondsVerb),
    /// 分类方案 (classification schemes)
    #[command(subcommand)]
    Scheme(SchemeVerb),
    /// 档号 (archival codes)
    #[command(subcommand)]
    Code(CodeVerb),
    /// 交接单：科室移交，档案室接收或退回 (hand-overs inside the house)
    #[command(subcommand)]
    Handover(HandoverVerb),
    /// 接收移交表 (take in hand-over sheets)
    #[command(subcommand)]
    Import(ImportVerb),
    /// 接收批次 (batches taken in)
    #[command(subcommand)]
    Batch(BatchVerb),
    /// 案卷 (volumes)
    #[command(subcommand)]
    Volume(VolumeVerb),
    /// 件 (items)
    #[command(subcommand)]
    Item(ItemVerb),
    /// 检索：姓名、单位、身份证号、文号、档号、拼音 (find)
    Find(Find),
    /// 保管期限 (retention)
    #[command(subcommand)]
    Retention(RetentionVerb),
    /// 鉴定销毁：批次、表决、审批、监销 (disposal)
    #[command(subcommand)]
    Disposal(DisposalVerb),
    /// 年度鉴定：到期清单、冻结和待定除外、分类建批次、表格，等谁办理；先列出，--apply 才建立 (a year's appraisal)
    Cycle(CycleArgs),
    /// 移交：应移交清单、检查、装箱、材料包、点交、回执 (transfer)
    #[command(subcommand)]
    Transfer(TransferVerb),
    /// 冻结与解冻 (holds)
    #[command(subcommand)]
    Hold(HoldVerb),
    /// 表格：清单、检查、打印 (forms)
    #[command(subcommand)]
    Form(FormVerb),
    /// 统计：室藏增减、基本情况 (figures)
    #[command(subcommand)]
    Report(ReportVerb),
    /// 目录与清册 (catalogs and registers)
    #[command(subcommand)]
    Catalog(CatalogVerb),
    /// 日志 (the log)
    #[command(subcommand)]
    Log(LogVerb),
    /// 移交材料包 (transfer packages)
    #[command(subcommand)]
    Package(PackageVerb),
    /// 备份到另一个文件夹，不用停下工作；list、check、drill 查看、检查、演练恢复 (back up)
    Backup(Backup),
    /// 从备份恢复到 --data 指定的新文件夹（和 --database 指定的空库），核验无误才能使用 (restore)
    Restore(Restore),
    /// 核验：记录、日志、索引、页号、日期、见证；0 无误，3 有差异，1 无法核验 (verify)
    Verify(Verify),
    /// 重建检索索引 (rebuild the index)
    Reindex,
    /// 体检：磁盘、数据库、索引、方案 (health)
    Doctor,
}

#[derive(Debug, Subcommand)]
pub enum BatchVerb {
    List,
    Show {
        id: i64,
    },
    /// 整批退回：收错的清单，它的件从案卷里撤出
    TakeBack {
        id: i64,
    },
}

/// Which volumes a command is about.
#[derive(Clone, Debug, Default, Args)]
pub struct ScopeArgs {
    #[arg(long)]
    pub fonds: Option<String>,
    /// 年度：2009 或 2009..2015
    #[arg(long, value_name = "A[..B]")]
    pub year: Option<String>,
    /// 类别
    #[arg(long)]
    pub class: Option<String>,
    /// 业务环节
    #[arg(long)]
    pub step: Option<String>,
    /// 保管期限：永久、30年、30
    #[arg(long)]
    pub period: Option<String>,
    /// 状态：open 整理中，closed 已立卷
    #[arg(long)]
    pub state: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum VolumeVerb {
    List {
        /// 题名、档号或案卷号里的词
        words: Vec<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        #[arg(long, default_value_t = 100)]
        limit: i64,
        /// 排序：code title year class step number period dates items pages eligible closed_on closed_by checked_by state，前面加 - 倒排
        #[arg(long, default_value = "", allow_hyphen_values = true)]
        sort: String,
    },
    /// 新立一个空卷，编号接在同类的最后一卷之后
    New {
        #[arg(long)]
        fonds: Option<String>,
        /// 年度
        #[arg(long)]
        year: i32,
        /// 类别：代码、编号或名称
        #[arg(long)]
        class: Option<String>,
        /// 业务环节的名称或编号，如 二(一)；会计材料写材料名称，如 总账
        #[arg(long)]
        step: String,
        /// 分类方案的编号（同年有几个方案在用时）
        #[arg(long)]
        scheme: Option<String>,
        /// 题名（不写就按年度、环节、卷号取）
        #[arg(long, default_value = "")]
        title: String,
    },
    /// 分卷：从卷内第几件起分出，成为同类的下一卷（未立卷时）
    Split {
        volume: String,
        /// 新卷的第一件：顺序号
        #[arg(long)]
        at: u32,
    },
    /// 并卷：把同类的最后一卷并入这一卷（均未立卷），即撤回分卷
    Join {
        volume: String,
        /// 并进来的卷：档号或内部编号
        last: String,
    },
    /// 显示一卷（档号或内部编号）
    Show { volume: String },
    /// 立卷
    Close {
        volume: String,
        /// 检查人
        #[arg(long, default_value = "")]
        checked_by: String,
        /// 立卷人（印在备考表上；不写就是本机用户）
        #[arg(long, default_value = "")]
        closed_by: String,
        /// 本卷情况说明的补充
        #[arg(long, default_value = "")]
        note: String,
    },
    /// 改题名
    Retitle { volume: String, title: String },
    /// 删除空卷（未立卷、没有文件、同类的最后一卷）
    Remove { volume: String },
    /// 重排：按给出的件编号的顺序
    Reorder { volume: String, items: Vec<i64> },
    /// 整卷一次打印：封面、卷内目录、备考表、脊背、标签，一个 PDF
    Print {
        /// 档号或内部编号，可写多个
        volume: Vec<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        /// 只印这几样：cover contents statement spine label
        #[arg(long, value_enum)]
        leaf: Vec<LeafName>,
        /// 改用这张表格，如 volume_contents_business、spine_15；可写多次
        #[arg(long)]
        form: Vec<String>,
        /// 身份证号：全显、掩码、不印
        #[arg(long, value_enum, default_value_t = Ids::Masked)]
        ids: Ids,
        /// 扣除这台打印机的偏移 (form printer)
        #[arg(long = "printer", value_name = "NAME", default_value = "")]
        on: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 查断号、重号、页号不连续和次序异常；有发现时退出码 3
    Check {
        #[command(flatten)]
        scope: ScopeArgs,
    },
}

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
    /// 按草案（分类方案或会计档案保管期限表）推算期限的变化；不写入
    WhatIf {
        file: PathBuf,
        /// 对照的方案；不写为同名的，或现行方案
        #[arg(long)]
        against: Option<String>,
        #[arg(long)]
        fonds: Option<String>,
        /// 把期限会变的案卷印成一份清单（PDF）并登记
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// 提出期限调整：推算的清单登记留存；写入要再执行（retention apply）
    Propose(ChangePropose),
    /// 列出期限调整
    Changes,
    /// 看一项期限调整；加 -o 取它的清单（PDF）
    Change {
        number: String,
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// 执行期限调整；有件提前到可鉴定的，提出人不能执行
    Apply { number: String },
    /// 撤回期限调整
    Retract {
        number: String,
        #[arg(long)]
        reason: String,
    },
    /// 规则变动后重算；先看差异，--apply 才写入
    Recompute {
        #[arg(long)]
        apply: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ids {
    Full,
    Masked,
    LeftOut,
}

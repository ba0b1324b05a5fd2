//! `disposal`: batches from appraisal to destruction.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum DisposalVerb {
    /// 列出批次 (list)
    List,
    /// 显示一批：清单、表决、审批、等谁 (show)
    Show { number: String },
    /// 建批次：写明案卷，或 --basket，或 --due 年份加范围 (open)
    Open(DisposalOpen),
    /// 检查：没有冻结、待查、页号错误，才能鉴定 (examine)
    Examine { number: String },
    /// 取出一卷 (take a volume out)
    TakeOut(DisposalLineGiven),
    /// 分出几卷另建一批，鉴定一致以前 (part volumes into a batch of their own)
    Split {
        number: String,
        /// 档号、条码或清单上的序号
        volumes: Vec<String>,
        #[arg(long, default_value = "")]
        title: String,
    },
    /// 鉴定小组加入一人；--leave 退出 (the appraisal group)
    Group {
        number: String,
        /// 登录名
        login: String,
        /// 席位：leader、business、archives、administration、accounting
        #[arg(long, default_value = "")]
        seat: String,
        /// 退出小组，写明理由
        #[arg(long, value_name = "REASON")]
        leave: Option<String>,
    },
    /// 会计档案：登记债权债务已核对 (claims and debts were checked)
    CheckDebts {
        number: String,
        #[arg(long)]
        words: String,
    },
    /// 表决：一组，或单独一卷 (vote)
    Vote(DisposalVote),
    /// 写出自己的表决表 xlsx，填好后用 votes 读入 (one's votes as a sheet)
    Decisions { number: String, output: std::path::PathBuf },
    /// 读入填好的表决表，表决记在本人名下 (read them back)
    Votes {
        number: String,
        /// 填好的表决表
        #[arg(long, value_name = "FILE")]
        from: std::path::PathBuf,
    },
    /// 鉴定一致，定下每卷的去留 (conclude)
    Conclude { number: String },
    /// 形成鉴定意见书 (write the opinion)
    Opinion {
        number: String,
        #[arg(long)]
        words: String,
    },
    /// 同意，按审批次序 (consent)
    Approve {
        number: String,
        /// 审批的一环：archives、accounting、head；不写就是下一环
        #[arg(long, default_value = "")]
        role: String,
        #[arg(long, default_value = "")]
        words: String,
    },
    /// 退回鉴定小组 (return)
    Return {
        number: String,
        #[arg(long, default_value = "")]
        role: String,
        #[arg(long)]
        reason: String,
    },
    /// 登记备案号，开始静置 (report)
    Report {
        number: String,
        /// 备案号
        #[arg(long)]
        under: String,
        /// 报给谁
        #[arg(long, default_value = "")]
        to: String,
        /// 静置几天
        #[arg(long)]
        days: Option<u32>,
    },
    /// 申请保留一卷 (keep a volume back)
    KeepBack(DisposalLineGiven),
    /// 抽出一件：卷销毁，这一件留下另立卷 (keep a record out)
    KeepOut {
        number: String,
        /// 条码或档号
        item: String,
        #[arg(long)]
        reason: String,
    },
    /// 监销时登记抽出的件已另立卷，可写多个 (the records kept out were refiled)
    LayAside {
        number: String,
        /// 条码或原档号
        items: Vec<String>,
    },
    /// 静置期满，开始监销 (begin)
    Begin { number: String },
    /// 清点：条码或档号，可写多个 (count volumes)
    Tick { number: String, volumes: Vec<String> },
    /// 监销人签到，从终端或标准输入读口令 (a supervisor signs in)
    Supervise {
        number: String,
        /// 监销人的登录名
        #[arg(long)]
        login: String,
    },
    /// 下令销毁并执行；中断后用同一命令接着执行 (destroy)
    Destroy {
        number: String,
        /// 再输入一次批次号
        #[arg(long)]
        confirm: String,
        /// 方式：pulping 化浆、shredding 粉碎、burning 焚毁、other 其他
        #[arg(long)]
        method: String,
        #[arg(long)]
        place: String,
        /// 时间
        #[arg(long, default_value = "")]
        time: String,
    },
    /// 打印一种文件，一个 PDF；销毁清册还可以是 .xlsx、.csv (print)
    Print {
        number: String,
        /// 文件：opinion 鉴定意见书、approval 销毁审批表、register 销毁清册、report 鉴定工作报告、certificate 销毁证明、minutes 监销记录、relabel 改签清单
        #[arg(long)]
        document: String,
        #[arg(long, short)]
        output: std::path::PathBuf,
    },
    /// 办结后，把本批的文件归档，永久保管 (file its papers as records)
    FilePapers {
        number: String,
        /// 类别；方案没有收这类文件的条目时写明
        #[arg(long, default_value = "")]
        class: String,
        /// 业务环节
        #[arg(long, default_value = "")]
        step: String,
    },
    /// 作废一批 (withdraw)
    Withdraw {
        number: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub struct DisposalOpen {
    /// 档号或编号
    pub volumes: Vec<String>,
    /// 批次名称
    #[arg(long, default_value = "")]
    pub title: String,
    /// 待办篮里的案卷
    #[arg(long)]
    pub basket: bool,
    /// 这一年到期的
    #[arg(long, value_name = "YEAR")]
    pub due: Option<i32>,
    #[command(flatten)]
    pub within: super::ScopeArgs,
    /// 题名、档号里的词
    #[arg(long, default_value = "")]
    pub words: String,
}

#[derive(Debug, Args)]
pub struct DisposalLineGiven {
    pub number: String,
    /// 档号、条码或清单上的序号
    pub volume: String,
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct DisposalVote {
    pub number: String,
    /// 结论：destroy 销毁、keep 续存、permanent 转永久、transfer 移交、undecided 待定
    pub decision: String,
    /// 一组的编号
    #[arg(long)]
    pub group: Option<u32>,
    /// 单独一卷：档号、条码或序号
    #[arg(long)]
    pub volume: Option<String>,
    /// 续存的新期限，从原起算日算起
    #[arg(long)]
    pub period: Option<String>,
    #[arg(long, default_value = "")]
    pub reason: String,
}

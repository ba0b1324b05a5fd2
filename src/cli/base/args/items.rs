//! item: what can be typed about single records, and about many at once.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum ItemVerb {
    /// 显示一件（档号或内部编号）
    Show { item: String },
    /// 更正
    Correct {
        item: String,
        /// 字段=值，如 title=…、date=2009-03-22、pages=4；可写多次
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        set: Vec<String>,
        /// 理由；已立卷时必填
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 批量修改：一次改许多件的同一个字段；不加 --yes 只预览
    Amend {
        /// 档号或内部编号，可写多个；不写就是待办篮里的件
        item: Vec<String>,
        /// title creator doc_number date date_end secrecy medium remarks unit_name
        #[arg(long)]
        field: String,
        /// 要查找的文字
        #[arg(long, requires = "with", conflicts_with = "set")]
        find: Option<String>,
        /// 替换为
        #[arg(long)]
        with: Option<String>,
        /// 整个字段设为
        #[arg(long, required_unless_present = "find")]
        set: Option<String>,
        /// 理由；有已立卷的件时必填
        #[arg(long, default_value = "")]
        reason: String,
        /// 照预览修改
        #[arg(long)]
        yes: bool,
    },
    /// 撤销一次批量修改（日志序号）；这些件此后又有改动的，不能撤销
    UndoAmend { event: i64 },
    /// 从未立卷的案卷取出
    TakeOut { item: String },
    /// 改归别的年度、类别或业务环节（未立卷时）
    Refile {
        item: String,
        #[arg(long)]
        year: Option<i32>,
        #[arg(long)]
        class: Option<String>,
        #[arg(long)]
        step: Option<String>,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 放入同类的未立卷案卷
    PutIn {
        item: String,
        volume: String,
        /// 第几件；缺省放在最后
        #[arg(long, default_value_t = u32::MAX)]
        at: u32,
    },
}

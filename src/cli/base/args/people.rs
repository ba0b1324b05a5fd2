//! `account`, `login`: who works here.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// 列出账号和岗位 (list)
    List,
    /// 建账号，给出只显示一次的初始口令 (make an account)
    Add(AccountAdd),
    /// 改姓名、科室、期限 (change)
    Change {
        login: String,
        #[arg(long)]
        name: Option<String>,
        /// 科室
        #[arg(long)]
        section: Option<String>,
        /// 职务
        #[arg(long)]
        duty: Option<String>,
        /// 这个账号在命令行对应的操作系统用户
        #[arg(long)]
        system_user: Option<String>,
        /// 用到哪一天；写 none 为长期
        #[arg(long)]
        until: Option<String>,
    },
    /// 停用 (disable)
    Disable { login: String },
    /// 恢复 (enable again)
    Enable { login: String },
    /// 发新的初始口令 (give a new first password)
    Secret { login: String },
    /// 停用动态验证码：手机和恢复码都丢了的人 (take the second factor off an account)
    SecondFactorOff { login: String },
    /// 提出岗位；小单位由一人授予，三员分立须另一人批准 (give or propose a post)
    Grant {
        login: String,
        /// 岗位编号，见 guidang roles
        #[arg(long)]
        post: String,
        /// 只管这个全宗
        #[arg(long)]
        fonds: Option<String>,
        /// 到哪一天
        #[arg(long)]
        until: Option<String>,
    },
    /// 批准提出的岗位 (approve)
    Approve { appointment: i64 },
    /// 给程序发令牌，以自己的名义，只显示一次 (make a token for a program)
    Token {
        /// 用途
        name: String,
        /// 用几天
        #[arg(long, default_value_t = 30)]
        days: i64,
        /// 只能查看
        #[arg(long)]
        read_only: bool,
    },
    /// 收回岗位 (withdraw)
    Revoke { appointment: i64 },
}

#[derive(Debug, Args)]
pub struct AccountAdd {
    /// 登录名
    pub login: String,
    /// 姓名，印在目录和清册上
    #[arg(long)]
    pub name: String,
    /// 科室
    #[arg(long, default_value = "")]
    pub section: String,
    /// 职务
    #[arg(long, default_value = "")]
    pub duty: String,
    /// 这个账号在命令行对应的操作系统用户
    #[arg(long, default_value = "")]
    pub system_user: String,
    /// 用到哪一天
    #[arg(long)]
    pub until: Option<String>,
}

#[derive(Debug, Args)]
pub struct Login {
    /// 登录名；口令从终端或标准输入读
    #[arg(required_unless_present = "given")]
    pub login: Option<String>,
    /// 存下在网页「我的账号」里发的令牌，从标准输入读
    #[arg(long = "with-token", conflicts_with = "login")]
    pub given: bool,
    /// 用几天 (days)
    #[arg(long, default_value_t = 30)]
    pub days: i64,
}

//! demo, init, serve, fonds, scheme, code: what can be typed about the archive as a whole.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, default_value = "127.0.0.1:8787")]
    pub listen: std::net::SocketAddr,
    /// 件数 (how many records)
    #[arg(long, default_value_t = 50_000)]
    pub items: u32,
    /// 只建档案，不开网页 (make it and stop)
    #[arg(long, hide = true)]
    pub no_serve: bool,
}

#[derive(Debug, Args)]
pub struct Init {
    /// 全宗号，如 0211
    #[arg(long)]
    pub fonds: String,
    /// 全宗名称
    #[arg(long)]
    pub name: String,
    /// 分类方案：文件，或随程序附带的方案编号如 wuhu-2009
    #[arg(long)]
    pub scheme: String,
    /// 岗位设置：small 小单位，一人兼几岗；separated 三员分立 (division of posts)
    #[arg(long, default_value = "small")]
    pub posts: String,
    /// 小单位的第一个账号：登录名，默认是操作系统用户名
    #[arg(long)]
    pub login: Option<String>,
    /// 第一个账号的姓名，印在目录和清册上
    #[arg(long, value_name = "姓名")]
    pub person: Option<String>,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, env = "GUIDANG_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: std::net::SocketAddr,
    /// 只在本机监听、前面有代理时，网页用的域名，可以写几次 (a name pages are reached by behind a proxy)
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// 前面有代理，由它做 TLS 并写明来访地址 (a proxy in front does TLS and says from where requests come)
    #[arg(long)]
    pub behind_proxy: bool,
    /// 代理按证书、UKey 认出的人，登录名写在这个请求头里 (header in which the proxy says the login of whom it knows)
    #[arg(long, value_name = "HEADER", requires_all = ["behind_proxy", "login_from"])]
    pub login_header: Option<String>,
    /// 只信从这个地址来的：代理的地址 (believed from this address alone: the proxy's)
    #[arg(long, value_name = "ADDRESS", requires = "login_header")]
    pub login_from: Option<std::net::IpAddr>,
    /// 网站证书，PEM，连同中间证书；换了新证书不用重启 (certificate with its chain; a renewed one is taken up by itself)
    #[arg(
        long,
        env = "GUIDANG_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key",
        conflicts_with = "behind_proxy"
    )]
    pub tls_cert: Option<std::path::PathBuf>,
    /// 它的私钥，PEM (its key)
    #[arg(long, env = "GUIDANG_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<std::path::PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum FondsVerb {
    /// 列出 (list)
    List,
    /// 增加 (add)
    Add {
        #[arg(long)]
        number: String,
        #[arg(long)]
        name: String,
        /// 已有的方案编号
        #[arg(long)]
        scheme: String,
    },
    /// 登记全宗沿革：一个全宗的前身 (earlier fonds)
    Succeed {
        /// 后来的全宗号
        fonds: String,
        /// 前身的全宗号
        #[arg(long)]
        earlier: String,
        /// 接续的日期
        #[arg(long)]
        on: String,
        /// 接收了什么，依据哪个文件
        #[arg(long, default_value = "")]
        note: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum SchemeVerb {
    /// 检查方案文件：每一处矛盾、所在行、怎么办；有发现时退出码 3
    Check { files: Vec<PathBuf> },
    /// 显示方案 (show)
    Show { id: Option<String> },
    /// 把一个方案的档号写成另一个方案的：新档号、变了什么、丢了什么 (translate a code)
    Translate {
        code: String,
        /// 档号所属的方案
        #[arg(long)]
        from: String,
        /// 写成这个方案；不给时是本单位的
        #[arg(long)]
        to: Option<String>,
    },
    /// 加入方案的一个新版本 (add an edition)
    Add { file: PathBuf },
    /// 启用新版本、另一个方案或新的会计期限表；先看区别和影响，--apply 才启用 (adopt)
    Adopt {
        /// 方案文件，或随程序附带的、已有的编号
        file: String,
        #[arg(long)]
        fonds: Option<String>,
        /// 从哪一天形成的材料起：2020-07-01，或年度 2020；不写时按方案的适用年度
        #[arg(long)]
        from: Option<String>,
        /// 接替哪一个方案；只用一个方案时不必写
        #[arg(long)]
        replaces: Option<String>,
        /// 与现有方案并用
        #[arg(long, conflicts_with = "replaces")]
        beside: bool,
        #[arg(long)]
        apply: bool,
    },
    /// 停用与其他方案并用的一个方案 (end its use)：此日以后形成的材料不再归入它
    End {
        id: String,
        #[arg(long)]
        fonds: Option<String>,
        /// 最后一天：2024-12-31
        #[arg(long, required_unless_present = "never")]
        on: Option<String>,
        /// 撤销停用
        #[arg(long, conflicts_with = "on")]
        never: bool,
    },
    /// 撤回启用，只要还没有按它归档 (withdraw an adoption)
    Withdraw {
        id: String,
        #[arg(long)]
        fonds: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum CodeVerb {
    /// 读一个档号：所有读法与问题
    Parse {
        code: String,
        /// 方案编号；还没有建立全宗时也可用随程序附带的
        #[arg(long)]
        scheme: Option<String>,
    },
}

//! `init`, `serve`, `fonds`: the archive as a whole.

use std::sync::Arc;

use crate::acts::finding::viewing::{self, FondsView};
use crate::acts::setup::founding::{self, Founding};
use crate::acts::setup::succeeding::{self, SuccessionGiven};
use crate::archive::{Access, Archive};
use crate::cli::base::args::{FondsVerb, Global, Init, Serve};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::{Error, Result};
use crate::domain::schemes::scheme::Finding;
use crate::domain::values::date;
use crate::people::{FIRST_LOGIN, FirstAccount, is_login};
use crate::{embedded, problems, say, system_user};

pub async fn init(global: &Global, console: &Console, args: &Init) -> Result<Done> {
    let config = global.config()?;
    let user = system_user::name();
    let own = if is_login(&user) { user.clone() } else { FIRST_LOGIN.to_owned() };
    let login = args.login.clone().unwrap_or(own);
    let by = config.clock.founder(&login, args.person.as_deref().unwrap_or(&user));
    let founding = Founding {
        number: args.fonds.clone(),
        name: args.name.clone(),
        scheme: scheme_text(&args.scheme)?,
        preset: args.posts.clone(),
    };
    let (archive, accounts) = founding::found_with_secrets(config, &by, founding).await?;
    let place = archive.config.data().display().to_string();
    let schemes = viewing::schemes(&archive, &by).await?;
    let of_fonds = schemes.into_iter().filter(|view| view.fonds.contains(&args.fonds));
    let undecided: Vec<Finding> =
        of_fonds.flat_map(|view| view.findings).filter(Finding::is_undecided).collect();
    let answer = serde_json::json!({
        "fonds": args.fonds, "name": args.name, "data": place, "undecided": &undecided,
        "accounts": accounts.iter().map(first_account).collect::<Vec<_>>(),
    });
    console.answer(&answer, |console| {
        console.line(console.pick(&say!(
            "已建立：全宗 {} {}，数据在 {place}。",
            "Made: fonds {} {}, data in {place}.",
            args.fonds,
            args.name
        )));
        let count = undecided.len();
        if count > 0 {
            console.line(console.pick(&say!(
                "分类方案里有 {count} 处要由单位决定：",
                "{count} things of the scheme are for the office to decide:"
            )));
            undecided.iter().for_each(|finding| {
                console.line(format!("  ? {}", console.pick(&finding.message)));
            });
        }
        console.line(console.pick(&say!(
            "账号和初始口令（只显示这一次，首次登录时必须改掉）：",
            "Accounts and their first passwords (shown this once, to be changed at the first sign-in):"
        )));
        accounts.iter().for_each(|account| {
            console.line(format!("  {}  {}  {}", account.login, account.secret, account.name));
        });
        console.line(console.pick(&say!(
            "下一步：guidang serve，或 guidang import items 文件。",
            "Next: guidang serve, or guidang import items FILE."
        )));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn first_account(account: &FirstAccount) -> serde_json::Value {
    serde_json::json!({ "login": account.login, "name": account.name, "secret": account.secret })
}

/// A scheme's text: from a file, or one that ships with the program by its id.
pub fn scheme_text(named: &str) -> Result<String> {
    let path = std::path::Path::new(named);
    if path.exists() {
        return std::fs::read_to_string(path)
            .map_err(|error| Error::Unreadable(vec![scheme_file_unreadable(&named, &error)]));
    }
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let wanted = |name: &str| name == file || name.strip_suffix(".toml") == Some(named);
    embedded::scheme_files().into_iter().find(|(name, _)| wanted(name)).map(|(_, text)| text).ok_or_else(
        || {
            let known =
                embedded::scheme_files().into_iter().map(|(name, _)| name).collect::<Vec<_>>().join("、");
            Error::not_found(say!(
                "没有方案文件 {named}。随程序附带的有：{known}。",
                "There is no scheme file {named}. Shipped: {known}."
            ))
        },
    )
}

pub async fn serve(global: &Global, args: &Serve) -> Result<Done> {
    let archive = Arc::new(Archive::open(global.config()?, Access::Whole).await?);
    // whoever is in between reads every name and number otherwise
    let tls = args.tls_cert.clone().zip(args.tls_key.clone());
    if !args.listen.ip().is_loopback() && !args.behind_proxy && tls.is_none() {
        return Err(Error::from(open_network(&args.listen)));
    }
    let login_header = args.login_header.clone().zip(args.login_from);
    let (listen, names, behind_proxy) = (args.listen, args.host.clone(), args.behind_proxy);
    Ok(Done::Serve { archive, listen, names, behind_proxy, login_header, tls, demo: false, keep: None })
}

pub async fn fonds(global: &Global, console: &Console, verb: &FondsVerb) -> Result<Done> {
    match verb {
        FondsVerb::List => {
            let archive = global.looking().await?;
            let fonds = viewing::fonds_views(&archive, &archive.local_user()).await?;
            console.answer(&fonds, |console| {
                let rows: Vec<_> = fonds.iter().map(fonds_row).collect();
                let heads = [("全宗号", "fonds"), ("名称", "name"), ("方案", "scheme"), ("前身", "earlier")];
                console.table(&heads, &rows);
            });
        }
        FondsVerb::Add { number, name, scheme } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            founding::add_fonds(&archive, &by, number.clone(), name.clone(), scheme.clone()).await?;
            console.say(&say!("已加入全宗 {number} {name}。", "Added fonds {number} {name}."));
            settle(&archive).await?;
        }
        FondsVerb::Succeed { fonds, earlier, on, note } => {
            let archive = global.whole().await?;
            let on = date::read_day(on).map_err(Error::Refused)?;
            let given =
                SuccessionGiven { fonds: fonds.clone(), earlier: earlier.clone(), on, note: note.clone() };
            succeeding::record_succession(&archive, &archive.local_user(), given).await?;
            console.say(&say!(
                "已登记：全宗 {fonds} 的前身是 {earlier}。",
                "Recorded: {earlier} went before fonds {fonds}."
            ));
            settle(&archive).await?;
        }
    }
    Ok(Done::Code(0))
}

/// A line of the list: what it files under now with the day since when, what went before it.
fn fonds_row(view: &FondsView) -> Vec<String> {
    let schemes = view.schemes.iter().filter(|one| one.until.is_none()).map(|one| match one.from {
        Some(from) => format!("{}（{from} 起）", one.scheme_id),
        None => one.scheme_id.clone(),
    });
    let earlier = view.earlier.iter().map(|one| format!("{}（至 {}）", one.fonds.number, one.until));
    vec![
        view.fonds.number.clone(),
        view.fonds.name.clone(),
        schemes.collect::<Vec<_>>().join("、"),
        earlier.collect::<Vec<_>>().join("、"),
    ]
}

problems! {
    refuse open_network(listen):
        "在 {listen} 上别的机器能访问，但没有加密。" / "{listen} is reached by other machines, and nothing is encrypted."
        => "加 --tls-cert 证书 --tls-key 私钥；或前面用代理做 TLS，再加 --behind-proxy；只在本机用，监听 127.0.0.1。"
            / "Add --tls-cert and --tls-key; or put a proxy with TLS in front and add --behind-proxy; on this machine alone, listen on 127.0.0.1.";
    refuse scheme_file_unreadable as cannot_open(named, error):
        "方案文件 {named} 读不出（{error}）。" / "The scheme file {named} cannot be read ({error})."
        => "方案文件要用 UTF-8 编码保存。" / "Save scheme files as UTF-8.";
}

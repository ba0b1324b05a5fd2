//! The token a user keeps for an archive: `~/.config/guidang/tokens.json`, for nobody else to read.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use super::console::Console;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::say;

fn file() -> Option<PathBuf> {
    let home = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = home("XDG_CONFIG_HOME").or_else(|| Some(home("HOME")?.join(".config")))?;
    Some(folder.join("guidang").join("tokens.json"))
}

fn all() -> BTreeMap<String, String> {
    let text = file().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// The token kept for the archive at this place.
pub fn kept(place: &str) -> Option<String> {
    all().remove(place)
}

/// Keeps a token for the archive at this place, or forgets it.
///
/// # Errors
/// `Busy` where the user's configuration cannot be written.
pub fn keep(place: &str, token: Option<&str>) -> Result<()> {
    let unwritable = |error: &dyn std::fmt::Display| {
        Error::Busy(say!(
            "不能写入用户配置目录（{error}）。可以改用环境变量 GUIDANG_TOKEN。",
            "The user's configuration cannot be written ({error}). GUIDANG_TOKEN can be used instead."
        ))
    };
    let Some(file) = file() else { return Err(unwritable(&"HOME")) };
    let mut tokens = all();
    match token {
        Some(token) => drop(tokens.insert(place.to_owned(), token.to_owned())),
        None => drop(tokens.remove(place)),
    }
    let write = || -> std::io::Result<()> {
        let folder = file.parent().unwrap_or(&file);
        std::fs::create_dir_all(folder)?;
        let begun = file.with_extension("new");
        std::fs::remove_file(&begun).ok();
        let mut open = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&begun)?;
        open.write_all(&serde_json::to_vec(&tokens)?)?;
        open.sync_all()?;
        std::fs::rename(begun, &file)
    };
    write().map_err(|error| unwritable(&error))
}

/// Reads a password or token: from the terminal without showing it, else the first line of standard input.
pub fn read_secret(console: &Console, ask: &Wording) -> Result<String> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(console.pick(ask))?);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The code of the second factor, read where a password alone was not enough.
pub fn code_asked_for<T>(console: &Console, answered: &Result<T>) -> Result<Option<String>> {
    match answered {
        Err(Error::Refused(said)) if said.iter().any(|one| one.kind == "code_wanted") => {
            read_secret(console, &say!("动态验证码：", "Code: ")).map(Some)
        }
        _ => Ok(None),
    }
}

/// The answer to a token nobody bears.
pub fn works_no_more() -> Error {
    Error::NotAllowed(say!(
        "令牌无效：已注销、到期，或不是这个档案的。请重新 guidang login。",
        "The token works no more, or belongs to another archive. Sign in again with guidang login."
    ))
}

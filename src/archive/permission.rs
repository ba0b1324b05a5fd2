//! Leave: asked by every act in its own name.

use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::say;

/// Asks leave in the name of the act.
pub fn allow(by: &By, deed: Deed) -> Result<()> {
    if by.may(deed) {
        return Ok(());
    }
    let (name, Wording { zh, en }) = (&by.actor.name, deed.word());
    if by.actor.login.is_empty() {
        return Err(Error::NotAllowed(say!(
            "本机用户「{name}」没有账号。请用 guidang login 登录，或请系统管理员把账号对应到这个用户。",
            "\"{name}\" of this machine has no account. Sign in with guidang login, or ask the system administrator to give this user one."
        )));
    }
    Err(Error::NotAllowed(say!(
        "「{name}」的岗位没有这项权限：{zh}。请找有权限的同事，或请安全管理员授予岗位。",
        "The posts of \"{name}\" do not allow this: {en}. Ask a colleague who may, or the security administrator for a post.",
    )))
}

/// Asks leave for what several posts may do.
pub fn allow_one_of(by: &By, deeds: &[Deed]) -> Result<()> {
    match (deeds.iter().any(|deed| by.may(*deed)), deeds.first()) {
        (false, Some(deed)) => allow(by, *deed),
        _ => Ok(()),
    }
}

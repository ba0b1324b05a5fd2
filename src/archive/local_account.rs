//! Whoever works at the archive's own machine without signing in.

use super::{Archive, lock};
use crate::domain::general::error::Result;
use crate::domain::general::posts::posts;
use crate::domain::general::role::{Actor, Deed, Rights};
use crate::domain::records::event::{Event, EventKind};
use crate::people::{self, FIRST_LOGIN, is_login};
use crate::store::Tx;
use crate::system_user;

impl Archive {
    /// Whom the operating system's user acts as. An archive from before there were accounts gets its first one
    /// here; looked at beside another program, or on a disc, it can be read.
    pub(super) async fn local_account(&self) -> Result<Actor> {
        let (user, day) = (system_user::name(), self.config.clock.now().date_naive());
        let found = match self.store.account_of_system_user(&user).await {
            Ok(found) => found,
            // opened for reading before the program that migrates it was run
            Err(_) if !self.may_write() => return Ok(onlooker(&user)),
            Err(error) => return Err(error),
        };
        if let Some(account) = found {
            return people::actor(&self.store, &account, day).await;
        }
        match (self.store.accounts().await?.is_empty(), self.may_write()) {
            // stopped while it was founded: it gets its accounts when it is
            (true, _) if self.store.fonds().await?.is_empty() => Ok(onlooker(&user)),
            (true, true) => self.first_account(user).await,
            (true, false) => Ok(onlooker(&user)),
            // a copy to be read, an auditor's disc: it has no program that could ask who it is
            (false, false) if self.config.database.is_none() && !lock::is_held(&self.config) => {
                Ok(onlooker(&user))
            }
            (false, _) => Ok(Actor { login: String::new(), name: user, rights: Rights::default() }),
        }
    }

    async fn first_account(&self, user: String) -> Result<Actor> {
        let name = user.clone();
        let login = if is_login(&user) { user.clone() } else { FIRST_LOGIN.to_owned() };
        let founder = self.config.clock.founder(&login, &user);
        let preset = posts().presets.iter().find(|preset| !preset.two_persons);
        let preset = preset.ok_or_else(|| anyhow::anyhow!("no preset for one person"))?;
        let drawn = people::drawn(preset, &founder).await?;
        let by = founder.clone();
        let deed = async move |tx: &mut Tx| {
            // another machine over the same database was first
            if !tx.accounts().await?.is_empty() {
                return Ok(((), None));
            }
            people::begin(tx, &by, preset, &drawn, &user).await?;
            let detail = serde_json::json!({ "preset": preset.id, "accounts": [&by.actor.login] });
            Ok(((), Some(Event::new(EventKind::AccountMade, by.actor.login.clone(), detail))))
        };
        self.store.write_if_needed(&founder, deed).await?;
        tracing::warn!(
            "这份档案原来没有账号，已给操作系统用户「{name}」建了账号 {login}；在网页上登录前，先停下服务，以运行服务的系统用户（{name}）运行 guidang account secret {login} 得到初始口令，再启动。"
        );
        match self.store.account_of_system_user(&name).await? {
            Some(account) => people::actor(&self.store, &account, founder.today()).await,
            None => Ok(Actor { login: String::new(), name, rights: Rights::default() }),
        }
    }
}

/// Somebody who looks at an archive that knows no accounts: whoever has its file reads it anyway.
fn onlooker(user: &str) -> Actor {
    let rights = Rights::only(&[Deed::Read, Deed::Export, Deed::Verify, Deed::Audit]);
    Actor { login: user.to_owned(), name: user.to_owned(), rights }
}

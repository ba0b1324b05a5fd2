//! Whoever works at the archive's own machine without signing in.

use super::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::posts::posts;
use crate::domain::general::role::{Actor, Deed, Rights};
use crate::domain::records::event::{Event, EventKind};
use crate::store::Tx;
use crate::{people, system_user};

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
            (true, true) => self.first_account(user).await,
            (true, false) => Ok(onlooker(&user)),
            (false, _) => Ok(Actor { login: String::new(), name: user, rights: Rights::default() }),
        }
    }

    async fn first_account(&self, user: String) -> Result<Actor> {
        let founder = self.config.clock.founder(&user, &user);
        let preset = posts().presets.iter().find(|preset| !preset.two_persons);
        let preset = preset.ok_or_else(|| anyhow::anyhow!("no preset for one person"))?;
        let drawn = people::drawn(preset, &founder).await?;
        let by = founder.clone();
        let deed = async move |tx: &mut Tx| {
            people::begin(tx, &by, preset, &drawn, &user).await?;
            let detail = serde_json::json!({ "preset": preset.id, "accounts": [&user] });
            Ok(((), Event::new(EventKind::AccountMade, user, detail)))
        };
        self.store.write(&founder, deed).await?;
        match self.store.account_of_system_user(&founder.actor.login).await? {
            Some(account) => people::actor(&self.store, &account, founder.today()).await,
            None => Err(anyhow::anyhow!("the first account was not written").into()),
        }
    }
}

/// Somebody who looks at an archive that knows no accounts: whoever has its file reads it anyway.
fn onlooker(user: &str) -> Actor {
    let rights = Rights::only(&[Deed::Read, Deed::Export, Deed::Verify, Deed::Audit]);
    Actor { login: user.to_owned(), name: user.to_owned(), rights }
}

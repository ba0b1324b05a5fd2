//! 账号、岗位、会话: reading and writing them.

use super::queries::Queries;
use super::sql::vals;
use super::table::{Record as _, select};
use super::tables::{Account, Appointment, SecondFactor, Separation, Session, Token};
use super::tx::Tx;
use crate::domain::general::error::Result;

impl Queries {
    /// Every account, ended ones among them, in order of id.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.all(select::<Account>("order by id"), &[]).await
    }

    pub async fn account(&self, id: i64) -> Result<Option<Account>> {
        self.one(select::<Account>("where id = $1"), vals![id]).await
    }

    pub async fn account_named(&self, login: &str) -> Result<Option<Account>> {
        self.one(select::<Account>("where login = $1"), vals![login]).await
    }

    /// Whom a user of the operating system acts as.
    pub async fn account_of_system_user(&self, user: &str) -> Result<Option<Account>> {
        self.one(select::<Account>("where system_user = $1 and system_user <> ''"), vals![user]).await
    }

    /// Every appointment, in order of id.
    pub async fn appointments(&self) -> Result<Vec<Appointment>> {
        self.all(select::<Appointment>("order by id"), &[]).await
    }

    pub async fn appointments_of(&self, account: i64) -> Result<Vec<Appointment>> {
        self.all(select::<Appointment>("where account_id = $1 order by id"), vals![account]).await
    }

    pub async fn appointment(&self, id: i64) -> Result<Option<Appointment>> {
        self.one(select::<Appointment>("where id = $1"), vals![id]).await
    }

    pub async fn separations(&self) -> Result<Vec<Separation>> {
        self.all(select::<Separation>("order by id"), &[]).await
    }

    pub async fn token_by_digest(&self, digest: &str) -> Result<Option<Token>> {
        self.one(select::<Token>("where digest = $1"), vals![digest]).await
    }

    pub async fn token(&self, id: i64) -> Result<Option<Token>> {
        self.one(select::<Token>("where id = $1"), vals![id]).await
    }

    /// Every token, in order of id.
    pub async fn tokens(&self) -> Result<Vec<Token>> {
        self.all(select::<Token>("order by id"), &[]).await
    }

    /// What an account proves beside its password; `None`: the password is enough.
    pub async fn second_factor(&self, account: i64) -> Result<Option<SecondFactor>> {
        self.one(select::<SecondFactor>("where account_id = $1 and ended_at = ''"), vals![account]).await
    }

    /// The accounts that have a second factor.
    pub async fn accounts_with_second_factor(&self) -> Result<Vec<i64>> {
        self.all("select account_id from second_factor where ended_at = '' order by account_id", &[]).await
    }

    pub async fn session(&self, digest: &str) -> Result<Option<Session>> {
        self.one(select::<Session>("where digest = $1"), vals![digest]).await
    }

    /// The sessions of an account that were not ended, the newest first.
    pub async fn sessions_of(&self, account: i64) -> Result<Vec<Session>> {
        let sql = select::<Session>("where account_id = $1 and ended_at = '' order by made_at desc, digest");
        self.all(sql, vals![account]).await
    }
}

impl Tx {
    /// Writes an account; its id is given here.
    pub async fn insert_account(&mut self, account: &Account) -> Result<i64> {
        self.insert(account).await
    }

    pub async fn update_account(&mut self, account: &Account) -> Result<()> {
        self.update(account).await
    }

    /// Writes an appointment; its id is given here.
    pub async fn insert_appointment(&mut self, appointment: &Appointment) -> Result<i64> {
        self.insert(appointment).await
    }

    pub async fn update_appointment(&mut self, appointment: &Appointment) -> Result<()> {
        self.update(appointment).await
    }

    pub async fn insert_separation(&mut self, one: &str, other: &str) -> Result<i64> {
        self.insert(&Separation { id: 0, one: one.into(), other: other.into() }).await
    }

    /// Writes a token; its id is given here.
    pub async fn insert_token(&mut self, token: &Token) -> Result<i64> {
        self.insert(token).await
    }

    pub async fn end_token(&mut self, id: i64, at: &str) -> Result<()> {
        self.set(Token::TABLE, id, vec![("ended_at", at.into())]).await
    }

    /// Ends every token of an account.
    pub async fn end_tokens_of(&mut self, account: i64, at: &str) -> Result<()> {
        let sql = "select id from token where account_id = $1 and ended_at = '' order by id";
        let working: Vec<i64> = self.all(sql, vals![account]).await?;
        for id in working {
            self.end_token(id, at).await?;
        }
        Ok(())
    }

    /// Writes a second factor; its id is given here.
    pub async fn insert_second_factor(&mut self, factor: &SecondFactor) -> Result<i64> {
        self.insert(factor).await
    }

    /// Keeps what a code that was used has left.
    pub async fn use_second_factor(&mut self, factor: &SecondFactor) -> Result<()> {
        let left = vec![("step", factor.step.into()), ("recovery", factor.recovery.as_str().into())];
        self.set(SecondFactor::TABLE, factor.id, left).await
    }

    pub async fn end_second_factor(&mut self, id: i64, at: &str) -> Result<()> {
        self.set(SecondFactor::TABLE, id, vec![("ended_at", at.into())]).await
    }

    /// Writes a session; those that ended long before go.
    pub async fn insert_session(&mut self, session: &Session, forgotten_before: &str) -> Result<()> {
        let sql = "delete from session where until_at < $1";
        self.connection().await.execute(sql, vals![forgotten_before]).await?;
        self.insert_rows(Session::TABLE, &session.vals()).await
    }

    pub async fn see_session(&mut self, digest: &str, at: &str) -> Result<()> {
        let sql = "update session set seen_at = $1 where digest = $2";
        self.connection().await.execute(sql, vals![at, digest]).await?;
        Ok(())
    }

    /// Ends a session.
    pub async fn end_session(&mut self, digest: &str, at: &str) -> Result<()> {
        let sql = "update session set ended_at = $1 where digest = $2 and ended_at = ''";
        self.connection().await.execute(sql, vals![at, digest]).await?;
        Ok(())
    }

    /// Ends every session there is.
    pub async fn end_every_session(&mut self, at: &str) -> Result<()> {
        let sql = "update session set ended_at = $1 where ended_at = ''";
        self.connection().await.execute(sql, vals![at]).await?;
        Ok(())
    }

    /// Ends every session of an account but one.
    pub async fn end_sessions_of(&mut self, account: i64, but: &str, at: &str) -> Result<()> {
        let sql = "update session set ended_at = $1 where account_id = $2 and digest <> $3 and ended_at = ''";
        self.connection().await.execute(sql, vals![at, account, but]).await?;
        Ok(())
    }
}

//! The tables of people: accounts, the posts they hold, what they are signed in by.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::records::event::RecordKind;
use crate::table::{TableInfo, VerifiedBy, record};

pub(crate) static ACCOUNT: TableInfo = TableInfo::of_rows("account", RecordKind::Account, Account::COLUMNS);

record! {
    /// 账号 of one person.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Account in ACCOUNT {
        pub id: i64,
        pub login: String,
        /// 姓名, as it stands on paper.
        pub name: String,
        /// 科室
        pub section: String,
        /// 职务
        pub duty: String,
        /// User of the operating system who acts as this account; empty: none.
        pub system_user: String,
        /// Argon2id in the PHC form; empty: nobody signs in by password.
        pub secret: String,
        /// The secret was given by another person.
        pub must_change: bool,
        /// RFC 3339 with offset.
        pub made_at: String,
        /// Last day it works, ISO; empty: without end.
        pub until_day: String,
        /// Empty: it works.
        pub disabled_at: String,
    }
}

pub(crate) static APPOINTMENT: TableInfo =
    TableInfo::of_rows("appointment", RecordKind::Appointment, Appointment::COLUMNS).under(&[
        ("account_id", "account"),
        ("fonds_id", "fonds"),
        ("proposed_by", "account"),
        ("approved_by", "account"),
        ("ended_by", "account"),
    ]);

record! {
    /// 任岗: a post given to an account.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Appointment in APPOINTMENT {
        pub id: i64,
        pub account_id: i64,
        /// As `assets/posts.toml` calls it.
        pub post: String,
        /// The only fonds it is held for; `None`: all.
        pub fonds_id: Option<i64>,
        /// ISO.
        pub from_day: String,
        /// Last day, ISO; empty: without end.
        pub until_day: String,
        pub proposed_by: i64,
        pub proposed_at: String,
        /// `None`: it waits.
        pub approved_by: Option<i64>,
        pub approved_at: String,
        pub ended_by: Option<i64>,
        /// Empty: it holds, or waits.
        pub ended_at: String,
    }
}

impl Appointment {
    /// It was approved, was not ended, and the day lies within its days.
    pub fn holds_on(&self, day: &str) -> bool {
        let within =
            self.from_day.as_str() <= day && (self.until_day.is_empty() || day <= self.until_day.as_str());
        self.approved_by.is_some() && self.ended_at.is_empty() && within
    }
}

pub(crate) static SEPARATION: TableInfo =
    TableInfo::of_rows("separation", RecordKind::Separation, Separation::COLUMNS);

record! {
    /// Two posts that one person never holds together.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Separation in SEPARATION {
        pub id: i64,
        pub one: String,
        pub other: String,
    }
}

pub(crate) static TOKEN: TableInfo =
    TableInfo::of_rows("token", RecordKind::Token, Token::COLUMNS).under(&[("account_id", "account")]);

record! {
    /// 令牌: what a program or a command line is known by.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Token in TOKEN {
        pub id: i64,
        pub account_id: i64,
        pub name: String,
        /// SHA-256 of the token.
        pub digest: String,
        /// Keys of the deeds it may do, apart by blanks; empty: all of its account.
        pub deeds: String,
        pub made_at: String,
        pub until_day: String,
        pub ended_at: String,
    }
}

pub(crate) static SECOND_FACTOR: TableInfo =
    TableInfo::of_rows("second_factor", RecordKind::SecondFactor, SecondFactor::COLUMNS)
        .under(&[("account_id", "account")]);

record! {
    /// 动态验证码: what an account's owner proves beside the password (RFC 6238).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SecondFactor in SECOND_FACTOR {
        pub id: i64,
        pub account_id: i64,
        /// 160 bits in base32. Never changed, so that no event keeps it.
        pub seed: String,
        /// Time step of the last code used.
        pub step: i64,
        /// SHA-256 of each recovery code that is left, apart by blanks.
        pub recovery: String,
        pub made_at: String,
        /// Empty: it is asked for.
        pub ended_at: String,
    }
}

/// No event names its rows: they are no records, come and go by the hour, and prove nothing.
pub(crate) static SESSION: TableInfo =
    TableInfo::unlogged("session", &["digest"], Session::COLUMNS, VerifiedBy::Nobody)
        .under(&[("account_id", "account")]);

record! {
    /// 会话: somebody signed in at a browser.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Session in SESSION {
        /// SHA-256 of what the browser keeps.
        pub digest: String,
        pub account_id: i64,
        pub made_at: String,
        pub seen_at: String,
        pub until_at: String,
        pub address: String,
        pub agent: String,
        /// Empty: it works.
        pub ended_at: String,
    }
}

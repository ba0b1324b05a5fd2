//! Who acts, and when. Every act takes a [`By`]; permission is checked inside the act.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A person known to the archive. Until accounts exist there is one, the local user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Stable name, copied into every event: `local` until accounts exist.
    pub login: String,
    /// The name people read.
    pub name: String,
    pub role: Role,
}

/// 岗位. What each may do is the table [`Role::may`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 档案管理员
    Archivist,
    /// 业务经办
    Clerk,
    /// 审计
    Auditor,
    /// 查档窗口
    Reader,
}

/// What an act asks leave for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Set the archive up: fonds, schemes.
    Found,
    /// Take in a hand-over sheet.
    Receive,
    /// File, move, correct, close.
    File,
    /// Record a fact that decides a date.
    Decide,
    /// Search and look.
    Read,
    /// Print and export catalogs and registers.
    Export,
    /// Give records to somebody at the counter, and see whole ID numbers there.
    Consult,
    /// Check the whole: verify, reindex.
    Verify,
}

impl Role {
    /// The table role × deed.
    pub fn may(self, deed: Deed) -> bool {
        use Deed::*;
        match self {
            Role::Archivist => true,
            Role::Clerk => matches!(deed, Receive | Read),
            Role::Auditor => matches!(deed, Read | Export | Verify),
            Role::Reader => matches!(deed, Read | Consult),
        }
    }
}

/// Who does it, and at what moment by the archive's clock (Beijing time).
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    pub now: DateTime<FixedOffset>,
}

impl By {
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }
}

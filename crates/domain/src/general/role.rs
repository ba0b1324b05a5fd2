//! Who acts, when, and what each may do. Every act takes a [`By`]; permission is checked inside the act.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::key::keyed;

keyed! {
    /// What an act asks leave for. Which post may do which is data: `assets/posts.toml`.
    pub enum Deed {
        /// Set the archive up: fonds, schemes.
        Found = "found", "建立全宗、启用方案", "Set up fonds and schemes";
        /// Take in a hand-over sheet.
        Receive = "receive", "接收移交表", "Take in hand-over sheets";
        /// File, move, correct, close.
        File = "file", "整理、立卷、更正", "File, close, correct";
        /// Record a fact that decides a date.
        Decide = "decide", "登记影响期限的事实", "Record facts that decide a date";
        /// Keep records from being destroyed as long as a matter is open.
        Hold = "hold", "冻结、解冻档案", "Place and lift holds";
        /// Search and look.
        Read = "read", "检索、查看", "Search and look";
        /// Print and export catalogs and registers.
        Export = "export", "打印、导出目录", "Print and export catalogs";
        /// Give records to somebody at the counter, and see whole ID numbers there.
        Consult = "consult", "查档利用、看完整身份证号", "Serve the counter, see whole ID numbers";
        /// Check the whole: verify, reindex.
        Verify = "verify", "核验档案", "Verify the archive";
        /// Keep the program running: index, jobs, backups.
        Maintain = "maintain", "运行维护：索引、任务、备份", "Maintain: index, jobs, backups";
        /// Make accounts, end them, give new secrets.
        Enrol = "enrol", "管理账号", "Manage accounts";
        /// Give posts to accounts and take them away.
        Appoint = "appoint", "授予、收回岗位", "Give and withdraw posts";
        /// Open batches of what is due, examine them, take them through to destruction.
        Dispose = "dispose", "鉴定、处置", "Appraise and dispose";
        /// Vote in an appraisal group.
        Appraise = "appraise", "鉴定表决", "Vote on appraisals";
        /// Consent to a disposal, or return it.
        Approve = "approve", "审批处置", "Approve disposals";
        /// Be there when records are destroyed.
        Supervise = "supervise", "监销", "Supervise destruction";
        /// Read the log of everything that was done.
        Audit = "audit", "查看操作日志", "Read the log";
    }
}

/// What one post that a person holds allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// Id of the post.
    pub post: String,
    pub deeds: Vec<Deed>,
    /// Number of the only fonds it is held for; `None`: all.
    pub fonds: Option<String>,
}

/// What a person may do, and over which fonds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights(pub Vec<Allowed>);

impl Rights {
    /// Everything: whoever founds an archive, which has no accounts yet.
    pub fn all() -> Rights {
        Rights(vec![Allowed { post: String::new(), deeds: Deed::ALL.to_vec(), fonds: None }])
    }

    /// These deeds everywhere.
    pub fn only(deeds: &[Deed]) -> Rights {
        Rights(vec![Allowed { post: String::new(), deeds: deeds.to_vec(), fonds: None }])
    }

    pub fn may(&self, deed: Deed) -> bool {
        self.0.iter().any(|allowed| allowed.deeds.contains(&deed))
    }

    /// Over which fonds one of the deeds may be done; `None`: all.
    pub fn fonds_of_any(&self, deeds: &[Deed]) -> Option<Vec<String>> {
        let mut fonds = Vec::new();
        for deed in deeds {
            fonds.extend(self.fonds(*deed)?.into_iter().map(str::to_owned));
        }
        fonds.sort();
        fonds.dedup();
        Some(fonds)
    }

    /// Over which fonds the deed may be done; `None`: all.
    pub fn fonds(&self, deed: Deed) -> Option<Vec<&str>> {
        let allowing = self.0.iter().filter(|allowed| allowed.deeds.contains(&deed));
        allowing.map(|allowed| allowed.fonds.as_deref()).collect()
    }

    /// Whether the deed may be done to what belongs to this fonds.
    pub fn may_over(&self, deed: Deed, fonds: &str) -> bool {
        let within = |allowed: &Allowed| allowed.fonds.as_deref().is_none_or(|only| only == fonds);
        self.0.iter().any(|allowed| allowed.deeds.contains(&deed) && within(allowed))
    }

    /// What is left where both allow: a token never may more than whoever made it.
    pub fn within(mut self, deeds: &[Deed]) -> Rights {
        self.0.iter_mut().for_each(|allowed| allowed.deeds.retain(|deed| deeds.contains(deed)));
        self
    }
}

/// A person known to the archive, or the program itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Stable name, copied into every event.
    pub login: String,
    /// The name people read, as it stands on paper.
    pub name: String,
    #[serde(default, skip_serializing)]
    pub rights: Rights,
}

/// Who does it, and at what moment by the archive's clock (Beijing time).
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    pub now: DateTime<FixedOffset>,
    /// Network address it was asked from; `None`: on the archive's own machine.
    pub from: Option<String>,
    /// Known by a token, which may lie in a program's settings and get lost.
    pub by_token: bool,
    /// The request of a program it belongs to, where that has a key.
    pub request: Option<Box<RequestKey>>,
}

/// 请求键: what a program calls a request by, so that sent again it is not done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    pub key: String,
    /// SHA-256 of its method, address and body.
    pub digest: String,
    /// Drawn each time it is sent.
    pub sending: String,
}

impl By {
    /// Somebody at the archive's own machine.
    pub fn local(actor: Actor, now: DateTime<FixedOffset>) -> By {
        By { actor, now, from: None, by_token: false, request: None }
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    pub fn may(&self, deed: Deed) -> bool {
        self.actor.rights.may(deed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(deeds: &[Deed], fonds: Option<&str>) -> Allowed {
        Allowed { post: "archivist".into(), deeds: deeds.to_vec(), fonds: fonds.map(str::to_owned) }
    }

    #[test]
    fn a_deed_reaches_the_fonds_of_every_post_that_allows_it() {
        let rights = Rights(vec![
            allowed(&[Deed::Read], Some("0211")),
            allowed(&[Deed::Read, Deed::File], Some("0300")),
        ]);
        assert_eq!(rights.fonds(Deed::Read), Some(vec!["0211", "0300"]));
        assert_eq!(rights.fonds(Deed::File), Some(vec!["0300"]));
        assert_eq!(rights.fonds(Deed::Audit), Some(Vec::new()));
        assert!(rights.may_over(Deed::File, "0300") && !rights.may_over(Deed::File, "0211"));
        assert_eq!(Rights::all().fonds(Deed::Found), None);
        assert!(!rights.within(&[Deed::Read]).may(Deed::File));
    }
}

//! What `verify` says of a difference, and what to do about it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::wording::Wording;
use crate::procedures::log_witness::LogWitness;
use crate::say;

/// A difference found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// `row_changed`, `row_missing`, `row_foreign`, `row_odd`, `chain_broken`, `history_gap`,
    /// `guard_missing`, `log_behind`, `log_replaced`, `time_backwards`, `index_differs`, `pages`, `counts`, `date_differs`, `database_damaged`,
    /// `log_cut`, `schema_differs`, `log_rewritten`, `witness_unreadable`, `witness_foreign`, `witness_unsigned`, `witness_ahead_of_time`.
    pub kind: String,
    pub about: String,
    pub message: Wording,
    pub fix: Wording,
}

/// The newest checkpoint of elsewhere that agrees with the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Witnessed {
    pub name: String,
    /// Events it vouches for.
    pub size: u64,
    pub root: String,
    /// RFC 3339.
    pub at: String,
}

/// What was looked at, and every difference.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Verified {
    pub events: i64,
    pub items: i64,
    pub volumes: i64,
    /// Records and volumes in the word index.
    pub indexed: i64,
    pub findings: Vec<Difference>,
    /// The newest checkpoint kept elsewhere that agrees with the log.
    pub witness: Option<Witnessed>,
    /// What nothing here could have shown this time.
    pub not_covered: Vec<Wording>,
}

/// At most this many differences of one kind are listed; of the rest one for every table.
const LISTED: usize = 200;

impl Verified {
    pub(super) fn add(&mut self, kind: &str, about: impl Into<String>, message: Wording, fix: Wording) {
        let about = about.into();
        let table = |about: &str| about.split(' ').next().unwrap_or_default().to_owned();
        let of_kind = self.findings.iter().filter(|finding| finding.kind == kind);
        let same = of_kind.clone().count();
        let is_first = of_kind.clone().all(|finding| table(&finding.about) != table(&about));
        let is_told = of_kind.clone().any(|finding| finding.about.is_empty());
        if same < LISTED || is_first {
            self.findings.push(Difference { kind: kind.into(), about, message, fix });
        } else if !is_told {
            let message = say!(
                "还有更多同类的差异，未逐条列出。",
                "There are more of this kind, not listed one by one."
            );
            self.findings.push(Difference { kind: kind.into(), about: String::new(), message, fix });
        }
    }
}

impl Verified {
    pub(super) fn row_changed(&mut self, about: String) {
        let message = say!(
            "{about} 的内容与日志记下的不一致：它在程序之外被改动过。",
            "{about} differs from what the log says: it was changed behind the program's back."
        );
        self.add("row_changed", about, message, restore());
    }

    pub(super) fn chain_broken(&mut self, number: i64) {
        let message = say!(
            "日志链在第 {number} 号断开：这一条或它前面的一条被改过、删过或插入过。",
            "The chain breaks at event {number}: it or the one before was changed, removed or put in."
        );
        self.add("chain_broken", format!("event {number}"), message, restore());
    }

    /// Something knows an event that the log does not have, or has otherwise.
    pub(super) fn log_contradicted(&mut self, witness: &LogWitness, last: i64) {
        let (event, log_end, at) = (witness.event, witness.log_end, &witness.at);
        let fix = say!(
            "请停止使用，找回更新的一份数据库；确是有意恢复旧备份的，记入备考，再移走数据目录里的 log-witness.jsonl。",
            "Stop using it and find the newer copy of the database. If an older backup was put back on purpose, put that on record and move log-witness.jsonl out of the data directory."
        );
        let (kind, message) = if event > last {
            let message = say!(
                "检索索引知道第 {event} 号日志，日志却只到第 {last} 号：日志末尾被截去，或数据库换成了旧的一份（{at} 发现，当时到第 {log_end} 号）。",
                "The index knows event {event}, but the log ends at {last}: its end was cut off, or the database is an older copy (found at {at}, when the log ended at {log_end})."
            );
            ("log_behind", message)
        } else {
            let message = say!(
                "第 {event} 号日志不是检索索引见过的那一条：日志被整个改写过，或数据库是另一份（{at} 发现，当时到第 {log_end} 号）。",
                "Event {event} is not the one the index saw: the log was written anew, or the database is another (found at {at}, when the log ended at {log_end})."
            );
            ("log_replaced", message)
        };
        self.add(kind, format!("event {event}"), message, fix);
    }

    /// An event that says it was before the one before it, by more than any work lasts.
    pub(super) fn time_backwards(&mut self, number: i64, at: &str, before: &str) {
        let message = say!(
            "第 {number} 号日志的时间（{at}）早于前一条（{before}）一天以上：有一条的日期是假的，或时钟错过。",
            "Event {number} ({at}) is more than a day before the event before it ({before}): one of the two has a false date, or the clock was wrong."
        );
        let fix = say!(
            "查明那一天的机器时钟，记入备考；日志本身不能改。",
            "Find out about the machine's clock on that day and put it on record; the log itself cannot be changed."
        );
        self.add("time_backwards", format!("event {number}"), message, fix);
    }

    /// Event reflected and records held, of the index and of the database.
    pub(super) fn index_differs(
        &mut self,
        index: (i64, usize),
        rows: (i64, usize),
        differing: usize,
        files: &[String],
    ) {
        let ((event, found), (last, wanted), files) = (index, rows, files.join("、"));
        let message = say!(
            "检索索引反映到第 {event} 号日志、{found} 条，数据库到第 {last} 号、{wanted} 条；{differing} 处不同；损坏的文件：{files}。",
            "The index reflects event {event} and {found} records and volumes, the database event {last} and {wanted}; {differing} differ; damaged files: {files}."
        );
        let fix = say!(
            "运行 guidang reindex 重建索引；记录本身不受影响。",
            "Run guidang reindex; the records themselves are not affected."
        );
        self.add("index_differs", "index/", message, fix);
    }

    pub(super) fn row_foreign(&mut self, about: String) {
        let message = say!(
            "{about} 没有任何日志：它是在程序之外插入的。",
            "{about} stands in no event: it was inserted behind the program's back."
        );
        self.add("row_foreign", about, message, restore());
    }

    pub(super) fn row_missing(&mut self, about: String) {
        let message = say!(
            "日志里有 {about}，数据库里却没有了。",
            "The log knows {about}, but the database does not have it."
        );
        self.add("row_missing", about, message, restore());
    }

    /// No parent, or a value in another shape than this program writes.
    pub(super) fn row_odd(&mut self, about: String) {
        let message = say!(
            "{about} 不是本程序会写成的样子（缺上级，或编号、类型、格式不对）：它在程序之外被改动过。",
            "{about} is not as this program writes it (no parent, or a number, type or format that is off): it was changed behind the program's back."
        );
        self.add("row_odd", about, message, restore());
    }

    pub(super) fn history_gap(&mut self, about: String) {
        let message = say!(
            "{about} 与日志对不上：哪些日志涉及哪条记录（trace 表）在程序之外被改动过。",
            "{about} does not agree with the log: which events concern which record (the table trace) was changed behind the program's back."
        );
        self.add("history_gap", about, message, restore());
    }

    pub(super) fn guard_missing(&mut self, what: &str) {
        let message = say!(
            "数据库里的守则 {what} 不在了，或被改过：有人动过数据库结构。",
            "The guard {what} is missing from the database or was changed: somebody touched its structure."
        );
        self.add("guard_missing", what, message, restore());
    }

    pub(super) fn schema_gone(&mut self, what: &str) {
        let message = say!(
            "数据库里没有 {what}：有人动过数据库结构，其余的无法核验。",
            "The database has no {what}: somebody touched its structure, and the rest cannot be checked."
        );
        self.add("schema_differs", what, message, restore());
    }

    pub(super) fn schema_foreign(&mut self, what: &str) {
        let message = say!(
            "数据库里多出 {what}，不是本程序建的：有人动过数据库结构。",
            "The database has a {what} this program did not make: somebody touched its structure."
        );
        self.add("schema_differs", what, message, restore());
    }
}

pub(super) fn restore() -> Wording {
    say!(
        "请停止使用，从最近的备份恢复，并查明谁动过数据库文件。",
        "Stop using it, restore the latest backup, and find out who touched the database file."
    )
}

//! The tables of the work itself: baskets, mended cells, the register of use, saved searches, printers, jobs.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::masking::{Detail, FreeText};
use crate::domain::receiving::repair::Cure;
use crate::domain::records::event::RecordKind;
use crate::domain::records::states::{JobKind, JobState};
use crate::domain::using::consultation::UseManner;
use crate::table::{TableInfo, VerifiedBy, record};

pub(crate) static BASKET: TableInfo = TableInfo::of_rows("basket", RecordKind::Basket, BasketRow::COLUMNS);

record! {
    /// Something a person set aside, or once did.
    pub(crate) struct BasketRow in BASKET {
        pub id: i64,
        pub actor: String,
        /// `item` or `volume`.
        pub kind: String,
        pub row_id: i64,
        pub present: bool,
        pub added_at: String,
    }
}

pub(crate) static REPAIR: TableInfo = TableInfo::of_rows("repair", RecordKind::Repair, RepairRow::COLUMNS);

record! {
    /// A decision about a cell (column from 1) or a row (column 0) of a sheet that waits.
    pub(crate) struct RepairRow in REPAIR {
        pub id: i64,
        pub file_digest: String,
        pub sheet: String,
        pub row_number: u32,
        pub column_number: u32,
        pub cure: Cure,
        pub value: String,
    }
}

pub(crate) static CONSULTATION: TableInfo =
    TableInfo::of_rows("consultation", RecordKind::Consultation, Consultation::COLUMNS)
        .under(&[("item_id", "item")]);

record! {
    /// A line of the register of use.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
    pub struct Consultation in CONSULTATION {
        pub id: i64,
        /// RFC 3339 with offset.
        pub at: String,
        /// Name of whoever served, as it stands on paper; in lines from before there were accounts, the login.
        pub actor: String,
        /// Keys of `assets/consulting.toml`.
        pub identity: String,
        pub asker: FreeText,
        pub document: FreeText,
        pub purpose: String,
        /// `None`: nothing was found.
        pub item_id: Option<i64>,
        /// Row inside the form, from 1.
        pub person_row: Option<i64>,
        /// Whom or what was looked for.
        pub subject: FreeText,
        pub given: UseManner,
        /// Pages copied.
        pub pages: i64,
        /// What was tried where nothing was found.
        pub tried: FreeText,
    }
}

pub(crate) static SAVED_SEARCH: TableInfo =
    TableInfo::of_rows("saved_search", RecordKind::SavedSearch, SavedSearch::COLUMNS);

record! {
    /// A saved question; a removed one has neither name nor question.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct SavedSearch in SAVED_SEARCH {
        pub id: i64,
        pub name: String,
        /// Login of whoever saved it.
        pub owner: String,
        /// JSON, as the act wrote it; empty: removed.
        pub question: String,
        pub at: String,
    }
}

pub(crate) static PRINTER: TableInfo = TableInfo::of_rows("printer", RecordKind::Printer, Printer::COLUMNS);

record! {
    /// A printer, with what it sets off in tenths of a millimetre: to the right, downwards.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Printer in PRINTER {
        pub id: i64,
        pub name: String,
        pub dx: i64,
        pub dy: i64,
        pub at: String,
    }
}

pub(crate) static JOB: TableInfo = TableInfo::of_rows("job", RecordKind::Job, Job::COLUMNS).covering(
    &[
        "id",
        "kind",
        "state",
        "input",
        "outcome",
        "file",
        "error",
        "actor",
        "created_at",
        "updated_at",
        "done",
        "total",
        "cancel_asked",
    ],
    &["node"],
);

record! {
    /// A piece of long work.
    #[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
    pub struct Job in JOB {
        pub id: i64,
        pub kind: JobKind,
        pub state: JobState,
        pub input: Detail,
        pub done: i64,
        pub total: i64,
        pub outcome: Detail,
        /// Result file, relative to the data directory; empty: none.
        pub file: String,
        pub error: FreeText,
        /// No longer used.
        #[serde(skip)]
        pub cancel_asked: bool,
        pub actor: String,
        pub created_at: String,
        pub updated_at: String,
        /// The program that runs it, where several work over one database; empty: not recorded.
        pub node: String,
    }
}

/// Nobody verifies it: what was answered to programs, for a week; the events beside it are under the log.
pub(crate) static REQUEST_KEY: TableInfo =
    TableInfo::unlogged("request_key", &["login", "key"], RequestKeyRow::COLUMNS, VerifiedBy::Nobody);

record! {
    /// 请求键 of a program's request that wrote something.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct RequestKeyRow in REQUEST_KEY {
        pub login: String,
        pub key: String,
        pub digest: String,
        pub sending: String,
        /// The last event written under it.
        pub seq: i64,
        pub at: String,
        /// Of the answer; 0: none was kept.
        pub status: i64,
        pub answer: String,
    }
}

/// Nobody verifies it: who is at what just now, renewed every few seconds, over by itself.
pub(crate) static CLAIM: TableInfo =
    TableInfo::unlogged("claim", &["name"], ClaimRow::COLUMNS, VerifiedBy::Nobody);

record! {
    /// What only one program may be at.
    pub(crate) struct ClaimRow in CLAIM {
        pub name: String,
        pub holder: String,
        pub fence: i64,
        /// Seconds since 1970 by the database's clock; 0: let go.
        pub until_second: i64,
    }
}

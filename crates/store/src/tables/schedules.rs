//! The table of changes of schedules.

use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::general::masking::FreeText;
use crate::domain::records::event::RecordKind;
use crate::table::{TableInfo, record};

pub(crate) static SCHEDULE_CHANGE: TableInfo =
    TableInfo::of_rows("schedule_change", RecordKind::ScheduleChange, ScheduleChange::COLUMNS).under(&[
        ("fonds_id", "fonds"),
        ("proposed_by", "account"),
        ("decided_by", "account"),
    ]);

record! {
    /// 期限调整: a draft of an edition or an accounting table that moves dates of what is filed, with the list it was
    /// proposed with.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ScheduleChange in SCHEDULE_CHANGE {
        pub id: i64,
        /// `2026-001`.
        pub number: String,
        /// The fonds whose records a scheme's draft rules; `None`: an accounting table, which holds for all.
        pub fonds_id: Option<i64>,
        /// Id of the draft.
        pub edition: String,
        pub name: String,
        /// Its text.
        pub body: String,
        /// SHA-256 of it, as `edition.digest`.
        pub body_digest: String,
        /// The edition whose records it rules; empty: it is an accounting table.
        pub against: String,
        /// First day of formation filed under it (ISO); empty: a table, or the fonds had taken it up before.
        pub from_day: String,
        /// The scheme whose place it takes then; empty: none.
        pub replaces: String,
        pub reason: FreeText,
        /// SHA-256 over every record and volume whose date moves, before and after.
        pub list_digest: String,
        /// SHA-256 of the contents of the registered list.
        pub paper_digest: String,
        /// Records whose date moves.
        pub records: i64,
        /// Of these, those that could be appraised sooner.
        pub shortened: i64,
        /// Volumes on the registered list.
        pub volumes: i64,
        /// The last event before the list was made.
        pub seen_after: i64,
        pub proposed_by: i64,
        pub proposed_by_name: String,
        /// RFC 3339 with offset; so `decided_at`.
        pub proposed_at: String,
        pub state: ChangeState,
        /// `None`: nobody has.
        pub decided_by: Option<i64>,
        pub decided_by_name: String,
        pub decided_at: String,
        /// Why it was withdrawn.
        pub decided_why: FreeText,
    }
}

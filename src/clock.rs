//! The clock: the only file that asks the time. Tests give the program a day of their own.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::domain::general::role::{Actor, By, Role};

/// Beijing time, +08:00 all year.
const BEIJING: i32 = 8 * 3600;

/// How long something takes.
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    pub fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }

    /// `0.08`
    pub fn seconds(&self) -> String {
        format!("{:.2}", self.0.elapsed().as_secs_f64())
    }
}

/// Where "now" comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// A day the caller set (`GUIDANG_TODAY`, tests): always noon of it.
    Set(NaiveDate),
}

/// Before this year the program did not exist: a clock that says so is wrong.
const FIRST_YEAR: i32 = 2026;

impl Clock {
    /// Whether the machine's clock cannot be right. What is written then would stand in the log with that time for ever.
    pub fn is_impossible(&self) -> bool {
        matches!(self, Clock::System) && chrono::Datelike::year(&self.now()) < FIRST_YEAR
    }

    pub fn now(&self) -> DateTime<FixedOffset> {
        #[allow(clippy::expect_used, reason = "a constant offset")]
        let beijing = FixedOffset::east_opt(BEIJING).expect("+08:00");
        match self {
            #[allow(clippy::disallowed_methods, reason = "the one place that asks the time")]
            Clock::System => chrono::Utc::now().with_timezone(&beijing),
            Clock::Set(day) => {
                let noon = day.and_hms_opt(12, 0, 0).unwrap_or_default();
                noon.and_local_timezone(beijing).single().unwrap_or_default()
            }
        }
    }

    /// The local user acting now; until accounts exist there is one.
    pub fn local_user(&self) -> By {
        let actor = Actor { login: "local".into(), name: "本机用户".into(), role: Role::Archivist };
        By { actor, now: self.now() }
    }
}

//! The clock: the only file that asks the time. Tests give the program a day of their own.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::domain::general::role::{Actor, By, Deed, Rights};

/// Beijing time, +08:00 all year.
const BEIJING: i32 = 8 * 3600;

/// The login under which the program itself is logged; no account can bear it, because of the colon.
pub const PROGRAM: &str = "guidang:program";

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

    /// Whoever founds an archive, now: there are no accounts yet to ask.
    pub fn founder(&self, login: &str, name: &str) -> By {
        let actor = Actor { login: login.into(), name: name.into(), rights: Rights::all() };
        By::local(actor, self.now())
    }

    /// The program itself, now: it follows what was written, ends what broke off, sweeps what was left.
    pub fn program(&self) -> By {
        let rights = Rights::only(&[Deed::Read, Deed::Receive, Deed::Verify, Deed::Maintain, Deed::Audit]);
        let actor = Actor { login: PROGRAM.into(), name: "归档程序".into(), rights };
        By::local(actor, self.now())
    }

    /// A moment written by anybody (RFC 3339) as the office reads it, to the second; what is none stands as it is.
    pub fn in_words(at: &str) -> String {
        #[allow(clippy::expect_used, reason = "a constant offset")]
        let beijing = FixedOffset::east_opt(BEIJING).expect("+08:00");
        match DateTime::parse_from_rfc3339(at) {
            Ok(moment) => moment.with_timezone(&beijing).format("%Y-%m-%d %H:%M:%S").to_string(),
            Err(_) => at.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_moment_is_read_in_the_offices_zone_to_the_second() {
        for (written, read) in [
            ("2026-11-30T08:05:17.123456789+08:00", "2026-11-30 08:05:17"),
            ("2026-11-29T23:59:59.9Z", "2026-11-30 07:59:59"),
            ("2026-11-30T00:00:00-05:00", "2026-11-30 13:00:00"),
            ("", ""),
            ("昨天", "昨天"),
        ] {
            assert_eq!(Clock::in_words(written), read);
        }
    }
}

//! How often somebody may fail: counted in memory, per key, over a sliding time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, TimeDelta};

/// Keys kept at once: an attacker who makes up names does not fill the memory.
const MOST: usize = 20_000;

/// Failures by key.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<String, Failures>>);

/// When a key failed, and how often it may.
#[derive(Default)]
struct Failures {
    most: usize,
    at: Vec<DateTime<FixedOffset>>,
}

/// So many failures in so many minutes.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub failures: usize,
    pub minutes: i64,
}

impl Throttle {
    /// How long the key must wait; `None`: it may try.
    pub fn wait(&self, key: &str, limit: Limit, now: DateTime<FixedOffset>) -> Option<TimeDelta> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let span = TimeDelta::minutes(limit.minutes);
        let failed: Vec<_> = kept.get(key)?.at.iter().filter(|at| now - **at < span).collect();
        let oldest = failed.len().checked_sub(limit.failures).map(|at| *failed[at])?;
        Some(span - (now - oldest))
    }

    /// Notes a failure; whether it is the one that reaches the limit.
    pub fn failed(&self, key: &str, limit: Limit, now: DateTime<FixedOffset>) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let span = TimeDelta::minutes(limit.minutes);
        if kept.len() >= MOST {
            kept.retain(|_, failed| failed.at.last().is_some_and(|at| now - *at < span));
            // all of them recent: an attack; those who wait no longer are let go first
            if kept.len() >= MOST {
                kept.retain(|_, failed| failed.at.len() >= failed.most);
            }
        }
        let failed = kept.entry(key.to_owned()).or_default();
        failed.most = limit.failures;
        failed.at.retain(|at| now - *at < span);
        failed.at.push(now);
        failed.at.len() == limit.failures
    }

    /// Takes back a failure that was noted before it was known to be none.
    pub fn take_back(&self, key: &str, at: DateTime<FixedOffset>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failed) = kept.get_mut(key) else { return };
        if let Some(place) = failed.at.iter().rposition(|one| *one == at) {
            failed.at.remove(place);
        }
        if failed.at.is_empty() {
            kept.remove(key);
        }
    }

    /// Forgets what failed before: it succeeded.
    pub fn succeeded(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_until_the_first_is_old_enough() {
        let throttle = Throttle::default();
        let limit = Limit { failures: 5, minutes: 15 };
        let start = DateTime::parse_from_rfc3339("2026-11-21T09:00:00+08:00").unwrap();
        let at = |minute: i64| start + TimeDelta::minutes(minute);
        for minute in 0..5 {
            assert_eq!(throttle.wait("limin", limit, at(minute)), None);
            assert_eq!(throttle.failed("limin", limit, at(minute)), minute == 4);
        }
        assert_eq!(throttle.wait("limin", limit, at(5)), Some(TimeDelta::minutes(10)));
        assert_eq!(throttle.wait("wangfang", limit, at(5)), None);
        assert_eq!(throttle.wait("limin", limit, at(15)), None, "it is a delay, no lock");
        throttle.take_back("limin", at(4));
        assert_eq!(throttle.wait("limin", limit, at(5)), None, "one of them was none");
        throttle.failed("limin", limit, at(5));
        assert!(throttle.wait("limin", limit, at(5)).is_some());
        throttle.succeeded("limin");
        assert_eq!(throttle.wait("limin", limit, at(5)), None);
    }
}

//! How often somebody may fail: counted in memory, per key, over a sliding time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, TimeDelta};

/// Keys kept at once: an attacker who makes up names does not fill the memory.
const MOST: usize = 20_000;

/// Failures by key.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<String, Vec<DateTime<FixedOffset>>>>);

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
        let failed: Vec<_> = kept.get(key)?.iter().filter(|at| now - **at < span).collect();
        let oldest = failed.len().checked_sub(limit.failures).map(|at| *failed[at])?;
        Some(span - (now - oldest))
    }

    /// Notes a failure; whether it is the one that reaches the limit.
    pub fn failed(&self, key: &str, limit: Limit, now: DateTime<FixedOffset>) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let span = TimeDelta::minutes(limit.minutes);
        if kept.len() >= MOST {
            kept.retain(|_, failed| failed.last().is_some_and(|at| now - *at < span));
            // all of them recent: an attack; those who wait no longer are let go first
            if kept.len() >= MOST {
                kept.retain(|_, failed| failed.len() >= limit.failures);
            }
        }
        let failed = kept.entry(key.to_owned()).or_default();
        failed.retain(|at| now - *at < span);
        failed.push(now);
        failed.len() == limit.failures
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
        throttle.succeeded("limin");
        assert_eq!(throttle.wait("limin", limit, at(5)), None);
    }
}

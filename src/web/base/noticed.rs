//! How many notices there are, counted anew at most twice a minute: every page shows the count.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::acts::upkeep::noticing::{self, Notice};
use crate::archive::{Archive, allow_one_of};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;

/// Seconds a count is good for.
const GOOD_FOR: i64 = 30;

/// The count of each person, by login, and when it was made.
#[derive(Default)]
pub struct NoticeCount(Mutex<HashMap<String, (DateTime<FixedOffset>, usize)>>);

impl NoticeCount {
    /// The notices of now; their count is kept.
    pub async fn look(&self, archive: &Archive, by: &By) -> Result<Vec<Notice>> {
        let notices = noticing::notices(archive, by).await?;
        self.keep(&by.actor.login, by.now, notices.len());
        Ok(notices)
    }

    /// How many there are, as they were counted last.
    ///
    /// # Errors
    /// As [`noticing::notices`]: whoever counted last, who asks now must be one who may see them.
    pub async fn count(&self, archive: &Archive, by: &By) -> Result<usize> {
        allow_one_of(by, noticing::SEEN_BY)?;
        match self.kept(&by.actor.login, by.now) {
            Some(count) => Ok(count),
            None => Ok(self.look(archive, by).await?.len()),
        }
    }

    fn keep(&self, login: &str, now: DateTime<FixedOffset>, count: usize) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(login.to_owned(), (now, count));
    }

    fn kept(&self, login: &str, now: DateTime<FixedOffset>) -> Option<usize> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(login)
            .filter(|(at, _)| (now - *at).abs() < TimeDelta::seconds(GOOD_FOR))
            .map(|(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_good_for_half_a_minute() {
        let at = |second: i64| {
            DateTime::parse_from_rfc3339("2026-11-21T08:00:00+08:00").unwrap() + TimeDelta::seconds(second)
        };
        let count = NoticeCount::default();
        let kept = |second: i64| count.kept("limin", at(second));
        assert_eq!(kept(0), None);
        count.keep("limin", at(0), 3);
        assert_eq!((kept(29), kept(30)), (Some(3), None));
        assert_eq!(kept(-40), None, "a clock put back");
        assert_eq!(count.kept("wangfang", at(1)), None, "another person's");
    }
}

//! The time of day behind a date. Exports write midnight in other zones, and browsers in Asia/Shanghai write it 43 seconds
//! short (the city's mean time was 8:05:43 ahead of Greenwich until 1927): the day before is then written.

use chrono::{Days, NaiveDate};

/// What a time of day did to its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// There was none.
    No,
    Dropped,
    /// The time names its zone; the day is Beijing's.
    Zone,
    /// A moment before midnight: the next day.
    NextDay,
    /// This day or the next one.
    Unsure,
}

impl Moved {
    pub fn of_time(there_is_one: bool) -> Moved {
        if there_is_one { Moved::Dropped } else { Moved::No }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Since midnight.
    seconds: i64,
    says_seconds: bool,
    /// Minutes ahead of Greenwich.
    zone: Option<i64>,
}

/// The day meant, or the two it may be.
pub(super) struct ClockDays {
    pub first: Option<NaiveDate>,
    pub second: Option<NaiveDate>,
    pub moved: Moved,
}

const DAY: i64 = 24 * 3600;
const BEIJING: i64 = 8 * 60;
/// 23:59:17
const SHORT_OF_MIDNIGHT: i64 = DAY - 43;
/// Summer time of 1986–1991 puts midnight at 23:00.
const LATE: i64 = 23 * 3600;
/// Midnight in Beijing by Greenwich, by today's and by the old mean time.
const MIDNIGHT_BY_GREENWICH: [i64; 2] = [16 * 3600, 16 * 3600 - 343];

impl Clock {
    pub fn days(self, day: NaiveDate) -> ClockDays {
        let local = self.seconds + self.zone.map_or(0, |zone| (BEIJING - zone) * 60);
        let by = |days: i64| match days {
            0.. => day.checked_add_days(Days::new(days as u64)),
            _ => day.checked_sub_days(Days::new(days.unsigned_abs())),
        };
        let (days, seconds) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (this, next) = (by(days), by(days + 1));
        let greenwich = self.zone.is_none() && self.says_seconds && MIDNIGHT_BY_GREENWICH.contains(&seconds);
        match seconds {
            SHORT_OF_MIDNIGHT => ClockDays { first: next, second: None, moved: Moved::NextDay },
            LATE.. => ClockDays { first: this, second: next, moved: Moved::Unsure },
            _ if greenwich => ClockDays { first: this, second: next, moved: Moved::Unsure },
            _ => {
                let moved = if days == 0 { Moved::Dropped } else { Moved::Zone };
                ClockDays { first: this, second: None, moved }
            }
        }
    }
}

/// Cuts `2009-03-22 10:21:33`, `2009-03-22T10:21Z` and `…T00:00:00+08:00` before the time.
pub(super) fn cut(text: &str) -> (&str, Option<Clock>) {
    let Some((day, time)) = text.split_once(['T', ' ']) else { return (text, None) };
    match clock(time.trim()) {
        Some(clock) => (day, Some(clock)),
        None => (text, None),
    }
}

fn clock(text: &str) -> Option<Clock> {
    let (time, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => (text[..at].trim(), Some(zone(&text[at..])?)),
        None => (text, None),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let number = |part: &str| part.parse::<i64>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = (number(parts.first()?)?, number(parts.get(1)?)?);
    let seconds = parts.get(2).map(|part| part.split('.').next().unwrap_or_default());
    let seconds_given = match seconds {
        Some(part) => number(part)?,
        None => 0,
    };
    let fits = hours <= 24 && minutes < 60 && seconds_given <= 60 && parts.len() <= 3;
    let all = (hours * 60 + minutes) * 60 + seconds_given;
    fits.then_some(Clock { seconds: all, says_seconds: seconds.is_some(), zone })
}

/// `Z`, `+08:00`, `-0500`, `+08`.
fn zone(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        'Z' => return (text.len() == 1).then_some(0),
        '-' => -1,
        _ => 1,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let plain = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = digits.split_at_checked(2).filter(|_| plain)?;
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().unwrap_or(0)))
}

//! 保管期限: how long a record must be kept at least.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::schema::described_as_text;
use crate::general::wording::Wording;
use crate::say;

/// 保管期限. Permanent is a kind of its own, never 9999 years. How a period prints inside a code
/// (`Y`, `D`, `25` …) belongs to the scheme, not here.
///
/// Ordered by length: `Years(10) < Years(30) < Permanent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RetentionPeriod {
    Years(u16),
    Permanent,
}

described_as_text!(RetentionPeriod, "`permanent`, or the number of years.");

impl RetentionPeriod {
    /// The text kept in the database and in scheme files: `permanent`, or the number of years.
    pub fn key(self) -> String {
        match self {
            RetentionPeriod::Permanent => "permanent".into(),
            RetentionPeriod::Years(n) => n.to_string(),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        if key == "permanent" {
            return Some(RetentionPeriod::Permanent);
        }
        key.parse().ok().filter(|n| (1..=1000).contains(n)).map(RetentionPeriod::Years)
    }

    pub fn years(self) -> Option<u16> {
        match self {
            RetentionPeriod::Permanent => None,
            RetentionPeriod::Years(n) => Some(n),
        }
    }

    /// For an English sentence: `permanent`, `30 years`.
    pub fn in_english(self) -> String {
        match self {
            RetentionPeriod::Permanent => "permanent".into(),
            RetentionPeriod::Years(n) => format!("{n} years"),
        }
    }
}

/// As people write it: 永久, 30年.
impl fmt::Display for RetentionPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RetentionPeriod::Permanent => f.write_str("永久"),
            RetentionPeriod::Years(n) => write!(f, "{n}年"),
        }
    }
}

impl Serialize for RetentionPeriod {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.key())
    }
}

impl<'de> Deserialize<'de> for RetentionPeriod {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        RetentionPeriod::from_key(&key).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "{key:?} is not a period: write \"permanent\" or a number of years"
            ))
        })
    }
}

/// How long a record was to be kept when it was filed, which its code says for ever, and how long it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptFor {
    /// As filed.
    #[serde(rename = "period")]
    pub filed: RetentionPeriod,
    /// As it applies now; of a volume the longest of its records'. Never shorter than `period`.
    #[serde(rename = "period_now")]
    pub now: RetentionPeriod,
    /// The records of the volume are not all kept for one time.
    #[serde(rename = "period_is_mixed")]
    pub is_mixed: bool,
}

impl From<RetentionPeriod> for KeptFor {
    /// As filed, and not changed since.
    fn from(filed: RetentionPeriod) -> KeptFor {
        KeptFor { filed, now: filed, is_mixed: false }
    }
}

impl KeptFor {
    /// Whether the code says all there is to say.
    pub fn is_as_filed(self) -> bool {
        self.filed == self.now && !self.is_mixed
    }

    /// The period as filed, with the one that applies now where that is another: 15年（现行 30年）; 15年（现行最长 30年） where
    /// the records differ.
    pub fn in_words(self) -> Wording {
        let (filed, now) = (self.filed, self.now);
        let (filed_en, now_en) = (filed.in_english(), now.in_english());
        match (self.is_as_filed(), self.is_mixed) {
            (true, _) => say!("{filed}", "{filed_en}"),
            (false, false) => say!("{filed}（现行 {now}）", "{filed_en} (now {now_en})"),
            (false, true) => say!("{filed}（现行最长 {now}）", "{filed_en} (now up to {now_en})"),
        }
    }
}

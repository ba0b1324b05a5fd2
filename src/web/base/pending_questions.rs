//! 查询的暂存: questions that must not stand in an address wait here under a short token.
//!
//! They lie in the memory of this program only, bounded in number and age, and are gone when it ends or
//! when another node answers: a page then says so and asks again. What is to last is saved under a name
//! (`watching`), which lies in the database.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::domain::general::wording::Wording;
use crate::{random, say};

/// Questions kept at once; the oldest goes first.
const MOST: usize = 5000;
/// Hours a question is kept after it was last read.
pub const HOURS: i64 = 12;

/// A question, and what the counter was told about whoever asks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingQuestion {
    pub text: String,
    pub asker: String,
    pub document: String,
}

#[derive(Default)]
pub struct Questions {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_token: HashMap<String, (PendingQuestion, DateTime<FixedOffset>)>,
    order: VecDeque<String>,
}

impl Questions {
    /// Keeps a question; its token.
    pub fn keep(&self, question: PendingQuestion, now: DateTime<FixedOffset>) -> String {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let token = random::hex::<12>();
        while kept.order.len() >= MOST {
            let Some(oldest) = kept.order.pop_front() else { break };
            kept.by_token.remove(&oldest);
        }
        kept.order.push_back(token.clone());
        kept.by_token.insert(token.clone(), (question, now));
        token
    }

    /// The question under a token; `None`: there is none, or it has expired.
    pub fn read(&self, token: &str, now: DateTime<FixedOffset>) -> Option<PendingQuestion> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (question, last) = kept.by_token.get_mut(token)?;
        if now - *last > TimeDelta::hours(HOURS) {
            kept.by_token.remove(token);
            return None;
        }
        *last = now;
        Some(question.clone())
    }

    /// Writes down what the counter was told meanwhile.
    pub fn note(&self, token: &str, asker: &str, document: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((question, _)) = kept.by_token.get_mut(token) {
            (question.asker, question.document) = (asker.to_owned(), document.to_owned());
        }
    }
}

/// What a page says in place of a question that is gone.
pub fn expired() -> Wording {
    say!(
        "这个链接里的查询已经没有了：为了不让姓名和身份证号留在网址里，查询只在服务器内存里放 {HOURS} 小时，重新启动也会清掉。请在框里重新输入；常用的查询可以存下来。",
        "The question behind this link is gone: so that names and ID numbers stay out of addresses, it lies in the server's memory for {HOURS} hours and goes when the server restarts. Type it again; questions you need often can be saved."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-21T08:00:00+08:00").unwrap() + TimeDelta::hours(hour)
    }

    fn about(text: &str) -> PendingQuestion {
        PendingQuestion { text: text.into(), ..PendingQuestion::default() }
    }

    #[test]
    fn a_question_waits_for_some_hours_and_each_has_its_own_token() {
        let questions = Questions::default();
        let (one, other) = (questions.keep(about("张小梅"), at(0)), questions.keep(about("张小梅"), at(0)));
        assert_ne!(one, other, "two visits are two");
        assert!(one.len() == 24 && one.bytes().all(|b| b.is_ascii_hexdigit()), "{one}");
        questions.note(&one, "王律师", "函7号");
        assert_eq!(questions.read(&one, at(1)).unwrap().asker, "王律师");
        assert_eq!(questions.read(&other, at(1)).unwrap(), about("张小梅"));
        // reading keeps it alive
        assert!(questions.read(&one, at(12)).is_some());
        assert!(questions.read(&other, at(14)).is_none());
        assert!(questions.read("0000", at(1)).is_none());
        assert!(Questions::default().read(&one, at(1)).is_none(), "another program knows nothing of it");
    }

    #[test]
    fn there_are_never_more_than_fit() {
        let questions = Questions::default();
        let first = questions.keep(about("甲"), at(0));
        let mut last = String::new();
        for _ in 0..MOST {
            last = questions.keep(about("乙"), at(0));
        }
        assert!(questions.read(&first, at(0)).is_none() && questions.read(&last, at(0)).is_some());
        assert_eq!(questions.kept.lock().unwrap().by_token.len(), MOST);
    }
}

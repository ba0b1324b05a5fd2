//! What stands under a catalog's title: which fonds, years, class, volume.

use chrono::{Datelike as _, NaiveDate};

use crate::general::wording::{Lang, Wording};
use crate::values::date::RecordDate;
use crate::values::period::{KeptFor, RetentionPeriod};

/// Facts for the head line. A form prints those it names, in its order; empty ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Fonds number: `0211`.
    pub fonds: String,
    pub fonds_name: String,
    /// The fonds that went before it, with their numbers; printed beside the name.
    pub earlier: String,
    pub scheme: String,
    /// First and last year.
    pub years: Option<(i32, i32)>,
    pub class: String,
    pub step: String,
    pub period: Option<KeptFor>,
    /// Of records filed with one period some are kept for another now: each row says it for itself.
    pub period_differs: bool,
    /// 案卷号
    pub volume: String,
    pub volume_code: String,
    pub volume_title: String,
    /// The volume is not closed yet: its code is provisional, and the paper says so.
    pub open: bool,
    /// Whether open volumes are marked at all: documents of before did not.
    pub marks_open: bool,
    /// Transfer: batch number, handing and receiving unit, ground.
    pub batch: String,
    pub from: String,
    pub to: String,
    pub reason: String,
    /// Year of appraisal.
    pub due: String,
    /// The last day counted in: what has become due by then is listed.
    pub until: Option<NaiveDate>,
    /// Of which records, in words: 全部类别、全部期限.
    pub scope: String,
    /// A sample: how many of how many, from what seed, and the digest of what could be drawn.
    pub drawn: String,
    pub seed: String,
    pub state: String,
    /// Day to print on it; leave empty where the same data must give the same bytes on any day.
    pub made_on: Option<NaiveDate>,
    /// The day at whose end the records said so; none: when it was made.
    pub as_of: Option<NaiveDate>,
}

/// The items a form may name.
pub const KEYS: [&str; 23] = [
    "fonds",
    "fonds_name",
    "earlier",
    "scheme",
    "years",
    "class",
    "step",
    "period",
    "volume",
    "volume_code",
    "volume_title",
    "batch",
    "from",
    "to",
    "reason",
    "made_on",
    "due",
    "until",
    "scope",
    "drawn",
    "seed",
    "state",
    "as_of",
];

/// A period in words: 永久, 100年; permanent, 100 years.
pub(super) fn period_in_words(period: RetentionPeriod, lang: Lang) -> String {
    match lang {
        Lang::Zh => period.to_string(),
        Lang::En => period.in_english(),
    }
}

fn day_in_words(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.to_string(),
    }
}

impl Head {
    /// Whether a field of the rows has one value for all of them, which the head states.
    pub fn states(&self, field: &str) -> bool {
        match field {
            "year" => self.years.is_some_and(|(first, last)| first == last),
            "class" => !self.class.is_empty(),
            "step" => !self.step.is_empty(),
            "period" => self.period.is_some() && !self.period_differs,
            "volume_code" => !self.volume_code.is_empty(),
            _ => false,
        }
    }

    /// The items named, as (label, value), without the empty ones.
    pub fn items(&self, keys: &[String], lang: Lang) -> Vec<(String, String)> {
        self.keyed_items(keys, lang).into_iter().map(|(_, label, value)| (label, value)).collect()
    }

    /// The same with their keys.
    pub fn keyed_items(&self, keys: &[String], lang: Lang) -> Vec<(String, String, String)> {
        let item = |key: &str| {
            let (label, value) = self.item(key, lang)?;
            (!value.is_empty()).then(|| (key.to_owned(), label.in_lang(lang).to_owned(), value))
        };
        // an office's form that names the fonds names those before it
        let named = |key: &str| keys.iter().any(|named| named == key);
        let wanted = keys.iter().flat_map(|key| match key.as_str() {
            "fonds_name" if !named("earlier") => vec!["fonds_name", "earlier"],
            key => vec![key],
        });
        // a document of an earlier day says so on every form
        let as_of = (!named("as_of")).then_some("as_of");
        wanted.chain(as_of).filter_map(item).collect()
    }

    /// The day the document says it is of: made on, records as of, counted up to; none: it says no day, and the same
    /// data give the same bytes on any.
    pub fn day(&self) -> Option<NaiveDate> {
        self.made_on.or(self.as_of).or(self.until)
    }

    /// Label and value of one item.
    pub fn item(&self, key: &str, lang: Lang) -> Option<(Wording, String)> {
        let years = self.years.map_or_else(String::new, |(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        });
        let period =
            self.period.map_or_else(String::new, |period| period.in_words().in_lang(lang).to_owned());
        let digits = |day: NaiveDate| RecordDate::day(day).eight_digits();
        let made_on = self.made_on.map_or_else(String::new, digits);
        let as_of = self.as_of.map_or_else(String::new, digits);
        let text = String::clone;
        let volume_code = match (self.open && !self.volume_code.is_empty(), lang) {
            (false, _) => self.volume_code.clone(),
            (true, Lang::Zh) => format!("{}（暂编）", self.volume_code),
            (true, Lang::En) => format!("{} (provisional)", self.volume_code),
        };
        let (zh, en, value) = match key {
            "fonds" => ("全宗号", "Fonds no.", text(&self.fonds)),
            "fonds_name" => ("全宗名称", "Fonds", text(&self.fonds_name)),
            "earlier" => ("前身全宗", "Earlier fonds", text(&self.earlier)),
            "scheme" => ("分类方案", "Scheme", text(&self.scheme)),
            "years" => ("年度", "Year", years),
            "class" => ("类别", "Class", text(&self.class)),
            "step" => ("业务环节", "Step", text(&self.step)),
            "period" => ("保管期限", "Kept", period),
            "volume" => ("案卷号", "Volume no.", text(&self.volume)),
            "volume_code" => ("档号", "Archival code", volume_code),
            "volume_title" => ("案卷题名", "Volume title", text(&self.volume_title)),
            "batch" => ("批次", "Batch", text(&self.batch)),
            "from" => ("移交单位", "From", text(&self.from)),
            "to" => ("接收单位", "To", text(&self.to)),
            "reason" => ("移交依据", "Ground", text(&self.reason)),
            "made_on" => ("编制日期", "Made on", made_on),
            "as_of" => ("记录截至", "Records as of", as_of),
            "due" => ("应鉴定年度", "Year of appraisal", text(&self.due)),
            "until" => ("截至", "Up to", self.until.map_or_else(String::new, |day| day_in_words(day, lang))),
            "scope" => ("范围", "Scope", text(&self.scope)),
            "drawn" => ("抽取", "Drawn", text(&self.drawn)),
            "seed" => ("种子", "Seed", text(&self.seed)),
            "state" => ("范围摘要", "Scope digest", text(&self.state)),
            _ => return None,
        };
        Some((Wording::new(zh, en), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_label_and_no_other_has() {
        let head = Head::default();
        for key in KEYS {
            assert!(head.item(key, Lang::Zh).is_some(), "{key}");
        }
        assert!(head.item("weather", Lang::Zh).is_none());
    }

    #[test]
    fn whoever_names_the_fonds_names_those_before_it() {
        let head = Head {
            fonds_name: "医疗保障局".into(), earlier: "0211 社保局".into(), ..Head::default()
        };
        let named = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            head.items(&keys, Lang::Zh).into_iter().map(|(label, _)| label).collect::<Vec<_>>()
        };
        assert_eq!(named(&["fonds_name", "years"]), ["全宗名称", "前身全宗"]);
        assert_eq!(named(&["earlier", "fonds_name"]), ["前身全宗", "全宗名称"]);
        assert_eq!(named(&["fonds"]), [] as [&str; 0]);
    }

    #[test]
    fn empty_items_are_left_out() {
        let head = Head { fonds: "0211".into(), years: Some((2009, 2012)), ..Head::default() };
        let keys: Vec<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
        let expected =
            [("全宗号".to_owned(), "0211".to_owned()), ("年度".to_owned(), "2009–2012".to_owned())];
        assert_eq!(head.items(&keys, Lang::Zh), expected);
    }
}

//! 启用: which schemes a fonds files under, and since when.
//!
//! A fonds is founded with one scheme. Later it takes up others: an edition in the place of another, or a scheme
//! beside those it has (accounting, medical). Nothing is overwritten: a volume keeps the edition it was opened under,
//! a paper is filed under what was in use on the day it was formed.

use chrono::NaiveDate;

use super::scheme::{Class, Scheme};

/// A scheme taken up from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    pub scheme_id: String,
    /// The first day of formation that is filed under it.
    pub from: NaiveDate,
    /// The scheme whose place it takes; `None`: it stands beside the others.
    pub replaces: Option<String>,
    /// The last day of formation that is filed under it, where it came to its end without another in its place.
    pub until: Option<NaiveDate>,
}

impl Adoption {
    /// Whether it has come to its end by this day.
    fn is_over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

/// The schemes of a fonds through time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemesInUse {
    first: String,
    /// By their day; of one day in the order they were taken up.
    adoptions: Vec<Adoption>,
}

impl SchemesInUse {
    /// `first` is the scheme of the founding, `adoptions` stand in the order they were taken up.
    pub fn new(first: &str, mut adoptions: Vec<Adoption>) -> Self {
        adoptions.sort_by_key(|adoption| adoption.from);
        SchemesInUse { first: first.to_owned(), adoptions }
    }

    pub fn adoptions(&self) -> &[Adoption] {
        &self.adoptions
    }

    /// Ids of the schemes for papers formed on this day, the founding's line first.
    pub fn on(&self, day: NaiveDate) -> Vec<&str> {
        let mut used = vec![self.first.as_str()];
        for adoption in self.adoptions.iter().take_while(|adoption| adoption.from <= day) {
            let at = adoption.replaces.as_deref().and_then(|old| used.iter().position(|id| *id == old));
            match at {
                Some(at) => used[at] = &adoption.scheme_id,
                None if used.contains(&adoption.scheme_id.as_str()) => {}
                None => used.push(&adoption.scheme_id),
            }
        }
        used.retain(|id| !self.adoptions.iter().any(|one| one.scheme_id == **id && one.is_over(day)));
        used
    }

    /// The same for papers of a year whose day is not known: all that were in use on some day of it.
    pub fn in_year(&self, year: i32) -> Vec<&str> {
        self.over((Some(year), Some(year)))
    }

    /// The same for papers of these years; `None` does not limit.
    pub fn over(&self, (from, to): (Option<i32>, Option<i32>)) -> Vec<&str> {
        let day = |year: Option<i32>, month, day| NaiveDate::from_ymd_opt(year?, month, day);
        let first = day(from, 1, 1).unwrap_or(NaiveDate::MIN);
        let last = day(to, 12, 31).unwrap_or(NaiveDate::MAX);
        let mut used = self.on(first);
        let later = self.adoptions.iter().filter(|adoption| adoption.from > first && adoption.from <= last);
        for adoption in later {
            if !used.contains(&adoption.scheme_id.as_str()) {
                used.push(&adoption.scheme_id);
            }
        }
        used
    }

    /// All schemes the fonds ever took up.
    pub fn ever(&self) -> Vec<&str> {
        self.over((None, None))
    }

    /// First and last day of formation a scheme is used for; `None`: since the founding, and without an end.
    pub fn time_of(&self, id: &str) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from =
            self.adoptions.iter().find(|adoption| adoption.scheme_id == id).map(|adoption| adoption.from);
        let next = self.adoptions.iter().find(|adoption| adoption.replaces.as_deref() == Some(id));
        let own = self.adoptions.iter().find(|adoption| adoption.scheme_id == id);
        let ends = [own.and_then(|one| one.until), next.and_then(|one| one.from.pred_opt())];
        (from, ends.into_iter().flatten().min())
    }

    /// The schemes that took the place of one another, this one among them.
    pub fn line_of<'s>(&'s self, id: &'s str) -> Vec<&'s str> {
        let mut line = vec![id];
        let mut at = 0;
        while let Some(one) = line.get(at).copied() {
            for adoption in &self.adoptions {
                let Some(old) = adoption.replaces.as_deref() else { continue };
                let new = adoption.scheme_id.as_str();
                for (from, to) in [(old, new), (new, old)] {
                    if from == one && !line.contains(&to) {
                        line.push(to);
                    }
                }
            }
            at += 1;
        }
        line
    }

    /// Whether it is the founding's scheme, or one that took its place: there is always one of these.
    pub fn is_main(&self, id: &str) -> bool {
        self.line_of(&self.first).contains(&id)
    }

    /// What the founding's scheme has become by this day.
    pub fn main(&self, day: NaiveDate) -> &str {
        self.on(day).first().copied().unwrap_or(&self.first)
    }
}

/// The classes of several schemes, each id once, as the first that has it says.
pub fn classes_of<'s>(schemes: impl IntoIterator<Item = &'s Scheme>) -> Vec<&'s Class> {
    let mut classes: Vec<&Class> = Vec::new();
    for class in schemes.into_iter().flat_map(|scheme| &scheme.classes) {
        if classes.iter().all(|known| known.id != class.id) {
            classes.push(class);
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn adoption(scheme: &str, from: &str, replaces: Option<&str>) -> Adoption {
        Adoption {
            scheme_id: scheme.into(),
            from: day(from),
            replaces: replaces.map(str::to_owned),
            until: None,
        }
    }

    #[test]
    fn the_day_of_formation_decides() {
        let used = SchemesInUse::new(
            "old",
            vec![
                adoption("medical", "2018-01-01", None),
                adoption("new", "2020-07-01", Some("old")),
                adoption("newer", "2024-01-01", Some("new")),
            ],
        );
        let on = |text| used.on(day(text));
        assert_eq!(on("1999-05-05"), ["old"]);
        assert_eq!(on("2018-01-01"), ["old", "medical"]);
        assert_eq!(on("2020-06-30"), ["old", "medical"]);
        assert_eq!(on("2020-07-01"), ["new", "medical"]);
        assert_eq!(on("2026-01-01"), ["newer", "medical"]);
        assert_eq!(used.in_year(2020), ["old", "medical", "new"]);
        assert_eq!(used.in_year(2024), ["newer", "medical"]);
        assert_eq!(used.in_year(2017), ["old"]);
        assert_eq!(used.over((Some(2019), Some(2020))), ["old", "medical", "new"]);
        assert_eq!(used.over((None, Some(2017))), ["old"]);
        assert_eq!(used.main(day("2020-06-30")), "old");
        assert_eq!(used.main(day("2030-01-01")), "newer");
        assert_eq!(used.time_of("new"), (Some(day("2020-07-01")), Some(day("2023-12-31"))));
        assert_eq!((used.time_of("old"), used.time_of("medical").1), ((None, Some(day("2020-06-30"))), None));
        let mut line = used.line_of("new");
        line.sort_unstable();
        assert_eq!((line, used.line_of("medical")), (vec!["new", "newer", "old"], vec!["medical"]));
        assert_eq!(used.ever(), ["old", "medical", "new", "newer"]);
    }

    #[test]
    fn one_used_beside_others_may_come_to_its_end() {
        let medical = Adoption { until: Some(day("2022-12-31")), ..adoption("medical", "2018-01-01", None) };
        let used = SchemesInUse::new("old", vec![medical, adoption("new", "2020-07-01", Some("old"))]);
        assert_eq!(used.on(day("2022-12-31")), ["new", "medical"]);
        assert_eq!(used.on(day("2023-01-01")), ["new"]);
        assert_eq!((used.in_year(2022), used.in_year(2023)), (vec!["new", "medical"], vec!["new"]));
        assert_eq!(used.time_of("medical"), (Some(day("2018-01-01")), Some(day("2022-12-31"))));
        assert_eq!(used.ever(), ["old", "medical", "new"]);
        assert!(used.is_main("old") && used.is_main("new") && !used.is_main("medical"));
    }

    #[test]
    fn what_is_taken_up_later_may_count_from_earlier() {
        let used = SchemesInUse::new(
            "a",
            vec![adoption("c", "2022-01-01", Some("b")), adoption("b", "2020-01-01", Some("a"))],
        );
        assert_eq!(used.on(day("2021-01-01")), ["b"]);
        assert_eq!(used.on(day("2022-01-01")), ["c"]);
        // one that replaces what is not in use stands beside
        let beside = SchemesInUse::new("a", vec![adoption("c", "2022-01-01", Some("b"))]);
        assert_eq!(beside.on(day("2023-01-01")), ["a", "c"]);
    }
}

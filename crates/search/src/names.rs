//! 拼音与首字母: how the names of persons and units may be typed in Latin letters.
//!
//! A name is kept under every spelling somebody may try: all readings of each character, the surname's
//! own reading first (单 shàn, 尉迟 yùchí). Which readings those are is data: `assets/surnames.toml`.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;
use serde::Deserialize;

use super::fold::fold;

/// Spellings of one name: in full from the first syllable and from later ones, and initials.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Spellings {
    /// 张小梅: `zhangxiaomei`, `xiaomei`, `mei`.
    pub full: Vec<String>,
    /// `zxm`
    pub initials: Vec<String>,
    /// The same where a character is read as it seldom is.
    pub rare_full: Vec<String>,
    pub rare_initials: Vec<String>,
    /// The first characters as written, and the others in letters: `张xm`, `张xiaomei`.
    pub mixed: Vec<String>,
    /// Of a unit: its name, folded, from behind 市, 区 … on, as who leaves out the city calls it.
    pub tails: Vec<String>,
}

/// `assets/surnames.toml` as it is written.
#[derive(Deserialize)]
struct Table {
    /// Characters the library has no reading for.
    characters: BTreeMap<char, String>,
    surnames: BTreeMap<String, Vec<String>>,
    words: BTreeMap<String, String>,
    units: Units,
}

#[derive(Deserialize)]
struct Units {
    starts_after: String,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../assets/surnames.toml"))
        .expect("the table of readings is well-formed")
});

/// Words of two characters with their syllables.
static WORDS: LazyLock<HashMap<[char; 2], [&str; 2]>> = LazyLock::new(|| {
    let words = TABLE.words.iter().filter_map(|(word, reading)| {
        let chars = word.chars().collect::<Vec<_>>().try_into().ok()?;
        let (first, second) = reading.split_once(' ')?;
        Some((chars, [first, second]))
    });
    words.collect()
});

/// Ways to read one name that are kept at most; the common readings come first.
const MOST: usize = 24;
/// Characters of a name that are spelled.
const READ: usize = 24;
/// Letters kept of a spelling, and looked at in what is typed: nobody types further.
const LONGEST: usize = 24;

/// First characters of a name that are written where the others are letters: a surname has one or two.
pub(super) const WRITTEN: usize = 3;

/// Characters a unit's name has at least where its city is left out.
const SHORTEST_TAIL: usize = 3;

/// The readings of each character in turn, the usual ones first.
type Readings = Vec<Vec<&'static str>>;

/// Units whose spellings are remembered: the same come again and again, and have dozens each.
const REMEMBERED: usize = 2000;

thread_local! {
    static MET: RefCell<HashMap<String, Rc<Spellings>>> = RefCell::new(HashMap::new());
}

/// [`of_unit`], remembered.
pub(super) fn of_unit_met(name: &str) -> Rc<Spellings> {
    MET.with_borrow_mut(|met| {
        if let Some(known) = met.get(name) {
            return known.clone();
        }
        if met.len() >= REMEMBERED {
            met.clear();
        }
        let made = Rc::new(of_unit(name));
        met.insert(name.to_owned(), made.clone());
        made
    })
}

pub(super) fn of_person(name: &str) -> Spellings {
    let chars = first_chars(name);
    let readings = person_readings(&chars);
    let usual = usual_readings(&chars, &readings);
    let mut spellings = Spellings::default();
    spellings.add(&product(&usual), &product(&readings), true);
    for start in 1..readings.len().min(4) {
        let ways = product(&readings[start..]);
        spellings.add(&product(&usual[start..]), &ways, false);
        if start <= WRITTEN {
            let written: String = chars[..start].iter().collect();
            for way in &ways {
                spellings.mixed.push(format!("{written}{}", cut(way.concat())));
                spellings.mixed.push(format!("{written}{}", cut(initials(way))));
            }
        }
    }
    spellings.tidied()
}

/// How each character is read by who does not look it up: the first reading (with both ways to type ü), and
/// every reading a surname has as such.
fn usual_readings(chars: &[char], readings: &Readings) -> Readings {
    let surname = |length: usize| {
        let surname: String = chars.iter().take(length).collect();
        TABLE.surnames.get(&surname).filter(|_| chars.len() >= length).map(|own| (length, own.len()))
    };
    let own = surname(2).or_else(|| surname(1));
    let usual = |(at, list): (usize, &Vec<&'static str>)| {
        let is_surname = own.is_some_and(|(length, _)| at < length);
        let twin = list.get(1).is_some_and(|second| {
            list[0].replacen('v', "u", 1) == *second && list[0].starts_with(['l', 'n'])
        });
        let count = own.filter(|_| is_surname).map_or(1, |(_, count)| count) + usize::from(twin);
        list.iter().take(count).copied().collect()
    };
    readings.iter().enumerate().map(usual).collect()
}

fn initials(way: &[&str]) -> String {
    way.iter().filter_map(|syllable| syllable.chars().next()).collect()
}

fn first_chars(name: &str) -> Vec<char> {
    let mut chars: Vec<char> = fold(name).chars().collect();
    chars.truncate(READ);
    chars
}

fn person_readings(chars: &[char]) -> Readings {
    let mut readings: Readings = chars.iter().map(|c| readings_of(*c)).collect();
    for length in [2, 1] {
        let surname: String = chars.iter().take(length).collect();
        let Some(own) = TABLE.surnames.get(&surname).filter(|_| chars.len() >= length) else { continue };
        for reading in own.iter().rev() {
            for (list, syllable) in readings.iter_mut().zip(reading.split(' ')) {
                list.retain(|known| *known != syllable);
                list.insert(0, syllable);
            }
        }
        break;
    }
    for (at, list) in readings.iter_mut().enumerate() {
        list.truncate(match at {
            0 => 4,
            1..=3 => 3,
            _ => 1,
        });
    }
    readings
}

/// Pinyin by which an index catalog sorts a name, and its first letter in upper case (`#`: not spelled).
/// The first reading counts; a person's surname is read as surnames are.
pub fn sorted_by(name: &str, is_person: bool) -> (String, char) {
    let chars = first_chars(name);
    let readings = if is_person { person_readings(&chars) } else { unit_readings(&chars) };
    let syllables: Vec<&str> = readings.iter().filter_map(|list| list.first().copied()).collect();
    let pinyin = syllables.join(" ");
    let letter =
        pinyin.chars().next().filter(char::is_ascii_alphabetic).map_or('#', |c| c.to_ascii_uppercase());
    (pinyin, letter)
}

/// What an index catalog sorts by: character after character, each by its syllable and then by itself, so that one
/// surname stands together (姜 is not mixed with 蒋). A character without a reading stands behind those with one.
pub fn index_key(name: &str, is_person: bool) -> String {
    const UNREAD: &str = "~";
    let chars = first_chars(name);
    let readings = if is_person { person_readings(&chars) } else { unit_readings(&chars) };
    let mut key = String::with_capacity(name.len() * 3);
    for (c, list) in chars.iter().zip(&readings) {
        key.push_str(list.first().copied().unwrap_or(UNREAD));
        key.push('\u{1}'); // before every letter: wei before wen, and a shorter syllable first
        key.push(*c);
        key.push('\u{2}');
    }
    key
}

/// From the beginning in every way; after 市, 区 … in the usual one.
pub(super) fn of_unit(name: &str) -> Spellings {
    let chars = first_chars(name);
    let readings = unit_readings(&chars);
    let mut spellings = Spellings::default();
    let ways = one_by_one(&readings);
    spellings.add(&ways[..1], &ways, true);
    let later = (1..chars.len()).filter(|at| TABLE.units.starts_after.contains(chars[at - 1]));
    for start in later.take(3) {
        if chars.len() - start >= SHORTEST_TAIL {
            spellings.tails.push(chars[start..].iter().collect());
        }
        let usual = &one_by_one(&readings[start..])[..1];
        spellings.add(usual, usual, true);
    }
    spellings.tidied()
}

/// Whether two names are read alike, or within a letter: 小梅 and 晓眉, 张新 and 张兴.
pub(super) fn sound_alike(one: &str, other: &str) -> bool {
    let read = |name: &str| sorted_by(name, true).0.replace(' ', "");
    within_one(read(one).as_bytes(), read(other).as_bytes())
}

/// One put in, left out or changed, or none.
pub(super) fn within_one<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => short.get(same + 1..) == long.get(same + 1..),
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

fn unit_readings(chars: &[char]) -> Readings {
    let mut readings: Readings = chars.iter().map(|c| readings_of(*c)).collect();
    for at in 1..chars.len() {
        if let Some([first, second]) = WORDS.get(&[chars[at - 1], chars[at]]) {
            readings[at - 1] = vec![first];
            readings[at] = vec![second];
        }
    }
    readings
}

/// The characters of a folded name that typed letters stand for: `zhangx` of 张小梅 are the first two.
pub(super) fn span(chars: &[char], letters: &str, initials: bool) -> Option<(usize, usize)> {
    let chars = &chars[..chars.len().min(READ)];
    let readings = [person_readings(chars), unit_readings(chars)];
    let starts = (0..chars.len()).flat_map(|from| readings.iter().map(move |lists| (from, lists)));
    starts
        .into_iter()
        .find_map(|(from, lists)| Some((from, from + reach(&lists[from..], letters, initials)?)))
}

/// The same where the first characters are written: `张xm`.
pub(super) fn mixed_span(chars: &[char], written: &str, letters: &str) -> Option<(usize, usize)> {
    let chars = &chars[..chars.len().min(READ)];
    let count = written.chars().count();
    if !written.chars().eq(chars.iter().copied().take(count)) {
        return None;
    }
    let readings = person_readings(chars);
    let later = readings.get(count..)?;
    let reached = reach(later, letters, true).or_else(|| reach(later, letters, false))?;
    Some((0, count + reached))
}

/// Where in a text the typed letters stand, as pinyin or as initials (`jshd` in 缴费基数核定): from
/// which character up to before which. Counted in folded characters, of which the first [`READ`] are looked at.
pub fn spelled(text: &str, letters: &str) -> Option<(usize, usize)> {
    let chars = first_chars(text);
    let letters = letters.to_ascii_lowercase();
    if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    span(&chars, &letters, true).or_else(|| span(&chars, &letters, false))
}

/// How many characters the letters reach over; `None` when they do not fit.
fn reach(lists: &[Vec<&str>], letters: &str, initials: bool) -> Option<usize> {
    if letters.is_empty() {
        return Some(0);
    }
    let (list, later) = lists.split_first()?;
    if list.is_empty() {
        return Some(1 + reach(later, letters, initials)?);
    }
    list.iter().find_map(|reading| {
        let syllable = if initials { reading.get(..1)? } else { reading };
        if syllable.starts_with(letters) {
            return Some(1);
        }
        Some(1 + reach(later, letters.strip_prefix(syllable)?, initials)?)
    })
}

impl Spellings {
    /// `usual` are those of the ways that are no rare ones.
    fn add(&mut self, usual: &[Vec<&str>], ways: &[Vec<&str>], with_initials: bool) {
        self.full.extend(usual.iter().map(|way| cut(way.concat())));
        self.rare_full.extend(ways.iter().map(|way| cut(way.concat())));
        if with_initials {
            self.initials.extend(usual.iter().map(|way| cut(initials(way))));
            self.rare_initials.extend(ways.iter().map(|way| cut(initials(way))));
        }
    }

    /// Each spelling once, and as a rare one only where it is no usual one.
    fn tidied(mut self) -> Self {
        let lists = [
            &mut self.full,
            &mut self.initials,
            &mut self.rare_full,
            &mut self.rare_initials,
            &mut self.mixed,
        ];
        for list in lists {
            list.sort_unstable();
            list.dedup();
            list.retain(|spelling| !spelling.is_empty());
        }
        self.rare_full.retain(|spelling| self.full.binary_search(spelling).is_err());
        self.rare_initials.retain(|spelling| self.initials.binary_search(spelling).is_err());
        self
    }

    #[cfg(test)]
    fn all(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.full, &self.initials, &self.rare_full, &self.rare_initials, &self.mixed];
        lists.into_iter().flatten()
    }
}

/// The letters of what is typed that spellings are compared with.
pub(super) fn typed(letters: &str) -> &str {
    letters.get(..LONGEST).unwrap_or(letters)
}

fn cut(mut spelling: String) -> String {
    spelling.truncate(LONGEST);
    spelling
}

/// All readings of a character without tones, `ü` as people type it (`lv`, and `lu`); letters and
/// digits stand for themselves. ASCII only.
fn readings_of(c: char) -> Vec<&'static str> {
    const THEMSELVES: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
    if let Some(at) = THEMSELVES.find(c) {
        return vec![&THEMSELVES[at..=at]];
    }
    let mut readings = Vec::with_capacity(2);
    for syllable in c.to_pinyin_multi().into_iter().flatten() {
        let typed: &[&str] = match syllable.plain() {
            "lü" => &["lv", "lu"],
            "nü" => &["nv", "nu"],
            "lüe" => &["lve", "lue"],
            "nüe" => &["nve", "nue"],
            plain => &[plain],
        };
        for spelling in typed {
            if spelling.is_ascii() && !readings.contains(spelling) {
                readings.push(*spelling);
            }
        }
    }
    if let Some(own) = TABLE.characters.get(&c).filter(|_| readings.is_empty()) {
        readings.push(own);
    }
    readings
}

/// Every way to read all characters, at most [`MOST`].
fn product(readings: &[Vec<&'static str>]) -> Vec<Vec<&'static str>> {
    let mut ways: Vec<Vec<&str>> = vec![Vec::with_capacity(readings.len())];
    for list in readings.iter().filter(|list| !list.is_empty()) {
        let before = ways.len();
        for reading in &list[1..] {
            for at in 0..before.min(MOST.saturating_sub(ways.len())) {
                let mut way = ways[at].clone();
                way.push(reading);
                ways.push(way);
            }
        }
        ways[..before].iter_mut().for_each(|way| way.push(list[0]));
    }
    ways
}

/// The usual reading of all characters, and another of one of the first characters: a long name with
/// several ambiguous characters has too many ways for [`product`].
fn one_by_one(readings: &[Vec<&'static str>]) -> Vec<Vec<&'static str>> {
    let lists: Vec<&Vec<&str>> = readings.iter().filter(|list| !list.is_empty()).collect();
    let usual: Vec<&str> = lists.iter().map(|list| list[0]).collect();
    let mut ways = vec![usual.clone()];
    for (at, list) in lists.iter().enumerate().take(6) {
        for other in list.iter().skip(1).take(2) {
            let mut way = usual.clone();
            way[at] = other;
            ways.push(way);
        }
    }
    ways.truncate(4);
    ways
}

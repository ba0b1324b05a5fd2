//! 拼音与首字母: how the names of persons and units may be typed in Latin letters.
//!
//! A name is kept under every spelling somebody may try: all readings of each character, the surname's
//! own reading first (单 shàn, 尉迟 yùchí). Which readings those are is data: `assets/surnames.toml`.

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
}

/// `assets/surnames.toml` as it is written.
#[derive(Deserialize)]
struct Table {
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

/// The readings of each character in turn.
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
    let readings = person_readings(&first_chars(name));
    let mut spellings = Spellings::default();
    spellings.add(&product(&readings), true);
    for start in 1..readings.len().min(4) {
        spellings.add(&product(&readings[start..]), false);
    }
    spellings.tidied()
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

/// From the beginning in every way; after 市, 区 … in the usual one.
pub(super) fn of_unit(name: &str) -> Spellings {
    let chars = first_chars(name);
    let readings = unit_readings(&chars);
    let mut spellings = Spellings::default();
    spellings.add(&one_by_one(&readings), true);
    let later = (1..chars.len()).filter(|at| TABLE.units.starts_after.contains(chars[at - 1]));
    for start in later.take(3) {
        spellings.add(&one_by_one(&readings[start..])[..1], true);
    }
    spellings.tidied()
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
    fn add(&mut self, ways: &[Vec<&str>], with_initials: bool) {
        for way in ways {
            self.full.push(cut(way.concat()));
            if with_initials {
                self.initials.push(cut(way.iter().filter_map(|syllable| syllable.chars().next()).collect()));
            }
        }
    }

    fn tidied(mut self) -> Self {
        for list in [&mut self.full, &mut self.initials] {
            list.sort_unstable();
            list.dedup();
            list.retain(|spelling| !spelling.is_empty());
        }
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, typed: &str, found: bool) {
        let spellings = of_person(name);
        let any = spellings.full.iter().chain(&spellings.initials).any(|s| s.starts_with(typed));
        assert_eq!(any, found, "{name} {typed} {spellings:?}");
    }

    fn unit(name: &str, typed: &str) {
        let spellings = of_unit(name);
        let any = spellings.full.iter().chain(&spellings.initials).any(|s| s.starts_with(typed));
        assert!(any, "{name} {typed} {spellings:?}");
    }

    #[test]
    fn persons() {
        for typed in ["zhangxiaomei", "zhangxiao", "xiaomei", "mei", "zxm", "zx"] {
            person("张小梅", typed, true);
            person("張小梅", typed, true);
        }
        person("张小梅", "zmx", false);
        person("張小梅", "xm", false);
    }

    #[test]
    fn surnames_with_other_readings() {
        let table = [
            ("單慶娟", "shanqingjuan"),
            ("单庆娟", "danqingjuan"),
            ("单庆娟", "sqj"),
            ("仇英", "qiuying"),
            ("解放", "xiefang"),
            ("查良镛", "zhaliangyong"),
            ("区志强", "ouzhiqiang"),
            ("曾国强", "zengguoqiang"),
            ("任丽", "renli"),
            ("朴正花", "piaozhenghua"),
            ("盖叫天", "gejiaotian"),
            ("尉迟恭", "yuchigong"),
            ("尉迟恭", "ycg"),
            ("万俟雅", "moqiya"),
            ("吕丽", "lvli"),
            ("吕丽", "luli"),
            ("澹台明", "tantaiming"),
            ("欧阳娜娜", "ouyangnana"),
            ("覃红", "qinhong"),
            ("员志", "yunzhi"),
            ("买买提·艾力", "maimaitiaili"),
        ];
        for (name, typed) in table {
            person(name, typed, true);
        }
    }

    #[test]
    fn units() {
        let table = [
            ("芜湖市镜湖区医院", "whsjhqyy"),
            ("芜湖市镜湖区医院", "jhqyy"),
            ("蕪湖市鏡湖區醫院", "wuhushijinghu"),
            ("中国工商银行芜湖分行", "zggsyh"),
            ("重庆长江机械厂", "chongqingchangjiang"),
            ("六安市人民医院", "lasrm"),
            ("ABC（中国）公司", "abczg"),
            ("芜湖市第2中学", "whsd2zx"),
        ];
        for (name, typed) in table {
            unit(name, typed);
        }
    }

    #[test]
    fn the_table_is_read_whole() {
        assert_eq!(WORDS.len(), TABLE.words.len());
        for (name, readings) in &TABLE.surnames {
            for reading in readings {
                assert_eq!(reading.split(' ').count(), name.chars().count(), "{name}");
                assert!(reading.bytes().all(|b| b.is_ascii_lowercase() || b == b' '), "{name}");
            }
        }
    }

    #[test]
    fn letters_stand_somewhere_in_a_text() {
        assert_eq!(spelled("缴费基数核定", "jshd"), Some((2, 6)));
        assert_eq!(spelled("缴费基数核定", "JFJS"), Some((0, 4)));
        assert_eq!(spelled("缴费基数核定", "heding"), Some((4, 6)));
        assert_eq!(spelled("繳費基數核定", "jshd"), Some((2, 6)));
        for not in ["", "hdjs", "核定", "!"] {
            assert_eq!(spelled("缴费基数核定", not), None, "{not}");
        }
    }

    #[test]
    fn nothing_to_read() {
        assert_eq!(of_person(""), Spellings::default());
        assert_eq!(of_unit("！"), Spellings::default());
        assert!(of_unit(&"长行重".repeat(1000)).full.iter().all(|s| s.len() <= LONGEST));
    }
}

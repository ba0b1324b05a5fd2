//! The seeded generator: a clerk's sheet over the years 1999–2025 under `schemes/wuhu-2009.toml`. Row
//! `i` of a sheet of `n` is the same everywhere; persons and units are invented (region 990000).

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike as _, Days, NaiveDate};
use guidang::domain::schemes::scheme::{self, Scheme, SchemeFile};
use guidang::domain::values::identity;

pub const FIRST_YEAR: i32 = 1999;
pub const YEARS: f64 = 27.0;
const SEED: u64 = 0x0211_2009;
const HEADINGS: [&str; 11] = [
    "年度",
    "类别",
    "业务环节",
    "题名",
    "姓名",
    "公民身份号码",
    "单位名称",
    "文号",
    "责任者",
    "形成日期",
    "页数",
];

/// splitmix64 (Steele, Lea, Flood 2014).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    /// The first of `n` often, the last seldom: the logarithm is spread evenly (Zipf).
    pub fn early(&mut self, n: usize) -> usize {
        (((n as f64 + 1.0).ln() * self.share()).exp() - 1.0) as usize % n.max(1)
    }
}

/// One row of the sheet, as text.
#[derive(Clone, Debug, Default)]
pub struct Item {
    pub year: i32,
    pub class: String,
    pub step: String,
    pub title: String,
    pub name: String,
    pub id_number: String,
    pub unit: String,
    pub doc_number: String,
    pub creator: String,
    pub date: String,
    pub pages: u32,
}

#[derive(serde::Deserialize)]
struct Words {
    surnames: Vec<String>,
    given: Vec<String>,
    places: Vec<String>,
    trades: Vec<String>,
    papers: BTreeMap<String, Vec<String>>,
}

/// A line of the scheme: what the sheet writes in its columns, and what its papers are called.
struct Spot {
    class: String,
    step: String,
    papers: Vec<String>,
}

pub struct Items {
    words: Words,
    spots: Vec<Spot>,
    count: usize,
    units: usize,
}

impl Items {
    /// A sheet of `count` rows.
    pub fn new(count: usize) -> Self {
        let words: Words =
            toml::from_str(include_str!("../../assets/sample.toml")).expect("assets/sample.toml");
        let Ok(SchemeFile::Scheme(scheme)) = scheme::parse(include_str!("../../schemes/wuhu-2009.toml"))
        else {
            panic!("schemes/wuhu-2009.toml")
        };
        let spots = spots(&scheme, &words);
        Items { words, spots, count, units: (count / 200).max(50) }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn at(&self, index: usize) -> Item {
        let mut chance = Chance(SEED ^ (index as u64).wrapping_mul(0xD134_2543_DE82_EF95));
        // later years hold more; a sheet goes through each year from January to December
        let along = YEARS * (index as f64 / self.count as f64).sqrt();
        let year = FIRST_YEAR + along as i32;
        let day = NaiveDate::from_ymd_opt(year, 1, 1).expect("a year of this era")
            + Days::new((along.fract() * 364.0) as u64);
        let skewed = chance.share().powf(1.5);
        let spot = &self.spots[(skewed * self.spots.len() as f64) as usize];
        let unit = self.unit(chance.early(self.units));
        let paper = chance.of(&spot.papers).clone();
        let (name, id_number) =
            if paper.contains("{person}") { self.person(&mut chance) } else { Default::default() };
        let title = paper
            .replace("{unit}", &unit)
            .replace("{person}", &name)
            .replace("{month}", &day.month().to_string())
            .replace("{number}", &(1 + index % 99_991).to_string());
        let numbered = chance.below(10) < 3;
        let doc_number = if numbered {
            format!("芜社险〔{year}〕{}号", 1 + chance.below(400))
        } else {
            String::new()
        };
        Item {
            year,
            class: spot.class.clone(),
            step: spot.step.clone(),
            title,
            name,
            id_number,
            unit,
            doc_number,
            creator: (*chance.of(&["市社保局", "市劳动局", "镜湖区社保所", "弋江区社保所", "鸠江区社保所"]))
                .to_owned(),
            date: day.to_string(),
            pages: 1 + chance.below(8) as u32,
        }
    }

    fn unit(&self, number: usize) -> String {
        let mut chance = Chance(number as u64 ^ 0x5555);
        let trade = chance.of(&self.words.trades).clone();
        let mark: String = (0..2).map(|_| chance.of::<String>(&self.words.given).as_str()).collect();
        format!("{}{mark}{trade}", chance.of(&self.words.places))
    }

    /// 18 % have names of two characters; surnames are spread as their logarithm.
    fn person(&self, chance: &mut Chance) -> (String, String) {
        let mut name = self.words.surnames[chance.early(self.words.surnames.len())].clone();
        name.push_str(chance.of::<String>(&self.words.given));
        if chance.below(100) >= 18 {
            name.push_str(chance.of::<String>(&self.words.given));
        }
        let born =
            NaiveDate::from_ymd_opt(1930, 1, 1).expect("a day") + Days::new(chance.below(23_000) as u64);
        // no zero before the check digit: 000 at the end looks as if a spreadsheet had rounded the number
        let body = format!("990000{}{:02}{}", born.format("%Y%m%d"), chance.below(100), 1 + chance.below(9));
        let last = identity::check_digit(&body).expect("seventeen digits");
        (name, format!("{body}{last}"))
    }

    /// Writes the sheet as a clerk's CSV, UTF-8.
    pub fn write_csv(&self, path: &Path) {
        let mut csv = csv::Writer::from_path(path).expect("the sheet can be made");
        csv.write_record(HEADINGS).expect("the sheet can be written");
        for index in 0..self.count {
            let item = self.at(index);
            let (year, pages) = (item.year.to_string(), item.pages.to_string());
            let cells = [
                &year,
                &item.class,
                &item.step,
                &item.title,
                &item.name,
                &item.id_number,
                &item.unit,
                &item.doc_number,
                &item.creator,
                &item.date,
                &pages,
            ];
            csv.write_record(cells).expect("the sheet can be written");
        }
        csv.flush().expect("the sheet can be written");
    }
}

/// Every line of every step, in an order that mixes the classes.
fn spots(scheme: &Scheme, words: &Words) -> Vec<Spot> {
    let mut spots = Vec::new();
    for class in &scheme.classes {
        for step in &class.steps {
            let known = words
                .papers
                .get(&step.id)
                .map(|papers| papers.iter().filter(|paper| !paper.is_empty()).cloned());
            let mut papers: Vec<String> = known.map(Iterator::collect).unwrap_or_default();
            for rule in &step.rules {
                let accounting = rule.accounting.is_some();
                let called = if step.rules.len() > 1 { &rule.names[0] } else { &step.name };
                if accounting || papers.is_empty() {
                    let subject = called.trim_end_matches("材料");
                    let about =
                        if accounting { "{month}月（第{number}册）" } else { "（{person}，{unit}）" };
                    papers = vec![format!("{subject}{about}")];
                }
                // papers that name nobody are told apart by a number
                let told_apart = |paper: &String| paper.contains("{person}") || paper.contains("{number}");
                let numbered = papers.iter().map(|paper| {
                    if told_apart(paper) { paper.clone() } else { format!("{paper}第{{number}}号") }
                });
                spots.push(Spot {
                    class: class.name.clone(),
                    step: called.clone(),
                    papers: numbered.collect(),
                });
            }
        }
    }
    let mut chance = Chance(SEED);
    for at in (1..spots.len()).rev() {
        spots.swap(at, chance.below(at + 1));
    }
    spots
}

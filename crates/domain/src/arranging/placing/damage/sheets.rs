//! Good sheets, made by a seed or taken from the examples: `tests/data/damage/sheets.toml`.

use serde::Deserialize;

use crate::receiving::grid::{Cell, Grid, Row};
use crate::values::identity::to_18;

/// A sheet, and what the import is told for all its rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub name: String,
    #[serde(default)]
    pub give: Given,
    /// What its papers are called.
    pub paper: Option<String>,
    /// Lines above the header.
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    years: Vec<i32>,
    #[serde(default)]
    columns: Vec<ColumnMade>,
    rows: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub year: Option<i32>,
    pub class: Option<String>,
    pub step: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnMade {
    heading: String,
    make: String,
    #[serde(default)]
    of: Vec<String>,
}

#[derive(Deserialize)]
struct SheetsFile {
    sheet: Vec<Sheet>,
}

/// Rows of a sheet that is made.
const ROWS: usize = 40;

pub fn sheets() -> Vec<Sheet> {
    let file: SheetsFile =
        toml::from_str(include_str!("../../../../../../tests/data/damage/sheets.toml")).unwrap();
    file.sheet
}

/// Numbers that are the same for the same seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

impl Sheet {
    pub fn grid(&self, dice: &mut Dice) -> Grid {
        let mut lines: Vec<Vec<String>> = self.lines.iter().map(|line| vec![line.clone()]).collect();
        match &self.rows {
            Some(file) => lines.extend(example(file)),
            None => {
                lines.push(self.columns.iter().map(|column| column.heading.clone()).collect());
                let mut page = 1;
                lines.extend((0..ROWS).map(|at| self.row(at, &mut page, dice)));
            }
        }
        let cell = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
        let row = |(at, line): (usize, Vec<String>)| Row {
            number: at as u32 + 1,
            hidden: false,
            cells: line.into_iter().map(cell).collect(),
        };
        Grid { rows: lines.into_iter().enumerate().map(row).collect(), ..Grid::default() }
    }

    fn row(&self, at: usize, page: &mut u32, dice: &mut Dice) -> Vec<String> {
        let choices = self.columns.iter().find(|column| column.make == "choice").map_or(1, |c| c.of.len());
        let (choice, year) = (dice.below(choices), self.years[dice.below(self.years.len())]);
        let pages = 1 + dice.below(12) as u32;
        let persons = 2 + dice.below(2);
        let cells = self.columns.iter().map(|column| {
            let of: Vec<&str> = column.of.iter().map(String::as_str).collect();
            match column.make.as_str() {
                "seq" => (at + 1).to_string(),
                "pages" => pages.to_string(),
                "range" => format!("{page}-{}", *page + pages - 1),
                "code" => of[0].replace("{year}", &year.to_string()).replace("{page}", &page.to_string()),
                "name" => person(dice),
                "names" => (0..persons).map(|_| person(dice)).collect::<Vec<_>>().join("、"),
                "ids" => (0..persons).map(|_| id(dice)).collect::<Vec<_>>().join("、"),
                "minority" => minority(dice),
                "id" => id(dice),
                "id15" => {
                    let id = id(dice);
                    if dice.below(2) == 0 { id } else { format!("{}{}", &id[..6], &id[8..17]) }
                }
                "document" => document(of[choice], dice),
                "personal_no" => (7_000_000 + dice.below(900_000)).to_string(),
                "unit" => unit(dice),
                "unit_number" => format!("340200-{:04}", dice.below(10_000)),
                "doc_number" => format!("芜社险〔{year}〕{}号", 1 + dice.below(400)),
                "date" => date(dice.of(&of), year, dice),
                "year" => year.to_string(),
                "choice" => of[choice].to_owned(),
                "text" => dice.of(&of).to_owned(),
                other => panic!("nothing makes {other}"),
            }
        });
        let cells = cells.collect();
        *page += pages;
        cells
    }
}

fn example(file: &str) -> Vec<Vec<String>> {
    let path = format!("{}/../../tests/data/damage/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn person(dice: &mut Dice) -> String {
    let family =
        dice.of(&["张", "李", "王", "刘", "陈", "欧阳", "马", "吴", "周", "黄", "赵", "诸葛", "长孙"]);
    let given =
        dice.of(&["小明", "伟", "秀英", "国强", "丽", "建军", "月娥", "大力", "玉兰", "生", "志远", "芳"]);
    format!("{family}{given}")
}

fn minority(dice: &mut Dice) -> String {
    if dice.below(2) == 0 {
        return person(dice);
    }
    let first = dice.of(&["阿卜杜拉", "古丽", "买买提", "吐尔逊", "阿依古丽"]);
    format!("{first}·{}", dice.of(&["艾合买提", "热依木", "司马义", "依明"]))
}

fn id(dice: &mut Dice) -> String {
    let year = 1935 + dice.below(55);
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let born = format!("{:02}{month:02}{day:02}{:03}", year % 100, 10 + dice.below(900));
    to_18(&format!("990000{born}")).unwrap()
}

fn document(kind: &str, dice: &mut Dice) -> String {
    match kind {
        "护照" => format!("E{:08}", dice.below(100_000_000)),
        "港澳居民来往内地通行证" => format!("H{:08}", dice.below(100_000_000)),
        "居民身份证" => id(dice),
        _ => format!("USA{:012}", 310_000_000_000 + dice.below(1_000_000_000)),
    }
}

fn unit(dice: &mut Dice) -> String {
    let place = dice.of(&["芜湖市镜湖", "芜湖市弋江", "繁昌县", "无为县", "马鞍山市"]);
    let name = dice.of(&["长江纺织", "大力机械", "日新建材", "金门商贸", "三山水泥"]);
    format!("{place}{name}{}", dice.of(&["有限公司", "股份有限公司", "厂"]))
}

fn date(shape: &str, year: i32, dice: &mut Dice) -> String {
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    match shape {
        "iso" => format!("{year}-{month:02}-{day:02}"),
        "dots" => format!("{year}.{month}.{day}"),
        "compact" => format!("{year}{month:02}{day:02}"),
        "chinese" => format!("{year}年{month}月{day}日"),
        "slashes" => format!("{year}/{month}/{day}"),
        "spans" => format!("{year}{month:02}01-{year}{month:02}28"),
        other => panic!("no date is written {other}"),
    }
}

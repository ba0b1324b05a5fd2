//! The index against a plain scan over the same records, and its behaviour when it is damaged.

mod damage;
mod exact;
mod meaning;

use std::path::Path;

use super::*;
use crate::domain::records::item::{Description, Person, Place, Unit};
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::RetentionPeriod;

/// splitmix64: the same corpus on every run.
pub(super) struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const SURNAMES: [&str; 12] = ["张", "王", "单", "欧阳", "查", "李", "刘", "陳", "尉迟", "吴", "仇", "趙"];
const GIVEN: [&str; 12] = ["小", "梅", "伟", "庆", "娟", "国", "强", "芳", "麗", "军", "敏", "静"];
const STEPS: [(&str, &str, &str); 5] = [
    ("collection", "declare", "缴费基数申报核定材料"),
    ("management", "register", "参保单位登记材料"),
    ("unemployment", "benefit", "失业保险金申领材料"),
    ("pension", "retire", "退休（职）待遇核定表"),
    ("accounting", "vouchers", "养老保险付款凭证"),
];
const TRADES: [&str; 6] = ["機械", "纺织", "商贸", "建筑", "ABC电子", "第2医院"];
const DISTRICTS: [&str; 4] = ["镜湖区", "弋江区", "鳩江区", "三山区"];

pub(super) fn person(dice: &mut Dice) -> Person {
    let mut name = dice.one(&SURNAMES).to_owned();
    name.push_str(dice.one(&GIVEN));
    if dice.below(5) > 0 {
        name.push_str(dice.one(&GIVEN));
    }
    let born = format!("19{:02}{:02}{:02}", 50 + dice.below(49), 1 + dice.below(12), 1 + dice.below(28));
    let check = if dice.below(10) == 0 { 'X' } else { char::from(b'0' + dice.below(10) as u8) };
    let note = if dice.below(3) == 0 { "健在，现居北京市" } else { "" };
    Person {
        name,
        id_number: format!("990000{born}{:03}{check}", dice.below(1000)).into(),
        id_given: "".into(),
        id_kind: String::new(),
        personal_no: format!("34{:08}", dice.below(100_000_000)).into(),
        note: note.into(),
    }
}

pub(super) fn entry(id: i64, dice: &mut Dice) -> IndexEntry {
    let (class_id, step_id, step) = dice.one(&STEPS);
    let year = 2005 + dice.below(12) as i32;
    let period =
        dice.one(&[RetentionPeriod::Permanent, RetentionPeriod::Years(100), RetentionPeriod::Years(30)]);
    let unit = format!("芜湖市{}{}有限公司", dice.one(&DISTRICTS), dice.one(&TRADES));
    let first = person(dice);
    let title = match dice.below(5) {
        0 => format!("{year}年度{unit}{step}"),
        1 => format!("关于{}同志{step}的批复", first.name),
        2 => format!("{step}（{unit} {}等{}人）", first.name, 2 + dice.below(40)),
        3 => format!("蕪湖市{year}—{}年 {step}汇总", year + 1),
        _ => format!("{step} {}", first.name),
    };
    let volume = 1 + dice.below(30);
    let number = 1 + dice.below(60);
    let doc_number =
        if dice.below(3) == 0 { format!("芜社险〔{year}〕{number}号") } else { String::new() };
    let more = if dice.below(4) == 0 {
        vec![("银行账号".into(), format!("6222{:08}", dice.below(99_999_999)).into())]
    } else {
        vec![]
    };
    let mut persons = vec![first];
    persons.extend((0..dice.below(3)).map(|_| person(dice)));
    let page = 1 + dice.below(200);
    let units = if dice.below(2) == 0 {
        vec![Unit { name: unit, number: format!("3402{:06}", dice.below(1000)) }]
    } else {
        vec![]
    };
    IndexEntry {
        id,
        volume: None,
        place: Place {
            fonds: dice.one(&["0211", "0212"]).into(),
            year,
            scheme_id: "wuhu-2009".into(),
            class_id: class_id.into(),
            step_id: step_id.into(),
            period,
        },
        state: dice.one(&["open", "closed"]).into(),
        code: format!("{year}-ZJ-{step}-{volume}-{page}-Y"),
        code_sort: format!("{year}-{class_id}-{step_id}-{volume:05}-{page:05}"),
        description: Description {
            title,
            creator: dice.one(&["芜湖市社会保险局", "", "征缴科"]).into(),
            doc_number,
            date: RecordDate::from_iso(&format!(
                "{year}-{:02}-{:02}",
                1 + dice.below(12),
                1 + dice.below(28)
            )),
            pages: 1,
            remarks: dice.one(&["", "", "附件缺页", "复印件·与原件相符"]).into(),
            persons,
            units,
            more,
            ..Description::default()
        },
    }
}

pub(super) fn corpus(n: i64) -> Vec<IndexEntry> {
    let mut dice = Dice(7);
    (1..=n).map(|id| entry(id, &mut dice)).collect()
}

/// A volume as `entry` draws records: of the same years, classes and steps.
pub(super) fn volume_entry(id: i64, dice: &mut Dice) -> IndexEntry {
    let record = entry(id, dice);
    let (year, number) = (record.place.year, 1 + dice.below(120) as u32);
    let step = record.code.split('-').nth(2).unwrap_or_default().to_owned();
    let title = match dice.below(3) {
        0 => format!("{year}年度{step}（第{number}卷）"),
        1 => format!("蕪湖市{}{step}", dice.one(&DISTRICTS)),
        _ => format!("{step}：{}等单位", dice.one(&TRADES)),
    };
    IndexEntry {
        volume: Some(VolumeEntry { number, last_date: record.description.date }),
        code: format!("{year}-ZJ-{step}-{number}-{}-Y", dice.below(300)),
        code_sort: record.code_sort.rsplit_once('-').unwrap().0.to_owned(),
        description: Description { title, ..Description::default() },
        ..record
    }
}

/// Records, and a volume for every fourth; their rows are numbered each for itself.
pub(super) fn holdings(n: i64) -> Vec<IndexEntry> {
    let mut dice = Dice(17);
    let mut all = corpus(n);
    all.extend((1..=n / 4).map(|id| volume_entry(id, &mut dice)));
    all
}

pub(super) fn at(event: i64) -> IndexPosition {
    IndexPosition { event, digest: format!("digest of {event}") }
}

/// An index over these entries, written in so many commits.
pub(super) fn filled(dir: &Path, entries: &[IndexEntry], commits: usize) -> Index {
    let index = Index::open(dir).unwrap().index;
    let mut writer = index.writer(WriteMode::Following).unwrap();
    for (commit, part) in entries.chunks(entries.len().div_ceil(commits).max(1)).enumerate() {
        part.iter().for_each(|entry| writer.put(entry).unwrap());
        writer.commit(&at(commit as i64 + 1)).unwrap();
    }
    index
}

/// All ids for what a person typed, as the index numbers them: volumes below zero.
pub(super) fn ids(index: &Index, typed: &str) -> Vec<i64> {
    let query = Query { size: usize::MAX, ..Query::typed(typed).unwrap() };
    let hits = index.find(&query).unwrap();
    assert_eq!(hits.total as usize, hits.ids.len(), "{typed}");
    let mut ids: Vec<i64> = hits.ids.into_iter().map(IndexedId::number).collect();
    ids.sort_unstable();
    ids
}

/// Following writes one by one must not leave a segment for each of them.
#[test]
fn a_writer_that_is_kept_keeps_segments_few() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(120);
    let index = filled(dir.path(), &entries, entries.len());
    let mut writer = index.writer(WriteMode::Following).unwrap();
    for (event, entry) in entries.iter().enumerate() {
        writer.put(entry).unwrap();
        writer.commit(&at(1000 + event as i64)).unwrap();
    }
    writer.settle().unwrap();
    let segments = index.view().searcher.segment_readers().len();
    assert!(segments <= 12, "{segments} segments of {} records", entries.len());
    assert_eq!(index.count(), entries.len() as u64);
}

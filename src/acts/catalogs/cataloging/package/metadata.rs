//! Catalog and records of a transfer as XML: names after DA/T 93 and DA/T 46; `assets/transfer-metadata.xsd` says what may
//! stand where, and travels with them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use chrono::NaiveDate;

use super::schemes_along::FondsHandedOver;
use crate::archive::{Archive, unwritable};
use crate::domain::catalogs::finding_aid::{Value, ValueStyle};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};
use crate::domain::records::item::{Item, Person};
use crate::domain::records::naming::names;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::date::RecordDate;
use crate::domain::values::documents::document_name;
use crate::domain::values::period::RetentionPeriod;
use crate::package::{METADATA_NAMESPACE, METADATA_VERSION, XmlWriter};
use crate::store::StoredFact;

/// The schema of both.
pub const SCHEMA: &str = include_str!("../../../../../assets/transfer-metadata.xsd");

/// Volumes whose records are read together.
const TOGETHER: usize = 50;

/// What both documents say of the transfer as a whole, element and text in the schema's order.
pub type About = [(&'static str, String)];

/// Writes the volumes to `out`.
pub fn write_volumes(
    schemes: &Schemes,
    about: &About,
    (fonds, volumes): (&[FondsHandedOver], &[Volume]),
    style: ValueStyle,
    out: &Path,
) -> Result<()> {
    let write = || -> io::Result<()> {
        let mut xml = begin("案卷目录", about, out)?;
        fonds.iter().try_for_each(|one| write_fonds(&mut xml, one))?;
        for (at, volume) in volumes.iter().enumerate() {
            write_volume(&mut xml, schemes, (volume, at + 1), style)?;
        }
        xml.finish().map(drop)
    };
    write().map_err(|error| unwritable(out, &error))
}

/// Writes the volumes' records to `out`, in the order of the shelf.
pub async fn write_items(
    archive: &Archive,
    about: &About,
    volumes: &[Volume],
    style: ValueStyle,
    out: &Path,
) -> Result<()> {
    let failed = |error: io::Error| unwritable(out, &error);
    let schemes = archive.schemes();
    let mut xml = begin("文件元数据", about, out).map_err(failed)?;
    for volumes in volumes.chunks(TOGETHER) {
        let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
        let mut items = archive.store.items_in_each(&ids).await?;
        let all: Vec<i64> = items.values().flatten().map(|item| item.id).collect();
        let mut facts: HashMap<i64, Vec<StoredFact>> = HashMap::new();
        for fact in archive.store.facts_of(&all).await? {
            facts.entry(fact.item_id).or_default().push(fact);
        }
        for volume in volumes {
            for item in items.remove(&volume.id).unwrap_or_default() {
                let facts = facts.remove(&item.id).unwrap_or_default();
                write_item(&mut xml, &schemes, volume, (&item, &facts), style).map_err(failed)?;
            }
        }
    }
    xml.finish().map(drop).map_err(failed)
}

type Document = XmlWriter<BufWriter<File>>;

fn begin(root: &'static str, about: &About, out: &Path) -> io::Result<Document> {
    let namespace = format!("{METADATA_NAMESPACE}{METADATA_VERSION}");
    let mut xml = XmlWriter::begin(BufWriter::new(File::create(out)?), root, &namespace)?;
    xml.open("移交信息")?;
    for (name, text) in about {
        xml.text(name, text)?;
    }
    xml.close()?;
    Ok(xml)
}

fn write_fonds(xml: &mut Document, fonds: &FondsHandedOver) -> io::Result<()> {
    xml.open("全宗")?;
    xml.text("全宗号", &fonds.number)?;
    xml.text("全宗名称", &fonds.name)?;
    xml.text("首用方案标识", &fonds.first_scheme)?;
    for adoption in &fonds.adoptions {
        xml.open("启用方案")?;
        xml.text("方案标识", &adoption.scheme_id)?;
        xml.text("启用日期", &adoption.from.to_string())?;
        xml.text("接替方案标识", adoption.replaces.as_deref().unwrap_or_default())?;
        xml.text("停用日期", &plain_day(adoption.until))?;
        xml.close()?;
    }
    xml.close()
}

fn write_volume(
    xml: &mut Document,
    schemes: &Schemes,
    (volume, seq): (&Volume, usize),
    style: ValueStyle,
) -> io::Result<()> {
    let of = names(schemes, &volume.place);
    let count = |count: u32| count.to_string();
    xml.open("案卷")?;
    xml.text("序号", &seq.to_string())?;
    xml.text("档号", &volume.code)?;
    xml.text("全宗号", &volume.place.fonds)?;
    xml.text("分类方案", &of.scheme)?;
    xml.text("方案标识", &volume.place.scheme_id)?;
    xml.text("类别号", &of.class_code)?;
    xml.text("类别名称", &of.class)?;
    xml.text("类别标识", &volume.place.class_id)?;
    xml.text("业务环节", &of.step)?;
    xml.text("环节标识", &volume.place.step_id)?;
    xml.text("档号环节名", &volume.step_text)?;
    xml.text("年度", &volume.place.year.to_string())?;
    xml.text("案卷号", &count(volume.number))?;
    xml.text("题名", &volume.title)?;
    xml.text("保管期限", &of.period)?;
    xml.text("起始日期", &day(volume.first_date))?;
    xml.text("终止日期", &day(volume.last_date))?;
    xml.text("件数", &count(volume.items))?;
    xml.text("页数", &count(volume.pages))?;
    xml.text("立卷人", &volume.closed_by)?;
    xml.text("检查人", &volume.checked_by)?;
    xml.text("立卷日期", &day(volume.closed_on.map(RecordDate::day)))?;
    let statement = volume.statement.whole(WholeFor::Printing);
    xml.text("本卷情况说明", &written(style, Value::Note(statement.into())))?;
    xml.text("可鉴定起始日", &plain_day(volume.eligible_on))?;
    xml.text("待定事由", volume.question.as_deref().unwrap_or_default())?;
    xml.close()
}

fn write_item(
    xml: &mut Document,
    schemes: &Schemes,
    volume: &Volume,
    (item, facts): (&Item, &[StoredFact]),
    style: ValueStyle,
) -> io::Result<()> {
    let (of, d) = (names(schemes, &item.place), &item.description);
    xml.open("文件")?;
    xml.text("案卷档号", &volume.code)?;
    xml.text("顺序号", &item.seq.to_string())?;
    xml.text("档号", &item.code)?;
    xml.text("文号", &d.doc_number)?;
    xml.text("责任者", &d.creator)?;
    xml.text("题名", &d.title)?;
    xml.text("形成日期", &day(d.date))?;
    xml.text("终止日期", &day(d.date_end))?;
    xml.text("年度", &item.place.year.to_string())?;
    xml.text("保管期限", &of.period)?;
    xml.text("条款序号", &item.rule.to_string())?;
    xml.text("密级", &d.secrecy)?;
    xml.text("载体类型", &d.medium)?;
    if item.page_from > 0 {
        xml.text("起始页号", &item.page_from.to_string())?;
        xml.text("终止页号", &item.page_to().to_string())?;
    }
    xml.text("页数", &d.pages.to_string())?;
    d.persons.iter().try_for_each(|person| write_person(xml, person, style))?;
    for unit in &d.units {
        xml.open("单位")?;
        xml.text("单位名称", &unit.name)?;
        xml.text("单位编号", &unit.number)?;
        xml.close()?;
    }
    let note = |text: &FreeText| written(style, Value::Note(text.whole(WholeFor::Printing).into()));
    xml.text("备注", &note(&d.remarks))?;
    for (heading, value) in &d.more {
        xml.open("其他项目")?;
        xml.text("名称", heading)?;
        xml.text("内容", &note(value))?;
        xml.close()?;
    }
    for fact in facts {
        xml.open("事实")?;
        xml.text("种类", &fact.kind)?;
        xml.text("日期", &fact.on_day.to_string())?;
        let period = RetentionPeriod::from_key(&fact.period);
        xml.text("继续保管期限", &period.map_or_else(String::new, |period| period.to_string()))?;
        xml.text("说明", &note(&fact.note))?;
        xml.close()?;
    }
    xml.text("可鉴定起始日", &plain_day(item.eligible_on))?;
    xml.text("待定事由", item.question.as_deref().unwrap_or_default())?;
    xml.close()
}

fn write_person(xml: &mut Document, person: &Person, style: ValueStyle) -> io::Result<()> {
    let number = |number: &IdNumber| match number.whole(WholeFor::Printing) {
        "" => String::new(),
        number => written(style, Value::Id(number)),
    };
    let note = |text: &FreeText| written(style, Value::Note(text.whole(WholeFor::Printing).into()));
    let id_number = number(&person.id_number);
    xml.open("人员")?;
    xml.text("姓名", &person.name)?;
    if !id_number.is_empty() {
        let kind = document_name(&person.id_kind).map_or("公民身份号码".to_owned(), |name| name.zh);
        xml.text("证件类型", &kind)?;
    }
    xml.text("证件类型标识", &person.id_kind)?;
    xml.text("证件号码", &id_number)?;
    xml.text("原写号码", &number(&person.id_given))?;
    xml.text("个人编号", &note(&person.personal_no))?;
    xml.text("说明", &note(&person.note))?;
    xml.close()
}

fn written(style: ValueStyle, value: Value<'_>) -> String {
    style.print(value).in_words().into_owned()
}

/// `2009-03-22`, `2009-03` or `2009`.
fn day(date: Option<RecordDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn plain_day(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

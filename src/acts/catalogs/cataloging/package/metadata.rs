//! Catalog and records of a transfer as XML: names after DA/T 93 and DA/T 46; `assets/transfer-metadata.xsd` says what may
//! stand where, and travels with them.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use crate::archive::{Archive, unwritable};
use crate::domain::catalogs::finding_aid::{Value, ValueStyle};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::item::{Item, Person};
use crate::domain::records::naming::names;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::date::RecordDate;
use crate::domain::values::documents::document_name;
use crate::package::XmlWriter;

/// Namespace of both documents, version and all.
pub const NAMESPACE: &str = "urn:guidang:transfer-metadata:1";
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
    volumes: &[Volume],
    style: ValueStyle,
    out: &Path,
) -> Result<()> {
    let write = || -> io::Result<()> {
        let mut xml = begin("案卷目录", about, out)?;
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
        for volume in volumes {
            for (at, item) in items.remove(&volume.id).unwrap_or_default().iter().enumerate() {
                write_item(&mut xml, &schemes, (volume, at + 1), item, style).map_err(failed)?;
            }
        }
    }
    xml.finish().map(drop).map_err(failed)
}

type Document = XmlWriter<BufWriter<File>>;

fn begin(root: &'static str, about: &About, out: &Path) -> io::Result<Document> {
    let mut xml = XmlWriter::begin(BufWriter::new(File::create(out)?), root, NAMESPACE)?;
    xml.open("移交信息")?;
    for (name, text) in about {
        xml.text(name, text)?;
    }
    xml.close()?;
    Ok(xml)
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
    xml.text("类别号", &of.class_code)?;
    xml.text("类别名称", &of.class)?;
    xml.text("业务环节", &of.step)?;
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
    xml.close()
}

fn write_item(
    xml: &mut Document,
    schemes: &Schemes,
    (volume, seq): (&Volume, usize),
    item: &Item,
    style: ValueStyle,
) -> io::Result<()> {
    let (of, d) = (names(schemes, &item.place), &item.description);
    xml.open("文件")?;
    xml.text("案卷档号", &volume.code)?;
    xml.text("顺序号", &seq.to_string())?;
    xml.text("档号", &item.code)?;
    xml.text("文号", &d.doc_number)?;
    xml.text("责任者", &d.creator)?;
    xml.text("题名", &d.title)?;
    xml.text("形成日期", &day(d.date))?;
    xml.text("终止日期", &day(d.date_end))?;
    xml.text("年度", &item.place.year.to_string())?;
    xml.text("保管期限", &of.period)?;
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
    xml.text("备注", &written(style, Value::Note(d.remarks.whole(WholeFor::Printing).into())))?;
    xml.close()
}

fn write_person(xml: &mut Document, person: &Person, style: ValueStyle) -> io::Result<()> {
    let number = person.id_number.whole(WholeFor::Printing);
    xml.open("人员")?;
    xml.text("姓名", &person.name)?;
    if !number.is_empty() {
        let number = written(style, Value::Id(number));
        if !number.is_empty() {
            let kind = document_name(&person.id_kind).map_or("公民身份号码".to_owned(), |name| name.zh);
            xml.text("证件类型", &kind)?;
            xml.text("证件号码", &number)?;
        }
    }
    xml.close()
}

fn written(style: ValueStyle, value: Value<'_>) -> String {
    style.print(value).in_words().into_owned()
}

/// `2009-03-22`, `2009-03` or `2009`.
fn day(date: Option<RecordDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

//! The metadata of a package, volume by volume: catalog and records are read side by side, so that a package of any
//! length is read in the memory of one volume.

use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom};
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::records::item::{Description, Item, Person, Place, Unit};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::adoption::Adoption;
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::RetentionPeriod;
use crate::package::{ITEMS_XML, METADATA_NAMESPACE, METADATA_VERSION, VOLUMES_XML, XmlElement, XmlRecords};
use crate::problems;
use crate::store::{BroughtVolume, StoredFact};

/// Characters of the longest text a record may bring.
const LONGEST: usize = 100_000;
/// Records one volume may bring: they are in memory together.
const MOST_ITEMS: usize = 50_000;

/// What the package says of the transfer as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferSaid {
    pub batch: String,
    pub sender: String,
    pub receiver: String,
    pub ground: String,
    pub made_on: String,
    /// 全显, 已遮盖 or 未列.
    pub id_numbers: String,
    pub volumes: u64,
    pub items: u64,
    pub pages: u64,
}

/// A fonds with the schemes it files under there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FondsSaid {
    pub number: String,
    pub name: String,
    pub first_scheme: String,
    pub adoptions: Vec<Adoption>,
}

/// Both documents, copied out of the package.
pub struct Documents {
    pub volumes: File,
    pub items: File,
}

/// Both documents being read.
pub struct Reading {
    pub transfer: TransferSaid,
    pub fonds: Vec<FondsSaid>,
    volumes: Document,
    items: Document,
}

impl Reading {
    /// Reads from the beginning as far as the first volume.
    ///
    /// # Errors
    /// The metadata are no XML of this version, or the two documents speak of different transfers.
    pub fn begin(documents: &Documents) -> Result<Reading> {
        let mut volumes = Document::begin(&documents.volumes, VOLUMES_XML, "案卷目录")?;
        let mut items = Document::begin(&documents.items, ITEMS_XML, "文件元数据")?;
        let (said, said_beside) = (volumes.take_if("移交信息")?, items.take_if("移交信息")?);
        let (Some(said), true) = (&said, said == said_beside) else {
            return Err(refused(documents_disagree()));
        };
        let transfer = read_transfer(said)?;
        let mut fonds = Vec::new();
        while let Some(one) = volumes.take_if("全宗")? {
            fonds.push(read_fonds(&one)?);
        }
        Ok(Reading { transfer, fonds, volumes, items })
    }

    /// The next volume with its records; `None`: both documents have come to their end.
    ///
    /// # Errors
    /// What cannot be read, or records that belong to no volume of the catalog.
    pub fn next_volume(&mut self) -> Result<Option<BroughtVolume>> {
        let Some(said) = self.volumes.take_if("案卷")? else {
            for document in [&self.volumes, &self.items] {
                if let Some(left) = &document.ahead {
                    let code =
                        if left.text_of("档号").is_empty() { &left.name } else { left.text_of("档号") };
                    return Err(refused(element_astray(&document.name, &code)));
                }
            }
            return Ok(None);
        };
        let volume = read_volume(&said)?;
        let mut items = Vec::new();
        let own = |element: &XmlElement| element.text_of("案卷档号") == volume.code;
        while self.items.ahead.as_ref().is_some_and(own) {
            let Some(said) = self.items.take_if("文件")? else { break };
            if items.len() == MOST_ITEMS {
                return Err(refused(element_astray(&self.items.name, &volume.code)));
            }
            items.push(read_item(&said, &volume)?);
        }
        Ok(Some(BroughtVolume { volume, items }))
    }
}

/// One of the documents, with the element that comes next.
struct Document {
    name: String,
    records: XmlRecords<BufReader<File>>,
    ahead: Option<XmlElement>,
}

impl Document {
    fn begin(file: &File, name: &str, root: &str) -> Result<Document> {
        let mut file = file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        let records = XmlRecords::begin(BufReader::new(file), name).map_err(|problem| refused(*problem))?;
        let namespace = format!("{METADATA_NAMESPACE}{METADATA_VERSION}");
        if records.root() != root || records.namespace() != namespace {
            return Err(refused(metadata_unknown(&name, &records.namespace())));
        }
        let mut document = Document { name: name.to_owned(), records, ahead: None };
        document.step()?;
        Ok(document)
    }

    fn step(&mut self) -> Result<Option<XmlElement>> {
        let next = self.records.next_record().map_err(|problem| refused(*problem))?;
        Ok(std::mem::replace(&mut self.ahead, next))
    }

    /// The next element, if it bears this name.
    fn take_if(&mut self, name: &str) -> Result<Option<XmlElement>> {
        if self.ahead.as_ref().is_some_and(|ahead| ahead.name == name) { self.step() } else { Ok(None) }
    }
}

fn refused(problem: Problem) -> Error {
    Error::Refused(vec![problem])
}

fn read_transfer(said: &XmlElement) -> Result<TransferSaid> {
    Ok(TransferSaid {
        batch: text(said, "批次号")?,
        sender: text(said, "移交单位")?,
        receiver: text(said, "接收单位")?,
        ground: text(said, "移交依据")?,
        made_on: text(said, "制作日期")?,
        id_numbers: text(said, "身份证号")?,
        volumes: number(said, "案卷数")?,
        items: number(said, "文件数")?,
        pages: number(said, "页数")?,
    })
}

fn read_fonds(said: &XmlElement) -> Result<FondsSaid> {
    let adoption = |one: &XmlElement| -> Result<Adoption> {
        Ok(Adoption {
            scheme_id: needed(one, "方案标识")?,
            from: day(one, "启用日期")?.ok_or_else(|| wrong(one, "启用日期"))?,
            replaces: Some(text(one, "接替方案标识")?).filter(|id| !id.is_empty()),
            until: day(one, "停用日期")?,
        })
    };
    Ok(FondsSaid {
        number: needed(said, "全宗号")?,
        name: needed(said, "全宗名称")?,
        first_scheme: needed(said, "首用方案标识")?,
        adoptions: said.each("启用方案").map(adoption).collect::<Result<_>>()?,
    })
}

fn read_volume(said: &XmlElement) -> Result<Volume> {
    let place = Place {
        fonds: needed(said, "全宗号")?,
        year: number(said, "年度")?,
        scheme_id: needed(said, "方案标识")?,
        class_id: needed(said, "类别标识")?,
        step_id: needed(said, "环节标识")?,
        period: period(said, "保管期限")?.ok_or_else(|| wrong(said, "保管期限"))?,
    };
    Ok(Volume {
        id: 0,
        place,
        number: number(said, "案卷号")?,
        step_text: text(said, "档号环节名")?,
        title: needed(said, "题名")?,
        state: VolumeState::Closed,
        items: number(said, "件数")?,
        pages: number(said, "页数")?,
        first_date: date(said, "起始日期")?,
        last_date: date(said, "终止日期")?,
        code: needed(said, "档号")?,
        code_sort: String::new(),
        statement: text(said, "本卷情况说明")?.into(),
        closed_on: Some(day(said, "立卷日期")?.ok_or_else(|| wrong(said, "立卷日期"))?),
        closed_by: text(said, "立卷人")?,
        checked_by: text(said, "检查人")?,
        eligible_on: day(said, "可鉴定起始日")?,
        question: Some(text(said, "待定事由")?).filter(|kind| !kind.is_empty()),
        deciding_item: None,
    })
}

fn read_item(said: &XmlElement, volume: &Volume) -> Result<(Item, Vec<StoredFact>)> {
    let further = |one: &XmlElement| Ok((text(one, "名称")?, text(one, "内容")?.into()));
    let description = Description {
        title: needed(said, "题名")?,
        creator: text(said, "责任者")?,
        doc_number: text(said, "文号")?,
        date: date(said, "形成日期")?,
        date_end: date(said, "终止日期")?,
        pages: number(said, "页数")?,
        secrecy: text(said, "密级")?,
        medium: text(said, "载体类型")?,
        remarks: text(said, "备注")?.into(),
        persons: said.each("人员").map(read_person).collect::<Result<_>>()?,
        units: said.each("单位").map(read_unit).collect::<Result<_>>()?,
        more: said.each("其他项目").map(further).collect::<Result<_>>()?,
    };
    let item = Item {
        id: 0,
        volume_id: None,
        seq: number(said, "顺序号")?,
        place: volume.place.clone(),
        rule: number(said, "条款序号")?,
        page_from: if said.child("起始页号").is_some() { number(said, "起始页号")? } else { 0 },
        code: needed(said, "档号")?,
        code_sort: String::new(),
        description,
        eligible_on: day(said, "可鉴定起始日")?,
        question: Some(text(said, "待定事由")?).filter(|kind| !kind.is_empty()),
        batch: None,
        batch_row: None,
    };
    Ok((item, said.each("事实").map(read_fact).collect::<Result<_>>()?))
}

fn read_person(said: &XmlElement) -> Result<Person> {
    Ok(Person {
        name: text(said, "姓名")?,
        id_number: text(said, "证件号码")?.into(),
        id_given: text(said, "原写号码")?.into(),
        personal_no: text(said, "个人编号")?.into(),
        note: text(said, "说明")?.into(),
        id_kind: text(said, "证件类型标识")?,
    })
}

fn read_unit(said: &XmlElement) -> Result<Unit> {
    Ok(Unit { name: text(said, "单位名称")?, number: text(said, "单位编号")? })
}

fn read_fact(said: &XmlElement) -> Result<StoredFact> {
    let fact = StoredFact {
        id: 0,
        item_id: 0,
        kind: needed(said, "种类")?,
        on_day: day(said, "日期")?.ok_or_else(|| wrong(said, "日期"))?,
        note: text(said, "说明")?.into(),
        period: period(said, "继续保管期限")?.map(RetentionPeriod::key).unwrap_or_default(),
    };
    match fact.as_fact() {
        Some(_) => Ok(fact),
        None => Err(wrong(said, "种类")),
    }
}

fn text(said: &XmlElement, name: &str) -> Result<String> {
    let text = said.text_of(name);
    if text.chars().count() > LONGEST { Err(wrong(said, name)) } else { Ok(text.to_owned()) }
}

fn needed(said: &XmlElement, name: &str) -> Result<String> {
    let text = text(said, name)?;
    if text.is_empty() { Err(wrong(said, name)) } else { Ok(text) }
}

fn number<T: FromStr>(said: &XmlElement, name: &str) -> Result<T> {
    let text = said.text_of(name);
    let digits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| wrong(said, name))
}

/// What is there must be readable; what is not is none.
fn optional<T>(said: &XmlElement, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match said.text_of(name) {
        "" => Ok(None),
        text => read(text).map(Some).ok_or_else(|| wrong(said, name)),
    }
}

fn day(said: &XmlElement, name: &str) -> Result<Option<NaiveDate>> {
    optional(said, name, |text| RecordDate::from_iso(text)?.as_day())
}

fn date(said: &XmlElement, name: &str) -> Result<Option<RecordDate>> {
    optional(said, name, RecordDate::from_iso)
}

/// 永久, 30年.
fn period(said: &XmlElement, name: &str) -> Result<Option<RetentionPeriod>> {
    optional(said, name, |text| match text {
        "永久" => Some(RetentionPeriod::Permanent),
        years => {
            RetentionPeriod::from_key(years.strip_suffix('年')?).filter(|period| period.years().is_some())
        }
    })
}

fn wrong(said: &XmlElement, name: &str) -> Error {
    const SHOWN: usize = 40;
    let code = if said.text_of("档号").is_empty() { &said.name } else { said.text_of("档号") };
    let value: String = said.text_of(name).chars().take(SHOWN).collect();
    refused(metadata_value(&code, &name, &value))
}

problems! {
    refuse metadata_unknown(file, namespace):
        "{file} 的格式（{namespace}）不是本程序能接收的。" / "{file} is of a format ({namespace}) that this program does not take."
        => "请移交方用 归档 的同一版或更旧的版本制作，或在这里先升级程序。"
            / "Have the package made by this version of Guidang or an earlier one, or upgrade the program here first.";
    refuse documents_disagree():
        "案卷目录.xml 和 文件元数据.xml 说的不是同一次移交。" / "The two documents of metadata speak of different transfers."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
    refuse element_astray(file, code):
        "{file} 里的「{code}」不属于目录里的任何一卷，或次序不对。"
            / "\"{code}\" in {file} belongs to no volume of the catalog, or stands out of order."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
    refuse metadata_value(code, name, value):
        "元数据里「{code}」的{name}「{value}」不合格式。" / "In the metadata, {name} of \"{code}\" cannot be read: \"{value}\"."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
}

//! 件: one paper or group of papers, as handed over ([`Draft`]) and as filed ([`Item`]).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::digest::{Digest, FieldDigest};
use crate::general::masking::{FreeText, Guarded, Hidden, IdNumber, WholeFor};
use crate::values::date::RecordDate;
use crate::values::period::RetentionPeriod;

/// A person a record concerns; a row of its own (一表多人).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub name: String,
    /// 18-digit 公民身份号码, checked, or the number of the document `id_kind` names; empty when none was given.
    #[serde(default)]
    pub id_number: IdNumber,
    /// As the sheet had it, when that was different (15 digits).
    #[serde(default)]
    pub id_given: IdNumber,
    /// 个人编号; here and there the ID number.
    #[serde(default)]
    pub personal_no: FreeText,
    /// 性别, 是否健在, 现居住地址 and such: what the row said about this person.
    #[serde(default)]
    pub note: FreeText,
    /// Key of the document's kind, as `assets/identity_documents.toml` has it; `none`: there is no document; empty:
    /// the number is that of the ID card, or none was given.
    #[serde(default)]
    pub id_kind: String,
}

impl Guarded for Person {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.id_number);
        visit(&mut self.id_given);
        visit(&mut self.personal_no);
        visit(&mut self.note);
    }
}

/// A unit (employer, hospital, bank) a record concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unit {
    pub name: String,
    /// 单位编号 or 统一社会信用代码
    #[serde(default)]
    pub number: String,
}

/// What describes a record, whether it is filed yet or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Description {
    pub title: String,
    #[serde(default)]
    pub creator: String,
    #[serde(default)]
    pub doc_number: String,
    pub date: Option<RecordDate>,
    /// Last day, when the record spans a time (a month's vouchers).
    pub date_end: Option<RecordDate>,
    /// Pages: a side with text or figures. At least 1.
    pub pages: u32,
    /// 密级, as written; empty: none.
    #[serde(default)]
    pub secrecy: String,
    /// 载体: 纸质 unless said otherwise.
    #[serde(default)]
    pub medium: String,
    #[serde(default)]
    pub remarks: FreeText,
    #[serde(default)]
    pub persons: Vec<Person>,
    #[serde(default)]
    pub units: Vec<Unit>,
    /// Columns of the sheet that have no field here, as (heading, value): kept, searched, shown.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<FreeText>>)]
    pub more: Vec<(String, FreeText)>,
}

impl Guarded for Description {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.remarks);
        self.persons.each(visit);
        self.more.iter_mut().for_each(|(_, value)| visit(value));
    }
}

/// Where a record belongs: everything a volume must have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Place {
    pub fonds: String,
    pub year: i32,
    /// Scheme edition the record is filed under.
    pub scheme_id: String,
    pub class_id: String,
    pub step_id: String,
    pub period: RetentionPeriod,
}

/// A record as handed over and understood, ready to be filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub place: Place,
    /// Name of the step or paper as a code given by the sheet prints it; `None`: the scheme's.
    pub step_text: Option<String>,
    /// The paper's own line in an accounting block, which decides its date: index into `Step::rules`.
    pub rule: usize,
    /// Volume number and first page, when the sheet's own code gives them.
    pub given: Option<CodedSpot>,
    pub description: Description,
}

/// What an existing code already fixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedSpot {
    pub volume: u32,
    pub page: u32,
}

/// 件, filed: it stands in a volume at these pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Item {
    pub id: i64,
    /// `None`: taken out, waiting to be filed again.
    pub volume_id: Option<i64>,
    /// 顺序号 in the volume, from 1.
    pub seq: u32,
    pub place: Place,
    pub rule: usize,
    pub page_from: u32,
    /// 档号 as printed; provisional until the volume is closed.
    pub code: String,
    /// Sorts codes as people shelve them, compared byte by byte.
    pub code_sort: String,
    pub description: Description,
    /// Day from which it may be appraised; `None`: permanent or a question.
    pub eligible_on: Option<chrono::NaiveDate>,
    /// Kind of question that keeps the date open, if any.
    pub question: Option<String>,
    /// Import batch and the sheet's row it came from.
    pub batch: Option<i64>,
    pub batch_row: Option<u32>,
}

impl Guarded for Item {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.description.each(visit);
    }
}

impl Item {
    pub fn page_to(&self) -> u32 {
        self.page_from.saturating_add(self.description.pages.max(1) - 1)
    }
}

impl Description {
    /// Digest of what the record says, to recognise the same row handed over twice. Running numbers
    /// of the sheet are not part of it.
    pub fn likeness(&self, place: &Place) -> Digest {
        let mut fields = FieldDigest::new("likeness");
        fields.text(&place.fonds).int(place.year.into()).text(&place.class_id).text(&place.step_id);
        self.digest_into(&mut fields);
        fields.digest()
    }

    /// [`Self::likeness`] as the number the database indexes: its first 8 bytes.
    pub fn likeness_number(&self, place: &Place) -> i64 {
        let digest = self.likeness(place);
        digest.bytes()[..8].iter().fold(0i64, |number, byte| (number << 8) | i64::from(*byte))
    }

    /// Feeds every field in a fixed order.
    pub fn digest_into(&self, fields: &mut FieldDigest) {
        fields.text(&self.title).text(&self.creator).text(&self.doc_number);
        fields.opt_text(self.date.map(|d| d.to_string()).as_deref());
        fields.opt_text(self.date_end.map(|d| d.to_string()).as_deref());
        let kept = WholeFor::Storing;
        fields.int(self.pages.into()).text(&self.secrecy).text(&self.medium).text(self.remarks.whole(kept));
        fields.int(self.persons.len() as i64);
        for person in &self.persons {
            fields.text(&person.name).text(person.id_number.whole(kept)).text(person.id_given.whole(kept));
            fields.text(person.personal_no.whole(kept)).text(person.note.whole(kept));
        }
        fields.int(self.units.len() as i64);
        for unit in &self.units {
            fields.text(&unit.name).text(&unit.number);
        }
        fields.int(self.more.len() as i64);
        for (heading, value) in &self.more {
            fields.text(heading).text(value.whole(kept));
        }
        // records of before there were kinds keep their digests
        for (at, person) in self.persons.iter().enumerate().filter(|(_, person)| !person.id_kind.is_empty()) {
            fields.text("id_kind").int(at as i64).text(&person.id_kind);
        }
    }
}

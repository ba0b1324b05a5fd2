//! 批量修改: the fields that can be changed in many records at once, and the change.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::key::keyed;
use crate::records::item::Description;
use crate::values::date::RecordDate;

keyed! {
    /// What can be changed in many records at once. Pages are not among them: each record has its own.
    pub enum AmendedField {
        Title = "title", "题名", "Title";
        Creator = "creator", "责任者", "Creator";
        DocNumber = "doc_number", "文号", "Document number";
        Date = "date", "日期", "Date";
        DateEnd = "date_end", "止日", "Last day";
        Secrecy = "secrecy", "密级", "Secrecy";
        Medium = "medium", "载体", "Medium";
        Remarks = "remarks", "备注", "Remarks";
        /// Names of its units, each of them.
        UnitName = "unit_name", "单位名称", "Names of units";
    }
}

/// What is done to the field of each record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Amending {
    /// Every place where `find` stands, as it is written there, says `with` instead.
    Replace { find: String, with: String },
    /// The field says this; empty: nothing.
    Set(String),
}

impl AmendedField {
    /// The field's texts as they are shown; of units one each.
    pub fn texts(self, about: &Description) -> Vec<String> {
        let day = |day: Option<RecordDate>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![match self {
            AmendedField::Title => about.title.clone(),
            AmendedField::Creator => about.creator.clone(),
            AmendedField::DocNumber => about.doc_number.clone(),
            AmendedField::Date => day(about.date),
            AmendedField::DateEnd => day(about.date_end),
            AmendedField::Secrecy => about.secrecy.clone(),
            AmendedField::Medium => about.medium.clone(),
            AmendedField::Remarks => about.remarks.to_string(),
            AmendedField::UnitName => return about.units.iter().map(|unit| unit.name.clone()).collect(),
        }]
    }
}

impl Amending {
    /// How many units of a record it would give one and the same name; `None`: it does not.
    pub fn makes_alike(&self, field: AmendedField, about: &Description) -> Option<usize> {
        let sets = field == AmendedField::UnitName && matches!(self, Amending::Set(_));
        (sets && about.units.len() > 1).then_some(about.units.len())
    }

    /// What these texts of the field become.
    pub fn applied(&self, field: AmendedField, texts: &[String]) -> Vec<String> {
        match self {
            Amending::Replace { find, with } => texts.iter().map(|text| text.replace(find, with)).collect(),
            Amending::Set(text) if field == AmendedField::UnitName => {
                texts.iter().map(|_| text.trim().to_owned()).collect()
            }
            Amending::Set(text) => vec![text.trim().to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::item::Unit;

    #[test]
    fn texts_are_replaced_wherever_they_stand_and_set_as_a_whole() {
        let unit = |name: &str| Unit { name: name.into(), number: String::new() };
        let about = Description {
            title: "市社保局关于社保局更名的通知".into(),
            remarks: "原件990000194802099952".into(),
            units: vec![unit("社保局"), unit("第一中学")],
            ..Description::default()
        };
        let replaced = |field: AmendedField, find: &str, with: &str| {
            Amending::Replace { find: find.into(), with: with.into() }.applied(field, &field.texts(&about))
        };
        assert_eq!(replaced(AmendedField::Title, "社保局", "社保中心"), ["市社保中心关于社保中心更名的通知"]);
        assert_eq!(replaced(AmendedField::UnitName, "局", "中心"), ["社保中心", "第一中学"]);
        // a number is compared as it is shown
        assert_eq!(replaced(AmendedField::Remarks, "0209", "X"), ["原件990000********9952"]);
        let set = Amending::Set(" 纸质 ".into());
        assert_eq!(set.applied(AmendedField::Medium, &AmendedField::Medium.texts(&about)), ["纸质"]);
        assert_eq!(set.applied(AmendedField::UnitName, &AmendedField::UnitName.texts(&about)).len(), 2);
        assert_eq!(set.makes_alike(AmendedField::UnitName, &about), Some(2));
        assert_eq!(set.makes_alike(AmendedField::Medium, &about), None);
        let one = Description { units: vec![unit("社保局")], ..Description::default() };
        assert_eq!(set.makes_alike(AmendedField::UnitName, &one), None);
        let replacing = Amending::Replace { find: "局".into(), with: "中心".into() };
        assert_eq!(replacing.makes_alike(AmendedField::UnitName, &about), None);
    }
}

//! Lines of the indexes of persons and units.

use super::field::{CatalogRow, LineKind, Value, id_of, made, note, page, words};

/// A person and where she stands: 人名索引. The caller sorts by pinyin and gives the letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedPerson {
    pub letter: String,
    pub pinyin: String,
    pub name: String,
    pub id_number: String,
    /// Kind of the document it is of.
    pub id_kind: String,
    pub unit: String,
    pub code: String,
    pub page: u32,
    /// Line in the form that lists her among others (一表多人).
    pub line: Option<u32>,
    pub year: i32,
    pub class: String,
    pub step: String,
    pub remarks: String,
}

impl CatalogRow for PrintedPerson {
    fn kind(&self) -> LineKind {
        LineKind::Person
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "letter" => words(&self.letter),
            "pinyin" => words(&self.pinyin),
            "name" => words(&self.name),
            "id_number" => id_of(&self.id_kind, &self.id_number),
            "unit" => words(&self.unit),
            "code" => words(&self.code),
            "page" => page(self.page),
            "page_line" => match self.line {
                Some(line) => made(format!("{} / {line}", self.page)),
                None => page(self.page),
            },
            "year" => made(self.year.to_string()),
            "class" => words(&self.class),
            "step" => words(&self.step),
            "remarks" => note(&self.remarks),
            _ => return None,
        })
    }
}

/// A unit and where it stands: 单位索引.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedUnit {
    pub letter: String,
    pub pinyin: String,
    pub name: String,
    /// 曾用名, empty when there is none.
    pub former_name: String,
    /// 单位编号 or 统一社会信用代码
    pub number: String,
    pub year: i32,
    pub code: String,
    pub page: u32,
    pub class: String,
    pub step: String,
    pub remarks: String,
}

impl CatalogRow for PrintedUnit {
    fn kind(&self) -> LineKind {
        LineKind::Unit
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "letter" => words(&self.letter),
            "pinyin" => words(&self.pinyin),
            "name" if !self.former_name.is_empty() => {
                made(format!("{}（曾用名：{}）", self.name, self.former_name))
            }
            "name" => words(&self.name),
            "number" => words(&self.number),
            "year" => made(self.year.to_string()),
            "code" => words(&self.code),
            "page" => page(self.page),
            "class" => words(&self.class),
            "step" => words(&self.step),
            "remarks" => note(&self.remarks),
            _ => return None,
        })
    }
}

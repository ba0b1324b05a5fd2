//! Persons by their numbers and by their names.

use std::collections::HashMap;

use super::queries::Queries;
use super::sql::{built, text_list, vals};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber};

/// Texts asked for in one statement.
const TOGETHER: usize = 500;

impl Queries {
    /// For each number the first and the last of the names it is filed under.
    pub async fn names_of_numbers(&self, numbers: &[&str]) -> Result<HashMap<String, (String, String)>> {
        let mut found = HashMap::new();
        for part in numbers.chunks(TOGETHER) {
            let (list, vals) = text_list(part);
            let sql = built(format!(
                "select id_number, cast(min(name) as text), cast(max(name) as text) from person
                 where id_number in ({list}) and name <> '' group by id_number"
            ));
            for (number, first, last) in self.all::<(String, String, String)>(sql, &vals).await? {
                found.insert(number, (first, last));
            }
        }
        Ok(found)
    }

    /// For each name the least and the greatest of the numbers it is filed with.
    pub async fn numbers_of_names(&self, names: &[&str]) -> Result<HashMap<String, (IdNumber, IdNumber)>> {
        let mut found = HashMap::new();
        for part in names.chunks(TOGETHER) {
            let (list, vals) = text_list(part);
            let sql = built(format!(
                "select name, cast(min(id_number) as text), cast(max(id_number) as text) from person
                 where name in ({list}) and id_number <> '' group by name"
            ));
            for (name, first, last) in self.all::<(String, IdNumber, IdNumber)>(sql, &vals).await? {
                found.insert(name, (first, last));
            }
        }
        Ok(found)
    }

    /// The first record that names this person with this number: its code, its unit and the person's 个人编号.
    pub async fn paper_of_person(
        &self,
        number: &str,
        name: &str,
    ) -> Result<Option<(String, String, FreeText)>> {
        let sql = "select i.code, coalesce((select u.name from unit u where u.item_id = p.item_id and u.seq = 0), ''), p.personal_no
                   from person p join item i on i.id = p.item_id
                   where p.id_number = $1 and p.name = $2 order by p.item_id limit 1";
        self.one(sql, vals![number, name]).await
    }
}

//! Persons by their numbers and by their names.

use std::collections::HashMap;

use super::columns::Column;
use super::queries::Queries;
use super::sql::{built, text_list, vals};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber};

/// Texts asked for in one statement.
const TOGETHER: usize = 500;

impl Queries {
    /// For each number the first and the last of the names it is filed under.
    pub async fn names_of_numbers(&self, numbers: &[&str]) -> Result<HashMap<String, (String, String)>> {
        self.ends("id_number", "name", numbers).await
    }

    /// For each name the least and the greatest of the numbers it is filed with.
    pub async fn numbers_of_names(&self, names: &[&str]) -> Result<HashMap<String, (IdNumber, IdNumber)>> {
        self.ends("name", "id_number", names).await
    }

    /// For each text of one column the least and the greatest of another that stand beside it.
    async fn ends<T: Column>(
        &self,
        asked: &str,
        told: &str,
        texts: &[&str],
    ) -> Result<HashMap<String, (T, T)>> {
        let mut found = HashMap::new();
        for part in texts.chunks(TOGETHER) {
            let (list, vals) = text_list(part);
            let sql = built(format!(
                "select {asked}, cast(min({told}) as text), cast(max({told}) as text) from person
                 where {asked} in ({list}) and {told} <> '' group by {asked}"
            ));
            for (text, least, greatest) in self.all::<(String, T, T)>(sql, &vals).await? {
                found.insert(text, (least, greatest));
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

//! What of a form is printed: its columns, groups and head after the caller's choices. Workbooks, tables,
//! pages of HTML and paper all begin from this plan, so that none of them shows more than the others.

use super::{Align, Form, FormColumn};
use crate::catalogs::finding_aid::{
    CatalogRow, ContentsDigest, DigestColumn, DigestPair, FieldKind, Head, IdNumbers, PrintedValue,
    ProofSheet, Value, ValueStyle, head_items, lang_key, numbers_key,
};
use crate::general::problem::Problem;
use crate::general::wording::Lang;
use crate::say;

/// A column that is printed, and how its cells are written.
#[derive(Clone, Debug)]
pub struct PlannedColumn {
    pub column: FormColumn,
    pub kind: FieldKind,
}

impl PlannedColumn {
    pub fn align(&self) -> Align {
        self.column.align_of(self.kind)
    }
}

/// A form with the caller's choices applied.
#[derive(Clone, Debug)]
pub struct FormPlan {
    pub form: Form,
    pub choices: ValueStyle,
    pub head: Head,
    pub columns: Vec<PlannedColumn>,
    /// Width of the columns of ID numbers that are left out, in millimetres.
    pub left_out_mm: f64,
    /// Fields before whose change a line of their values is printed: those the head does not state.
    pub groups: Vec<String>,
    /// Field each of whose values begins a new part; see [`FormPlan::in_parts`].
    pub part: Option<String>,
}

impl FormPlan {
    /// Plans a form without its optional columns, printed as one table.
    pub fn new(form: &Form, head: &Head, choices: ValueStyle) -> FormPlan {
        FormPlan::with_columns(form, head, choices, &[])
    }

    /// The same with the optional columns whose fields `also` names.
    ///
    /// # Errors
    /// `no_such_column` when the form has no such optional column.
    pub fn with_optional(
        form: &Form,
        head: &Head,
        choices: ValueStyle,
        also: &[String],
    ) -> Result<FormPlan, Problem> {
        let optional = |field: &String| form.columns.iter().any(|c| c.optional && c.field == *field);
        if let Some(field) = also.iter().find(|field| !optional(field)) {
            return Err(no_such_column(form, field));
        }
        Ok(FormPlan::with_columns(form, head, choices, also))
    }

    fn with_columns(form: &Form, head: &Head, choices: ValueStyle, also: &[String]) -> FormPlan {
        let wanted = |column: &&FormColumn| !column.optional || also.contains(&column.field);
        let kind = |column: &FormColumn| form.kind_of(&column.field);
        let left_out = |column: &FormColumn| {
            choices.id_numbers == IdNumbers::LeftOut && kind(column) == Some(FieldKind::Id)
        };
        let planned = |column: &FormColumn| PlannedColumn {
            column: column.clone(),
            kind: kind(column).unwrap_or(FieldKind::Text),
        };
        let columns = form.columns.iter().filter(wanted);
        FormPlan {
            columns: columns.clone().filter(|column| !left_out(column)).map(planned).collect(),
            left_out_mm: columns.filter(|column| left_out(column)).map(|column| column.mm).sum(),
            groups: form.group.iter().filter(|field| !head.states(field)).cloned().collect(),
            part: None,
            form: form.clone(),
            head: head.clone(),
            choices,
        }
    }

    /// The same form with a part of its own for each value of the form's `part` field, where the head does
    /// not fix that value. The part's heading states the value, so no group line repeats it.
    pub fn in_parts(mut self) -> FormPlan {
        self.part = self.form.part.clone().filter(|field| !self.head.states(field));
        let part = self.part.as_ref();
        self.groups.retain(|field| Some(field) != part);
        self
    }

    /// Begins the digest of a document on this form with these fields.
    pub fn digest<'a>(&self, fields: impl ExactSizeIterator<Item = &'a str> + Clone) -> ContentsDigest {
        let of_field = |field: &str| self.columns.iter().find(|planned| planned.column.field == field);
        let column = |field: &'a str| DigestColumn {
            field,
            heading: of_field(field).map_or("", |planned| planned.column.heading(self.lang())),
            once: of_field(field).is_some_and(|planned| planned.column.once),
        };
        let title = self.form.name.in_lang(self.lang());
        ContentsDigest::new((&self.form.key, &self.form.id(), title), self.choices, fields.map(column))
    }

    /// Whether the form shows the scheme's name: the schemes in use change without a reader's seeing it elsewhere.
    fn names_scheme(&self) -> bool {
        let form = &self.form;
        let in_grids = form.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
        let mut cells = form.cells.iter().chain(in_grids);
        form.head.iter().any(|key| key == "scheme")
            || form.columns.iter().any(|column| column.field == "scheme")
            || cells.any(|cell| cell.text.contains("{scheme"))
    }

    /// Takes the head into a digest, as far as this form can show it.
    pub fn digest_head(&self, digest: &mut ContentsDigest, head: &Head) {
        digest.head(head, self.names_scheme());
    }

    /// Takes what stands above a row into a digest.
    pub fn digest_group(&self, digest: &mut ContentsDigest, row: &dyn CatalogRow) {
        let (part, group) = (self.part_text(row).unwrap_or_default(), self.group_text(row));
        digest.group([&part, &group], self.groups_of(row));
    }

    /// What a reader needs to compute the digest from an export that has been written; see [`ProofSheet`].
    pub fn proof_sheet(&self, rows: u64, parts: Vec<(String, u64)>, proof: DigestPair) -> ProofSheet {
        let (style, lang) = (self.choices, self.lang());
        let columns = self.columns.iter().map(|planned| {
            let column = &planned.column;
            (column.field.clone(), column.heading(lang).to_owned())
        });
        let once = self.columns.iter().enumerate().filter(|(_, planned)| planned.column.once);
        let head = head_items(&self.head, lang, self.names_scheme());
        // each part's head line has its own year
        let years = self.head.years.or(self.part.as_ref().map(|_| (0, 0)));
        let shown = Head { years, ..self.head.clone() };
        ProofSheet {
            recipe: style.recipe,
            form: self.form.id(),
            lang: lang_key(lang).to_owned(),
            id_numbers: numbers_key(style.id_numbers).to_owned(),
            title: self.form.name.in_lang(lang).to_owned(),
            columns: columns.collect(),
            once: once.map(|(at, _)| at).collect(),
            head: head.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            shown: shown.keyed_items(&self.form.head, lang),
            groups: self.groups.iter().map(|field| self.group_heading(field)).collect(),
            part: self.part.as_ref().map_or_else(String::new, |field| self.group_heading(field)),
            parts,
            tab: String::new(),
            rows,
            sha256: proof.sha256,
            sm3: proof.sm3,
            anchor: None,
        }
    }

    /// What a csv calls the values of a group line, or the part: as a column does, else as the head.
    pub fn group_heading(&self, field: &str) -> String {
        let lang = self.lang();
        let column = self.columns.iter().find(|planned| planned.column.field == field);
        let key = if field == "year" { "years" } else { field };
        let label = || self.head.item(key, lang).map(|(label, _)| label.in_lang(lang).to_owned());
        column
            .map(|planned| planned.column.heading(lang).to_owned())
            .or_else(label)
            .unwrap_or_else(|| field.to_owned())
    }

    /// Fields of group lines and parts that no column has: a csv gets a column for each; files of before had none.
    pub fn fields_above(&self) -> impl Iterator<Item = &String> {
        let has_column = |field: &&String| self.columns.iter().any(|planned| planned.column.field == **field);
        let is_shown = self.choices.recipe.is_stated();
        self.groups.iter().chain(&self.part).filter(move |field| is_shown && !has_column(field))
    }

    /// Name of the part a row belongs to; `None`: there are no parts.
    pub fn part_text(&self, row: &dyn CatalogRow) -> Option<String> {
        let field = self.part.as_ref()?;
        Some(self.choices.print(row.field(field).unwrap_or(Value::Empty)).in_words().into_owned())
    }

    /// The group line above a row; empty where the form has none.
    pub fn group_text(&self, row: &dyn CatalogRow) -> String {
        let values = self.group_values(row).map(|value| value.in_words().into_owned());
        values.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// What the form's group lines say of a row, parts or not: for the digest.
    pub fn groups_of<'a>(&'a self, row: &'a dyn CatalogRow) -> impl Iterator<Item = Value<'a>> {
        self.form.group.iter().map(|field| row.field(field).unwrap_or(Value::Empty))
    }

    pub fn lang(&self) -> Lang {
        self.choices.lang
    }

    /// The values a group line is made of.
    pub fn group_values<'a>(&'a self, row: &'a dyn CatalogRow) -> impl Iterator<Item = PrintedValue<'a>> {
        let value = |field: &'a String| self.choices.print(row.field(field).unwrap_or(Value::Empty));
        self.groups.iter().map(value).filter(|printed| *printed != PrintedValue::Empty)
    }
}

fn no_such_column(form: &Form, field: &str) -> Problem {
    let (name, english) = (&form.name.zh, &form.name.en);
    let optional = form.columns.iter().filter(|column| column.optional);
    let known = optional.map(|column| column.field.as_str()).collect::<Vec<_>>().join(", ");
    Problem::refuse(
        "no_such_column",
        say!("{name}没有可加印的列“{field}”", "{english} has no optional column {field:?}"),
        say!("可加印的列：{known}", "optional columns: {known}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogs::form::shipped;

    fn plan(key: &str, head: &Head, id_numbers: IdNumbers) -> FormPlan {
        let choices = ValueStyle { id_numbers, ..ValueStyle::default() };
        FormPlan::new(shipped().find(key).unwrap(), head, choices)
    }

    #[test]
    fn an_optional_column_the_form_lacks_is_refused_with_those_it_has() {
        let form = shipped().find("案卷目录").unwrap();
        let also = ["colour".to_owned()];
        let problem =
            FormPlan::with_optional(form, &Head::default(), ValueStyle::default(), &also).unwrap_err();
        assert_eq!(problem.kind, "no_such_column");
        assert!(problem.fix.zh.contains("shelf"));
    }

    #[test]
    fn what_the_head_states_is_neither_group_nor_part() {
        let of_years = |first, last| Head { years: Some((first, last)), ..Head::default() };
        let one_year = plan("volume_catalog", &of_years(2009, 2009), IdNumbers::Masked).in_parts();
        assert_eq!((one_year.groups.join(" "), one_year.part), ("class step period".to_owned(), None));
        let years = plan("volume_catalog", &of_years(2009, 2010), IdNumbers::Masked);
        assert_eq!(years.groups, ["class", "step", "year", "period"]);
        let years = years.in_parts();
        assert_eq!(
            (years.groups.join(" "), years.part.as_deref()),
            ("class step period".to_owned(), Some("year"))
        );
    }

    #[test]
    fn a_column_of_id_numbers_is_left_out_with_its_width() {
        let [all, fewer] = [IdNumbers::Masked, IdNumbers::LeftOut]
            .map(|numbers| plan("person_index", &Head::default(), numbers));
        let width = |plan: &FormPlan| plan.columns.iter().map(|planned| planned.column.mm).sum::<f64>();
        assert_eq!(all.columns.len(), fewer.columns.len() + 1);
        assert!((width(&all) - width(&fewer) - fewer.left_out_mm).abs() < 1e-9);
    }
}

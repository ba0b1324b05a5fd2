//! A form with the caller's choices applied: which columns, what stands above and below, how a value
//! is printed.

use super::{Align, Foot, Form, FormColumn, Options, Portion};
use crate::domain::catalogs::finding_aid::{
    CatalogRow, FieldKind, Head, IdNumbers, PrintedValue, Value, ValueStyle,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Lang;
use crate::{problems, say};

/// A form with the caller's choices applied.
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) lang: Lang,
    /// Label and value under the title.
    pub(super) head: Vec<(String, String)>,
    pub(super) columns: Vec<(FormColumn, FieldKind)>,
    pub(super) group: Vec<String>,
    pub(super) choices: ValueStyle,
    /// Field whose values are parts of their own; none where the head fixes it.
    pub(super) part: Option<String>,
    whole: Head,
}

impl Plan {
    pub(super) fn new(form: &Form, head: &Head, options: &Options) -> Result<Plan> {
        let optional = |field: &String| form.columns.iter().any(|c| c.optional && c.field == *field);
        if let Some(field) = options.also.iter().find(|field| !optional(field)) {
            let (name, english) = (&form.name.zh, &form.name.en);
            let known: Vec<&str> =
                form.columns.iter().filter(|c| c.optional).map(|c| c.field.as_str()).collect();
            let known = known.join(", ");
            return Err(Error::from(no_such_column(&name, &field, &english, &known)));
        }
        let shown = |column: &&FormColumn| {
            (!column.optional || options.also.contains(&column.field))
                && !(options.id_numbers == IdNumbers::LeftOut
                    && form.kind_of(&column.field) == Some(FieldKind::Id))
        };
        let with_kind =
            |column: &FormColumn| (column.clone(), form.kind_of(&column.field).unwrap_or(FieldKind::Text));
        let is_in_head = |field: &str| match field {
            "year" => head.years.is_some_and(|(first, last)| first == last),
            "class" => !head.class.is_empty(),
            "step" => !head.step.is_empty(),
            "period" => head.period.is_some(),
            "volume_code" => !head.volume_code.is_empty(),
            _ => false,
        };
        let part = form.part.clone().filter(|field| !is_in_head(field));
        let in_group = |field: &&String| !is_in_head(field) && part.as_ref() != Some(*field);
        Ok(Plan {
            lang: options.lang,
            head: head.items(&form.head, options.lang),
            columns: form.columns.iter().filter(shown).map(with_kind).collect(),
            group: form.group.iter().filter(in_group).cloned().collect(),
            part,
            whole: head.clone(),
            form: form.clone(),
            choices: ValueStyle { lang: options.lang, id_numbers: options.id_numbers },
        })
    }

    pub(super) fn title(&self) -> &str {
        self.form.name.in_lang(self.lang)
    }

    pub(super) fn head_line(&self) -> String {
        let items: Vec<String> = self.head.iter().map(|(label, value)| format!("{label} {value}")).collect();
        items.join("　")
    }

    /// The head line of one part: it says the part's year, not those of the whole.
    pub(super) fn head_line_of(&self, part: &str) -> String {
        let mut head = self.whole.clone();
        if let Ok(year) = part.parse() {
            head.years = Some((year, year));
        }
        let items = head.items(&self.form.head, self.lang);
        items.iter().map(|(label, value)| format!("{label} {value}")).collect::<Vec<_>>().join("　")
    }

    /// The part a row belongs to.
    pub(super) fn part_of(&self, row: &impl CatalogRow) -> Option<String> {
        let field = self.part.as_ref()?;
        Some(self.choices.print(row.field(field).unwrap_or(Value::Empty)).in_words().into_owned())
    }

    /// Sums of the columns that have one.
    pub(super) fn summed(&self, sums: &[u64]) -> Vec<Option<u64>> {
        let has_sum = |column: &FormColumn| column.total && self.form.unit.is_some();
        self.columns.iter().zip(sums).map(|((column, _), sum)| has_sum(column).then_some(*sum)).collect()
    }

    /// Heading of the column the parts are made by.
    pub(super) fn part_heading(&self) -> &str {
        let by = |(column, _): &&(FormColumn, FieldKind)| self.part.as_ref() == Some(&column.field);
        self.columns.iter().find(by).map_or("", |(column, _)| column.heading(self.lang))
    }

    pub(super) fn align(column: &FormColumn, kind: FieldKind) -> Align {
        column.align_of(kind)
    }

    /// The values a group line is made of, put into `group`; empty when the form has none.
    pub(super) fn group_of(&self, row: &impl CatalogRow, group: &mut String) {
        group.clear();
        for field in &self.group {
            let text = self.choices.print(row.field(field).unwrap_or(Value::Empty));
            if text != PrintedValue::Empty {
                group.push_str(if group.is_empty() { "" } else { " · " });
                group.push_str(&text.in_words());
            }
        }
    }

    /// What stands before the sums: 合计 12 卷.
    pub(super) fn total_label(&self, rows: u64) -> String {
        let unit = self.form.unit.as_ref().map_or("", |unit| unit.in_lang(self.lang));
        let total = say!("合计", "Total");
        match unit {
            "" => total.in_lang(self.lang).to_owned(),
            unit => format!("{} {rows} {unit}", total.in_lang(self.lang)),
        }
    }

    /// The sums of a part in one line: 2009 合计 214 卷 · 件数 5350 · 页数 12840.
    pub(super) fn part_total(&self, part: &Portion) -> String {
        let mut line = format!("{} {}", part.name, self.total_label(part.rows));
        for ((column, _), sum) in self.columns.iter().zip(&part.totals) {
            if let Some(sum) = sum {
                line.push_str(&format!(" · {} {sum}", column.heading(self.lang)));
            }
        }
        line
    }

    /// Places to sign, and the form's note: below every part.
    pub(super) fn below_part(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.form.signatures.is_empty() {
            let places: Vec<String> = self
                .form
                .signatures
                .iter()
                .map(|who| format!("{}＿＿＿＿＿＿", who.in_lang(self.lang)))
                .collect();
            lines.push(places.join("　"));
        }
        lines.extend(self.form.note.iter().map(|note| note.in_lang(self.lang).to_owned()));
        lines
    }

    /// Lines below the table: places to sign, the form's note, the digest.
    pub(super) fn below(&self, foot: &Foot) -> Vec<String> {
        let mut lines = self.below_part();
        let digest = foot.proof.sha256;
        let rows = foot.rows;
        let proof = say!(
            "共 {rows} 条 · 内容摘要（SHA-256）{digest}",
            "{rows} entries · content digest (SHA-256) {digest}"
        );
        lines.push(proof.in_lang(self.lang).to_owned());
        lines
    }
}

problems! {
    refuse no_such_column(name, field, english, known):
        "{name}没有可加印的列“{field}”" / "{english} has no optional column \"{field}\""
        => "可加印的列：{known}" / "optional columns: {known}";
}

#[cfg(test)]
mod tests {
    use super::super::forms;
    use super::*;

    #[test]
    fn an_optional_column_the_form_lacks_is_refused_with_those_it_has() {
        let form = forms().find("案卷目录").unwrap();
        let options = Options { also: vec!["colour".into()], ..Options::default() };
        let error = Plan::new(form, &Head::default(), &options).err().unwrap();
        let Error::Refused(problems) = error else { panic!("{error}") };
        assert_eq!(problems[0].kind, "no_such_column");
        assert!(problems[0].fix.zh.contains("shelf"));
    }
}

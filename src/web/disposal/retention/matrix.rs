//! Class × period: how many volumes are due, each number the address of its list.

use std::collections::BTreeMap;

use super::ReportAddress;
use crate::acts::disposal::expiry::Report;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::web::base::words;

/// A class that has a column.
pub struct ClassColumn {
    pub id: String,
    pub code: String,
    pub name: String,
    /// Its rules in the scheme.
    pub href: String,
}

/// A line of the matrix: a period and the volumes of each class.
pub struct MatrixLine {
    pub key: String,
    pub period: Wording,
    pub cells: Vec<MatrixCell>,
    pub sum: MatrixCell,
}

/// A number of the matrix.
#[derive(Clone, Default)]
pub struct MatrixCell {
    pub class: String,
    pub count: i64,
    /// Of these, volumes whose period the rules have changed.
    pub changed: i64,
    pub href: String,
}

pub struct Matrix {
    pub classes: Vec<ClassColumn>,
    pub lines: Vec<MatrixLine>,
    pub sums: Vec<i64>,
}

/// Classes in shelf order, periods from the longest.
pub fn matrix(schemes: &Schemes, at: &ReportAddress, report: &Report) -> Matrix {
    let mut classes: BTreeMap<(usize, String), ClassColumn> = BTreeMap::new();
    let mut counts: BTreeMap<RetentionPeriod, BTreeMap<String, (i64, i64)>> = BTreeMap::new();
    for row in &report.matrix {
        let scheme = schemes.scheme(&row.scheme_id);
        let order = scheme.map_or(usize::MAX, |scheme| scheme.class_order(&row.class_id));
        let class = scheme.and_then(|scheme| scheme.class(&row.class_id));
        classes.entry((order, row.class_id.clone())).or_insert_with(|| ClassColumn {
            id: row.class_id.clone(),
            code: class.map_or_else(|| row.class_id.clone(), |class| class.code.clone()),
            name: class.map_or_else(String::new, |class| class.name.clone()),
            href: format!("/schemes/{}?class={}#rules", row.scheme_id, row.class_id),
        });
        let Some(period) = RetentionPeriod::from_key(&row.period) else { continue };
        let count = counts.entry(period).or_default().entry(row.class_id.clone()).or_default();
        *count = (count.0 + row.volumes, count.1 + row.changed);
    }
    let classes: Vec<ClassColumn> = classes.into_values().collect();
    let lines: Vec<MatrixLine> =
        counts.into_iter().rev().map(|(period, counts)| line(period, &counts, &classes, at)).collect();
    let sums =
        (0..classes.len()).map(|column| lines.iter().map(|line| line.cells[column].count).sum()).collect();
    Matrix { classes, lines, sums }
}

/// A number of the matrix counts all that is due, whatever list is open beside it.
const ALL_DUE: [(&str, &str); 3] = [("this_year", ""), ("earlier", ""), ("changed", "")];

fn line(
    period: RetentionPeriod,
    counts: &BTreeMap<String, (i64, i64)>,
    classes: &[ClassColumn],
    at: &ReportAddress,
) -> MatrixLine {
    let key = period.key();
    let cell = |class: &ClassColumn| {
        let (count, changed) = counts.get(&class.id).copied().unwrap_or_default();
        MatrixCell {
            count,
            changed,
            href: at
                .list(&[&[("class", class.id.as_str()), ("period", key.as_str())][..], &ALL_DUE].concat()),
            class: class.id.clone(),
        }
    };
    let cells: Vec<MatrixCell> = classes.iter().map(cell).collect();
    let sum = MatrixCell {
        class: String::new(),
        count: cells.iter().map(|cell| cell.count).sum(),
        changed: cells.iter().map(|cell| cell.changed).sum(),
        href: at.list(&[&[("period", key.as_str())][..], &ALL_DUE].concat()),
    };
    MatrixLine { period: words::period(&key), key, cells, sum }
}

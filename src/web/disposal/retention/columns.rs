//! Which rows of the report are listed, and the columns they are sorted by.

use super::{ReportAddress, ReportQuery};
use crate::acts::disposal::expiry::Report;
use crate::domain::general::wording::Wording;
use crate::domain::records::volume::{VolumeOrder, VolumeSortKey};
use crate::say;

/// A choice of rows, with how many there are.
pub struct Tab {
    pub name: Wording,
    pub volumes: i64,
    pub href: String,
    pub is_on: bool,
}

pub fn tabs(report: &Report, asked: &ReportQuery, at: &ReportAddress) -> Vec<Tab> {
    let only = |key: &str| {
        let set = |other: &'static str| (other, if other == key { "1" } else { "" });
        at.list(&[set("this_year"), set("earlier"), set("changed")])
    };
    let totals = &report.totals;
    let (all, earlier) = (totals.all.volumes, totals.carried_over);
    let is_on = [&asked.this_year, &asked.earlier, &asked.changed].map(|value| value == "1");
    let tab = |name, volumes, key, is_on| Tab { name, volumes, href: only(key), is_on };
    vec![
        tab(say!("全部", "All"), all, "", is_on == [false; 3]),
        tab(say!("新到期", "New"), all - earlier, "this_year", is_on[0]),
        tab(say!("往年", "Earlier"), earlier, "earlier", is_on[1]),
        tab(say!("期限已变", "Changed"), totals.changed, "changed", is_on[2]),
    ]
}

/// A column's heading, and how the rows are sorted by it.
pub struct ReportHead {
    pub key: &'static str,
    pub name: Wording,
    pub class: &'static str,
    pub href: String,
    pub now: &'static str,
    pub arrow: &'static str,
}

pub fn heads(order: VolumeOrder, at: &ReportAddress) -> Vec<ReportHead> {
    let columns = [
        ("code", say!("档号", "Code"), "code"),
        ("title", say!("题名", "Title"), "title"),
        ("contents", say!("卷内主要内容", "Contents"), "held"),
        ("period", say!("期限", "Period"), "kept"),
        ("year", say!("形成", "Formed"), "num year"),
        ("eligible", say!("可鉴定起始日", "From"), "from"),
        ("items", say!("件", "Records"), "num few"),
        ("pages", say!("页", "Pages"), "num few"),
    ];
    let head = |(key, name, class): (&'static str, Wording, &'static str)| {
        // how a title is read is no matter of the database, and what is in a volume is said by the program
        let by = VolumeSortKey::from_key(key).filter(|by| *by != VolumeSortKey::Title);
        let is_now = by == Some(order.by);
        let other = by.map(|by| VolumeOrder { by, is_descending: is_now && !order.is_descending });
        let (now, arrow) = match (is_now, order.is_descending) {
            (false, _) => ("", ""),
            (true, false) => ("ascending", "▲"),
            (true, true) => ("descending", "▼"),
        };
        let href = other.map_or_else(String::new, |other| at.list(&[("sort", &other.written())]));
        ReportHead { key, name, class, href, now, arrow }
    };
    columns.into_iter().map(head).collect()
}

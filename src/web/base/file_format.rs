//! Files that pages offer: in which format, under which name, and when a job makes them.

use super::fault::{Answer, Fault};
use crate::acts::catalogs::cataloging::{Encoding, Format};
use crate::domain::schemes::scheme::Schemes;
use crate::problems;

/// Lines above which a file is made by a job.
pub const INLINE: i64 = 20_000;

/// The format and the ending of its file.
pub fn format(name: &str) -> Answer<(Format, &'static str)> {
    match name {
        "" | "xlsx" => Ok((Format::Xlsx, "xlsx")),
        "csv" => Ok((Format::Csv(Encoding::Utf8Bom), "csv")),
        "csv-gb18030" => Ok((Format::Csv(Encoding::Gb18030), "csv")),
        "html" => Ok((Format::Html, "html")),
        other => Err(Fault::from(unknown_format(&other))),
    }
}

/// A class in a file's name: its code, and its name where several classes share the code.
pub fn class_called(schemes: &Schemes, id: &str) -> String {
    let Some((scheme, class)) = schemes.schemes.iter().find_map(|scheme| Some((scheme, scheme.class(id)?)))
    else {
        return id.to_owned();
    };
    match scheme.classes.iter().filter(|other| other.code == class.code).count() {
        1 => class.code.clone(),
        _ => format!("{}{}", class.code, class.name),
    }
}

problems! {
    refuse unknown_format(other):
        "没有「{other}」这种格式。" / "There is no format \"{other}\"."
        => "可以用：xlsx、csv、csv-gb18030、html。" / "There are: xlsx, csv, csv-gb18030, html.";
}

//! What travels inside the binary: schemes, style, script. One binary, offline.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "schemes/"]
#[include = "*.toml"]
struct SchemeFiles;

#[derive(RustEmbed)]
#[folder = "assets/web/"]
struct WebFiles;

#[derive(RustEmbed)]
#[folder = "tests/data/sheets/"]
#[include = "征缴科-2009-缴费核定.xlsx"]
struct ExampleFiles;

/// A sheet to practise on, as (file name, bytes): sixty rows of invented persons, three of them wrong.
pub fn example_sheet() -> Option<(String, Cow<'static, [u8]>)> {
    let name = ExampleFiles::iter().next()?;
    let file = ExampleFiles::get(&name)?;
    Some((name.into_owned(), file.data))
}

/// Every scheme and accounting table that ships, as (file name, text), by name.
pub fn scheme_files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = SchemeFiles::iter()
        .filter_map(|name| {
            let file = SchemeFiles::get(&name)?;
            Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    files.sort();
    files
}

/// A file of the pages: style, script, icon.
pub fn web_file(name: &str) -> Option<Cow<'static, [u8]>> {
    WebFiles::get(name).map(|file| file.data)
}

//! What travels inside the binary: schemes, style, script. One binary, offline.

use std::borrow::Cow;
use std::sync::OnceLock;

use rust_embed::RustEmbed;

use crate::domain::general::digest::Digest;

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

#[derive(RustEmbed)]
#[folder = "docs/help/"]
#[include = "*.md"]
struct HelpFiles;

/// Of the pictures those the manual shows.
#[derive(RustEmbed)]
#[folder = "docs/pictures/"]
#[include = "search.png"]
#[include = "counter.png"]
#[include = "import.png"]
#[include = "volume.png"]
#[include = "volumes.png"]
#[include = "retention.png"]
#[include = "catalogs.png"]
struct HelpPictures;

/// The manual's files of a language, as (file name, text), by name.
pub fn help_files(lang: &str) -> Vec<(String, String)> {
    let read = |path: Cow<'static, str>| {
        let name = path.strip_prefix(lang)?.strip_prefix('/')?.to_owned();
        let file = HelpFiles::get(&path)?;
        Some((name, String::from_utf8_lossy(&file.data).into_owned()))
    };
    let mut files: Vec<_> = HelpFiles::iter().filter_map(read).collect();
    files.sort();
    files
}

/// A picture of the manual.
pub fn help_picture(name: &str) -> Option<Cow<'static, [u8]>> {
    HelpPictures::get(name).map(|file| file.data)
}

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

/// Names the pages' files as they are in this program: another program, another name. It stands in their
/// addresses, so that a browser keeps them without end and never mixes scripts of two programs.
pub fn web_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut names: Vec<_> = WebFiles::iter().collect();
        names.sort();
        let digests =
            names.iter().filter_map(|name| WebFiles::get(name)).map(|file| file.metadata.sha256_hash());
        Digest::compute(&digests.flatten().collect::<Vec<u8>>()).hex()[..10].to_owned()
    })
}

/// The address of a file of the pages. The version stands before the name, so that a script's relative
/// imports lead to files of the same version.
pub fn web_address(name: &str) -> String {
    format!("/assets/{}/{name}", web_version())
}

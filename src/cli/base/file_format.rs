//! Files that commands write: in which format, and what is said of them.

use std::path::{Path, PathBuf};

use crate::acts::catalogs::cataloging::{Encoding, Format, PrintedFile, WrittenCatalog};
use crate::archive::{Archive, unwritable};
use crate::cli::base::args::AnswerFormat;
use crate::cli::base::console::Console;
use crate::domain::catalogs::finding_aid::ProofSheet;
use crate::domain::general::error::{Error, Result};
use crate::{problems, say};

/// Whether it is asked for as PDF, or its file ends so.
pub fn is_pdf(shape: AnswerFormat, output: &Path) -> bool {
    let ending = output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    shape == AnswerFormat::Pdf || (matches!(shape, AnswerFormat::Table | AnswerFormat::Json) && ending)
}

/// What was printed, and whether it can be proved later.
pub fn say_printed(console: &Console, archive: &Archive, printed: &PrintedFile, output: &Path) {
    let (pages, rows, place) = (printed.pages, printed.rows, output.display());
    console.answer(printed, |console| {
        console.say(&say!("{pages} 页，{rows} 行 → {place}", "{pages} pages, {rows} rows → {place}"));
        printed.problems.iter().for_each(|problem| console.problem(problem));
    });
    say_registered_later(console, archive);
}

/// Says, beside the answer, who registers what was just made.
pub fn say_registered_later(console: &Console, archive: &Archive) {
    if !archive.may_write() {
        console.say(&say!(
            "另一程序正开着这个档案：这次做出的文件已留给它登记，它开着时约一秒内登记好。",
            "Another program has the archive open: what was made now was left for it to register, within a second while it runs."
        ));
    }
}

/// As asked for, else by the file's ending; `None`: the package.
pub fn format(shape: AnswerFormat, output: &Path) -> Result<Option<Format>> {
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Ok(match (shape, ending.as_str()) {
        (AnswerFormat::Zip, _) | (AnswerFormat::Table | AnswerFormat::Json, "zip") => None,
        (AnswerFormat::Xlsx, _) | (AnswerFormat::Table | AnswerFormat::Json, "xlsx") => Some(Format::Xlsx),
        (AnswerFormat::Csv, _) | (AnswerFormat::Table | AnswerFormat::Json, "csv") => {
            Some(Format::Csv(Encoding::Utf8Bom))
        }
        (AnswerFormat::CsvGb18030, _) => Some(Format::Csv(Encoding::Gb18030)),
        (AnswerFormat::Html, _) | (AnswerFormat::Table | AnswerFormat::Json, "html" | "htm") => {
            Some(Format::Html)
        }
        _ => {
            return Err(Error::from(no_format_given()));
        }
    })
}

/// What was written, and who registers it. Beside a csv, which has no place for it, lies what a reader needs to
/// compute its digest herself.
///
/// # Errors
/// `Busy` where that cannot be written.
pub fn say_written(
    console: &Console,
    archive: &Archive,
    format: Format,
    written: &WrittenCatalog,
    output: &Path,
) -> Result<()> {
    let (rows, digest, place) = (written.rows, written.digest, output.display());
    console.say(&say!("{rows} 行 → {place}（内容摘要 {digest}）", "{rows} rows → {place} (digest {digest})"));
    written.problems.iter().for_each(|problem| console.problem(problem));
    if let Format::Csv(_) = format {
        write_proof_sheet(console, &written.sheet, output)?;
    }
    say_registered_later(console, archive);
    Ok(())
}

/// What proves a csv without Guidang, beside it.
///
/// # Errors
/// `Busy` where it cannot be written.
pub fn write_proof_sheet(console: &Console, sheet: &ProofSheet, output: &Path) -> Result<()> {
    let mut name = output.as_os_str().to_owned();
    name.push(".proof.json");
    let beside = PathBuf::from(name);
    std::fs::write(&beside, sheet.text()).map_err(|error| unwritable(&beside, &error))?;
    let shown = beside.display();
    console.say(&say!("核验单 → {shown}", "proof sheet → {shown}"));
    Ok(())
}

problems! {
    refuse no_format_given as unknown_format():
        "不知道要写成什么格式。" / "It is not clear what format to write."
        => "加 --format xlsx、csv、csv-gb18030、html、pdf 或 zip。"
            / "Add --format xlsx, csv, csv-gb18030, html, pdf or zip.";
}

//! Fields of a form with files: read only as far as such a field can sensibly go.

use axum::extract::multipart::Field;

use super::fault::{Answer, Fault};
use crate::domain::general::error::Error;
use crate::problems;

/// Bytes of a word, a number, a choice.
pub const WORD: usize = 4 << 10;
/// Bytes of a description, such as which column is what.
pub const DESCRIPTION: usize = 256 << 10;
/// Bytes of a range pasted from a spreadsheet.
pub const RANGE: usize = 8 << 20;

/// The field's text.
///
/// # Errors
/// `Unreadable` when it is longer than `most`, breaks off, or is no UTF-8.
pub async fn short_text(field: &mut Field<'_>, most: usize) -> Answer<String> {
    let name = field.name().unwrap_or_default().to_owned();
    let unreadable = |problem| Fault::from(Error::Unreadable(vec![problem]));
    let mut bytes = Vec::new();
    while let Some(chunk) =
        field.chunk().await.map_err(|error| unreadable(field_broken_off(&name, &error)))?
    {
        if bytes.len() + chunk.len() > most {
            return Err(unreadable(field_too_long(&name, &(most >> 10))));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|error| unreadable(field_broken_off(&name, &error)))
}

problems! {
    refuse field_too_long(name, kib):
        "表单的「{name}」超过 {kib} KB，没有收下。" / "The field \"{name}\" of the form is longer than {kib} KB and was not kept."
        => "内容长的存成文件再上传。" / "Save long content as a file and upload that.";
    refuse field_broken_off as form_unreadable(name, error):
        "表单的「{name}」读不下去：{error}" / "The field \"{name}\" of the form cannot be read: {error}"
        => "再提交一次。" / "Send it again.";
}

//! Why a file cannot be read, as one problem.

use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::say;

pub(super) fn unreadable(kind: &str, message: Wording, fix: Wording) -> Error {
    Error::Unreadable(vec![Problem::refuse(kind, message, fix)])
}

/// A file that breaks off or contradicts itself; `detail` is the library's word for it.
pub(super) fn damaged(detail: impl std::fmt::Display) -> Error {
    unreadable(
        "damaged_file",
        say!("文件损坏或不完整（{detail}）", "the file is damaged or incomplete ({detail})"),
        say!(
            "请移交人重新发送，或用 Excel、WPS 打开后另存为 .xlsx",
            "ask for it again, or open it in a spreadsheet program and save it as .xlsx"
        ),
    )
}

/// A file that cannot be opened without its password.
pub(super) fn password() -> Error {
    unreadable(
        "password",
        say!("文件有密码，读不了", "the file is protected by a password"),
        say!("请移交人取消密码后另存，再导入", "ask for a copy without the password"),
    )
}

//! What is said of a package that cannot be taken as it is.

use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::say;

/// Boxed: a problem is large and the way without one is the usual way.
pub(super) type Step<T> = std::result::Result<T, Box<Problem>>;

pub(super) fn refuse(kind: &str, message: Wording) -> Problem {
    let fix = say!(
        "请移交方重新制作移交材料包，不要使用这一份",
        "ask the sender for a new package and do not use this one"
    );
    Problem::refuse(kind, message, fix)
}

pub(super) fn about_member(kind: &str, name: &str, message: Wording) -> Problem {
    refuse(kind, message).in_column(name)
}

pub(super) fn damaged(error: &dyn std::fmt::Display) -> Problem {
    refuse(
        "package_damaged",
        say!(
            "移交材料包已损坏或不是 zip 文件（{error}）",
            "the package is damaged or not a zip file ({error})"
        ),
    )
}

pub(super) fn member_damaged(name: &str, error: &dyn std::fmt::Display) -> Problem {
    let message = say!("“{name}”读不出（{error}）", "{name:?} cannot be read ({error})");
    about_member("member_damaged", name, message)
}

pub(super) fn too_many(count: usize, most: usize) -> Step<()> {
    if count <= most {
        return Ok(());
    }
    Err(refuse(
        "too_many_files",
        say!(
            "移交材料包里有 {count} 个文件，最多 {most} 个",
            "the package holds {count} files; at most {most} are taken"
        ),
    )
    .into())
}

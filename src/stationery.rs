//! The forms an office has: those that ship with the program, and its own in `forms/` of the data
//! directory, one file each, named `key@version.toml` like the shipped ones.

use std::path::Path;

use crate::config::Config;
use crate::domain::error::{Error, Result};
use crate::domain::form::{Form, Forms, shipped};
use crate::domain::problem::Problem;
use crate::say;

/// Every form of the office, its own among them.
///
/// # Errors
/// `Refused` when one of its own is wrong, with every problem.
pub fn forms(config: &Config) -> Result<Forms> {
    let folder = config.forms_dir();
    let Ok(files) = std::fs::read_dir(&folder) else { return Ok(shipped().clone()) };
    let mut paths: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut own = Vec::new();
    for path in paths {
        own.push(read(&path)?);
    }
    Ok(shipped().with(own))
}

/// Reads a form's file.
pub fn read(path: &Path) -> Result<Form> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        Error::unreadable(
            "cannot_open",
            say!("格式文件 {path} 读不出（{error}）。", "The form {path} cannot be read ({error})."),
            say!("检查路径；文件要用 UTF-8 编码保存。", "Check the path; save forms as UTF-8."),
        )
    })?;
    let place = path.display().to_string();
    let named = |problem: Problem| Problem { column: Some(place.clone()), ..problem };
    Form::parse(&text).map_err(|problems| Error::Refused(problems.into_iter().map(named).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_adds_a_form_and_changes_one() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::new(data.path());
        assert_eq!(forms(&config).unwrap().iter().count(), shipped().iter().count());
        let folder = config.forms_dir();
        std::fs::create_dir(&folder).unwrap();
        let shipped_text = include_str!("../templates/print/summary@1.toml");
        let newer = shipped_text.replace("version = 1", "version = 2").replace("mm = 105", "mm = 100");
        std::fs::write(folder.join("summary@2.toml"), newer).unwrap();
        let forms = forms(&config).unwrap();
        assert_eq!(forms.find("案卷目录汇总表").unwrap().version, 2);
        assert_eq!(forms.find("summary@1").unwrap().version, 1);
    }

    #[test]
    fn a_wrong_form_of_the_office_is_named() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::new(data.path());
        std::fs::create_dir(config.forms_dir()).unwrap();
        std::fs::write(config.forms_dir().join("mine@1.toml"), "key = 1").unwrap();
        let Err(Error::Refused(problems)) = forms(&config) else { panic!("it was taken") };
        assert!(problems[0].column.as_deref().unwrap().contains("mine@1.toml"));
    }
}

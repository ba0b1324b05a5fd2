//! The forms an office has: those that ship with the program, and its own in `forms/` of the data
//! directory, one file each, named `key@version.toml` like the shipped ones.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use crate::config::Config;
use crate::domain::catalogs::form::{Form, Forms, shipped};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::problems;

/// Every form of the office, its own among them.
///
/// # Errors
/// `Refused` when one of its own is wrong, with every problem.
pub fn forms(config: &Config) -> Result<Forms> {
    let folder = config.forms_dir();
    let files = match std::fs::read_dir(&folder) {
        Ok(files) => files,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(shipped().clone()),
        Err(error) => return Err(Error::Unreadable(vec![office_file_unreadable(&folder.display(), &error)])),
    };
    let mut paths: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    let is_form = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|ending| ending == "toml")
            && path.file_name().is_some_and(|name| name != "presets.toml")
    };
    paths.retain(is_form);
    paths.sort();
    let mut own = Vec::new();
    for path in paths {
        own.push(read(&path)?);
    }
    let all = shipped().with(own);
    let amiss = all.leaves_amiss();
    if amiss.is_empty() { Ok(all) } else { Err(Error::Refused(amiss)) }
}

/// Any form, an office's own among them; where several have the name, the one of the fonds' preset.
///
/// # Errors
/// `Refused` for a name no form has, and where the office's own forms or presets are wrong.
pub fn called(config: &Config, name: &str, fonds: &str) -> Result<Form> {
    Ok(among_all(config, name, fonds)?.0)
}

/// [`called`], and every form of the office, read once for both.
///
/// # Errors
/// As [`called`].
pub fn among_all(config: &Config, name: &str, fonds: &str) -> Result<(Form, Forms)> {
    let (preset, forms) = (preset(config, fonds)?, forms(config)?);
    let form = forms.find_in(name, &preset).cloned().ok_or_else(|| Error::from(form_not_kept(&name)))?;
    Ok((form, forms))
}

/// No form is longer; a device or a pipe is none.
const LONGEST: u64 = 1 << 20;

fn text_of(path: &Path) -> std::io::Result<String> {
    let there = std::fs::metadata(path)?;
    if !there.is_file() || there.len() > LONGEST {
        return Err(std::io::Error::new(ErrorKind::InvalidInput, "> 1 MB"));
    }
    std::fs::read_to_string(path)
}

/// Reads a form's file.
pub fn read(path: &Path) -> Result<Form> {
    let text = text_of(path)
        .map_err(|error| Error::Unreadable(vec![office_file_unreadable(&path.display(), &error)]))?;
    let place = path.display().to_string();
    let named = |problem: Problem| Problem { column: Some(place.clone()), ..problem };
    Form::parse(&text).map_err(|problems| Error::Refused(problems.into_iter().map(named).collect()))
}

/// `forms/presets.toml`: which forms the office, or one of its fonds, takes where several have a name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chosen {
    preset: Option<String>,
    fonds: BTreeMap<String, String>,
}

/// The preset a fonds prints with: its own, the office's, else the first that ships.
///
/// # Errors
/// `Refused` when the file cannot be read, or names a preset there is not.
pub fn preset(config: &Config, fonds: &str) -> Result<String> {
    let path = config.forms_dir().join("presets.toml");
    let known = Forms::presets();
    let first = known.first().map_or_else(String::new, |preset| preset.name.zh.clone());
    let text = match text_of(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(first),
        Err(error) => return Err(Error::Unreadable(vec![office_file_unreadable(&path.display(), &error)])),
    };
    let wrong = |why: &str| {
        let names = known.iter().map(|preset| preset.name.zh.as_str()).collect::<Vec<_>>().join("、");
        let path = path.display();
        Error::from(preset_unreadable(&path, &why, &names))
    };
    let chosen: Chosen = toml::from_str(&text).map_err(|error| wrong(error.message()))?;
    let name = chosen.fonds.get(fonds).cloned().or(chosen.preset).unwrap_or(first);
    match known.iter().any(|preset| preset.name.zh == name) {
        true => Ok(name),
        false => Err(wrong(&name)),
    }
}

problems! {
    refuse form_not_kept as unknown_catalog(name):
        "没有「{name}」这种表格。" / "There is no form \"{name}\"."
        => "到「表格与标签」看有哪些（guidang form list）。" / "See them under Forms and labels (guidang form list).";
    refuse office_file_unreadable as cannot_open(path, error):
        "{path} 读不出（{error}）。" / "{path} cannot be read ({error})."
        => "检查路径和权限；文件要用 UTF-8 编码保存，不超过 1 MB。"
            / "Check the path and its permissions; save forms as UTF-8, at most 1 MB.";
    refuse preset_unreadable(path, why, names):
        "{path} 不对：{why}" / "{path} is wrong: {why}"
        => "写成 preset = \"国标\"，或在 [fonds] 下写 0211 = \"芜湖2009\"。可以用：{names}。"
            / "Write preset = \"国标\", or under [fonds] 0211 = \"芜湖2009\". There are: {names}.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fonds_prints_with_its_own_preset() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::new(data.path());
        assert_eq!(preset(&config, "0211").unwrap(), "国标");
        std::fs::create_dir(config.forms_dir()).unwrap();
        let file = config.forms_dir().join("presets.toml");
        std::fs::write(&file, "preset = \"国标\"\n[fonds]\n0211 = \"芜湖2009\"").unwrap();
        assert_eq!(
            (preset(&config, "0211").unwrap(), preset(&config, "0300").unwrap()),
            ("芜湖2009".into(), "国标".into())
        );
        let forms = forms(&config).unwrap();
        assert_eq!(forms.find_in("卷内目录", "芜湖2009").unwrap().key, "volume_contents_business");
        std::fs::write(&file, "preset = \"天气\"").unwrap();
        assert!(preset(&config, "0211").unwrap_err().to_string().contains("天气"));
    }

    #[test]
    fn an_office_adds_a_form_and_changes_one() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::new(data.path());
        assert_eq!(forms(&config).unwrap().iter().count(), shipped().iter().count());
        let folder = config.forms_dir();
        std::fs::create_dir(&folder).unwrap();
        let shipped_text = include_str!("../../templates/print/summary@1.toml");
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

//! The settings file: what a site sets once, for the service and for whoever types a command on the same machine.
//!
//! It is the file the service's unit names (`packaging/guidang.env` documents every setting): lines of `NAME=value`, comments
//! with `#`, values in quotes or without, as systemd reads them. What the environment says goes before it, what is typed
//! before both.

use std::path::PathBuf;

use crate::domain::general::error::{Error, Result};
use crate::problems;

/// Names another file.
const NAMED_BY: &str = "GUIDANG_SETTINGS";
/// Where packages put it.
const USUAL: &str = "/etc/guidang/guidang.env";
/// Settings that are no options of a command.
const OTHERS: [&str; 3] = ["GUIDANG_LOG", "GUIDANG_LOG_FORMAT", "GUIDANG_SERVE_OPTIONS"];

/// What the file says.
#[derive(Debug, Default)]
pub struct Settings {
    file: String,
    pairs: Vec<(String, String)>,
}

impl Settings {
    /// Reads the file `GUIDANG_SETTINGS` names, or the usual one where there is one this user may read.
    ///
    /// # Errors
    /// `Refused` for a named file that cannot be read, and for a line that is no setting.
    pub fn read() -> Result<Settings> {
        let named = std::env::var_os(NAMED_BY).map(PathBuf::from);
        let file = named.clone().unwrap_or_else(|| PathBuf::from(USUAL));
        match std::fs::read_to_string(&file) {
            Ok(text) => Settings::parse(&file.display().to_string(), &text),
            Err(error) if named.is_some() => Err(Error::from(settings_unreadable(&file.display(), &error))),
            Err(_) => Ok(Settings::default()),
        }
    }

    fn parse(file: &str, text: &str) -> Result<Settings> {
        let mut pairs = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            let pair = line.split_once('=').map(|(name, value)| (name.trim(), unquoted(value.trim())));
            let is_name =
                |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
            match pair {
                Some((name, value)) if !name.is_empty() && is_name(name) => {
                    pairs.push((name.to_owned(), value.to_owned()));
                }
                _ => return Err(Error::from(setting_unclear(&file, &(at + 1)))),
            }
        }
        Ok(Settings { file: file.to_owned(), pairs })
    }

    /// What is set, by the environment or by the file; the last of several lines counts.
    pub fn get(&self, name: &str) -> Option<String> {
        let here =
            || self.pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        std::env::var(name).ok().or_else(here)
    }

    /// The command line with these settings as what is meant where neither it nor the environment says otherwise.
    ///
    /// # Errors
    /// `Refused` for one of our names that no option has: a slip of the pen would be passed over in silence.
    pub fn under(&self, mut command: clap::Command) -> Result<clap::Command> {
        let ours = self.pairs.iter().filter(|(name, _)| name.starts_with("GUIDANG_"));
        for (name, value) in ours.filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
            let (with, is_known) = set(command, name, value);
            command = with;
            if !is_known {
                return Err(Error::from(setting_unknown(name, &self.file)));
            }
        }
        Ok(command)
    }
}

/// Gives every option that the environment may set by this name another default; whether there is one.
fn set(command: clap::Command, name: &str, value: &str) -> (clap::Command, bool) {
    let mut is_known = false;
    let mut command = command.mut_args(|arg| {
        if arg.get_env().is_some_and(|env| env == name) {
            is_known = true;
            // read once, at the start
            return arg.default_value(&*value.to_owned().leak());
        }
        arg
    });
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for below in below {
        command = command.mut_subcommand(below, |below| {
            let (with, known_there) = set(below, name, value);
            is_known |= known_there;
            with
        });
    }
    (command, is_known)
}

fn unquoted(value: &str) -> &str {
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

problems! {
    refuse settings_unreadable as cannot_open(file, error):
        "设置文件 {file} 读不出（{error}）。" / "The settings file {file} cannot be read ({error})."
        => "检查 GUIDANG_SETTINGS 的路径和文件权限。" / "Check the path in GUIDANG_SETTINGS and the file's permissions.";
    refuse setting_unclear as field_unreadable(file, line):
        "设置文件 {file} 第 {line} 行无法识别。" / "Line {line} of the settings file {file} cannot be read."
        => "写成 名称=值，注释以 # 开头。" / "Write NAME=value; comments begin with #.";
    refuse setting_unknown as field_unreadable(name, file):
        "设置文件 {file} 里的 {name} 不是归档的设置。" / "{name} in the settings file {file} is no setting of Guidang."
        => "对照 guidang.env 的说明检查名称。" / "Compare the name with those guidang.env explains.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::base::args::CommandLine;
    use clap::{CommandFactory as _, FromArgMatches as _};

    fn read(text: &str, typed: &[&str]) -> CommandLine {
        let settings = Settings::parse("guidang.env", text).unwrap();
        let command = settings.under(CommandLine::command()).unwrap();
        let matches = command.try_get_matches_from(typed).unwrap();
        CommandLine::from_arg_matches(&matches).unwrap()
    }

    #[test]
    fn what_is_typed_goes_before_the_file() {
        let text = "# where\nGUIDANG_DATA = \"/srv/guidang\"\n;\nGUIDANG_BACKUP_EVERY='6'\nGUIDANG_LOG=info\nOTHER=1\n";
        let read_here = read(text, &["guidang", "verify"]);
        assert_eq!(read_here.global.data, PathBuf::from("/srv/guidang"));
        assert_eq!(read_here.global.backups.backup_every, 6);
        assert_eq!(read(text, &["guidang", "verify", "--data", "here"]).global.data, PathBuf::from("here"));
        // an option of one command
        let served = read("GUIDANG_LISTEN=127.0.0.1:9999", &["guidang", "serve"]);
        assert!(format!("{:?}", served.command).contains("127.0.0.1:9999"), "{:?}", served.command);
        // a value that is none is refused as if it had been typed
        let wrong = Settings::parse("f", "GUIDANG_BACKUP_EVERY=often").unwrap();
        assert!(
            wrong.under(CommandLine::command()).unwrap().try_get_matches_from(["guidang", "verify"]).is_err()
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_named() {
        let said = |text: &str| Settings::parse("guidang.env", text).unwrap_err().to_string();
        assert!(said("GUIDANG_DATA=/a\nno setting").contains("第 2 行"));
        assert!(said("=x").contains("第 1 行") && said("GUIDANG DATA=x").contains("第 1 行"));
        let slip = Settings::parse("guidang.env", "GUIDANG_DATEN=/a").unwrap();
        assert!(slip.under(CommandLine::command()).unwrap_err().to_string().contains("GUIDANG_DATEN"));
        assert_eq!(Settings::parse("f", "A=1\nA=2").unwrap().get("A").as_deref(), Some("2"));
    }

    /// Every setting the shipped file explains is one.
    #[test]
    fn the_shipped_file_names_what_there_is() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/guidang.env");
        let text = std::fs::read_to_string(path).unwrap();
        let all: String = text
            .lines()
            .map(|line| {
                line.strip_prefix("#GUIDANG_").map_or(line.to_owned(), |rest| format!("GUIDANG_{rest}"))
                    + "\n"
            })
            .collect();
        let settings = Settings::parse("guidang.env", &all).unwrap();
        assert!(settings.pairs.len() >= 9, "{settings:?}");
        settings.under(CommandLine::command()).unwrap();
        let documented: Vec<&str> = settings.pairs.iter().map(|(name, _)| name.as_str()).collect();
        let mut known: Vec<String> = Vec::new();
        let mut commands = vec![CommandLine::command()];
        while let Some(command) = commands.pop() {
            let named = command
                .get_arguments()
                .filter(|arg| !["today", "token"].contains(&arg.get_id().as_str()))
                .filter_map(|arg| arg.get_env());
            known.extend(named.map(|name| name.to_string_lossy().into_owned()));
            commands.extend(command.get_subcommands().cloned());
        }
        for name in known {
            assert!(documented.contains(&name.as_str()), "packaging/guidang.env does not explain {name}");
        }
    }
}

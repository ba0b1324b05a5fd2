//! What every command needs: what can be typed, how the archive is opened, how answers are printed.

pub mod args;
pub mod settings;
pub mod outcome;
pub mod tokens;
pub mod opening;
pub mod scope;
pub mod console;
pub mod watching;
pub mod file_format;

//! Writes the man pages and the shells' completions from the command line's own description.
//!
//!     cargo run --release --features manual --bin guidang-manual -- DIRECTORY
//!
//! `scripts/release` runs it; the feature keeps its two libraries out of every other build.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;
use clap_complete::{Shell, generate_to};
use guidang::cli::CommandLine;

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).context("guidang-manual DIRECTORY")?;
    let pages = folder.join("man1");
    std::fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(CommandLine::command(), &pages)?;

    let completions = folder.join("completions");
    std::fs::create_dir_all(&completions)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        generate_to(shell, &mut CommandLine::command(), "guidang", &completions)?;
    }
    Ok(())
}

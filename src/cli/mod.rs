//! The command line: parse, one call to an act, print. Commands and JSON as in `design.md` §7.

mod args;
mod catalog;
mod demo;
mod import;
mod forms;
mod print;
mod records;
mod retention;
mod scheme;
mod site;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use futures::future::BoxFuture;

pub use args::{Command, Global, Options};

use crate::archive::{Access, Archive};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::error::{Error, Result};
use crate::say;
use print::Printer;

/// How a command ended, beyond an error.
pub enum Done {
    /// 0 done, 3 ran and found problems, 7 partly done.
    Code(u8),
    /// The web service is to be started over this archive; `main` hands it to the web door.
    Serve {
        archive: Arc<Archive>,
        listen: std::net::SocketAddr,
        /// Names it is reached by behind a proxy.
        names: Vec<String>,
        demo: bool,
        keep: Option<tempfile::TempDir>,
    },
}

/// Reads the command line; usage errors and help are answered here (exit 2 and 0).
pub fn options() -> Options {
    Options::parse()
}

/// Runs a command and prints its answer. Boxed, so that it is compiled here and not again by whoever
/// awaits it.
pub fn run(options: Options) -> BoxFuture<'static, (Printer, Result<Done>)> {
    Box::pin(async move {
        let printer = Printer::new(options.global.format, options.global.lang());
        let done = dispatch(&options, &printer).await;
        (printer, done)
    })
}

/// Prints what went wrong and gives the exit code.
pub fn failed(printer: &Printer, error: &Error) -> ExitCode {
    printer.error(error);
    ExitCode::from(exit_code(error))
}

/// Refusals that are about how the command was typed.
const USAGE: &[&str] = &[
    "unknown_format",
    "no_file",
    "field_unreadable",
    "no_such_year",
    "no_such_day",
    "no_such_period",
    "no_such_state",
    "unknown_fact",
    "unknown_catalog",
    "unknown_form",
];

fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Refused(problems) if problems.iter().all(|problem| USAGE.contains(&problem.kind.as_str())) => {
            2
        }
        Error::Broken(_) => 1,
        Error::Unreadable(_) => 3,
        Error::NotFound(_) => 4,
        Error::Refused(_) => 5,
        Error::NotAllowed(_) => 6,
        Error::Busy(_) => 8,
    }
}

async fn dispatch(options: &Options, printer: &Printer) -> Result<Done> {
    let global = &options.global;
    match &options.command {
        Command::Demo(args) => demo::demo(global, printer, args).await,
        Command::Init(args) => site::init(global, printer, args).await,
        Command::Serve(args) => site::serve(global, args).await,
        Command::Fonds(verb) => site::fonds(global, printer, verb).await,
        Command::Verify => site::verify(global, printer).await,
        Command::Reindex => site::reindex(global, printer).await,
        Command::Doctor => site::doctor(global, printer).await,
        Command::Scheme(verb) => scheme::scheme(global, printer, verb).await,
        Command::Code(verb) => scheme::code(global, printer, verb).await,
        Command::Import(verb) => import::import(global, printer, verb).await,
        Command::Batch(verb) => import::batch(global, printer, verb).await,
        Command::Volume(verb) => records::volume(global, printer, verb).await,
        Command::Item(verb) => records::item(global, printer, verb).await,
        Command::Find(args) => records::find(global, printer, args).await,
        Command::Retention(verb) => retention::retention(global, printer, verb).await,
        Command::Form(verb) => forms::forms(global, printer, verb).await,
        Command::Catalog(verb) => catalog::catalog(global, printer, verb).await,
    }
}

impl Global {
    fn config(&self) -> Result<Config> {
        let mut config = Config::new(self.data.clone());
        config.database = self.database.clone();
        if let Some(today) = &self.today {
            let day = today.parse().map_err(|_| {
                Error::refused(
                    "no_such_day",
                    say!("GUIDANG_TODAY「{today}」不是日期。", "GUIDANG_TODAY \"{today}\" is no date."),
                    say!("写成 2026-11-21。", "Write it as 2026-11-21."),
                )
            })?;
            config.clock = Clock::Set(day);
        }
        Ok(config)
    }

    /// The archive to write in; the index is brought up to date first.
    async fn whole(&self) -> Result<Archive> {
        let archive = Archive::open(self.config()?, Access::Whole).await?;
        crate::indexing::catch_up(&archive).await?;
        Ok(archive)
    }

    /// The archive to look into: alone if it is free, else beside the program that has it open.
    async fn looking(&self) -> Result<Archive> {
        match self.whole().await {
            Err(Error::Busy(_)) => Archive::open(self.config()?, Access::Reading).await,
            other => other,
        }
    }
}

/// After a write: the index follows before the command ends.
async fn settle(archive: &Archive) -> Result<()> {
    crate::indexing::catch_up(archive).await?;
    archive.store.close().await;
    Ok(())
}

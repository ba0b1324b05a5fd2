//! The command line: parse, one call to an act, print. Commands and JSON as in `design.md` §7.

pub mod base; // what every command needs
pub mod setup; // 建立全宗
pub mod receiving; // 收集
pub mod catalogs; // 编目统计; printing volumes stands here
pub mod arranging; // 整理
pub mod finding; // 检索
pub mod disposal; // 鉴定处置
pub mod upkeep; // 保管

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use futures::future::BoxFuture;

pub use base::args::{Command, CommandLine, Global};
pub use base::outcome::Done;
pub use base::settings::Settings;

use arranging::{item, volume};
use base::args::{AnswerFormat, PackageVerb};
use base::console::Console;
use catalogs::{catalog, forms, packages, reports};
use disposal::{cycle, disposals, holds, retention, transfers};
use finding::find;
use receiving::{handovers, import, packages as received};
use setup::{demo, people, scheme, site};
use upkeep::{backup, doctor, log, reindex, verify};

use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Lang;
use crate::say;

/// Reads the command line over the settings; usage errors and help are answered here (exit 2 and 0).
///
/// # Errors
/// `Refused` for a setting that is none.
pub fn options(settings: &Settings) -> Result<CommandLine> {
    let matches = settings.under(CommandLine::command())?.get_matches();
    Ok(CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
}

/// The same as [`failed`] before the command line is known.
pub fn failed_to_begin(error: &Error) -> ExitCode {
    failed(&Console::new(AnswerFormat::Table, Lang::Zh), error)
}

/// Runs a command and prints its answer. Boxed, so that it is compiled here and not again by whoever
/// awaits it.
pub fn run(options: CommandLine) -> BoxFuture<'static, (Console, Result<Done>)> {
    Box::pin(async move {
        let console = Console::new(options.global.format, options.global.lang());
        let done = dispatch(&options, &console).await;
        let done = done.and_then(|done| console.output().map(|()| done));
        (console, done)
    })
}

/// Says where the pages are.
pub fn opened(console: &Console, at: std::net::SocketAddr) {
    console.answer(&serde_json::json!({ "address": format!("http://{at}/") }), |console| {
        console.line(
            console
                .pick(&say!("打开  http://{at}/      Ctrl+C 结束", "Open  http://{at}/      Ctrl+C ends it")),
        );
    });
}

/// Prints what went wrong and gives the exit code.
pub fn failed(console: &Console, error: &Error) -> ExitCode {
    console.error(error);
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
        Error::Refused(problems) if problems.iter().all(|problem| problem.kind == "not_in_scheme") => 4,
        Error::Broken(_) => 1,
        Error::Unreadable(_) => 3,
        Error::NotFound(_) => 4,
        Error::Refused(_) => 5,
        Error::NotAllowed(_) => 6,
        Error::Busy(_) => 8,
    }
}

async fn dispatch(options: &CommandLine, console: &Console) -> Result<Done> {
    let global = &options.global;
    match &options.command {
        Command::Demo(args) => demo::demo(global, console, args).await,
        Command::Init(args) => site::init(global, console, args).await,
        Command::Serve(args) => site::serve(global, args).await,
        Command::Account(verb) => people::account(global, console, verb).await,
        Command::Roles => Ok(people::roles(console)),
        Command::Login(args) => people::login(global, console, args).await,
        Command::Logout => people::logout(global, console).await,
        Command::Whoami => people::whoami(global, console).await,
        Command::Fonds(verb) => site::fonds(global, console, verb).await,
        Command::Log(verb) => log::log(global, console, verb).await,
        Command::Backup(args) => backup::backup(global, console, args).await,
        Command::Restore(args) => backup::restore(global, console, args).await,
        Command::Verify(args) => verify::verify(global, console, args).await,
        Command::Reindex => reindex::reindex(global, console).await,
        Command::Doctor => doctor::doctor(global, console).await,
        Command::Scheme(verb) => scheme::scheme(global, console, verb).await,
        Command::Code(verb) => scheme::code(global, console, verb).await,
        Command::Import(verb) => import::import(global, console, verb).await,
        Command::Handover(verb) => handovers::handover(global, console, verb).await,
        Command::Batch(verb) => import::batch(global, console, verb).await,
        Command::Volume(verb) => volume::volume(global, console, verb).await,
        Command::Item(verb) => item::item(global, console, verb).await,
        Command::Find(args) => find::find(global, console, args).await,
        Command::Disposal(verb) => disposals::disposal(global, console, verb).await,
        Command::Cycle(args) => cycle::cycle(global, console, args).await,
        Command::Transfer(verb) => transfers::transfer(global, console, verb).await,
        Command::Retention(verb) => retention::retention(global, console, verb).await,
        Command::Hold(verb) => holds::hold(global, console, verb).await,
        Command::Form(verb) => forms::forms(global, console, verb).await,
        Command::Report(verb) => reports::report(global, console, verb).await,
        Command::Catalog(verb) => catalog::catalog(global, console, verb).await,
        Command::Package(PackageVerb::Receipt(args)) => received::receipt(global, console, args).await,
        Command::Package(PackageVerb::Check { path }) => Ok(packages::check(console, path)),
    }
}

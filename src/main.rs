//! The program: as a child it reads one file, else it is the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == guidang::sheet::SUBCOMMAND) {
        return guidang::sheet::child_main(args);
    }
    ExitCode::SUCCESS
}

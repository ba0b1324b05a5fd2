//! The program: as a child it reads one file from outside, else it is the command line; `serve` and
//! `demo` go on to the web door.

use std::process::ExitCode;

use guidang::{cli, sheet, web};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == sheet::SUBCOMMAND) {
        return sheet::child_main(args);
    }
    let settings = match cli::Settings::read() {
        Ok(settings) => settings,
        Err(error) => return cli::failed_to_begin(&error),
    };
    // what outside libraries have to say is for whoever asks for it
    let own = || tracing_subscriber::EnvFilter::new("off,guidang=warn");
    let filter =
        settings.get("GUIDANG_LOG").and_then(|filter| tracing_subscriber::EnvFilter::try_new(filter).ok());
    let filter = filter.unwrap_or_else(own);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.get("GUIDANG_LOG_FORMAT").as_deref() {
        Some("json") => log.json().init(),
        _ => log.init(),
    }
    let options = match cli::options(&settings) {
        Ok(options) => options,
        Err(error) => return cli::failed_to_begin(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(async {
        let (printer, done) = cli::run(options).await;
        let ended = match done {
            Ok(cli::Done::Code(code)) => return ExitCode::from(code),
            Ok(cli::Done::Serve { archive, listen, names, behind_proxy, login_header, tls, demo, keep }) => {
                let options = web::ServeOptions {
                    demo,
                    names,
                    behind_proxy,
                    login_header: login_header
                        .map(|(name, from)| web::LoginHeader { name: name.to_lowercase(), from }),
                    over_tls: behind_proxy || tls.is_some(),
                    tls: tls.map(|(certificate, key)| web::TlsFiles { certificate, key }),
                    ..web::ServeOptions::default()
                };
                let served = web::serve(archive, listen, options, move |at| cli::opened(&printer, at)).await;
                drop(keep);
                served
            }
            Err(error) => Err(error),
        };
        match ended {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cli::failed(&printer, &error),
        }
    });
    // what a thread of its own is still at (a page being drawn) holds nothing up: nobody waits for it
    runtime.shutdown_background();
    code
}

//! `verify`

use crate::acts::upkeep::verifying;
use crate::cli::base::args::Global;
use crate::cli::base::outcome::Done;
use crate::cli::base::print::Printer;
use crate::domain::general::error::{Error, Result};
use crate::say;

pub async fn verify(global: &Global, printer: &Printer) -> Result<Done> {
    // anything that keeps it from being checked is "could not check", never "clean"
    let checked = async {
        let archive = global.looking().await?;
        verifying::verify(&archive, &archive.local_user()).await
    };
    let verified = match checked.await {
        Ok(verified) => verified,
        Err(error @ (Error::NotFound(_) | Error::NotAllowed(_))) => return Err(error),
        Err(error) => {
            printer.error(&error);
            return Ok(Done::Code(1));
        }
    };
    let clean = verified.findings.is_empty();
    let answer = serde_json::json!({ "clean": clean, "verified": &verified });
    printer.answer(&answer, |printer| {
        let (events, items, volumes, indexed) =
            (verified.events, verified.items, verified.volumes, verified.indexed);
        printer.line(printer.pick(&say!(
            "核验了 {events} 条日志、{volumes} 卷、{items} 件、索引 {indexed} 件。",
            "Checked {events} events, {volumes} volumes, {items} records, {indexed} indexed."
        )));
        for finding in &verified.findings {
            printer.line(format!("✗ {}  →  {}", printer.pick(&finding.message), printer.pick(&finding.fix)));
        }
        if clean {
            printer.line(printer.pick(&say!("没有差异。", "No differences.")));
        }
    });
    Ok(Done::Code(if clean { 0 } else { 3 }))
}

//! `verify`

use crate::acts::upkeep::verifying;
use crate::cli::base::args::Global;
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::{Error, Result};
use crate::say;

pub async fn verify(global: &Global, console: &Console) -> Result<Done> {
    // anything that keeps it from being checked is "could not check", never "clean"
    let checked = async {
        let archive = global.as_it_lies().await?;
        verifying::verify(&archive, &archive.local_user()).await
    };
    let verified = match checked.await {
        Ok(verified) => verified,
        Err(error @ (Error::NotFound(_) | Error::NotAllowed(_))) => return Err(error),
        Err(error) => {
            console.error(&error);
            return Ok(Done::Code(1));
        }
    };
    let clean = verified.findings.is_empty();
    let answer = serde_json::json!({ "clean": clean, "verified": &verified });
    console.answer(&answer, |console| {
        let (events, items, volumes, indexed) =
            (verified.events, verified.items, verified.volumes, verified.indexed);
        console.line(console.pick(&say!(
            "核验了 {events} 条日志、{volumes} 卷、{items} 件、索引 {indexed} 条。",
            "Checked {events} events, {volumes} volumes, {items} records, {indexed} indexed."
        )));
        for finding in &verified.findings {
            console.line(format!("✗ {}  →  {}", console.pick(&finding.message), console.pick(&finding.fix)));
        }
        for uncovered in &verified.uncovered {
            console.line(format!("· {}", console.pick(uncovered)));
        }
        if clean {
            console.line(console.pick(&say!("没有差异。", "No differences.")));
        }
    });
    Ok(Done::Code(if clean { 0 } else { 3 }))
}

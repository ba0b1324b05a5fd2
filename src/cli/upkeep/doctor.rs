//! `doctor`

use crate::acts::upkeep::inspecting;
use crate::cli::base::args::Global;
use crate::cli::base::outcome::Done;
use crate::cli::base::print::Printer;
use crate::domain::general::error::Result;

pub async fn doctor(global: &Global, printer: &Printer) -> Result<Done> {
    let archive = global.looking().await?;
    let health = inspecting::inspect(&archive, &archive.local_user()).await?;
    let sound = health.iter().all(|one| one.sound);
    printer.answer(&health, |printer| {
        for one in &health {
            let sign = if one.sound { "✓" } else { "✗" };
            printer.line(format!("{sign} {}  {}", printer.pick(&one.about), printer.pick(&one.says)));
        }
    });
    Ok(Done::Code(if sound { 0 } else { 3 }))
}

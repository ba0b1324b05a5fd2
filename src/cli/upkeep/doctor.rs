//! `doctor`

use crate::acts::upkeep::inspecting;
use crate::cli::base::args::Global;
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;

pub async fn doctor(global: &Global, console: &Console) -> Result<Done> {
    let archive = global.looking().await?;
    let health = inspecting::inspect(&archive, &archive.local_user()).await?;
    let sound = health.iter().all(|one| one.sound);
    console.answer(&health, |console| {
        for one in &health {
            let sign = if one.sound { "✓" } else { "✗" };
            console.line(format!("{sign} {}  {}", console.pick(&one.about), console.pick(&one.says)));
        }
    });
    Ok(Done::Code(if sound { 0 } else { 3 }))
}

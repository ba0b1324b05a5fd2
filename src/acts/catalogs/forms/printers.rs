//! Printers: how far each sets a page off, measured once on the test page.

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
pub use crate::store::Printer;

/// No printer is further off than this, in tenths of a millimetre.
const FURTHEST: u64 = 200;

/// The printers known here.
pub async fn printers(archive: &Archive, by: &By) -> Result<Vec<Printer>> {
    allow(by, Deed::Read)?;
    archive.store.printers().await
}

/// What is to be taken off for this printer, in millimetres; an empty name takes nothing off.
///
/// # Errors
/// `Refused` when no printer bears the name.
pub async fn offset(archive: &Archive, by: &By, name: &str) -> Result<(f64, f64)> {
    let name = name.trim();
    if name.is_empty() {
        return Ok((0.0, 0.0));
    }
    let printers = printers(archive, by).await?;
    let Some(printer) = printers.iter().find(|printer| printer.name == name) else {
        let known = printers.iter().map(|printer| printer.name.as_str()).collect::<Vec<_>>().join("、");
        return Err(Error::from(unknown_printer(&name, &known)));
    };
    Ok((-(printer.dx as f64) / 10.0, -(printer.dy as f64) / 10.0))
}

/// Keeps what was measured on a printer's test page, in tenths of a millimetre: to the right, downwards.
///
/// # Errors
/// `Refused` without a name, or for an offset beyond 20 mm.
pub async fn set_printer(archive: &Archive, by: &By, name: &str, dx: i64, dy: i64) -> Result<i64> {
    allow(by, Deed::File)?;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Error::from(printer_name()));
    }
    if dx.unsigned_abs() > FURTHEST || dy.unsigned_abs() > FURTHEST {
        return Err(Error::from(printer_offset()));
    }
    let at = by.now.to_rfc3339();
    archive
        .store
        .write(by, async move |tx| {
            let id = tx.set_printer(&name, dx, dy, &at).await?;
            let detail = serde_json::json!({ "printer": id, "dx": dx, "dy": dy });
            Ok((id, Event::new(EventKind::PrinterMeasured, name, detail)))
        })
        .await
}

problems! {
    refuse unknown_printer(name, known):
        "没有登记打印机「{name}」。" / "No printer \"{name}\" is known here."
        => "先打校准页、登记偏移；已登记的有：{known}。"
            / "Print the test page and enter its offset; known are: {known}.";
    refuse printer_name():
        "没有写打印机的名称，或名称超过 60 字。"
            / "The printer has no name, or one of more than 60 characters."
        => "写一个认得出的名称，如「档案室 HP」。" / "Give it a name people know it by.";
    refuse printer_offset():
        "偏移超过 20 毫米，多半是单位写错了。" / "The offset is beyond 20 mm: the unit is probably wrong."
        => "按毫米填写，如 1.2 或 -0.8。" / "Write millimetres, such as 1.2 or -0.8.";
}

//! 收集: sheets come in from the departments.

pub mod inbox; // 收件: uploaded sheets wait here
pub mod handing_in; // 交接单: a department's papers, accepted or returned
pub mod intake;
pub mod taking_back; // 接收: a clerk's sheet, every problem, filed
pub mod taking_package; // 接收移交包: another archive's package, record for record

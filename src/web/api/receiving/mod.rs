//! 收集: sheets and packages come in.

pub mod handovers;
pub mod import;
pub mod packages;

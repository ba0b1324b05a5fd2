//! 收集: sheets and packages come in.

pub mod handovers;
pub mod packages; // import leads here
pub mod import;

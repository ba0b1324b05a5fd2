//! 建馆: the archive is founded, or shown with sample records.

pub mod founding; // 建馆: fonds, editions of schemes
pub mod demonstration; // 示例: a sample archive of invented records

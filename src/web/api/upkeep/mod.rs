//! 保管: long work and the log.

pub mod archive;

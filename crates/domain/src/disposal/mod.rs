//! 鉴定处置: when a record may be appraised, and why.

pub mod retention; // when a record may be appraised, and why
pub mod dating; // the same for many records

//! 鉴定处置: what falls due, and what is held.

pub mod holds;
pub mod retention;

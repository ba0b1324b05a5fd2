//! 鉴定处置: what falls due.

pub mod retention;

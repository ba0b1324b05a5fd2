//! 鉴定处置: what falls due, and batches from appraisal to destruction.

pub mod disposals;
pub mod retention;

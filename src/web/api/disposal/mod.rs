//! 鉴定处置: what falls due, what is held, and batches from appraisal to destruction.

pub mod disposals;
pub mod holds;
pub mod retention;
pub mod cycle;
pub mod rescheduling;
pub mod transfers;

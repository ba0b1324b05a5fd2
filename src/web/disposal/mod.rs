//! 鉴定处置: what falls due, what is held, and batches from appraisal to destruction or to another archive.

pub mod disposals;
pub mod holds;
pub mod retention;
pub mod what_if;
pub mod rescheduling;
pub mod cycle;
pub mod transfers;

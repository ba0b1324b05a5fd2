//! 保管: long work and the log.

pub mod jobs;
pub mod resuming;
pub mod events;

//! 保管: long work and the log.

pub mod resuming;
pub mod jobs;
pub mod events;
pub mod notices;
pub mod gauges;

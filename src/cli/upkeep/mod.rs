//! 保管: checks and the index.

pub mod verify;
pub mod log;
pub mod backup;
pub mod reindex;
pub mod doctor;

//! 保管: checks and the index.

pub mod verify;
pub mod reindex;
pub mod doctor;

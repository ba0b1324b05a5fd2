//! 保管: index, checks, long work.

pub mod indexing; // the index follows the log
pub mod verifying; // 核验: rows ↔ events ↔ index ↔ dates
pub mod log_export; // 导出日志: every event with its chain
pub mod backing_up; // 备份: to another place, kept by a rule
pub mod restoring; // 恢复: verified before it serves; drills
pub mod gauging; // 运行状况: what a watching program is told
pub mod inspecting; // 体检: disk, database, index, schemes
pub mod jobs; // 任务: long work, its progress and its end

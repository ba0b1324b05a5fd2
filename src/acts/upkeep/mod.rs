//! 保管: index, checks, long work.

pub mod indexing; // the index follows the log
pub mod verifying; // 核验: rows ↔ events ↔ index ↔ dates
pub mod checkpointing; // 检查点: the log signed, kept, sent to a second place
pub mod log_proving; // 出具证明: that an event, a record, a document stands in the log
pub mod log_export; // 导出日志: every event with its chain
pub mod backing_up; // 备份: to another place, kept by a rule
pub mod restoring; // 恢复: verified before it serves; drills
pub mod gauging; // 运行状况: what a watching program is told
pub mod inspecting; // 体检: disk, database, index, schemes
pub mod jobs; // 任务: long work, its progress and its end
pub mod noticing; // 提醒: what somebody should see to

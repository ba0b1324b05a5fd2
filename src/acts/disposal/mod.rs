//! 鉴定处置: what falls due, and why; what is held; batches from appraisal to destruction, or to another archive.

pub mod expiry; // 到期: the report, the explanation, deciding facts
pub mod holding; // 冻结: placing holds and lifting them, what they catch
pub mod foreseeing; // 推算: what a draft of a scheme or table would move
pub mod rescheduling; // 期限调整: a draft proposed with its list, applied by two where it shortens
pub mod disposing; // 鉴定销毁: a batch opened, examined, voted on, approved, reported, destroyed
pub mod cycling; // 年度鉴定: a year's due list into batches, and who is waited for
pub mod transferring; // 移交: a batch opened, examined, packed, sealed, handed over, received

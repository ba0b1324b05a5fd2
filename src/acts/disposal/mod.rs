//! 鉴定处置: what falls due, and why; what is held; batches from appraisal to destruction.

pub mod expiry; // 到期: the report, the explanation, deciding facts
pub mod holding; // 冻结: placing holds and lifting them, what they catch
pub mod disposing; // 鉴定销毁: a batch opened, examined, voted on, approved, reported, destroyed

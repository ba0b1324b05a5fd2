//! 鉴定处置: what falls due, and why; what is held.

pub mod expiry; // 到期: the report, the explanation, deciding facts
pub mod holding; // 冻结: placing holds and lifting them, what they catch

//! 鉴定处置: what falls due, and why.

pub mod expiry; // 到期: the report, the explanation, deciding facts

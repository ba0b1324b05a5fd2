//! 利用: who asks, what for, what was given.

pub mod consultation; // 利用: who asks, what for, what was given

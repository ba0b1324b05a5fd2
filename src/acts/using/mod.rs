//! 利用: what is shown or given, and to whom.

pub mod consulting; // 利用: what is shown or given at the counter, and its register

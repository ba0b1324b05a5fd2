//! 利用: what is shown or given, and to whom.

pub mod consulting; // 利用: what is shown or given at the counter, and its register
pub mod disclosing; // 谁看过我的档案: what a person is told of who saw her records

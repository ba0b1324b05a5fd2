//! 利用: the counter and its register.

pub mod consultations;
pub mod id_numbers;

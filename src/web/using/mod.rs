//! 利用: the counter and its register.

pub mod counter;
pub mod consultations;
pub mod people;

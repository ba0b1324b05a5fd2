//! 建立全宗: the schemes an archive files under.

pub mod schemes;
pub mod adopting;
pub mod sign_in;
pub mod own_account;
pub mod accounts;
pub mod roles;

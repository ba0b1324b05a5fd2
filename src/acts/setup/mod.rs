//! 建立全宗: the archive is founded, or shown with sample records.

pub mod founding; // 建立全宗: fonds, editions of schemes
pub mod enrolling; // 账号: made, changed, ended
pub mod appointing; // 授岗: posts proposed, approved, withdrawn
pub mod signing_in; // 登录: passwords, sessions
pub mod issuing_tokens; // 令牌: for programs and the command line
pub mod second_factors; // 动态验证码: taken on, given up, taken off
pub mod adopting; // 启用: another edition, a further scheme, a new accounting table
pub mod succeeding; // 沿革: which fonds went before which
pub mod demonstration; // 示例: a sample archive of invented records

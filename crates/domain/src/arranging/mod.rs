//! 整理: where a paper belongs, which number and pages it gets, whether a volume may be closed.

pub mod terms; // 业务用语: what papers are called in the trade
pub mod filed_papers; // what the office filed before, as ground for suggestions
pub mod classify; // 归类: ranked suggestions with their reasons
pub mod placing; // where a row belongs, and what keeps it from it
pub mod shelving; // volume numbers and pages
mod conditions; // missing pages, copies, damage, as remarks tell of them
pub mod soundness; // whether a volume is fit to be closed
pub mod amendment; // 批量修改: fields changed in many records at once

//! 鉴定处置: when a record may be appraised, and why; how a batch goes from appraisal to destruction, or to another archive.

pub mod retention; // when a record may be appraised, and why
pub mod dating; // the same for many records
pub mod period_now; // 现行期限: the period that applies now beside the one filed
pub mod foreseen; // what a draft would move
pub mod contents; // what is in a volume, in a phrase
pub mod reasons; // what dates of many records have in common
pub mod disposing; // 鉴定销毁: a batch from its list to its destruction
pub mod transferring; // 移交: a batch from its list to the receiving archive
pub mod hold; // records that stay as long as a matter is open

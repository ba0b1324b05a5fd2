//! What is kept: 件, 案卷, and what happened to them.

pub mod item; // 件 Draft and Item
pub mod volume; // 案卷 Volume
pub mod sorting; // what lists are sorted by
pub mod states; // states of records, jobs and batches; kinds of jobs
pub mod scope; // 范围: which records are meant
pub mod naming; // ids as people read them
pub mod unmasking; // a masked ID number that comes back
pub mod event_kind; // what an event says was done
pub mod event; // what can happen; the chain
pub mod job_name; // what a job makes
pub mod log_leaf; // what the tree over the log holds of an event

//! 成文: how a document leaves the house. Whatever the door and the format, it takes a form of the office and the
//! head of its scope, is written beside its place, registered with its digests, and only then given its name.

pub mod order; // what it is made from
pub mod scope_head; // whose records, which years, class, step and period
pub mod waiting; // made beside a running program, to be registered by it
pub mod register; // what was made, with which digests; found again by them
pub mod writing; // written, registered, put in place
pub mod drawing; // drawn as PDF and written beside its place
mod due_order; // what is due in the order of its reasons, with its sums
pub mod due_list; // what may be appraised in a year
pub mod change_list; // what a draft moves

//! 整理: papers in their volumes, until these are closed.

mod amending; // one change of many records, and its undoing
mod dividing; // volumes begun by hand, split and joined
mod entering; // what is typed and pasted into an open volume
mod filing; // papers filed elsewhere, volumes left empty
mod pages; // a volume and its records by forms alone

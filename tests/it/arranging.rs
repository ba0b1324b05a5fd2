//! 整理: papers in their volumes, until these are closed.

mod entering; // what is typed and pasted into an open volume
mod filing; // papers filed elsewhere, volumes left empty
mod pages; // a volume and its records by forms alone

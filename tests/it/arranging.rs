//! 整理: papers in their volumes, until these are closed.

mod deeds; // a record's way through the pages, by forms alone
mod entering; // what is typed and pasted into an open volume

//! The one integration binary: the list of modules says where a new test goes.

mod catalogs; // finding aids, registers, packages, the annotated copy
mod schemes; // every scheme file, every finding
mod sheets; // reading what clerks send, in the child: the examples, hostile files

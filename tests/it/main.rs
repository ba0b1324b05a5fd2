//! The one integration binary: the list of modules says where a new test goes.

mod sheets; // reading what clerks send, in the child: the examples, hostile files

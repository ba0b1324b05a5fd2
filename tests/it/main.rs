//! The one integration binary: the list of modules says where a new test goes.

mod catalogs;
mod schemes;

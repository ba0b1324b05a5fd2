//! What the benches share: the sheet they work on, the processor time they count, the archive they fill.

#![allow(dead_code, reason = "every bench uses its own part")]

pub mod archive;
pub mod items;
pub mod measure;
pub mod queries;
pub mod rival;
pub mod server;

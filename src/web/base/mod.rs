//! What every page needs: the program, who asks, the frame, faults, words, lists.

pub mod app;
pub mod words;
pub mod page;
pub mod fault;
pub mod frame;
pub mod errors;
pub mod attachment;
pub mod assets;
pub mod filter;
pub mod outline;
pub mod story;
pub mod chart;
pub mod listing;
pub mod form_fields;
pub mod first_steps;
pub mod shield;

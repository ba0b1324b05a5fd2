//! What every page needs: the program, who asks, the frame, faults, words, lists.

pub mod drawn_pages;
pub mod pending_questions;
pub mod readings;
pub mod app;
pub mod words;
pub mod frame;
pub mod fault;
pub mod page;
pub mod answer;
pub mod errors;
pub mod attachment;
pub mod assets;
pub mod form_fields;
pub mod outline;
pub mod filter;
pub mod file_format;
pub mod story;
pub mod chart;
pub mod list_address;
pub mod listing;
pub mod first_steps;

//! 检索: what is found and set aside.

mod lately; // what was worked on, growth and use by month
mod lists; // a page at a time, as files; the basket, ways, indexes
mod list_files; // each row once; headed and registered as what was chosen
mod list_forms; // what a page's forms act on, and what they offer
mod near; // names one character away
mod sought; // sorted by any column, narrowed by words; ticked rows; views kept
mod pages; // the same by forms alone, chosen columns
mod volumes; // a kind of hit of their own; their list by words, in any order

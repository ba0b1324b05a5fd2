//! 建立全宗: what an archive is founded on, and the first steps in it.

mod adopting; // editions taken up, papers that pass to another agency, new accounting tables
mod demonstration; // what it says of itself, filed in parts; where the pages are
mod pages; // the fonds that was chosen, the five things of the demonstration
mod people; // accounts, posts, sessions, tokens
mod rights; // every address with every post
mod schemes; // every scheme file, every finding

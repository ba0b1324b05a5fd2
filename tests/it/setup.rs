//! 建馆: what an archive is founded on.

mod schemes; // every scheme file, every finding

//! 鉴定处置: what decides how long a paper is kept.

mod undoing; // a fact recorded wrongly, a volume left empty

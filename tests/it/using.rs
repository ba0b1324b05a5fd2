//! 利用: who asked for what, and what was shown.

mod consulting; // the register of use, questions kept under a name
mod counter; // the counter's pages, questions out of addresses, saved searches, numbers shown
mod disclosing; // what a person is told of who saw her records
mod id_numbers; // masked until asked for, in pages and answers

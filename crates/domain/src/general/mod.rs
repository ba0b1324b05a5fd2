//! What every part speaks with: sentences in both languages, problems, digests, who acts.

pub mod schema; // a type that is one text, in the API's document
pub mod numbers; // ID numbers in texts
pub mod masking; // ID numbers: kept whole, shown masked
pub mod wording; // one sentence in both languages
pub mod key; // enums stored by a key and shown by a word
pub mod problem; // what is wrong, where, and what to do
pub mod digest; // SHA-256 and SM3 as types
pub mod role; // who acts, when, and what each may do: By
pub mod posts; // which post may do which deed
pub mod signer; // who states something in his own name
pub mod characters; // radicals, invisible characters, dots of names
pub mod text; // folding of widths, dashes, blanks; every change reported
pub mod entities; // &nbsp; and &#40878; of an export
pub mod recoding; // texts read in a wrong encoding
pub mod error; // Refused · NotFound · Conflict · Busy · Broken
pub mod keeping; // how long backups are kept: so many days, weeks, months

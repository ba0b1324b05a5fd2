//! 日志检查点: what a catalog or register ends with, so that bound paper is a witness of the log that lies elsewhere.

use serde::{Deserialize, Serialize};

/// The last checkpoint of the log when a document was made. The document's digests do not cover it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogAnchor {
    /// The name of the log.
    pub log: String,
    pub size: u64,
    /// Base64.
    pub root: String,
    /// When it was signed, RFC 3339.
    pub at: String,
    /// Base64, with the key's id.
    pub signature: String,
}

impl LogAnchor {
    /// The checkpoint as it was signed (C2SP signed-note): what stands on paper can be typed in, or read from its code.
    pub fn note(&self) -> String {
        let LogAnchor { log, size, root, at, signature } = self;
        format!("{log}\n{size}\n{root}\ntime {at}\n\n— {log} {signature}\n")
    }
}

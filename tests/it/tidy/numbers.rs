//! Who may have ID numbers whole, and what for: `domain/general/masking.rs` asks for the reason, and here
//! stands who may give which. Doors give none: the act that wrote the event hands them its own.

use super::tokens::Source;

/// The reasons of `WholeFor`, and the folders and files that may name them.
#[rustfmt::skip]
pub const REASONS: &[(&str, &[&str])] = &[
    ("Storing",   &["store", "domain/general/masking.rs", "domain/records/item.rs", "domain/receiving/repair",
                    "acts/arranging/closing.rs", "acts/disposal/expiry/facts.rs", "acts/receiving/intake/mending.rs",
                    "acts/receiving/intake/rows_kept.rs", "acts/upkeep/jobs.rs"]),
    ("Comparing", &["domain", "search", "procedures", "acts"]),
    ("Printing",  &["acts/catalogs"]),
    ("Showing",   &["acts/using/consulting.rs", "acts/receiving/intake/annotation.rs", "domain/general/masking.rs"]),
];

/// Every reason given by somebody who may not.
pub fn shown_whole(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        for (reason, homes) in REASONS {
            let is_home = |home: &&str| {
                let path = &source.path;
                path == home || path.starts_with(&format!("{home}/")) || *path == format!("{home}.rs")
            };
            if homes.iter().any(is_home) {
                continue;
            }
            for line in source.calls("WholeFor", reason) {
                complaints.push(format!(
                    "{}:{line}: has ID numbers whole (`{reason}`), which it may not",
                    source.file
                ));
            }
        }
    }
    complaints
}

//! One outside library, one home: who may use which.

use super::layer_of;
use super::tokens::Source;

/// The home of each library: a module, or a folder or file of one. Everybody may use those of `ANYWHERE`.
#[rustfmt::skip]
pub const HOMES: &[(&str, &[&str])] = &[
    ("argon2",           &["secrets.rs"]),
    ("askama",           &["web", "catalog"]),
    ("axum",             &["web"]),
    ("barcoders",        &["paper"]),
    ("base64",           &["checkpoint"]),
    ("calamine",         &["sheet"]),
    ("cfb",              &["sheet"]),
    ("chardetng",        &["sheet"]),
    ("clap",             &["cli"]),
    ("clap_complete",    &[]), // packaging/manual.rs alone
    ("clap_mangen",      &[]),
    ("csv",              &["sheet", "catalog"]), // sheet: its tests alone
    ("ed25519_dalek",    &["checkpoint"]),
    ("encoding_rs",      &["domain/general/recoding.rs", "domain/arranging/placing/damage", "sheet", "catalog"]),
    ("fs4",              &["archive.rs"]),
    ("getrandom",        &["random.rs"]),
    ("hex",              &["domain/general/digest.rs", "random.rs"]),
    ("hyper",            &["web/connections.rs"]),
    ("hyper_util",       &["web/connections.rs"]),
    ("indicatif",        &["cli"]),
    ("krilla",           &["paper"]),
    ("libc",             &["paper"]),
    ("lz4_flex",         &["paper"]),
    ("pinyin",           &["search"]),
    ("pulldown_cmark",   &["web/help"]),
    ("qrcode",           &["paper"]),
    ("quick_xml",        &["package", "sheet"]),
    ("rlimit",           &["sheet"]),
    ("rpassword",        &["cli/base/tokens.rs"]),
    ("rusqlite",         &["store"]),
    ("rustix",           &["archive/disk.rs"]),
    ("rust_embed",       &["embedded.rs"]),
    ("rust_xlsxwriter",  &["catalog"]),
    ("serde_urlencoded", &["web"]),
    ("sha2",             &["domain/general/digest.rs"]),
    ("signed_note",      &["checkpoint"]),
    ("skrifa",           &["paper"]),
    ("sm3",              &["domain/general/digest.rs"]),
    ("sqlx",             &["store"]),
    ("tantivy",          &["search"]),
    ("tlog_tiles",       &["checkpoint"]),
    // the field's knowledge is data: each reader of such a file
    ("toml",             &["domain/general/posts.rs", "domain/schemes/scheme", "domain/receiving/columns", "domain/receiving/rows/traces.rs", "domain/arranging/placing/damage", "domain/arranging/terms.rs", "domain/arranging/conditions.rs", "domain/using/consultation.rs", "domain/disposal/retention/kept_on.rs", "domain/disposal/disposing/rules.rs", "domain/disposal/transferring/rules.rs", "domain/values/documents.rs", "domain/values/period_words.rs", "domain/values/personal_names.rs", "domain/values/unit_names.rs", "domain/catalogs/form", "paper/fonts.rs", "procedures/office_forms.rs", "search/names.rs", "acts/setup/demonstration.rs"]),
    ("tokio_rustls",     &["web/tls.rs"]),
    ("totp_rs",          &["totp.rs"]),
    ("tower",            &["web/connections.rs", "web/shield.rs"]),
    ("tower_http",       &["web"]),
    ("tracing_subscriber", &["main.rs"]),
    ("zxcvbn",           &["secrets.rs"]),
    ("unicode_normalization", &["domain/general/characters.rs", "domain/general/text.rs", "search/fold.rs"]),
    ("utoipa_axum",      &["web"]),
    ("zip",              &["package", "sheet"]),
];
pub const ANYWHERE: &[&str] = &[
    "anyhow",
    "chrono",
    "futures",
    "serde",
    "serde_json",
    "tempfile",
    "thiserror",
    "tokio",
    "tracing",
    "utoipa",
];
/// Of those, what the words may use: types and derives, no I/O. `utoipa` describes a type where it stands, as
/// serde writes it.
pub const WORDS_ONLY: &[&str] = &["anyhow", "chrono", "serde", "serde_json", "thiserror", "utoipa"];

/// Libraries used away from home, and dependencies that have none: `manifests` are the crates' folders with
/// their Cargo.toml, the root's folder empty.
pub fn homeless(sources: &[Source], manifests: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (own, text) in manifests {
        for name in dependencies(text).iter().filter(|name| !is_own_crate(name)) {
            let home = HOMES.iter().find(|(library, _)| library == name);
            let lives_here = |home: &&str| own.is_empty() || home.split('/').next() == Some(own);
            let known = match home {
                Some((_, homes)) => homes.is_empty() || homes.iter().any(lives_here),
                None => ANYWHERE.contains(&name.as_str()),
            };
            if !known {
                let place = if own.is_empty() { String::new() } else { format!("crates/{own}/") };
                complaints.push(format!("{place}Cargo.toml: `{name}` has no home there in tests/it/tidy.rs"));
            }
        }
    }
    for source in sources {
        let at_home = |home: &&str| {
            source.path == **home
                || source.path.starts_with(&format!("{home}/"))
                || source.path == format!("{home}.rs")
        };
        let homes = HOMES.iter().map(|(library, homes)| (*library, homes.iter().any(&at_home)));
        let words = source.path.starts_with("domain/");
        let free = ANYWHERE.iter().map(|library| (*library, !words || WORDS_ONLY.contains(library)));
        for (library, allowed) in homes.chain(free) {
            if let Some(line) = source.uses_library(library).filter(|_| !allowed) {
                complaints.push(format!("{}:{line}: uses `{library}`, which lives elsewhere", source.file));
            }
        }
    }
    complaints
}

fn is_own_crate(library: &str) -> bool {
    library.strip_prefix("guidang_").is_some_and(|name| layer_of(name).is_some())
}

/// Names under `[dependencies]`, as Rust writes them.
fn dependencies(cargo_toml: &str) -> Vec<String> {
    let section = cargo_toml.split("\n[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split(['=', '.']).next()).map(str::trim);
    names
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(|name| name.replace('-', "_"))
        .collect()
}

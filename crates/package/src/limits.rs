//! How much is taken.

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageLimits {
    pub files: usize,
    /// Bytes of all members, unpacked.
    pub bytes: u64,
    /// Unpacked over packed size, for members over a megabyte.
    pub ratio: u64,
    /// Bytes of a manifest.
    pub manifest: u64,
}

impl Default for PackageLimits {
    fn default() -> Self {
        PackageLimits { files: 100_000, bytes: 20 << 30, ratio: 200, manifest: 64 << 20 }
    }
}

//! SHA-256 and SM3 as types; the only user of `sha2` and `sm3`.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::schema::described_as_text;

/// A SHA-256 digest, shown as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

described_as_text!(Digest, "A SHA-256 digest, 64 hexadecimal digits.");

impl Digest {
    pub fn compute(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 hex digits; anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Digest::from_hex(&text).ok_or_else(|| serde::de::Error::custom("not a SHA-256 digest"))
    }
}

/// Digest of a stream of fields, each tagged with its type and length, so that no two different
/// rows can give the same bytes (NULL ≠ '', a moved column boundary shows): `reliability.md` T-27.
#[derive(Default)]
pub struct FieldDigest(Sha256);

impl FieldDigest {
    pub fn new(label: &str) -> Self {
        let mut fields = FieldDigest(Sha256::new());
        fields.text(label);
        fields
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.update(b"t");
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
        self
    }

    pub fn int(&mut self, value: i64) -> &mut Self {
        self.0.update(b"i");
        self.0.update(value.to_be_bytes());
        self
    }

    pub fn opt_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub fn opt_int(&mut self, value: Option<i64>) -> &mut Self {
        match value {
            Some(value) => self.int(value),
            None => self.null(),
        }
    }

    pub fn null(&mut self) -> &mut Self {
        self.0.update(b"n");
        self
    }

    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// Digest of something read piece by piece.
#[derive(Default)]
pub struct Running(Sha256);

impl Running {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// An SM3 digest (GB/T 32905), shown as 64 lower-case hex digits; printed beside SHA-256 where an office
/// is asked for the national algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sm3([u8; 32]);

impl fmt::Display for Sm3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Sm3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sm3 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sm3 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bytes = [0u8; 32];
        let text = String::deserialize(deserializer)?;
        hex::decode_to_slice(text, &mut bytes).map_err(|_| serde::de::Error::custom("not an SM3 digest"))?;
        Ok(Sm3(bytes))
    }
}

impl Sm3 {
    pub fn compute(bytes: &[u8]) -> Self {
        Sm3(sm3::Sm3::digest(bytes).into())
    }

    /// Reads 64 hex digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Sm3(bytes))
    }
}

/// Both digests of something read piece by piece.
#[derive(Default)]
pub struct RunningPair(Sha256, sm3::Sm3);

impl RunningPair {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        self.1.update(bytes);
    }

    pub fn digests(self) -> (Digest, Sm3) {
        (Digest(self.0.finalize().into()), Sm3(self.1.finalize().into()))
    }
}

/// SHA-256 and SM3 over one stream of fields, tagged as [`FieldDigest`] tags them.
pub struct Twofold(FieldDigest, sm3::Sm3);

impl Twofold {
    pub fn new(label: &str) -> Self {
        let mut both = Twofold(FieldDigest::default(), sm3::Sm3::default());
        both.text(label);
        both
    }

    pub fn text(&mut self, text: &str) {
        self.0.text(text);
        self.1.update(b"t");
        self.1.update((text.len() as u64).to_be_bytes());
        self.1.update(text.as_bytes());
    }

    pub fn int(&mut self, value: i64) {
        self.0.int(value);
        self.1.update(b"i");
        self.1.update(value.to_be_bytes());
    }

    pub fn null(&mut self) {
        self.0.null();
        self.1.update(b"n");
    }

    pub fn digests(self) -> (Digest, Sm3) {
        (self.0.digest(), Sm3(self.1.finalize().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm3_answers_as_the_standard_says() {
        // GB/T 32905-2016 A.1
        let digest = Sm3::compute(b"abc");
        assert_eq!(digest.to_string(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }
}

//! Checkpoints as signed notes, and the keys they are signed and checked with.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use signed_note::{
    Note, NoteError, Signer as _, StandardSigner, StandardVerifier, Verifier, VerifierList, key_id,
    new_ed25519_verifier_key,
};
use tlog_tiles::Checkpoint;

use super::tree::Node;
use crate::domain::general::error::Result;

/// Ed25519 in keys of signed notes.
const ED25519: u8 = 1;
/// What begins the line that says when a checkpoint was made: signed-note leaves such lines to each log.
const TIME: &str = "time ";

/// The key a log signs with.
pub struct NoteKey {
    signer: StandardSigner,
    text: String,
    public: String,
}

impl NoteKey {
    /// The key made from 32 random bytes, for the log of this name.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<NoteKey> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = [&[ED25519], secret.verifying_key().as_bytes().as_slice()].concat();
        let coded = BASE64_STANDARD.encode([&[ED25519], seed.as_slice()].concat());
        let text = format!("PRIVATE+KEY+{name}+{:08x}+{coded}", key_id(name, &public));
        NoteKey::read(&text).ok_or_else(|| anyhow::anyhow!("no key can be made for {name}").into())
    }

    /// Reads what [`NoteKey::text`] gave.
    pub fn read(text: &str) -> Option<NoteKey> {
        let text = text.trim();
        let signer = StandardSigner::new(text).ok()?;
        let seed = BASE64_STANDARD.decode(text.splitn(5, '+').nth(4)?).ok()?;
        let secret = ed25519_dalek::SigningKey::try_from(seed.get(1..)?).ok()?;
        let public = new_ed25519_verifier_key(signer.name(), &secret.verifying_key());
        Some(NoteKey { signer, text: text.to_owned(), public })
    }

    /// The log it signs for.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// The whole key, to be kept where nobody else reads it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its public part, as signed-note writes verifier keys.
    pub fn public(&self) -> &str {
        &self.public
    }
}

/// Public keys a checkpoint may be signed with.
pub struct PublicKeys(Vec<StandardVerifier>);

impl PublicKeys {
    /// Reads one key a line; a line may begin with `log `, lines that begin with `#` are notes.
    pub fn read(text: &str) -> std::result::Result<PublicKeys, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = |line: &str| StandardVerifier::new(line.strip_prefix("log ").unwrap_or(line));
        let keys: Vec<_> =
            lines.map(key).collect::<std::result::Result<_, _>>().map_err(|error| error.to_string())?;
        if keys.is_empty() {
            return Err("no key".to_owned());
        }
        Ok(PublicKeys(keys))
    }

    fn list(&self) -> VerifierList {
        VerifierList::new(self.0.iter().map(|key| Box::new(key.clone()) as Box<dyn Verifier>).collect())
    }
}

/// Whether a checkpoint is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// One of the keys, and it holds.
    Known,
    /// None of the keys.
    Others,
    /// One of the keys by name, but the signature is another text's.
    Forged,
}

/// How large the log was and the root of its tree, at a time, signed.
#[derive(Clone, Debug)]
pub struct LogCheckpoint {
    /// The name of the log.
    pub origin: String,
    pub size: u64,
    pub root: Node,
    /// RFC 3339; empty where it does not say.
    pub at: String,
    note: Vec<u8>,
}

impl LogCheckpoint {
    pub fn sign(key: &NoteKey, (size, root): (u64, Node), at: &str) -> Result<LogCheckpoint> {
        let text = Checkpoint::new(key.name(), size, root.0, &format!("{TIME}{at}\n"))
            .map_err(|error| anyhow::anyhow!("{error}"))?
            .to_bytes();
        let mut note = Note::new(&text, &[]).map_err(anyhow::Error::from)?;
        note.add_sigs(&[&key.signer]).map_err(anyhow::Error::from)?;
        LogCheckpoint::read(&note.to_bytes())
            .ok_or_else(|| anyhow::anyhow!("a checkpoint was written that cannot be read").into())
    }

    /// Reads a signed note; `None`: it is none, or no checkpoint.
    pub fn read(bytes: &[u8]) -> Option<LogCheckpoint> {
        let note = Note::from_bytes(bytes).ok()?;
        let said = Checkpoint::from_bytes(note.text()).ok()?;
        let at = said.extension().lines().find_map(|line| line.strip_prefix(TIME)).unwrap_or_default();
        Some(LogCheckpoint {
            origin: said.origin().to_owned(),
            size: said.size(),
            root: Node(*said.hash()),
            at: at.to_owned(),
            note: note.to_bytes(),
        })
    }

    /// The signature of the log, in base64 with the key's id before it.
    pub fn signature(&self) -> String {
        let text = String::from_utf8_lossy(&self.note).into_owned();
        let of_log = format!("— {} ", self.origin);
        text.lines().find_map(|line| line.strip_prefix(&of_log)).unwrap_or_default().to_owned()
    }

    /// The signed note.
    pub fn note(&self) -> &[u8] {
        &self.note
    }

    pub fn signed_by(&self, keys: &PublicKeys) -> SignedBy {
        match Note::from_bytes(&self.note).and_then(|note| note.verify(&keys.list())) {
            // another log's key may stand in the same file; the name that signed must be the log's
            Ok((signed, _)) if signed.iter().any(|one| one.name() == self.origin) => SignedBy::Known,
            Ok(_) | Err(NoteError::UnverifiedNote) => SignedBy::Others,
            Err(_) => SignedBy::Forged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::record_node;

    #[test]
    fn a_checkpoint_is_known_by_the_key_that_signed_it() {
        let key = NoteKey::from_seed("guidang/00ff", &[7; 32]).unwrap();
        let again = NoteKey::read(&format!("{}\n", key.text())).unwrap();
        assert_eq!((again.public(), again.name()), (key.public(), "guidang/00ff"));
        let made = LogCheckpoint::sign(&again, (12, record_node(b"x")), "2026-11-21T12:00:00+08:00").unwrap();
        let read = LogCheckpoint::read(made.note()).unwrap();
        assert_eq!((read.size, read.root, read.at.as_str()), (12, made.root, "2026-11-21T12:00:00+08:00"));
        let keys = |text: &str| PublicKeys::read(text).unwrap();
        let own = keys(&format!("# 芜湖\nlog {}\n", key.public()));
        assert_eq!(read.signed_by(&own), SignedBy::Known);
        let other = NoteKey::from_seed("guidang/00ff", &[8; 32]).unwrap();
        assert_eq!(read.signed_by(&keys(other.public())), SignedBy::Others);
        let text = String::from_utf8(made.note().to_vec()).unwrap();
        let forged = LogCheckpoint::read(text.replacen("\n12\n", "\n13\n", 1).as_bytes()).unwrap();
        assert_eq!((forged.size, forged.signed_by(&own)), (13, SignedBy::Forged));
        assert!(LogCheckpoint::read(text.replacen("\n12\n", "\n012\n", 1).as_bytes()).is_none());
        assert!(PublicKeys::read("# nothing\n").is_err() && PublicKeys::read(key.text()).is_err());
    }
}

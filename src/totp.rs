//! 动态验证码: codes of six digits, each good for half a minute and once (RFC 6238 [S]), and codes for the day the telephone is
//! lost. The only user of `totp_rs`.

use chrono::{DateTime, FixedOffset};
use totp_rs::{Builder, Secret, Totp};

use crate::{random, secrets};

/// Bytes of a seed: 160 bits (RFC 4226 §4 R6 [S]).
const SEED: usize = 20;
/// Recovery codes given at a time.
const RECOVERY: usize = 10;

/// A new seed, in base32.
pub fn seed() -> String {
    Secret::from(random::bytes::<SEED>()).to_base32()
}

fn generator(seed: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(seed).ok().filter(|secret| secret.as_bytes().len() == SEED)?;
    // six digits, thirty seconds, one step before and after: what every telephone's program does
    Builder::new().with_secret(secret).build().ok()
}

/// What a telephone's program scans (`otpauth://`).
pub fn address(seed: &str, login: &str) -> String {
    format!("otpauth://totp/Guidang:{login}?secret={seed}&issuer=Guidang")
}

/// The time step of a code, if it is good now and later than the last one used; `None` also for what is no seed.
pub fn step_of(seed: &str, last: i64, code: &str, now: DateTime<FixedOffset>) -> Option<i64> {
    let typed: String = code.chars().filter(|letter| !letter.is_whitespace()).map(half_width).collect();
    let is_code = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
    let generator = generator(seed).filter(|_| is_code)?;
    let step = generator.check(&typed, now.timestamp().max(0) as u64)?;
    i64::try_from(step).ok().filter(|step| *step > last)
}

/// An input method left in full width types １２３.
fn half_width(letter: char) -> char {
    match letter {
        '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
        letter => letter,
    }
}

/// Ten recovery codes, shown once, and what is kept of them: their digests, apart by blanks. Each has 123 bits, so that a
/// plain digest keeps it (ASVS 5.0 6.5.2 [S]).
pub fn recovery_codes() -> (Vec<String>, String) {
    let codes: Vec<String> = (0..RECOVERY).map(|_| secrets::drawn::<25>()).collect();
    let kept = codes.iter().map(|code| recovery_digest(code)).collect::<Vec<_>>().join(" ");
    (codes, kept)
}

fn recovery_digest(code: &str) -> String {
    let letters: String = code.chars().filter(|letter| letter.is_alphanumeric()).collect();
    secrets::digest_of(&letters.to_lowercase())
}

/// The codes that are left when this one was used; `None`: it is none of them.
pub fn without(kept: &str, code: &str) -> Option<String> {
    let digest = recovery_digest(code);
    let left: Vec<&str> = kept.split_whitespace().filter(|one| *one != digest).collect();
    (left.len() < count(kept)).then(|| left.join(" "))
}

/// How many recovery codes are left.
pub fn count(kept: &str) -> usize {
    kept.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 「12345678901234567890」, the secret of RFC 6238, appendix B.
    const OF_THE_RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> DateTime<FixedOffset> {
        DateTime::from_timestamp(seconds, 0).unwrap().fixed_offset()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ];
        for (seconds, code) in table {
            let step = seconds / 30;
            assert_eq!(step_of(OF_THE_RFC, 0, code, at(seconds)), Some(step), "{code}");
            assert_eq!(step_of(OF_THE_RFC, step, code, at(seconds)), None, "{code} is used");
            assert_eq!(step_of(OF_THE_RFC, 0, code, at(seconds + 30)), Some(step), "one step late");
            assert_eq!(step_of(OF_THE_RFC, 0, code, at(seconds + 90)), None, "three steps late");
        }
        assert_eq!(step_of(OF_THE_RFC, 0, " ２８７ 082", at(59)), Some(1), "as an input method may type it");
        for wrong in ["", "28708", "2870821", "287083", "abcdef"] {
            assert_eq!(step_of(OF_THE_RFC, 0, wrong, at(59)), None, "{wrong}");
        }
        assert_eq!(step_of("GEZDGNBV", 0, "287082", at(59)), None, "a seed has 160 bits");
    }

    #[test]
    fn a_recovery_code_works_once() {
        let (codes, kept) = recovery_codes();
        assert_eq!((codes.len(), count(&kept)), (10, 10));
        assert!(codes.iter().all(|code| !kept.contains(code.as_str())), "digests alone are kept");
        let left = without(&kept, &format!(" {} ", codes[3].to_uppercase().replace('-', " "))).unwrap();
        assert_eq!(count(&left), 9);
        assert_eq!(without(&left, &codes[3]), None);
        assert_eq!(without(&kept, ""), None);
        assert_ne!(seed(), seed());
        assert!(step_of(&seed(), 0, "000000", at(-5)).is_none_or(|step| step > 0));
    }
}

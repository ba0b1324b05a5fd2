//! Random names and numbers from the operating system: the only file that draws any.

/// So many random bytes in hexadecimal, two digits each.
pub fn hex<const BYTES: usize>() -> String {
    bytes::<BYTES>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many random decimal digits.
pub fn digits<const DIGITS: usize>() -> String {
    let number = u128::from_le_bytes(bytes());
    let digit = |place: u32| char::from(b'0' + (number / 10u128.pow(place) % 10) as u8);
    (0..DIGITS as u32).map(digit).collect()
}

/// So many random bytes.
pub fn bytes<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    #[allow(clippy::expect_used, reason = "a system without random numbers can name nothing safely")]
    getrandom::fill(&mut bytes).expect("the operating system's random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_has_its_length_and_is_not_drawn_twice() {
        let (first, second) = (hex::<12>(), hex::<12>());
        assert_eq!(first.len(), 24);
        assert!(first.bytes().all(|byte| byte.is_ascii_hexdigit()), "{first}");
        assert_ne!(first, second);
        let seeds: std::collections::BTreeSet<String> = (0..100).map(|_| digits::<8>()).collect();
        assert!(seeds.iter().all(|seed| seed.len() == 8 && seed.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(seeds.len() > 90, "{seeds:?}");
    }
}

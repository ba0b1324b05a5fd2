//! What a scanner reads: twelve digits – a kind, a number, a check digit – because digits alone pass
//! every input method unchanged.

/// What the number names; the first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarcodeOf {
    Volume = 1,
    Item = 2,
    Box = 3,
    Shelf = 4,
}

const THINGS: [BarcodeOf; 4] = [BarcodeOf::Volume, BarcodeOf::Item, BarcodeOf::Box, BarcodeOf::Shelf];

/// The twelve digits of a thing; empty for a number that has no room.
pub fn write(thing: BarcodeOf, number: i64) -> String {
    if !(0..10_000_000_000).contains(&number) {
        return String::new();
    }
    let digits = format!("{}{number:010}", thing as u8);
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

/// Reads twelve digits; `None` when the check digit or the kind is wrong.
pub fn read(digits: &str) -> Option<(BarcodeOf, i64)> {
    if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (body, check) = digits.split_at(11);
    let kind: u8 = body[..1].parse().ok()?;
    let thing = THINGS.into_iter().find(|thing| *thing as u8 == kind)?;
    (check_digit(body).to_string() == check).then(|| Some((thing, body[1..].parse().ok()?)))?
}

/// Weights 3 and 1 from the right, as on goods: one digit wrong, or two neighbours swapped whose
/// difference is not five, is found.
fn check_digit(digits: &str) -> u32 {
    let weighed = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 });
    (10 - weighed.sum::<u32>() % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_follows() {
        assert_eq!(write(BarcodeOf::Volume, 17), "100000000175");
        assert_eq!(write(BarcodeOf::Box, 31), "300000000315");
        assert_eq!(write(BarcodeOf::Shelf, 3241), "400000032412");
        assert_eq!(write(BarcodeOf::Volume, 10_000_000_000), "");
    }

    #[test]
    fn one_wrong_digit_is_found() {
        assert_eq!(read("100000000175"), Some((BarcodeOf::Volume, 17)));
        for at in 0..12 {
            let mut digits: Vec<u8> = b"100000000175".to_vec();
            digits[at] = b'0' + (digits[at] - b'0' + 1) % 10;
            assert_eq!(read(std::str::from_utf8(&digits).unwrap()), None, "{at}");
        }
        assert_eq!((read("12"), read("９00000000000")), (None, None));
    }
}

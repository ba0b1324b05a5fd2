//! Check digits of identity documents, each as its authority published it.

/// The check character of 17 digits (GB 11643: ISO 7064 MOD 11-2).
pub fn check_digit(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if body.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in body.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// 18 characters, the last of them [`check_digit`].
pub(super) fn resident(number: &str) -> bool {
    number.len() == 18
        && number.is_char_boundary(17)
        && check_digit(&number[..17]).is_some_and(|check| number.ends_with(check))
}

/// ICAO 9303: weights 7, 3, 1 over digits and letters (A is 10), modulo 10; the last is the check digit.
pub(super) fn icao(number: &str) -> bool {
    let mut values: Vec<u32> = number.chars().filter_map(|c| c.to_digit(36)).collect();
    let check = values.pop();
    let sum: u32 = values.iter().zip([7, 3, 1].iter().cycle()).map(|(value, weight)| value * weight).sum();
    values.len() + 1 == number.chars().count() && check == Some(sum % 10)
}

/// One or two letters and six digits, weights 9 to 2 (a blank is 36), modulo 11; `A` stands for 10.
pub(super) fn hong_kong(number: &str) -> bool {
    let plain: Vec<char> = number.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let Some((check, body)) = plain.split_last() else { return false };
    let mut values: Vec<u32> = body.iter().filter_map(|c| c.to_digit(36)).collect();
    if values.len() != body.len() || !(7..=8).contains(&values.len()) {
        return false;
    }
    if values.len() == 7 {
        values.insert(0, 36);
    }
    let sum: u32 = values.iter().zip((2..=9).rev()).map(|(value, weight)| value * weight).sum();
    check.to_digit(11).is_some_and(|check| (sum + check).is_multiple_of(11))
}

/// The letter counts as two digits, weights 1 9 8 … 1 1, modulo 10.
pub(super) fn taiwan(number: &str) -> bool {
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let mut chars = number.chars();
    let letter = chars.next().and_then(|letter| LETTERS.find(letter)).map(|at| at as u32 + 10);
    let digits: Option<Vec<u32>> = chars.map(|c| c.to_digit(10)).collect();
    let (Some(letter), Some(digits)) = (letter, digits.filter(|digits| digits.len() == 9)) else {
        return false;
    };
    let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    (letter / 10 + letter % 10 * 9 + sum).is_multiple_of(10)
}

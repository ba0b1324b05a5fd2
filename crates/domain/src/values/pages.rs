//! Page counts and page ranges as clerks write them.

use crate::general::problem::Change;
use crate::general::text::{Read, chinese_number, fold, full_width_message};
use crate::{problems, say};

/// How many pages, and the first page's number where the cell tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    pub count: u32,
    pub from: Option<u32>,
}

/// More pages than this in one paper is a slip of the pen.
const MOST: u32 = 9_999;

/// Reads a page count: `5`, `５`, `1.0`, `共50页`, `1-50页`. Zero, negative, broken numbers and
/// Chinese numerals are refused (`page_count_bad`), a list such as `1,3,5-7` is asked about.
pub fn read_count(text: &str) -> Read<Pages> {
    let plain = bare(text);
    if let Some(count) = whole(&plain) {
        return match count {
            1..=MOST => counted(text, Pages { count, from: None }),
            0 => Read::failed(page_count_zero()),
            _ => Read::failed(page_count_too_large(&count)),
        };
    }
    if plain.contains('-')
        && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && !plain.starts_with('-')
    {
        let mut read = range(text, &plain);
        if let (Some(pages), true) = (read.value, read.changes.is_empty()) {
            let count = pages.count;
            let message = say!("起止页“{text}”读作 {count} 页", "the range \"{text}\" read as {count} pages");
            read.changes.push(Change::new("page_count_shape", text, count.to_string(), message));
        }
        return read;
    }
    if plain.contains([',', '，', '、']) {
        return list(text);
    }
    if let Some(number) = chinese_number(&plain) {
        return Read::failed(page_count_bad(&text, &number));
    }
    Read::failed(page_count_unclear(&text))
}

/// Reads 页次 / 起止页号: `50-53` is four pages from page 50. A single number does not say how many
/// pages there are, so it is asked about (`page_range_single`).
pub fn read_range(text: &str) -> Read<Pages> {
    let plain = bare(text);
    if let Some(first) = whole(&plain).filter(|n| *n > 0) {
        return Read::failed(page_range_single(&text, &first));
    }
    if plain.contains([',', '，', '、']) {
        return list(text);
    }
    range(text, &plain)
}

/// The cell without 共…页 and the like, half-width, range marks as `-`.
fn bare(text: &str) -> String {
    let mut plain: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    if !plain.contains('-') {
        plain = plain.replace(['~', '至', '到'], "-");
    }
    let plain = plain.trim_start_matches('\'').trim_start_matches(['共', '第']);
    plain.trim_end_matches(['页', '頁', '面', '张', '張', 'p', 'P']).to_owned()
}

/// `5`, `5.0`, `1E+02` as a whole number.
fn whole(plain: &str) -> Option<u32> {
    let number: f64 = plain.starts_with(|c: char| c.is_ascii_digit()).then(|| plain.parse().ok())??;
    (number.fract() == 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

fn range(text: &str, plain: &str) -> Read<Pages> {
    let number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    match plain.split_once('-').and_then(|(a, b)| Some((number(a)?, number(b)?))) {
        None => Read::failed(page_range_unclear(&text)),
        Some((0, _)) => Read::failed(page_range_from_zero(&text)),
        Some((first, last)) if last < first => Read::failed(page_range_backwards(&text)),
        Some((first, last)) if last - first >= MOST => Read::failed(page_range_too_long(&text)),
        Some((first, last)) => counted(text, Pages { count: last - first + 1, from: Some(first) }),
    }
}

/// The value with the change it took to get it, if any.
fn counted(text: &str, pages: Pages) -> Read<Pages> {
    let to = match pages.from {
        None => pages.count.to_string(),
        Some(from) => format!("{from}-{}", from + pages.count - 1),
    };
    if to == text {
        return Read::plain(pages);
    }
    let count = pages.count;
    let (kind, message) = if text.trim() == to {
        ("blank", say!("去掉多余的空格", "needless blanks removed"))
    } else if fold(text) == to {
        ("full_width", full_width_message())
    } else {
        ("page_count_shape", say!("“{text}”读作 {count} 页", "\"{text}\" read as {count} pages"))
    };
    Read::changed(pages, Change::new(kind, text, to, message))
}

fn list(text: &str) -> Read<Pages> {
    Read::failed(page_count_list(&text))
}

problems! {
    refuse page_count_zero as page_count_bad():
        "页数是 0" / "the page count is 0"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_count_too_large as page_count_bad(count):
        "页数 {count} 太大" / "{count} is too many pages"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_count_unclear as page_count_bad(text):
        "“{text}”不是页数" / "\"{text}\" is not a page count"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_range_unclear as page_count_bad(text):
        "“{text}”不是页次" / "\"{text}\" is not a range of pages"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_range_from_zero as page_count_bad(text):
        "页次“{text}”从 0 开始" / "the pages \"{text}\" start at 0"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_range_backwards as page_count_bad(text):
        "页次“{text}”首页大于末页" / "the pages \"{text}\" run backwards"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_range_too_long as page_count_bad(text):
        "页次“{text}”太长" / "the pages \"{text}\" are too many"
        => "数一数原件，填 1 以上的整数" / "count the pages and write a whole number from 1 up";
    refuse page_count_bad(text, number):
        "页数“{text}”不是阿拉伯数字" / "the page count \"{text}\" is not in digits"
        => "写成 {number}" / "write {number}";
    ask page_range_single(text, first):
        "页次“{text}”只有一个数，看不出共几页" / "\"{text}\" is one number: it does not say how many pages"
        => "写成起止页，如 {first}-{first}" / "write first and last page, such as {first}-{first}";
    ask page_count_list(text):
        "“{text}”是几段页次" / "\"{text}\" lists several stretches of pages"
        => "数出总页数填入，或分成几行" / "write the number of pages, or split the row";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (text, count, from, change) in [
            ("5", 5, None, ""),
            ("６", 6, None, "full_width"),
            ("1.0", 1, None, "page_count_shape"),
            ("1E+02", 100, None, "page_count_shape"),
            ("共50页", 50, None, "page_count_shape"),
            ("50页", 50, None, "page_count_shape"),
            ("1-50页", 50, Some(1), "page_count_shape"),
            (" 7 ", 7, None, "blank"),
            ("5-7", 3, Some(5), "page_count_shape"),
        ] {
            let read = read_count(text);
            assert_eq!(read.value, Some(Pages { count, from }), "{text}");
            assert_eq!(read.changes.first().map_or("", |c| &c.kind), change, "{text}");
        }
        for text in ["0", "-1", "1.5", "十二", "五张多", "", "999999999", "5-1", "0-3", "O"] {
            let read = read_count(text);
            assert_eq!((read.value, read.problems[0].kind.as_str()), (None, "page_count_bad"), "{text}");
        }
        assert!(read_count("十二").problems[0].fix.zh.contains("12"));
        assert_eq!(read_count("1,3,5-7").problems[0].kind, "page_count_list");
    }

    #[test]
    fn ranges() {
        assert_eq!(read_range("50-53"), Read::plain(Pages { count: 4, from: Some(50) }));
        assert_eq!(read_range("1至12").value, Some(Pages { count: 12, from: Some(1) }));
        assert_eq!(read_range("5～7").value, Some(Pages { count: 3, from: Some(5) }));
        assert_eq!(read_range("50").problems[0].kind, "page_range_single");
        for text in ["50-1", "0-3", "-1", "x"] {
            assert_eq!(read_range(text).problems[0].kind, "page_count_bad", "{text}");
        }
    }
}

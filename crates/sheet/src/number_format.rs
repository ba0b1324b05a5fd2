//! What a cell's number format makes of its number: the zeros and words a clerk saw, and how much of a date.

use crate::domain::general::text::number_text;
use crate::domain::receiving::grid::Cell;

/// A format that shows something else than the number or the whole day.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NumberFormat {
    Date(DateParts),
    /// For numbers above zero, below it and zero itself, as far as given.
    Number(Vec<Section>),
}

/// Which parts of a date are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct DateParts {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Section {
    pieces: Vec<Piece>,
    /// Places before and after the point, and how many of them are always filled.
    whole: usize,
    zeros: usize,
    decimals: usize,
    fixed: usize,
    percent: bool,
    says_more: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Literal(char),
    /// `true`: a zero stands where the number has no digit.
    Place(bool),
    Point,
    /// The number as it is.
    General,
}

impl NumberFormat {
    /// `None`: cells of this format show what they hold, or the format is beyond this reading.
    pub fn of_code(code: &str) -> Option<NumberFormat> {
        let sections = sections(code);
        if let Some(parts) = DateParts::shown_by(&sections[0]) {
            let partly =
                (parts.year || parts.month || parts.day) && !(parts.year && parts.month && parts.day);
            return partly.then_some(NumberFormat::Date(parts));
        }
        let numbers: Option<Vec<Section>> = sections
            .iter()
            .filter(|tokens| !tokens.contains(&Token::Plain('@')))
            .map(|t| Section::of_tokens(t))
            .collect();
        let numbers = numbers.filter(|sections| sections.iter().any(|section| section.says_more))?;
        Some(NumberFormat::Number(numbers))
    }

    /// The formats of a Chinese system that have no code in the file (ECMA-376 part 1, 18.8.30), and the general ones.
    pub fn of_id(id: u32) -> Option<NumberFormat> {
        NumberFormat::of_code(match id {
            2 => "0.00",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            16 => "d-mmm",
            17 => "mmm-yy",
            27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
            28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
            39 | 40 => "#,##0.00",
            _ => return None,
        })
    }

    /// The cell as it is shown; one that shows what it holds stays.
    pub fn shown(&self, cell: Cell) -> Cell {
        match (self, cell) {
            (NumberFormat::Date(parts), Cell::Date(day)) => parts.shown(day),
            (NumberFormat::Number(sections), Cell::Number(value)) => {
                shown_number(sections, value).map_or(Cell::Number(value), Cell::Text)
            }
            (_, cell) => cell,
        }
    }
}

/// A format code cut into what it prints and what it says.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Plain(char),
    Literal(char),
    /// Inside `[…]`.
    Bracket(String),
}

fn sections(code: &str) -> Vec<Vec<Token>> {
    let mut sections = vec![Vec::new()];
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        let tokens = sections.last_mut().expect("there is one from the beginning");
        match c {
            '"' => tokens.extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Literal)),
            '\\' => tokens.extend(chars.next().map(Token::Literal)),
            // a width left free, a character that fills the cell
            '_' | '*' => drop(chars.next()),
            '[' => tokens.push(Token::Bracket(chars.by_ref().take_while(|c| *c != ']').collect())),
            ';' => sections.push(Vec::new()),
            c => tokens.push(Token::Plain(c)),
        }
    }
    sections
}

impl DateParts {
    /// `None`: the section is of numbers.
    fn shown_by(tokens: &[Token]) -> Option<DateParts> {
        let letters: String = tokens
            .iter()
            .map(|token| match token {
                Token::Plain(c) => c.to_ascii_lowercase(),
                Token::Bracket(inside) if inside.starts_with(['h', 'H', 'm', 'M', 's', 'S']) => 'h',
                _ => ' ',
            })
            .collect();
        let letters = letters.replace("am/pm", "h").replace("a/p", "h");
        if letters.contains("general") || letters.contains(['0', '#', '?', '@']) {
            return None;
        }
        // `e` is a year of an era in Chinese and Japanese formats
        let mut parts = DateParts { year: letters.contains(['y', 'e', 'b']), ..DateParts::default() };
        let runs: Vec<&str> = letters.split(|c: char| !c.is_ascii_alphabetic()).flat_map(runs_of).collect();
        for (at, run) in runs.iter().enumerate() {
            match run.as_bytes() {
                [b'h' | b's', ..] => parts.time = true,
                [b'd'] | [b'd', b'd'] => parts.day = true,
                [b'm', ..] => {
                    let minutes = at.checked_sub(1).is_some_and(|before| runs[before].starts_with('h'))
                        || runs.get(at + 1).is_some_and(|next| next.starts_with('s'));
                    (parts.time, parts.month) = (parts.time || minutes, parts.month || !minutes);
                }
                _ => {}
            }
        }
        (parts.year || parts.month || parts.day || parts.time).then_some(parts)
    }

    fn shown(self, day: String) -> Cell {
        let (Some(year), Some(month)) = (day.get(..4), day.get(..7)) else { return Cell::Date(day) };
        let of_day =
            |from: usize, to: usize| day.get(from..to).unwrap_or_default().trim_start_matches('0').to_owned();
        let shown = match self {
            DateParts { year: true, month: true, .. } => month.to_owned(),
            DateParts { year: true, .. } => year.to_owned(),
            DateParts { month: true, day: true, .. } => format!("{}月{}日", of_day(5, 7), of_day(8, 10)),
            DateParts { month: true, .. } => format!("{}月", of_day(5, 7)),
            _ => format!("{}日", of_day(8, 10)),
        };
        // the first of a month is what a spreadsheet makes of a month
        let first = if shown.len() == 4 { format!("{shown}-01-01") } else { format!("{shown}-01") };
        if day == first { Cell::Date(shown) } else { Cell::PartOfDate { shown, day } }
    }
}

/// `yyyymm` → `yyyy`, `mm`.
fn runs_of(letters: &str) -> impl Iterator<Item = &str> {
    let mut rest = letters;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some(run)
    })
}

impl Section {
    /// `None`: powers of ten, fractions, conditions, Chinese numerals, thousands left out.
    fn of_tokens(tokens: &[Token]) -> Option<Section> {
        let mut section = Section::default();
        let plain: String = tokens.iter().map(|t| if let Token::Plain(c) = t { *c } else { '\0' }).collect();
        let last_place = plain.rfind(['0', '#', '?']);
        let mut behind_point = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                Token::Literal(c) => section.literal(*c),
                Token::Bracket(inside) => match inside.strip_prefix('$') {
                    Some(money) => {
                        money.split('-').next().unwrap_or_default().chars().for_each(|c| section.literal(c))
                    }
                    None if inside.starts_with(['<', '>', '='])
                        || inside.contains("Num")
                        || inside.contains("NUM") =>
                    {
                        return None;
                    }
                    None => {}
                },
                Token::Plain(c @ ('0' | '#' | '?')) => section.place(*c == '0', behind_point),
                Token::Plain('.') => {
                    behind_point = true;
                    section.pieces.push(Piece::Point);
                }
                // thousands are counted, not seen; behind the last place they are left out
                Token::Plain(',') => (byte_of(tokens, at - 1) < last_place).then_some(())?,
                Token::Plain('%') => {
                    (section.percent, section.says_more) = (true, true);
                    section.pieces.push(Piece::Literal('%'));
                }
                Token::Plain('E' | 'e' | '/' | 'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S') => {
                    return None;
                }
                Token::Plain('G') => {
                    let long = ["General", "G/通用格式"]
                        .into_iter()
                        .find(|word| spelled(&tokens[at - 1..], word))?;
                    at += long.chars().count() - 1;
                    section.pieces.push(Piece::General);
                }
                Token::Plain(c) => section.literal(*c),
            }
        }
        section.says_more |= section.zeros > 1 || section.fixed > 0;
        Some(section)
    }

    fn literal(&mut self, c: char) {
        self.says_more |= !c.is_whitespace();
        self.pieces.push(Piece::Literal(c));
    }

    fn place(&mut self, filled: bool, behind_point: bool) {
        let (places, zeros) = match behind_point {
            true => (&mut self.decimals, &mut self.fixed),
            false => (&mut self.whole, &mut self.zeros),
        };
        *places += 1;
        *zeros += usize::from(filled);
        self.pieces.push(Piece::Place(filled));
    }

    /// The text and the number its digits say.
    fn print(&self, value: f64) -> (String, String) {
        let scaled = if self.percent { value * 100.0 } else { value };
        let digits = format!("{scaled:.*}", self.decimals);
        let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
        let whole = if whole == "0" { "" } else { whole };
        let kept = decimals.trim_end_matches('0').len().max(self.fixed);
        let mut spare = whole.len().saturating_sub(self.whole);
        let mut missing = self.whole.saturating_sub(whole.len());
        let (mut before, mut after) = (whole.chars(), decimals.chars().take(kept));
        let (mut text, mut said, mut behind_point) = (String::new(), String::new(), false);
        for piece in &self.pieces {
            match piece {
                Piece::Literal(c) => text.push(*c),
                Piece::General => {
                    text.push_str(&number_text(value));
                    said.push_str(&number_text(scaled));
                }
                Piece::Point => {
                    behind_point = true;
                    if kept > 0 {
                        text.push('.');
                        said.push('.');
                    }
                }
                Piece::Place(_) if behind_point => after.next().into_iter().for_each(|c| {
                    text.push(c);
                    said.push(c);
                }),
                Piece::Place(filled) if missing > 0 => {
                    missing -= 1;
                    if *filled {
                        text.push('0');
                        said.push('0');
                    }
                }
                Piece::Place(_) => {
                    for c in before.by_ref().take(spare + 1) {
                        text.push(c);
                        said.push(c);
                    }
                    spare = 0;
                }
            }
        }
        (text, said)
    }
}

fn byte_of(tokens: &[Token], at: usize) -> Option<usize> {
    Some(tokens[..at].iter().map(|t| if let Token::Plain(c) = t { c.len_utf8() } else { 1 }).sum())
}

fn spelled(tokens: &[Token], word: &str) -> bool {
    let mut tokens = tokens.iter();
    word.chars().all(|c| matches!(tokens.next(), Some(Token::Plain(own)) if own.eq_ignore_ascii_case(&c)))
}

/// `None`: the text is the number's own, or says another number (rounded, hidden, too long to be whole).
fn shown_number(sections: &[Section], value: f64) -> Option<String> {
    let section = match sections {
        [_, below, ..] if value < 0.0 => below,
        [_, _, zero, ..] if value == 0.0 => zero,
        [first, ..] => first,
        [] => return None,
    };
    let (text, said) = section.print(value.abs());
    let scaled = if section.percent { value.abs() * 100.0 } else { value.abs() };
    let same = said.parse::<f64>().is_ok_and(|said| (said - scaled).abs() <= 1e-9 * scaled.max(1.0));
    // an ID number that lost its last digits is told as such
    if !same || value.abs() >= 1e15 {
        return None;
    }
    let sign = if value < 0.0 && sections.len() == 1 { "-" } else { "" };
    let text = format!("{sign}{}", text.trim());
    let plain = number_text(value);
    // 3.00 is 3; 2009.10 is not 2009.1
    let only_zeros = value.fract() == 0.0
        && text
            .strip_prefix(&plain)
            .is_some_and(|rest| rest.strip_prefix('.').is_some_and(|zeros| zeros.chars().all(|c| c == '0')));
    (text != plain && !only_zeros).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(code: &str, value: f64) -> Option<String> {
        match NumberFormat::of_code(code)?.shown(Cell::Number(value)) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn numbers_as_they_are_seen() {
        for (code, value, shown) in [
            ("0000000000", 12345.0, "0000012345"),
            ("0000", 211.0, "0211"),
            ("\"芜社险〔2009〕\"0\"号\"", 17.0, "芜社险〔2009〕17号"),
            ("\"A\"000", 7.0, "A007"),
            ("000-0000", 21.0, "000-0021"),
            ("000\\-0000", 12345678.0, "1234-5678"),
            ("0.00", 2009.1, "2009.10"),
            ("General\"页\"", 3.0, "3页"),
            ("G/通用格式\"页\"", 3.0, "3页"),
            ("0_);[Red](0)", -5.0, "(5)"),
            ("0%", 0.5, "50%"),
            ("[$¥-804]#,##0.00", 1234.5, "¥1234.50"),
            ("000", -7.0, "-007"),
            ("0;-0;\"无\"0", 0.0, "无0"),
        ] {
            assert_eq!(number(code, value).as_deref(), Some(shown), "{code}");
        }
        for (code, value) in [
            ("General", 3.0),
            ("0", 3.0),
            ("0", 3.4),
            ("#,##0", 1234.0),
            ("0.00", 3.0),
            ("0.00_ ", 3.0),
            ("0.0", 3.25),
            ("0.00E+00", 1234.0),
            ("# ?/?", 0.5),
            ("[DBNum1]0\"号\"", 12.0),
            ("[>99]\"多\";0\"号\"", 12.0),
            ("0000,", 12345.0),
            (";;;", 12.0),
            ("@", 12.0),
            ("\"无\"", 12.0),
            ("0000", 9.90000197906035e17),
        ] {
            assert_eq!(number(code, value), None, "{code}");
        }
    }

    #[test]
    fn dates_as_far_as_they_are_seen() {
        let shown = |code: &str, day: &str| {
            NumberFormat::of_code(code).map(|format| format.shown(Cell::Date(day.into())))
        };
        let part = |shown: &str, day: &str| Some(Cell::PartOfDate { shown: shown.into(), day: day.into() });
        for code in [
            "yyyy\"年\"m\"月\"",
            "yyyy\"年\"m\"月\";@",
            "mmm-yy",
            "yyyy-mm",
            "[$-804]yyyy\"年\"m\"月\"",
            "e\"年\"mm\"月\"",
        ] {
            assert_eq!(shown(code, "2009-03-01"), Some(Cell::Date("2009-03".into())), "{code}");
            assert_eq!(shown(code, "2009-03-22"), part("2009-03", "2009-03-22"), "{code}");
        }
        assert_eq!(shown("yyyy", "2009-01-01"), Some(Cell::Date("2009".into())));
        assert_eq!(shown("yyyy\"年\"", "2009-03-22"), part("2009", "2009-03-22"));
        assert_eq!(shown("m\"月\"d\"日\"", "2026-03-22"), part("3月22日", "2026-03-22"));
        assert_eq!(shown("d-mmm", "2026-03-01"), part("3月1日", "2026-03-01"));
        for code in ["yyyy-mm-dd", "yyyy/m/d h:mm;@", "h:mm:ss", "[h]:mm", "m/d/yy h:mm", "aaaa yyyy-m-d"] {
            assert_eq!(shown(code, "2009-03-22"), None, "{code}");
        }
        assert_eq!(NumberFormat::of_id(57), NumberFormat::of_code("yyyy\"年\"m\"月\""));
        assert_eq!((NumberFormat::of_id(14), NumberFormat::of_id(0)), (None, None));
    }
}

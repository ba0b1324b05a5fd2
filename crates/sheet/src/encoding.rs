//! In which encoding a text file is written: decided on the whole file, never on a cell.
//!
//! 930 of the 6,763 characters of GB 2312 have bytes that are valid UTF-8, 失业 among them
//! (`reliability.md` §0.6): a file that is valid UTF-8 but shows no Han is read the other way round
//! when that way shows words of this field.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::reading::Reading;
use super::refusal::{damaged, unreadable};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::text::is_han;
use crate::domain::general::wording::Wording;
use crate::domain::receiving::columns::known_words_in;
use crate::{problems, say};

/// How the bytes become text.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub skip: usize,
    /// For the person.
    pub label: String,
}

/// A line longer than this is no list.
const LONGEST_LINE: u64 = 16 << 20;
/// Bytes of lines with other than ASCII kept for comparing readings.
const SAMPLE: usize = 256 << 10;

/// # Errors
/// `encoding_unknown`, `mixed_encodings` (naming the line), `line_too_long`; `encoding_unclear` asks.
pub(super) fn decide(path: &Path, reading: &Reading) -> Result<Decision> {
    let mut head = Vec::new();
    File::open(path).map_err(damaged)?.take(4096).read_to_end(&mut head).map_err(damaged)?;
    let mark = Encoding::for_bom(&head);
    if let Some(label) = &reading.encoding {
        let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
            return Err(unreadable(
                "encoding_unknown",
                say!("没有名为“{label}”的编码", "there is no encoding called \"{label}\""),
                say!("写 UTF-8、GB18030、UTF-16LE 或 Big5", "write UTF-8, GB18030, UTF-16LE or Big5"),
            ));
        };
        let skip = mark.filter(|(found, _)| *found == encoding).map_or(0, |(_, length)| length);
        return Ok(Decision { encoding, skip, label: name(encoding).to_owned() });
    }
    if let Some((encoding, skip)) = mark {
        return Ok(Decision { encoding, skip, label: format!("{}（BOM）", name(encoding)) });
    }
    if looks_like_utf16(&head) {
        return Err(unreadable(
            "encoding_unknown",
            say!(
                "编码不明：像没有标记（BOM）的 UTF-16",
                "encoding unknown: it looks like UTF-16 without its mark (BOM)"
            ),
            resave(),
        ));
    }
    judge(&Survey::read(path)?)
}

fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GBK { GB18030.name() } else { encoding.name() }
}

fn resave() -> Wording {
    say!("另存为 UTF-8 的 .csv 或 .xlsx 再导入", "save it as .csv in UTF-8, or as .xlsx")
}

/// Every second byte zero, as in ASCII written wide.
fn looks_like_utf16(head: &[u8]) -> bool {
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    half > 1 && (even.min(odd) * 10 < even.max(odd)) && even.max(odd) * 5 > half
}

/// What one pass over the whole file shows.
#[derive(Default)]
struct Survey {
    /// Lines with other than ASCII.
    lines: u64,
    utf8: Fit,
    gb: Fit,
    /// First line that is valid UTF-8 with two Han or more.
    han_utf8: Option<u64>,
    /// Lines that are UTF-8 but for a character or two.
    nearly_utf8: u64,
    /// Some line shows Han, read as UTF-8.
    any_han: bool,
    sample: Vec<u8>,
}

/// How many of the lines do not fit an encoding, and the first of them.
#[derive(Default)]
struct Fit {
    bad: u64,
    first: Option<u64>,
}

impl Fit {
    fn note(&mut self, number: u64) {
        self.bad += 1;
        self.first.get_or_insert(number);
    }
}

impl Survey {
    fn read(path: &Path) -> Result<Survey> {
        let mut survey = Survey::default();
        let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(damaged)?);
        let mut line = Vec::new();
        for number in 1u64.. {
            line.clear();
            let length =
                file.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut line).map_err(damaged)?;
            if length as u64 > LONGEST_LINE {
                return Err(unreadable(
                    "line_too_long",
                    say!("第 {number} 行长得不像清单", "line {number} is too long for a list"),
                    say!("检查是否选错了文件", "check whether this is the right file"),
                ));
            }
            if length == 0 {
                break;
            }
            if !line.is_ascii() {
                survey.see(number, &line);
            }
        }
        Ok(survey)
    }

    fn see(&mut self, number: u64, line: &[u8]) {
        self.lines += 1;
        match std::str::from_utf8(line) {
            Ok(text) => {
                let han = text.chars().filter(|c| is_han(*c)).take(2).count();
                self.any_han |= han > 0;
                if han == 2 {
                    self.han_utf8.get_or_insert(number);
                }
            }
            Err(_) => {
                self.utf8.note(number);
                let text = String::from_utf8_lossy(line);
                let lost = text.chars().filter(|c| *c == '\u{fffd}').take(4).count();
                self.nearly_utf8 +=
                    u64::from(lost <= 3 && text.chars().filter(|c| is_han(*c)).count() > lost);
            }
        }
        let is_gb = GB18030.decode_without_bom_handling_and_without_replacement(line).is_some();
        if !is_gb {
            self.gb.note(number);
        }
        if self.sample.len() < SAMPLE {
            self.sample.extend_from_slice(&line[..line.len().min(SAMPLE)]);
        }
    }

    fn read_as(&self, encoding: &'static Encoding) -> String {
        encoding.decode_without_bom_handling(&self.sample).0.into_owned()
    }

    /// A few broken characters do not make it another encoding: their rows go back, the others are read.
    fn is_broken_utf8(&self) -> bool {
        let good = self.lines - self.utf8.bad;
        let foreign = self.utf8.bad - self.nearly_utf8;
        self.han_utf8.is_some() && good >= self.nearly_utf8 && foreign * FEW <= good
    }

    fn is_broken_gb(&self) -> bool {
        let good = self.lines - self.gb.bad;
        self.han_utf8.is_none() && good >= self.gb.bad && known_words_in(&self.read_as(GB18030)) > 0
    }
}

/// One line in so many may be of another encoding.
const FEW: u64 = 20;

fn judge(survey: &Survey) -> Result<Decision> {
    let decided = |encoding: &'static Encoding, label: String| Ok(Decision { encoding, skip: 0, label });
    if survey.lines == 0 {
        return decided(UTF_8, "ASCII".into());
    }
    match (survey.utf8.first, survey.han_utf8) {
        (None, _) if survey.any_han || survey.gb.bad > 0 => return decided(UTF_8, UTF_8.name().into()),
        (None, _) => return gbk_trap(survey),
        (Some(_), _) if survey.is_broken_utf8() => return decided(UTF_8, UTF_8.name().into()),
        (Some(other), Some(first)) => return Err(mixed(other.max(first))),
        (Some(_), None) => {}
    }
    let guess = guess(&survey.sample);
    if let Some(line) = survey.gb.first {
        if survey.is_broken_gb() {
            return decided(GB18030, GB18030.name().into());
        }
        let like =
            if guess == GBK || guess == UTF_8 { String::new() } else { format!("，像 {}", guess.name()) };
        return Err(unreadable(
            "encoding_unknown",
            say!(
                "编码不明：第 {line} 行既不是 UTF-8 也不是 GB18030{like}",
                "encoding unknown: line {line} is neither UTF-8 nor GB18030"
            ),
            resave(),
        ));
    }
    let ours = known_words_in(&survey.read_as(GB18030));
    if guess == GBK || ours > 0 && ours >= known_words_in(&survey.read_as(guess)) {
        return decided(GB18030, GB18030.name().into());
    }
    Err(unclear(&survey.read_as(GB18030), guess.name(), &survey.read_as(guess)))
}

/// Valid UTF-8 without a single Han: `ʧҵ` may be 失业.
fn gbk_trap(survey: &Survey) -> Result<Decision> {
    let (gb, utf8) = (survey.read_as(GB18030), survey.read_as(UTF_8));
    if known_words_in(&gb) > known_words_in(&utf8) {
        let seen = utf8.chars().filter(|c| !c.is_ascii()).take(6).collect::<String>();
        let label = format!("{}（按 UTF-8 读会成“{seen}”）", GB18030.name());
        return Ok(Decision { encoding: GB18030, skip: 0, label });
    }
    Err(unclear(&gb, UTF_8.name(), &utf8))
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

fn mixed(line: u64) -> Error {
    unreadable(
        "mixed_encodings",
        say!(
            "第 {line} 行的编码与前面不同：一个文件里混了两种编码",
            "line {line} is in another encoding than the lines before it"
        ),
        say!("分开另存为 UTF-8，再合成一个文件", "save the parts in UTF-8 and put them together again"),
    )
}

/// Both readings are possible; the person is shown both.
fn unclear(gb: &str, other_name: &str, other: &str) -> Error {
    let show =
        |text: &str| text.chars().filter(|c| !c.is_control() && !c.is_ascii()).take(12).collect::<String>();
    let (gb, other) = (show(gb), show(other));
    Error::Unreadable(vec![encoding_unclear(&gb, &other_name, &other)])
}

problems! {
    ask encoding_unclear(gb, other_name, other):
        "编码说不准：按 GB18030 是“{gb}”，按 {other_name} 是“{other}”"
            / "encoding unclear: \"{gb}\" in GB18030, \"{other}\" in {other_name}"
        => "指明编码，或另存为 UTF-8 再导入" / "name the encoding, or save the file in UTF-8";
}

//! Why a record was found: which parts fit which word, and what of a text is highlighted.

use serde::Serialize;

use super::entry::{FoundIn, IndexEntry};
use super::fold::fold_with_spans;
use super::names;
use super::understand::{Chip, Sense};

/// A part of a record that fits a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// Index into the query's chips.
    pub chip: usize,
    pub place: FoundIn,
}

/// Every part of the record that fits any of the words, in the record's own order.
pub fn reasons(entry: &IndexEntry, chips: &[Chip]) -> Vec<Reason> {
    let parts = entry.parts();
    let mut reasons = Vec::new();
    for (chip, word) in chips.iter().enumerate() {
        for part in &parts {
            let fits = word.senses.iter().any(|sense| match sense {
                Sense::Text(fragment) => part.texts.iter().any(|text| text.contains(fragment.as_str())),
                Sense::Key(ask) => part.keys.iter().any(|key| ask.fits(key)),
                Sense::Year(_) => false,
            });
            if fits {
                reasons.push(Reason { chip, place: part.place });
            }
        }
        if word.senses.contains(&Sense::Year(entry.place.year)) {
            reasons.push(Reason { chip, place: FoundIn::Year });
        }
    }
    reasons
}

/// A fragment of a text; all fragments in order are the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fragment<'a> {
    pub text: &'a str,
    pub hit: bool,
}

/// Cuts a text into what was looked for and the rest. 蕪湖 is a hit for 芜湖, `２００９` for 2009.
pub fn highlight<'a>(text: &'a str, chips: &[Chip]) -> Vec<Fragment<'a>> {
    mark(text, chips, false)
}

/// As [`highlight`], for the name of a person or unit: 张小梅 is a hit for `zxm` too.
pub fn highlight_name<'a>(name: &'a str, chips: &[Chip]) -> Vec<Fragment<'a>> {
    mark(name, chips, true)
}

fn mark<'a>(text: &'a str, chips: &[Chip], is_name: bool) -> Vec<Fragment<'a>> {
    let folded = fold_with_spans(text);
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for sense in chips.iter().flat_map(|chip| &chip.senses) {
        let fragment = match sense {
            Sense::Text(fragment) => fragment,
            Sense::Key(ask) => ask.id_digits().unwrap_or_default(),
            Sense::Year(_) => "",
        };
        let fragment: Vec<char> = fragment.chars().collect();
        if !fragment.is_empty() {
            let windows = folded.chars.windows(fragment.len()).enumerate();
            hits.extend(windows.filter(|(_, w)| *w == fragment).map(|(at, _)| (at, at + fragment.len())));
        }
        if let Sense::Key(ask) = sense
            && is_name
            && let Some((letters, initials)) = ask.letters()
        {
            hits.extend(names::span(&folded.chars, letters, initials));
        }
        if let Sense::Key(ask) = sense
            && is_name
            && let Some((written, letters)) = ask.mixed()
        {
            hits.extend(names::mixed_span(&folded.chars, written, letters));
        }
    }
    hits.sort_unstable();
    let bytes = hits.into_iter().map(|(from, to)| (folded.spans[from].0, folded.spans[to - 1].1));
    fragments(text, bytes)
}

/// `hits` are byte ranges by their beginnings; they may overlap.
fn fragments(text: &str, hits: impl Iterator<Item = (usize, usize)>) -> Vec<Fragment<'_>> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (from, to) in hits {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    let mut fragments = Vec::new();
    let mut done = 0;
    for (from, to) in merged {
        fragments.push(Fragment { text: &text[done..from], hit: false });
        fragments.push(Fragment { text: &text[from..to], hit: true });
        done = to;
    }
    fragments.push(Fragment { text: &text[done..], hit: false });
    fragments.retain(|fragment| !fragment.text.is_empty());
    fragments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand;

    fn check(text: &str, typed: &str, shown: &str) {
        let chips = understand(typed).unwrap();
        let drawn = |fragments: Vec<Fragment>| -> String {
            fragments
                .iter()
                .map(|p| if p.hit { format!("<{}>", p.text) } else { p.text.to_owned() })
                .collect()
        };
        let as_text = drawn(highlight(text, &chips));
        assert_eq!(as_text.replace(['<', '>'], ""), text);
        assert!(
            as_text == shown || drawn(highlight_name(text, &chips)) == shown,
            "{text} / {typed}: {as_text}"
        );
    }

    #[test]
    fn marks() {
        check("蕪湖市鏡湖區参保登记", "芜湖", "<蕪湖>市鏡湖區参保登记");
        check("２００９年度 芜湖", "2009 蕪湖", "<２００９>年度 <芜湖>");
        check("芜社险〔2009〕12号通知", "芜社险[2009]12号", "<芜社险〔2009〕12号>通知");
        check("张三、张三丰", "张三 三丰", "<张三>、<张三丰>");
        check("㈱大和", "株", "<㈱>大和");
        check("Ⅱ型", "i", "<Ⅱ>型");
        check("990000199003071234", "990000", "<990000>199003071234");
        check("990000199003071234", "071234", "990000199003<071234>");
        check("張小梅", "zxm", "<張小梅>");
        check("張小梅", "zhangxiao", "<張小>梅");
        check("張小梅", "张xm", "<張小梅>");
        check("張小梅", "张xiao", "<張小>梅");
        check("990000199003071234", "1234", "99000019900307<1234>");
        check("單慶娟", "shanq", "<單慶>娟");
        check("芜湖市镜湖区医院", "jhqyy", "芜湖市<镜湖区医院>");
        check("没有", "别的", "没有");
        check("", "别的", "");
    }
}

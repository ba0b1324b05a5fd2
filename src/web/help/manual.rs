//! The manual: `docs/help`, one file a topic and language, read once when it is first asked for.

use std::fmt;
use std::sync::OnceLock;

use askama::filters::HtmlSafe;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::domain::general::text::fold;
use crate::domain::general::wording::Lang;
use crate::embedded;

/// One topic.
pub struct Topic {
    /// Its name in addresses: `search`.
    pub key: String,
    pub title: String,
    /// The title up to its first colon, for the contents.
    pub short: String,
    /// What stands under the title.
    pub drawn: Drawn,
    sections: Vec<Section>,
}

/// HTML made from a file of the manual, which is the program's own.
#[derive(Debug)]
pub struct Drawn(String);

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The renderer escapes every text of the file.
impl HtmlSafe for Drawn {}

/// What stands under one heading, as it is looked through.
struct Section {
    /// The heading's id.
    id: String,
    title: String,
    text: String,
}

/// A section that holds what was looked for.
pub struct HelpFound {
    pub key: String,
    pub section: String,
    pub title: String,
    /// The text around the first word, in pieces; `true`: the word.
    pub around: Vec<(String, bool)>,
}

/// Every topic of a language, in their order.
pub fn topics(lang: Lang) -> &'static [Topic] {
    static ZH: OnceLock<Vec<Topic>> = OnceLock::new();
    static EN: OnceLock<Vec<Topic>> = OnceLock::new();
    let (kept, folder) = match lang {
        Lang::Zh => (&ZH, "zh"),
        Lang::En => (&EN, "en"),
    };
    kept.get_or_init(|| embedded::help_files(folder).iter().map(|(name, text)| read(name, text)).collect())
}

/// `50-lists.md` with its text.
fn read(name: &str, text: &str) -> Topic {
    let key = name.trim_end_matches(".md").trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let (mut sections, mut in_heading): (Vec<Section>, bool) = (Vec::new(), false);
    let (mut drawn, mut picture) = (Vec::new(), None::<(String, String)>);
    for event in Parser::new_ext(text, Options::ENABLE_HEADING_ATTRIBUTES) {
        match &event {
            Event::Start(Tag::Heading { id, .. }) => {
                let id = id.as_ref().map(ToString::to_string).unwrap_or_default();
                sections.push(Section { id, title: String::new(), text: String::new() });
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Image { dest_url, .. }) => {
                picture = Some((dest_url.trim_start_matches("../../pictures/").to_owned(), String::new()));
                continue;
            }
            Event::End(TagEnd::Image) => {
                let (file, says) = picture.take().unwrap_or_default();
                drawn.push(Event::InlineHtml(CowStr::from(drawn_picture(&file, &says))));
                continue;
            }
            Event::Text(said) | Event::Code(said) => {
                if let Some(section) = sections.last_mut() {
                    let into = if in_heading { &mut section.title } else { &mut section.text };
                    into.push_str(said);
                }
                if let Some((_, says)) = &mut picture {
                    says.push_str(said);
                    continue;
                }
            }
            Event::End(TagEnd::Item | TagEnd::Paragraph) => {
                sections.iter_mut().next_back().into_iter().for_each(|section| section.text.push('\n'));
            }
            _ => {}
        }
        // the page has its title for a heading
        if sections.len() > 1 || !(in_heading || matches!(event, Event::End(TagEnd::Heading(_)))) {
            drawn.push(event);
        }
    }
    let mut html = String::new();
    html::push_html(&mut html, drawn.into_iter());
    let title = sections.first().map(|section| section.title.clone()).unwrap_or_default();
    let short = title.split(['：', ':']).next().unwrap_or_default().to_owned();
    Topic { key: key.to_owned(), title, short, drawn: Drawn(html), sections }
}

/// As pages show pictures: in an `svg` of its size.
fn drawn_picture(file: &str, says: &str) -> String {
    let (width, height) = embedded::help_picture(file).and_then(|png| size(&png)).unwrap_or((1366, 768));
    let (file, says) = (escaped(file), escaped(says));
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{says}\"><image \
         href=\"/help/pictures/{file}\" width=\"{width}\" height=\"{height}\"/></svg>"
    )
}

/// Width and height, as a png's first part has them.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Characters shown on either side of the first word.
const AROUND: usize = 40;

/// Sections that hold every one of the words, in the order of the manual.
pub fn look(lang: Lang, words: &str) -> Vec<HelpFound> {
    let words: Vec<String> = words.split_whitespace().map(alike).collect();
    let mut found = Vec::new();
    for topic in topics(lang) {
        for section in &topic.sections {
            let (title, text) = (alike(&section.title), alike(&section.text));
            if words.is_empty() || !words.iter().all(|word| title.contains(word) || text.contains(word)) {
                continue;
            }
            found.push(HelpFound {
                key: topic.key.clone(),
                section: section.id.clone(),
                title: section.title.clone(),
                around: around(&section.text, &words),
            });
        }
    }
    found
}

/// As texts are compared: widths and cases alike.
fn alike(text: &str) -> String {
    fold(text).to_lowercase()
}

/// The text about the first of the words that stands in it; its beginning where only the title has them.
fn around(text: &str, words: &[String]) -> Vec<(String, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let starts = |at: &usize, word: &String| {
        let ahead: String = chars[*at..].iter().take(word.chars().count()).collect();
        alike(&ahead) == *word
    };
    let hit = (0..chars.len()).find_map(|at| {
        let word = words.iter().find(|word| starts(&at, word))?;
        Some((at, word.chars().count()))
    });
    let (at, length) = hit.unwrap_or((0, 0));
    let piece = |from: usize, to: usize| chars[from..to].iter().collect::<String>().replace('\n', " ");
    let from = at.saturating_sub(AROUND);
    let to = (at + length + AROUND).min(chars.len());
    vec![
        (format!("{}{}", if from > 0 { "…" } else { "" }, piece(from, at)), false),
        (piece(at, at + length), length > 0),
        (format!("{}{}", piece(at + length, to), if to < chars.len() { "…" } else { "" }), false),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_topics_sections_and_pictures() {
        let shape = |lang| {
            let topic = |topic: &Topic| {
                let ids: Vec<String> = topic.sections.iter().map(|section| section.id.clone()).collect();
                (topic.key.clone(), ids, topic.drawn.0.matches("<image").count())
            };
            topics(lang).iter().map(topic).collect::<Vec<_>>()
        };
        let zh = shape(Lang::Zh);
        assert_eq!(zh, shape(Lang::En));
        assert!(zh.iter().all(|(key, ids, _)| !ids.is_empty() && ids[0] == *key), "{zh:?}");
        assert!(zh.iter().filter(|(.., pictures)| *pictures > 0).count() >= 6);
    }

    #[test]
    fn a_section_is_found_by_all_of_its_words_however_they_are_written() {
        let keys = |lang, words| look(lang, words).into_iter().map(|one| one.section).collect::<Vec<_>>();
        assert_eq!(keys(Lang::Zh, "批量修改 撤销"), ["amending"]);
        assert_eq!(keys(Lang::Zh, "ｘｌｓｘ 表头"), ["import"]);
        assert_eq!(keys(Lang::En, "UNDONE preview"), ["amending"]);
        assert!(keys(Lang::Zh, "没有这样的词").is_empty() && keys(Lang::Zh, " ").is_empty());
        let found = &look(Lang::Zh, "撤销")[0];
        assert!(found.around.iter().any(|(text, is_hit)| *is_hit && text == "撤销"));
    }

    #[test]
    fn every_picture_travels_in_the_program() {
        for topic in topics(Lang::Zh) {
            for file in
                topic.drawn.0.split("/help/pictures/").skip(1).filter_map(|rest| rest.split('"').next())
            {
                assert!(embedded::help_picture(file).is_some(), "{file}");
            }
        }
    }
}

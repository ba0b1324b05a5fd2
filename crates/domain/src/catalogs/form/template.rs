//! A cell's text: words of the form with `{fields}` between them.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    Words(String),
    /// A field, and what stands in its place when it is empty: room to write by hand.
    Field(String, String),
    /// A field, and the words it may be, each behind a box that is ticked for the word it is.
    Boxes(String, Vec<String>),
}

/// A text taken apart once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(pub Vec<TemplatePart>);

impl Template {
    /// `{field}` is a field, `{field|words}` one with words for when it is empty, `{field:one two}` boxes to
    /// be ticked; a brace without its other half is a character like any.
    pub fn parse(text: &str) -> Template {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((field, behind)) = after.split_once('}') else { break };
            if !before.is_empty() {
                pieces.push(TemplatePart::Words(before.to_owned()));
            }
            pieces.push(match field.split_once(['|', ':']) {
                Some((name, words)) if field[name.len()..].starts_with(':') => TemplatePart::Boxes(
                    name.trim().to_owned(),
                    words.split_whitespace().map(str::to_owned).collect(),
                ),
                Some((name, otherwise)) => TemplatePart::Field(name.trim().to_owned(), otherwise.to_owned()),
                None => TemplatePart::Field(field.trim().to_owned(), String::new()),
            });
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(TemplatePart::Words(rest.to_owned()));
        }
        Template(pieces)
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            TemplatePart::Field(field, _) | TemplatePart::Boxes(field, _) => Some(field.as_str()),
            TemplatePart::Words(_) => None,
        })
    }

    /// The text with what `value` answers in the fields' places. What a value contains is never read
    /// as a field again.
    pub fn fill<'a>(&'a self, value: impl Fn(&'a str) -> String) -> String {
        let fill = |piece: &'a TemplatePart| match piece {
            TemplatePart::Words(words) => words.clone(),
            TemplatePart::Field(field, otherwise) => match value(field) {
                empty if empty.is_empty() => otherwise.clone(),
                value => value,
            },
            TemplatePart::Boxes(field, words) => boxes(words, &value(field)),
        };
        self.0.iter().map(fill).collect()
    }
}

/// `☑化浆　☐粉碎　☐其他`. Several may be ticked, and a number may stand behind one (`复制 2 页`). A last word
/// with `…` behind it takes whatever else is said; where there is none, that stands behind the boxes.
fn boxes(words: &[String], value: &str) -> String {
    let parts = value.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
    let mut ticked: Vec<Option<&str>> = vec![None; words.len()];
    let mut other = "";
    for part in parts {
        let behind = |word: &String| {
            let rest = part.strip_prefix(word.trim_end_matches('…'))?;
            rest.chars().next().is_none_or(|c| c == ' ' || c.is_ascii_digit()).then_some(rest)
        };
        match words.iter().enumerate().find_map(|(at, word)| Some((at, behind(word)?))) {
            Some((at, rest)) => ticked[at] = Some(rest),
            None => other = value,
        }
    }
    if !other.is_empty() {
        ticked.fill(None);
    }
    let one = |(word, ticked): (&String, &Option<&str>)| match (word.strip_suffix('…'), ticked) {
        (Some(word), _) if !other.is_empty() => format!("☑{word} {}", std::mem::take(&mut other)),
        (word_of_other, ticked) => {
            let word = word_of_other.unwrap_or(word);
            ticked.map_or_else(|| format!("☐{word}"), |rest| format!("☑{word}{rest}"))
        }
    };
    let mut printed = words.iter().zip(&ticked).map(one).collect::<Vec<_>>();
    if !other.is_empty() {
        printed.push(other.to_owned());
    }
    printed.join("　")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_between_words() {
        let text = Template::parse("自 {first_date} 至 {last_date}");
        assert_eq!(text.fields().collect::<Vec<_>>(), ["first_date", "last_date"]);
        assert_eq!(text.fill(|field| format!("<{field}>")), "自 <first_date> 至 <last_date>");
    }

    #[test]
    fn an_empty_field_leaves_room_to_write() {
        let text = Template::parse("在 {before|　　年　　月　　日} 前");
        assert_eq!(text.fill(|_| String::new()), "在 　　年　　月　　日 前");
        assert_eq!(text.fill(|_| "20130630".into()), "在 20130630 前");
        assert_eq!(text.fields().collect::<Vec<_>>(), ["before"]);
    }

    #[test]
    fn the_box_of_what_was_chosen_is_ticked() {
        let text = Template::parse("方式 {method:化浆 粉碎 焚毁 其他…}");
        assert_eq!(text.fields().collect::<Vec<_>>(), ["method"]);
        for (value, printed) in [
            ("", "方式 ☐化浆　☐粉碎　☐焚毁　☐其他"),
            ("粉碎", "方式 ☐化浆　☑粉碎　☐焚毁　☐其他"),
            ("化浆、焚毁", "方式 ☑化浆　☐粉碎　☑焚毁　☐其他"),
            ("粉碎 2 次", "方式 ☐化浆　☑粉碎 2 次　☐焚毁　☐其他"),
            ("粉碎后化浆", "方式 ☐化浆　☐粉碎　☐焚毁　☑其他 粉碎后化浆"),
            ("化浆，掩埋", "方式 ☐化浆　☐粉碎　☐焚毁　☑其他 化浆，掩埋"),
        ] {
            assert_eq!(text.fill(|_| value.into()), printed);
        }
        // no box is ticked for what it does not say
        let text = Template::parse("{role:本人 律师}");
        assert_eq!(text.fill(|_| "内部".into()), "☐本人　☐律师　内部");
        assert_eq!(text.fill(|_| "律师".into()), "☐本人　☑律师");
    }

    #[test]
    fn braces_in_a_value_stay_braces() {
        assert_eq!(Template::parse("{title}").fill(|_| "{code}{".into()), "{code}{");
        assert_eq!(Template::parse("一{二").fill(|_| unreachable!()), "一{二");
    }
}

//! A cell's text: words of the form with `{fields}` between them.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    /// A field, and what stands in its place when it is empty: room to write by hand.
    Field(String, String),
}

/// A text taken apart once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Piece>);

impl Template {
    /// `{field}` is a field, `{field|words}` one with words for when it is empty; a brace without its other half is a character like any.
    pub fn parse(text: &str) -> Template {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((field, behind)) = after.split_once('}') else { break };
            if !before.is_empty() {
                pieces.push(Piece::Words(before.to_owned()));
            }
            let (field, otherwise) = field.split_once('|').unwrap_or((field, ""));
            pieces.push(Piece::Field(field.trim().to_owned(), otherwise.to_owned()));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Template(pieces)
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Field(field, _) => Some(field.as_str()),
            Piece::Words(_) => None,
        })
    }

    /// The text with what `value` answers in the fields' places. What a value contains is never read
    /// as a field again.
    pub fn fill<'a>(&'a self, value: impl Fn(&'a str) -> String) -> String {
        let fill = |piece: &'a Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Field(field, otherwise) => match value(field) {
                empty if empty.is_empty() => otherwise.clone(),
                value => value,
            },
        };
        self.0.iter().map(fill).collect()
    }
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
    fn braces_in_a_value_stay_braces() {
        assert_eq!(Template::parse("{title}").fill(|_| "{code}{".into()), "{code}{");
        assert_eq!(Template::parse("一{二").fill(|_| unreachable!()), "一{二");
    }
}

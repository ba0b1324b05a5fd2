//! 利用: who may ask for records and for what, as data (`assets/consulting.toml`), and what a register
//! line must say.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::general::key::keyed;
use crate::general::problem::Problem;
use crate::general::text::not_kept;
use crate::general::wording::Wording;
use crate::problems;

/// The sets of choices, in the order of the file.
#[derive(Debug, Deserialize)]
pub struct VisitChoices {
    pub source: String,
    /// V, P, S or K.
    pub mark: String,
    #[serde(rename = "identity")]
    pub identities: Vec<Identity>,
    #[serde(rename = "purpose")]
    pub purposes: Vec<Purpose>,
    #[serde(rename = "reason")]
    pub reasons: Vec<Reason>,
    pub showing: ShowingLimits,
}

/// 身份: who asks.
#[derive(Clone, Debug, Deserialize)]
pub struct Identity {
    /// What the register keeps; never changed.
    pub key: String,
    /// The key that picks it at the counter.
    pub stroke: String,
    pub name: Wording,
    /// What its document is called.
    pub document: Wording,
    needs: Vec<Need>,
}

/// 目的: what for.
#[derive(Clone, Debug, Deserialize)]
pub struct Purpose {
    pub key: String,
    pub stroke: String,
    pub name: Wording,
}

/// 事由: what a whole ID number is looked at for.
#[derive(Clone, Debug, Deserialize)]
pub struct Reason {
    /// What the log keeps; never changed.
    pub key: String,
    pub name: Wording,
}

/// How many records one account may be shown whole ID numbers of in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ShowingLimits {
    /// From here on whoever reads the log is told.
    pub alarm: u64,
    /// Beyond this nothing more is shown.
    pub most: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Need {
    Name,
    /// The name of the record's person, where one is named; otherwise it must be given.
    OwnName,
    Document,
}

static CHOICES: LazyLock<VisitChoices> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/consulting.toml"))
        .expect("the choices of the register are well-formed")
});

/// The choices as they ship.
pub fn choices() -> &'static VisitChoices {
    &CHOICES
}

impl VisitChoices {
    pub fn identity(&self, key: &str) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.key == key)
    }

    pub fn purpose(&self, key: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.key == key)
    }
}

impl Identity {
    pub fn needs_name(&self) -> bool {
        self.needs.contains(&Need::Name)
    }

    /// Whoever asks is the person the record is about.
    pub fn is_the_person(&self) -> bool {
        self.needs.contains(&Need::OwnName)
    }

    pub fn needs_document(&self) -> bool {
        self.needs.contains(&Need::Document)
    }
}

/// How an identity of the register reads; a key this program does not know stands for itself.
pub fn identity_name(key: &str) -> Wording {
    choices().identity(key).map_or_else(|| Wording::same(key), |identity| identity.name.clone())
}

/// The same of a purpose.
pub fn purpose_name(key: &str) -> Wording {
    choices().purpose(key).map_or_else(|| Wording::same(key), |purpose| purpose.name.clone())
}

/// What a whole ID number was looked at for: by its list, by the purpose of the visit it was looked at in, or in words of its own.
pub fn reason_name(key: &str) -> Wording {
    let listed = choices().reasons.iter().find(|reason| reason.key == key);
    listed.map_or_else(|| purpose_name(key), |reason| reason.name.clone())
}

keyed! {
    /// What was given.
    #[derive(Default)]
    pub enum UseManner {
        Looked = "looked", "阅览", "Looked at";
        Copied = "copied", "复制", "Copied";
        #[default]
        NotFound = "not_found", "查无", "Not found";
    }
}

/// Who asks and what for, as the counter writes it down once per visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    pub identity: String,
    pub asker: String,
    pub document: String,
    pub purpose: String,
}

/// Characters a name or document number may have.
const LONGEST: usize = 100;

/// Everything that keeps a visit from being registered; the column names the field.
pub fn problems(visit: &Visit) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |field: &str, problem: Problem| problems.push(problem.in_column(field));
    let identity = choices().identity(&visit.identity);
    if identity.is_none() {
        add("identity", identity_missing());
    }
    if choices().purpose(&visit.purpose).is_none() {
        add("purpose", purpose_missing());
    }
    if let Some(identity) = identity {
        let (name, document) = (&identity.name, &identity.document);
        if identity.needs_name() && visit.asker.is_empty() {
            add("asker", asker_missing(&name.zh, &name.en));
        }
        if identity.needs_document() && visit.document.is_empty() {
            add("document", document_missing(&name.zh, &document.zh, &name.en, &document.en));
        }
    }
    for (field, text) in [("asker", &visit.asker), ("document", &visit.document)] {
        if let Some(problem) = not_kept(text, LONGEST) {
            add(field, problem);
        }
    }
    problems
}

problems! {
    refuse identity_missing():
        "还没有选查档人身份" / "who asks has not been chosen"
        => "按数字键选身份，本人按 1" / "press a digit; 1 is the person";
    refuse purpose_missing():
        "还没有选利用目的" / "the purpose has not been chosen"
        => "按字母键选目的" / "press a letter for the purpose";
    refuse document_missing(name_zh, document_zh, name_en, document_en):
        "「{name_zh}」来查要登记{document_zh}" / "\"{name_en}\" must give the {document_en}"
        => "填{document_zh}" / "fill in the {document_en}";
    pub refuse asker_missing(zh, en):
        "「{zh}」来查要登记姓名" / "\"{en}\" must give a name"
        => "填查档人的姓名" / "fill in the asker's name";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(identity: &str, asker: &str, document: &str, purpose: &str) -> Vec<String> {
        let visit = Visit {
            identity: identity.into(),
            asker: asker.into(),
            document: document.into(),
            purpose: purpose.into(),
        };
        problems(&visit).into_iter().map(|problem| problem.kind).collect()
    }

    #[test]
    fn each_identity_says_what_it_needs() {
        let cases: [(&str, &str, &str, &str, &[&str]); 8] = [
            ("self", "", "", "benefit", &[]),
            ("", "", "", "", &["identity_missing", "purpose_missing"]),
            ("nobody", "", "", "benefit", &["identity_missing"]),
            ("relative", "", "", "benefit", &["asker_missing"]),
            ("lawyer", "王律师", "", "litigation", &["document_missing"]),
            ("lawyer", "", "", "litigation", &["asker_missing", "document_missing"]),
            ("lawyer", "王律师", "函〔2026〕7号", "litigation", &[]),
            ("court", "", "", "litigation", &["document_missing"]),
        ];
        for (identity, asker, document, purpose, expected) in cases {
            assert_eq!(kinds(identity, asker, document, purpose), expected, "{identity}");
        }
        assert_eq!(kinds("self", &"长".repeat(101), "", "benefit"), ["too_long"]);
    }

    #[test]
    fn keys_and_strokes_are_told_apart() {
        let all = choices();
        assert!(!all.source.is_empty() && !all.mark.is_empty());
        assert_eq!(all.purposes.len(), 8, "eight large buttons");
        let strokes = all.identities.iter().map(|one| &one.stroke);
        let strokes: Vec<_> = strokes.chain(all.purposes.iter().map(|one| &one.stroke)).collect();
        let mut once = strokes.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), strokes.len(), "a key picks one thing: {strokes:?}");
        for identity in &all.identities {
            assert_eq!(all.identity(&identity.key).map(|one| &one.name.zh), Some(&identity.name.zh));
        }
        assert_eq!(identity_name("of-a-later-edition").zh, "of-a-later-edition");
    }
}

//! 岗位: which post may do which deed, which are kept apart, and whom an archive begins with; data of `assets/posts.toml`.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::role::Deed;
use super::wording::Wording;

/// 岗位 and what it allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// What it is for, in a sentence.
    pub says: Wording,
    pub deeds: Vec<Deed>,
    /// It is only given up to a day.
    #[serde(default)]
    pub ends: bool,
}

impl Post {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

/// Posts that one person never holds together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Apart {
    posts: Vec<String>,
    from: ApartFrom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ApartFrom {
    EveryOther,
}

/// An account an archive begins with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetAccount {
    /// Empty: whoever founds it.
    pub login: String,
    pub posts: Vec<String>,
}

/// How an office divides the posts among its people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub says: Wording,
    /// A post is proposed by one person and approved by another.
    pub two_persons: bool,
    apart: Vec<Apart>,
    pub first: Vec<PresetAccount>,
}

/// Everything of `assets/posts.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posts {
    #[serde(rename = "post")]
    pub posts: Vec<Post>,
    #[serde(rename = "preset")]
    pub presets: Vec<Preset>,
}

/// The table that ships with the program.
pub fn posts() -> &'static Posts {
    static SHIPPED: OnceLock<Posts> = OnceLock::new();
    #[allow(clippy::expect_used, reason = "data inside the program")]
    SHIPPED.get_or_init(|| {
        Posts::parse(include_str!("../../../../assets/posts.toml"))
            .expect("assets/posts.toml is part of the program and is tested")
    })
}

impl Posts {
    /// Reads the text of `assets/posts.toml`.
    ///
    /// # Errors
    /// What is wrong with it: no TOML of this form, or a post that is named and not described.
    pub fn parse(text: &str) -> Result<Posts, String> {
        let posts: Posts = toml::from_str(text).map_err(|error| error.to_string())?;
        for preset in &posts.presets {
            let apart = preset.apart.iter().flat_map(|apart| &apart.posts);
            let first = preset.first.iter().flat_map(|first| &first.posts);
            if let Some(unknown) = apart.chain(first).find(|id| posts.post(id).is_none()) {
                return Err(format!("the preset {} names a post {unknown} that is not described", preset.id));
            }
        }
        Ok(posts)
    }

    pub fn post(&self, id: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }

    pub fn preset(&self, id: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }

    /// Every two posts that a preset keeps apart, each pair once, in order of the file.
    pub fn kept_apart(&self, preset: &Preset) -> Vec<(&str, &str)> {
        let apart = |one: &str, other: &str| {
            preset.apart.iter().any(|apart| {
                let ApartFrom::EveryOther = apart.from;
                apart.posts.iter().any(|post| post == one || post == other)
            })
        };
        let ids: Vec<&str> = self.posts.iter().map(|post| post.id.as_str()).collect();
        let mut pairs = Vec::new();
        for (at, one) in ids.iter().enumerate() {
            pairs.extend(ids[at + 1..].iter().filter(|other| apart(one, other)).map(|other| (*one, *other)));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_administrator_of_three_reads_records_or_does_anothers_work() {
        let posts = posts();
        let separated = posts.preset("separated").unwrap();
        let apart = posts.kept_apart(separated);
        let administrators = ["system_administrator", "security_administrator", "audit_administrator"];
        for (at, one) in administrators.iter().enumerate() {
            let deeds = &posts.post(one).unwrap().deeds;
            assert!(!deeds.contains(&Deed::Read), "{one} reads records");
            for other in &administrators[at + 1..] {
                let others = &posts.post(other).unwrap().deeds;
                assert!(deeds.iter().all(|deed| !others.contains(deed)), "{one} does the work of {other}");
                assert!(apart.contains(&(one, other)), "{one} may be {other}");
            }
            assert!(apart.contains(&(one, "archivist")));
        }
        assert!(!apart.contains(&("manager", "archivist")));
        assert!(separated.two_persons);
    }

    #[test]
    fn every_deed_belongs_to_a_post_and_both_presets_can_give_posts() {
        let posts = posts();
        for deed in Deed::ALL {
            assert!(posts.posts.iter().any(|post| post.deeds.contains(deed)), "nobody may {}", deed.key());
        }
        for preset in &posts.presets {
            let of_first = preset.first.iter().flat_map(|first| &first.posts);
            let giving = of_first.filter(|id| posts.post(id).unwrap().deeds.contains(&Deed::Appoint)).count();
            let proposing = preset.first.iter().filter(|first| {
                let may = |id: &String| {
                    let deeds = &posts.post(id).unwrap().deeds;
                    deeds.contains(&Deed::Appoint) || deeds.contains(&Deed::Enrol)
                };
                first.posts.iter().any(may)
            });
            assert!(giving >= 1, "{} cannot give posts", preset.id);
            assert!(
                proposing.count() >= if preset.two_persons { 2 } else { 1 },
                "{} cannot give posts",
                preset.id
            );
        }
    }

    #[test]
    fn a_post_that_is_not_described_is_an_error() {
        let text = include_str!("../../../../assets/posts.toml")
            .replace("{ login = \"\", posts = [\"manager\"", "{ login = \"\", posts = [\"mangaer\"");
        assert!(Posts::parse(&text).unwrap_err().contains("mangaer"));
    }
}

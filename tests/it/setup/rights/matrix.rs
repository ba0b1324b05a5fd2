//! docs/rights.md, for whoever reviews the rights: post × deed × address as the program has them. It is written anew
//! with `GUIDANG_EXPECT=write`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use guidang::domain::general::posts::{Post, Posts, Preset, posts};
use guidang::domain::general::role::Deed;
use guidang::web::policy::{Need, POLICY};

use crate::support::{expected, repository};

/// The parts of `src/web/policy.rs`, as its comments name them.
const PARTS: [(&str, &str); 10] = [
    ("the frame", "各页共用"),
    ("people", "人员"),
    ("setup", "建立全宗"),
    ("receiving", "收集"),
    ("arranging", "整理"),
    ("finding", "检索"),
    ("using", "利用"),
    ("disposal", "鉴定处置"),
    ("catalogs", "编目统计"),
    ("upkeep", "保管"),
];

const HEAD: &str = "\
# 岗位与权限 (posts and rights)

由程序写出，不要手改：岗位与权限取自 `assets/posts.toml`，地址取自 `src/web/policy.rs`；程序改了而这里没有改，测试不通过。
Written by the program; do not edit. Posts come from the first file, addresses from the second; a test fails where this file says otherwise.

```
GUIDANG_EXPECT=write cargo nextest run -p guidang --test it rights::matrix     # 重写 write anew
cargo nextest run -p guidang --test it rights                                  # 逐格试一遍 try every cell
guidang roles                                                                  # 同一张表，命令行 the first table
```

`setup/rights.rs::every_address_answers_the_posts_that_may_and_no_other` 用每个岗位的一个账号请求每个地址：✓ 处应答，其余拒绝，不认识的人一律拒绝。
同一权限在办理时再问一次（`allow`），网页、接口、命令行相同。岗位可以只给一个全宗：其余全宗如同不存在。
Every address is asked by one account of each post: answered where ✓ stands, refused elsewhere. The act asks again, so that pages, API and command line
are alike. A post given for one fonds reaches no other.
";

/// The table of posts and deeds.
fn posts_and_deeds(posts: &Posts) -> String {
    let mut text = String::from("\n## 岗位 × 权限 (posts × deeds)\n\n| 权限 may |");
    for post in &posts.posts {
        write!(text, " {} {} |", post.zh, post.en).unwrap();
    }
    text += &format!("\n|---|{}\n", ":-:|".repeat(posts.posts.len()));
    for deed in Deed::ALL {
        let word = deed.word();
        write!(text, "| `{}` {} {} |", deed.key(), word.zh, word.en).unwrap();
        for post in &posts.posts {
            text += if post.deeds.contains(deed) { " ✓ |" } else { " |" };
        }
        text.push('\n');
    }
    text += "\n一人不能兼任 (never held by one person)：\n\n";
    posts.presets.iter().for_each(|preset| text += &kept_apart(posts, preset));
    text
}

/// What a preset keeps apart: posts that go with no other, then the other pairs.
fn kept_apart(posts: &Posts, preset: &Preset) -> String {
    let name = |id: &str| posts.post(id).map_or_else(String::new, |post| post.zh.clone());
    let pairs = posts.kept_apart(preset);
    let among = |id: &str| pairs.iter().filter(|(one, other)| *one == id || *other == id).count();
    let goes_alone = |id: &str| among(id) + 1 == posts.posts.len();
    let alone = posts.posts.iter().filter(|post| goes_alone(&post.id)).map(|post| post.zh.clone());
    let alone = alone.collect::<Vec<_>>().join("、");
    let others = pairs.iter().filter(|(one, other)| !goes_alone(one) && !goes_alone(other));
    let others: String = others.map(|(one, other)| format!("；{}与{}", name(one), name(other))).collect();
    let two = match preset.two_persons {
        true => "授予岗位须两人 two persons give a post",
        false => "授予岗位一人即可 one person gives a post",
    };
    format!("- **{} {}**，{two}；不与任何岗位兼任 go with no other：{alone}{others}\n", preset.zh, preset.en)
}

/// One address: who may ask for it.
fn line(posts: &[Post], (method, path, need): &(&str, &str, Need)) -> String {
    let (asks, may): (String, &dyn Fn(&Post) -> bool) = match need {
        Need::Anyone => ("任何人 anybody".to_owned(), &|_| true),
        Need::Account => ("登录即可 any account".to_owned(), &|_| true),
        Need::OneOf(deeds) => {
            let words: Vec<String> = deeds.iter().map(|deed| format!("`{}`", deed.key())).collect();
            (words.join(" / "), &|post| deeds.iter().any(|deed| post.deeds.contains(deed)))
        }
    };
    let marks: String = posts.iter().map(|post| if may(post) { " ✓ |" } else { " |" }).collect();
    format!("| {method} | `{path}` | {asks} |{marks}\n")
}

/// The tables of addresses, one for each part of the policy.
fn addresses(posts: &Posts, policy: &[(&str, &str, Need)], source: &str) -> String {
    let mut text = String::from("\n## 地址 (addresses)\n");
    let (mut listed, mut part) = (BTreeSet::new(), None);
    let lines = source.lines().map(str::trim).skip_while(|line| !line.contains("POLICY:"));
    let mut entry = String::new();
    for row in lines.skip(1).take_while(|line| *line != "];") {
        if let Some(name) = row.strip_prefix("// ") {
            part = PARTS.iter().find(|(own, _)| *own == name);
            let (name, zh) = part.unwrap_or_else(|| panic!("the part {name} has no Chinese name here"));
            write!(text, "\n### {zh} {name}\n\n| | 地址 address | 须有 needs |").unwrap();
            posts.posts.iter().for_each(|post| write!(text, " {} |", post.zh).unwrap());
            text += &format!("\n|---|---|---|{}\n", ":-:|".repeat(posts.posts.len()));
            continue;
        }
        // a long entry stands on several lines
        entry += row;
        if !entry.ends_with("),") {
            continue;
        }
        let words: Vec<&str> = entry.split('"').collect();
        let [_, method, _, path, ..] = words[..] else { panic!("{entry} is no entry of the policy") };
        let own = policy.iter().find(|(of, at, _)| *of == method && *at == path);
        let own = own.unwrap_or_else(|| panic!("{method} {path} is not in the policy"));
        let is_new = listed.insert(format!("{method} {path}"));
        assert!(part.is_some() && is_new, "{method} {path} stands in no part, or twice");
        text += &line(&posts.posts, own);
        entry.clear();
    }
    assert_eq!(listed.len(), policy.len(), "the source of the policy was not read whole");
    text
}

fn document(posts: &Posts, policy: &[(&str, &str, Need)]) -> String {
    let source = std::fs::read_to_string(repository("src/web/policy.rs")).unwrap();
    [HEAD, &posts_and_deeds(posts), &addresses(posts, policy, &source)].concat()
}

#[test]
fn the_document_of_rights_says_what_the_program_does() {
    let differs = expected::compared(&repository("docs/rights.md"), &document(posts(), POLICY));
    assert!(differs.is_empty(), "docs/rights.md differs (GUIDANG_EXPECT=write):\n{}", differs.join("\n"));
}

#[test]
fn a_right_more_or_less_is_another_document() {
    let written = document(posts(), POLICY);
    let mut more = posts().clone();
    more.posts.iter_mut().find(|post| post.id == "clerk").unwrap().deeds.push(Deed::File);
    let differs = expected::differences(&written, &document(&more, POLICY));
    assert!(differs.iter().any(|line| line.contains("/volumes/new")), "{differs:#?}");
    let mut opened = POLICY.to_vec();
    opened.iter_mut().find(|(_, path, _)| *path == "/events").unwrap().2 = Need::Account;
    let differs = expected::differences(&written, &document(posts(), &opened));
    assert_eq!(differs.len(), 2, "{differs:#?}");
    assert!(differs.iter().all(|line| line.contains("`/events`")), "{differs:#?}");
}

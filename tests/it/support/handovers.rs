//! A department that hands papers in, and an archivist who is not of it.

use std::collections::BTreeMap;

use guidang::acts::receiving::handing_in::{self, HandoverView, HandoverWanted, PaperTyped, PapersFrom};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::archive::Archive;
use guidang::domain::general::error::Result;
use guidang::domain::general::role::By;

use super::FONDS;
use super::disposals::acting;

/// An ID number of nobody.
pub const NUMBER: &str = "990000194802099952";

/// Login, name, department and post: two clerks, and two archivists.
const HOUSE: [(&str, &str, &str, &str); 4] = [
    ("giver", "交材料甲", "征缴科", "clerk"),
    ("other", "交材料乙", "支付科", "clerk"),
    ("taker", "收材料丙", "档案室", "archivist"),
    ("namesake", "交 材料甲", "档案室", "archivist"),
];

/// Everybody gets an account and a post.
pub async fn housed(archive: &Archive, by: &By) {
    for (login, name, section, post) in HOUSE {
        let new = NewAccount {
            login: login.into(),
            name: name.into(),
            section: section.into(),
            ..NewAccount::default()
        };
        enrolling::enrol(archive, by, new).await.unwrap();
        let given = Proposal { login: login.into(), post: post.into(), ..Proposal::default() };
        assert!(appointing::propose(archive, by, given).await.unwrap().given);
    }
}

/// A row of the form.
pub fn typed(acceptance: &str, title: &str, person: &str, items: &str, pages: &str) -> PaperTyped {
    PaperTyped {
        acceptance: acceptance.into(),
        title: title.into(),
        person: person.into(),
        id_number: if person.is_empty() { "" } else { NUMBER }.into(),
        items: items.into(),
        pages: pages.into(),
        ..PaperTyped::default()
    }
}

/// Papers of the first fonds, handed in today under the next number.
pub fn of_papers(papers: Vec<PaperTyped>) -> HandoverWanted {
    HandoverWanted {
        fonds: Some(FONDS.into()),
        number: String::new(),
        department: String::new(),
        cut_off: "2026-11-20".into(),
        papers: PapersFrom::Typed(papers),
        accept: Vec::new(),
    }
}

pub async fn hands_in(archive: &Archive, login: &str, papers: Vec<PaperTyped>) -> Result<HandoverView> {
    let by = acting(archive, login, archive.config.clock.now().date_naive()).await;
    handing_in::hand_in(archive, &by, of_papers(papers)).await
}

/// A hand-over of three papers that waits; everybody gets an account first.
pub async fn handover_waiting(archive: &Archive) -> HandoverView {
    housed(archive, &archive.local_user()).await;
    let papers = vec![
        typed("20090203-0117", "<img src=x onerror=alert(1)>", "", "1", "6"),
        typed("20090203-0118", "人员增减变动表", "张三", "2", "2"),
        typed("20090203-0119", "缴费基数申报核定表", "", "1", "4"),
    ];
    hands_in(archive, "giver", papers).await.unwrap()
}

/// Another, of one paper of another department.
pub async fn handover_of_one(archive: &Archive) -> HandoverView {
    hands_in(archive, "other", vec![typed("20090204-0001", "待遇核定表", "", "1", "3")]).await.unwrap()
}

/// Addresses of its pages, by their routes.
pub fn handover_addresses() -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([
        ("/handovers", vec!["/handovers".into(), "/handovers?show=all&rows=20".into()]),
        ("/handovers/new", vec!["/handovers/new".into(), "/handovers/new?fonds=0211".into()]),
        (
            "/handovers/{id}",
            ["", "?only=waiting", "?last=1&said=papers_accepted"]
                .map(|more| format!("/handovers/1{more}"))
                .into(),
        ),
    ])
}

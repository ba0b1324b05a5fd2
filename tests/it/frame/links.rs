//! Where the pages lead: every link, every fragment, every form.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::look::{attributes, is_page, samples};
use crate::support::disposals::batch_opened;
use crate::support::door::Door;
use crate::support::handovers::handover_waiting;
use crate::support::transfers::transfer_opened;

#[tokio::test(flavor = "multi_thread")]
async fn every_link_on_every_page_resolves() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    transfer_opened(&door.archive).await;
    handover_waiting(&door.archive).await;
    let mut seen = BTreeSet::new();
    for path in samples(&door).values().flatten() {
        let text = door.get(path).await.text();
        if !is_page(&text) {
            continue;
        }
        let links = attributes(&text, "href").into_iter().chain(attributes(&text, "src"));
        for link in links {
            if let Some(fragment) = link.strip_prefix('#') {
                assert!(
                    attributes(&text, "id").iter().any(|id| id == fragment),
                    "{path}: {link} leads nowhere"
                );
            } else if seen.insert(link.clone()) {
                follow(&door, path, &link).await;
            }
        }
        for action in attributes(&text, "action").into_iter().chain(attributes(&text, "formaction")) {
            let answer = door.get(&action).await;
            let known = answer.status == StatusCode::OK || answer.status == StatusCode::METHOD_NOT_ALLOWED;
            assert!(known, "{path}: the form's {action} answers {}", answer.status);
        }
    }
    assert!(seen.len() > 100, "only {} links were found", seen.len());
}

async fn follow(door: &Door, from: &str, link: &str) {
    assert!(link.starts_with('/') && !link.starts_with("//"), "{from}: {link} leads out of the house");
    let (page, fragment) = link.split_once('#').unwrap_or((link, ""));
    let answer = door.get(page).await;
    assert_eq!(answer.status, StatusCode::OK, "{from} → {link}");
    let text = answer.text();
    let is_there = fragment.is_empty() || attributes(&text, "id").iter().any(|id| id == fragment);
    assert!(is_there, "{from} → {link}: the page has no #{fragment}");
}

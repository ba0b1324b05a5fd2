//! 期限调整: proposed with a list that is kept, applied as one act as long as it moves just that, by two where it shortens.

use std::collections::BTreeMap;

use guidang::acts::catalogs::cataloging::{self, MadeAgain, Standing};
use guidang::acts::disposal::expiry;
use guidang::acts::disposal::foreseeing::{self, WhatIf, WhatIfAsked};
use guidang::acts::disposal::rescheduling::{self, ChangeAsked, ScheduleChangeView};
use guidang::acts::setup::adopting::{self, AdoptionRequest};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::upkeep::noticing;
use guidang::archive::Archive;
use guidang::domain::disposal::foreseen::{ChangeState, DateMove};
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::error::Error;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::people;

use crate::support::disposals::closed;
use crate::support::drafts::{answering_table, edition, longer_table, own_edition, with_period};
use crate::support::{Site, both, draft, file, levy, place, refusal, sound};

/// A colleague with a post, over every fonds or one.
pub async fn with_post(archive: &Archive, by: &By, (login, post): (&str, &str), fonds: Option<&str>) -> By {
    let new = NewAccount { login: login.into(), name: login.into(), ..NewAccount::default() };
    enrolling::enrol(archive, by, new).await.unwrap();
    let fonds = fonds.map(str::to_owned);
    let post = Proposal { login: login.into(), post: post.into(), fonds, ..Proposal::default() };
    appointing::propose(archive, by, post).await.unwrap();
    let account = archive.store.account_named(login).await.unwrap().unwrap();
    let actor = people::actor(&archive.store, &account, by.today()).await.unwrap();
    By { actor, ..by.clone() }
}

pub fn asked(text: String) -> ChangeAsked {
    let from = chrono::NaiveDate::from_ymd_opt(2027, 1, 1);
    ChangeAsked { text, reason: "皖人社〔2026〕8号".into(), from, ..ChangeAsked::default() }
}

async fn proposed(site: &Site, text: String) -> ScheduleChangeView {
    rescheduling::propose(&site.archive, &site.by(), &asked(text), Lang::Zh).await.unwrap()
}

/// The stored date of every volume and record.
async fn dates(site: &Site) -> BTreeMap<String, Option<String>> {
    let store = &site.archive.store;
    let volumes = store.volumes(&Scope::default(), ("", 0), 1000).await.unwrap();
    let items = store.items_after(0, 10_000).await.unwrap();
    let volumes = volumes.into_iter().map(|one| (format!("v{}", one.id), one.eligible_on, one.question));
    let items = items.into_iter().map(|one| (format!("i{}", one.id), one.eligible_on, one.question));
    let in_text = |(id, on, question): (String, Option<chrono::NaiveDate>, Option<String>)| {
        (id, on.map(|day| day.to_string()).or(question))
    };
    volumes.chain(items).map(in_text).collect()
}

async fn looked(site: &Site, text: String) -> WhatIf {
    let asked = WhatIfAsked { text, ..WhatIfAsked::default() };
    foreseeing::what_if(&site.archive, &site.by(), &asked).await.unwrap()
}

fn foreseen(found: &WhatIf) -> BTreeMap<String, Option<String>> {
    let moved = found.moves.iter().flat_map(|sum| &sum.first);
    moved.map(|one| (format!("v{}", one.id), Some(one.after.zh.clone()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_lengthens_is_applied_by_who_proposed_it() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "催缴材料", 3).await;
        closed(&site.archive, &site.by(), "缴费证明材料", 1).await;
        file(&site.archive, &site.by(), vec![draft(&levy(2009), "核定表", 30)]).await.unwrap();
        let (archive, by) = (&site.archive, site.by());
        let (before, found) =
            (dates(&site).await, looked(&site, edition("wuhu-2030", "dunning", "30")).await);
        let view = proposed(&site, edition("wuhu-2030", "dunning", "30")).await;
        assert_eq!((view.number.as_str(), view.state), ("2026-001", ChangeState::Proposed));
        assert_eq!((view.records, view.shortened, view.volumes, view.by_two), (3, 0, 3, false));
        assert_eq!((view.against.as_str(), view.replaces.as_str()), ("wuhu-2009", "wuhu-2009"));
        assert!(view.may_apply && view.may_withdraw);
        assert_eq!(dates(&site).await, before, "nothing is moved by a proposal");
        assert!(archive.schemes().scheme("wuhu-2030").is_none());
        // a second proposal of the same draft waits for the first
        let same = asked(edition("wuhu-2030", "dunning", "30"));
        let again = rescheduling::propose(archive, &by, &same, Lang::Zh).await;
        assert_eq!(refusal(again), "proposed_already");
        sound(&site).await;
        let applied = rescheduling::apply(archive, &by, "2026-001").await.unwrap();
        assert_eq!((applied.state, applied.may_apply), (ChangeState::Applied, false));
        let mut after = dates(&site).await;
        let moved: BTreeMap<_, _> = after
            .iter()
            .filter(|(id, day)| before.get(*id) != Some(day))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        let volumes: BTreeMap<_, _> =
            moved.iter().filter(|(id, _)| id.starts_with('v')).map(|(k, v)| (k.clone(), v.clone())).collect();
        assert_eq!(volumes, foreseen(&found));
        assert_eq!((moved.len(), volumes.len()), (6, 3));
        sound(&site).await;
        // codes stay, the reason says what happened, and what is filed from then on stands under the edition
        let volumes = archive.store.volumes(&Scope::default(), ("", 0), 100).await.unwrap();
        let volume = volumes.into_iter().find(|one| one.place.step_id == "dunning").unwrap();
        assert!(volume.code.ends_with("-F") && volume.place.scheme_id == "wuhu-2009", "{}", volume.code);
        let why = &expiry::explain(archive, &by, &volume.code).await.unwrap()[0];
        assert!(why.retention.why.zh.contains("期限调整后按"), "{}", why.retention.why.zh);
        assert_eq!(
            (why.retention.period, why.retention.effective),
            (RetentionPeriod::Years(10), RetentionPeriod::Years(30))
        );
        let fonds = archive.fonds_numbered(None).await.unwrap();
        let in_use = archive.schemes_in_use(&fonds).await.unwrap();
        assert_eq!(in_use.main("2027-01-01".parse().unwrap()), "wuhu-2030");
        // a record filed under the old edition later is kept by the new one, too
        let place = place(2009, "ZJ", "催缴材料", RetentionPeriod::Years(10));
        file(archive, &by, vec![draft(&place, "补交", 3)]).await.unwrap();
        after = dates(&site).await;
        assert_eq!(after.values().filter(|day| day.as_deref() == Some("2040-01-01")).count(), 8, "{after:?}");
        sound(&site).await;
        assert!(expiry::recompute(archive, &by, false).await.unwrap().is_empty());
        let withdrawn = adopting::withdraw(archive, &by, None, "wuhu-2030").await;
        assert_eq!(refusal(withdrawn), "rules_since_change");
        let twice = rescheduling::apply(archive, &by, "2026-001").await;
        assert_eq!(refusal(twice), "change_decided");
        assert_eq!(refusal(rescheduling::withdraw(archive, &by, "2026-001", "x").await), "change_decided");
        moved
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shortens_takes_a_second_person() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "缴费证明材料", 2).await;
        let (archive, by) = (&site.archive, site.by());
        let second = with_post(archive, &by, ("wangfang", "manager"), None).await;
        let archivist = with_post(archive, &by, ("zhaolei", "archivist"), None).await;
        let of_one = with_post(archive, &by, ("qianjin", "manager"), Some("0211")).await;
        let text = own_edition("wuhu-2030", "payment-certificates", "5");
        for other in [&archivist, &of_one] {
            let refused = rescheduling::propose(archive, other, &asked(text.clone()), Lang::Zh).await;
            assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
        }
        let view = proposed(&site, text).await;
        assert_eq!((view.records, view.shortened, view.by_two, view.may_apply), (2, 2, true, false));
        let before = dates(&site).await;
        assert_eq!(refusal(rescheduling::apply(archive, &by, &view.number).await), "applied_by_proposer");
        for other in [&archivist, &of_one] {
            let refused = rescheduling::apply(archive, other, &view.number).await;
            assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
        }
        assert_eq!(dates(&site).await, before);
        assert!(rescheduling::show(archive, &second, &view.number).await.unwrap().may_apply);
        for (who, waits) in [(&by, 0), (&of_one, 0), (&second, 1)] {
            let notices = noticing::notices(archive, who).await.unwrap();
            let count = notices.iter().filter(|notice| notice.problem.kind == "change_waits").count();
            assert_eq!(count, waits, "{}", who.actor.login);
        }
        let applied = rescheduling::apply(archive, &second, &view.number).await.unwrap();
        assert_eq!((applied.decided_by.as_str(), applied.proposed_by.as_str()), ("wangfang", "本机用户"));
        let after = dates(&site).await;
        assert!(after.values().all(|day| day.as_deref() == Some("2015-01-01")), "{after:?}");
        sound(&site).await;
        after
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_otherwise_by_now_is_refused_and_proposed_anew() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "催缴材料", 1).await;
        let (archive, by) = (&site.archive, site.by());
        let text = || edition("wuhu-2030", "dunning", "30");
        let first = proposed(&site, text()).await;
        let place = place(2010, "ZJ", "催缴材料", RetentionPeriod::Years(10));
        let filed = file(archive, &by, vec![draft(&place, "后来的", 3)]).await.unwrap();
        let before = dates(&site).await;
        let refused = rescheduling::apply(archive, &by, &first.number).await;
        let Err(Error::Refused(problems)) = &refused else { panic!("{refused:?}") };
        assert_eq!(problems[0].kind, "records_changed_since");
        let said = &problems[0].message.zh;
        assert!(said.contains("清单是 1 项，现在是 2 项") && said.contains("2010-ZJ-催缴材料"), "{said}");
        assert_eq!(dates(&site).await, before, "nothing of it was written");
        assert!(archive.store.editions().await.unwrap().iter().all(|one| one.name != "wuhu-2030"));
        assert_eq!(refusal(rescheduling::withdraw(archive, &by, &first.number, " ").await), "reason_missing");
        let gone = rescheduling::withdraw(archive, &by, &first.number, "档案有变动").await.unwrap();
        assert_eq!((gone.state, gone.decided_why.to_string()), (ChangeState::Withdrawn, "档案有变动".into()));
        assert_eq!(refusal(rescheduling::apply(archive, &by, &first.number).await), "change_decided");
        // a fact recorded since changes the list, too
        let second = proposed(&site, text()).await;
        let fact = Fact {
            kind: FactKind::AppraisedKeep,
            on: by.today(),
            period: Some(RetentionPeriod::Permanent),
            note: String::new(),
        };
        expiry::record_fact(archive, &by, filed[0].item_id, fact).await.unwrap();
        assert_eq!(refusal(rescheduling::apply(archive, &by, &second.number).await), "records_changed_since");
        rescheduling::withdraw(archive, &by, &second.number, "登记了事实").await.unwrap();
        let third = proposed(&site, text()).await;
        assert_eq!((third.number.as_str(), third.records), ("2026-003", 1));
        rescheduling::apply(archive, &by, &third.number).await.unwrap();
        sound(&site).await;
        let same = asked(edition("wuhu-2031", "dunning", "30"));
        let none = rescheduling::propose(archive, &by, &same, Lang::Zh).await;
        assert_eq!(refusal(none), "nothing_would_move");
        dates(&site).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_taken_up_otherwise_since_is_not_applied() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "催缴材料", 1).await;
        let (archive, by, before) = (&site.archive, site.by(), dates(&site).await);
        let view = proposed(&site, edition("wuhu-2031", "dunning", "30")).await;
        let other = edition("wuhu-2031", "dunning", "50");
        guidang::acts::setup::founding::add_edition(archive, &by, other).await.unwrap();
        assert_eq!(refusal(rescheduling::apply(archive, &by, &view.number).await), "edition_exists");
        let text = edition("wuhu-2030", "dunning", "30");
        let view = proposed(&site, text.clone()).await;
        let from = chrono::NaiveDate::from_ymd_opt(2027, 1, 1);
        let request = AdoptionRequest { text, from, ..AdoptionRequest::default() };
        adopting::adopt(archive, &by, &request).await.unwrap();
        assert_eq!(refusal(rescheduling::apply(archive, &by, &view.number).await), "adopted_already");
        assert_eq!(dates(&site).await, before, "nothing of it was written");
        sound(&site).await;
        before
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_shortens_is_not_adopted_by_one() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let vouchers = place(1999, "YL", "会计凭证类", RetentionPeriod::Years(15));
        file(archive, &by, vec![draft(&vouchers, "记账凭证", 150)]).await.unwrap();
        let question = dates(&site).await;
        assert!(question.values().all(|date| date.as_deref() == Some("reached_unappraised")), "{question:?}");
        let request =
            AdoptionRequest { text: answering_table("accounting-2015b"), ..AdoptionRequest::default() };
        let seen = adopting::propose(archive, &by, &request).await.unwrap();
        assert_eq!((seen.dates_total, seen.shortened), (1, 1));
        assert_eq!(refusal(adopting::adopt(archive, &by, &request).await), "shortening_by_one");
        let added = guidang::acts::setup::founding::add_edition(archive, &by, request.text.clone()).await;
        assert_eq!(refusal(added), "shortening_by_one");
        assert_eq!(dates(&site).await, question);
        let asked = ChangeAsked { from: None, ..asked(request.text) };
        let view = rescheduling::propose(archive, &by, &asked, Lang::Zh).await.unwrap();
        assert_eq!((view.fonds, view.against.as_str(), view.shortened), (None, "", 1));
        assert_eq!(refusal(rescheduling::apply(archive, &by, &view.number).await), "applied_by_proposer");
        let second = with_post(archive, &by, ("wangfang", "manager"), None).await;
        rescheduling::apply(archive, &second, &view.number).await.unwrap();
        let after = dates(&site).await;
        assert!(after.values().all(|date| date.as_deref() == Some("2030-01-01")), "{after:?}");
        sound(&site).await;
        after
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_kept_and_comes_back_after_it_was_applied() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "催缴材料", 2).await;
        let (archive, by, folder) = (&site.archive, site.by(), tempfile::tempdir().unwrap());
        let view = proposed(&site, edition("wuhu-2030", "dunning", "30")).await;
        let (kept, again) = (folder.path().join("清单.pdf"), folder.path().join("重印.pdf"));
        assert!(rescheduling::take_list(archive, &by, &view.number, &kept).await.unwrap());
        // an account that sees this fonds alone gets it, too: the registration stands in the log of the whole
        let part = archive.within(&["0211".to_owned()], "half").await.unwrap();
        let copy = folder.path().join("本全宗.pdf");
        assert!(rescheduling::take_list(&part, &by, &view.number, &copy).await.unwrap());
        assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&kept).unwrap());
        let proof = cataloging::prove(archive, &by, &kept).await.unwrap();
        assert!(matches!(proof.standing, Standing::Current), "{:?}", proof.standing);
        rescheduling::apply(archive, &by, &view.number).await.unwrap();
        let proof = cataloging::prove(archive, &by, &kept).await.unwrap();
        assert!(matches!(proof.standing, Standing::Changed { .. }), "{:?}", proof.standing);
        let reprinted = cataloging::reprint(archive, &by, &view.paper_digest, &again).await.unwrap();
        assert!(matches!(reprinted.again, Some(MadeAgain::SameBytes)), "{:?}", reprinted.again);
        assert_eq!(std::fs::read(&kept).unwrap(), std::fs::read(&again).unwrap());
        // where the file was lost, the digest still brings it back
        std::fs::remove_dir_all(archive.config.results_dir()).unwrap();
        assert!(!rescheduling::take_list(archive, &by, &view.number, &kept).await.unwrap());
        sound(&site).await;
        view.volumes
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_says_which_facts_are_missing_and_which_decide() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        closed(archive, &by, "催缴材料", 2).await;
        let vouchers = place(1999, "YL", "会计凭证类", RetentionPeriod::Years(15));
        let filed = file(archive, &by, vec![draft(&vouchers, "凭证一", 100), draft(&vouchers, "凭证二", 50)])
            .await
            .unwrap();
        let fact = Fact {
            kind: FactKind::AppraisedDestroy,
            on: "2015-06-01".parse().unwrap(),
            period: None,
            note: "鉴定小组".into(),
        };
        expiry::record_fact(archive, &by, filed[1].item_id, fact).await.unwrap();
        let table = looked(&site, longer_table("accounting-2030")).await;
        let asks = &table.questions[0];
        assert_eq!(
            (asks.kind.as_str(), asks.items, asks.new_items, asks.volumes),
            ("reached_unappraised", 1, 0, 1)
        );
        assert!(asks.missing.zh.contains("鉴定结论"));
        let rests = &table.facts[0];
        assert_eq!((rests.kind, rests.items), (FactKind::AppraisedDestroy, 1));
        let one = &rests.first[0];
        assert_eq!((one.without.zh.as_str(), one.after.zh.as_str()), ("待定", "2015-06-01"));
        // a draft by which the period runs from the end of the matter asks for that day
        let ending = with_period("dunning", "30\ntrigger = \"ending\"");
        let scheme = looked(&site, ending).await;
        let asks = &scheme.questions.iter().find(|one| one.kind == "ending_unknown").unwrap();
        assert_eq!((asks.items, asks.new_items, asks.first.len()), (2, 2, 2));
        let sums: Vec<_> =
            scheme.groups.iter().map(|one| (one.class.clone(), one.kind, one.volumes)).collect();
        assert_eq!(sums, [("社会保险费征缴类".to_owned(), DateMove::ToQuestion, 2)]);
        let group = &scheme.groups[0];
        assert_eq!((group.edition.as_str(), group.period), ("wuhu-2009", RetentionPeriod::Years(10)));
        assert_eq!((group.items, group.metres), (2, 0.038));
        let words: Vec<_> = scheme.records.iter().map(|one| (one.kind, one.items)).collect();
        assert_eq!(words, [(DateMove::ToQuestion, 2)]);
        sums
    };
    both(story).await;
}

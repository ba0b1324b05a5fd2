//! A package meets what is here already: each conflict is named, and nothing comes before it is decided.

use std::sync::Arc;

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::catalogs::cataloging::Numbers;
use guidang::acts::disposal::rescheduling::{self, ChangeAsked};
use guidang::acts::receiving::taking_package::{PackageOptions, take_package};
use guidang::acts::setup::founding;
use guidang::domain::general::error::Error;
use guidang::domain::general::role::{By, Deed, Rights};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::Place;

use super::sender::{Sent, filled, packed, rows_of, sent};
use super::{all_rows, asked, backend, dry_run, take};
use crate::support::disposals::closed;
use crate::support::drafts::edition;
use crate::support::{Site, both, draft, file, levy, refusal, sound, wuhu};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_already_is_passed_over_and_the_rest_comes() {
    let story = async |site: Site| {
        filled(&site).await;
        let there = Site::open_on(backend(&site)).await;
        // the same fonds, without records: everything comes but the fonds
        let first = packed(&site, "一.zip", Numbers::Full).await;
        let taken = take(&there, &first.package, &[]).await.unwrap();
        assert_eq!((taken.blocking, taken.taken_items), (0, first.items), "{:?}", taken.problems);
        assert!(!taken.fonds[0].is_new);
        // later the sender packs all of it once more, with a volume that is new
        let (archive, by) = (&site.archive, site.by());
        let filed = file(archive, &by, vec![draft(&levy(2015), "补移", 3)]).await.unwrap();
        closing::close(archive, &by, filed[0].volume_id, Closing::default()).await.unwrap();
        let second = packed(&site, "二.zip", Numbers::Full).await;
        let seen = dry_run(&there, &second.package).await;
        assert_eq!((asked(&seen), seen.passed_over), (vec!["volume_here"], first.volumes));
        let before = all_rows(&there).await;
        let held = take(&there, &second.package, &[]).await.unwrap();
        assert_eq!((held.batch, held.blocking), (None, first.volumes));
        assert_eq!(all_rows(&there).await, before, "nothing comes before it is decided");
        let taken = take(&there, &second.package, &["volume_here"]).await.unwrap();
        assert_eq!((taken.taken_volumes, taken.taken_items), (1, 1), "{:?}", taken.problems);
        for table in ["volume", "item", "person", "unit", "fact"] {
            assert_eq!(rows_of(&site, table).await, rows_of(&there, table).await, "{table}");
        }
        sound(&there).await;
        // nothing new in it: nothing is written
        let third = packed(&site, "三.zip", Numbers::Full).await;
        let before = all_rows(&there).await;
        let none = take(&there, &third.package, &["volume_here"]).await.unwrap();
        assert_eq!((none.batch, none.taken_volumes, none.blocking), (None, 0, 0));
        assert_eq!(all_rows(&there).await, before);
        rows_of(&there, "item").await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_taken_is_named_and_given_anew_only_by_decision() {
    let story = async |site: Site| {
        let Sent { package, volumes, items, .. } = sent(&site).await;
        let there = Site::open_on(backend(&site)).await;
        let (archive, by) = (&there.archive, there.by());
        let own = file(archive, &by, vec![draft(&levy(2009), "本库的核定表", 5)]).await.unwrap();
        let seen = dry_run(&there, &package).await;
        assert_eq!(asked(&seen), ["volume_number_taken"], "{:?}", seen.problems);
        let what = seen.problems.iter().find(|one| one.kind == "volume_number_taken").unwrap();
        assert!(what.message.zh.contains("本库同一位置已有第 1 卷，内容不同（状态、"), "{what:?}");
        let before = all_rows(&there).await;
        assert_eq!(take(&there, &package, &["volume_here"]).await.unwrap().batch, None);
        assert_eq!(all_rows(&there).await, before);
        let taken = take(&there, &package, &["volume_number_taken"]).await.unwrap();
        assert_eq!((taken.taken_volumes, taken.taken_items, taken.renumbered.len()), (volumes, items, 1));
        let (from, to) = (&taken.renumbered[0].from, &taken.renumbered[0].to);
        let found = archive.store.volumes_in_place(&levy(2009)).await.unwrap();
        let numbers: Vec<u32> = found.iter().map(|volume| volume.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!((found[0].id, &found[1].code), (own[0].volume_id, to));
        assert!(found[1].statement.to_string().contains(from.as_str()), "{}", found[1].statement);
        assert!(found[1].title.contains("第2卷"), "{}", found[1].title);
        let come = archive.store.items_in(found[1].id).await.unwrap();
        assert!(come[0].code.contains("-2-"), "{}", come[0].code);
        sound(&there).await;
        (from.clone(), to.clone())
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_changed_on_either_side_is_no_longer_the_same() {
    let story = async |site: Site| {
        let Sent { package, .. } = sent(&site).await;
        let there = Site::open_on(backend(&site)).await;
        take(&there, &package, &[]).await.unwrap();
        let one = there.archive.store.items_after(0, i64::MAX).await.unwrap().remove(0);
        let change =
            Correction {
                title: Some("接收后更正".into()), reason: "核对".into(), ..Correction::default()
            };
        filing::correct(&there.archive, &there.by(), one.id, change).await.unwrap();
        // the package was taken; another one of the same records is compared anew
        assert!(dry_run(&there, &package).await.done_before);
        let again = packed(&site, "又一次.zip", Numbers::Full).await;
        let seen = dry_run(&there, &again.package).await;
        let taken: Vec<&str> = seen
            .problems
            .iter()
            .filter(|one| one.kind == "volume_number_taken")
            .map(|one| one.message.zh.as_str())
            .collect();
        assert_eq!(taken.len(), 1, "{:?}", seen.problems);
        assert!(taken[0].contains(&format!("第 {} 件", one.seq)), "{taken:?}");
        // taken again under other numbers, its records are still those that are here
        assert!(seen.problems.iter().any(|one| one.kind == "record_here"), "{:?}", seen.problems);
        taken.concat()
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_of_the_same_id_with_another_text_is_refused() {
    let site = Site::open().await;
    let Sent { package, .. } = sent(&site).await;
    let there = super::receiver(backend(&site)).await;
    let other = format!("{}\n# 改了一笔\n", wuhu());
    founding::add_edition(&there.archive, &there.by(), other).await.unwrap();
    let seen = dry_run(&there, &package).await;
    assert_eq!(asked(&seen), ["edition_differs"]);
    let accept = ["edition_differs"];
    assert_eq!(
        take(&there, &package, &accept).await.unwrap().batch,
        None,
        "no decision makes one of two texts"
    );
    sound(&there).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_taken_under_another_scheme_is_asked_about() {
    let story = async |site: Site| {
        let Sent { package, .. } = sent(&site).await;
        let there = Site::open_on(backend(&site)).await;
        let (archive, by) = (&there.archive, there.by());
        let text = wuhu().replacen("id = \"wuhu-2009\"", "id = \"wuhu-2010\"", 1);
        founding::add_edition(archive, &by, text).await.unwrap();
        let place = Place { scheme_id: "wuhu-2010".into(), ..levy(2009) };
        let filed = file(archive, &by, vec![draft(&place, "另一方案下的", 2)]).await.unwrap();
        closing::close(archive, &by, filed[0].volume_id, Closing::default()).await.unwrap();
        let seen = dry_run(&there, &package).await;
        assert_eq!(asked(&seen), ["code_taken"], "{:?}", seen.problems);
        let taken = take(&there, &package, &["code_taken"]).await.unwrap();
        assert_eq!(taken.renumbered.len(), 1);
        sound(&there).await;
        taken.renumbered
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_set_up_a_fonds_takes_none_with_a_package() {
    let site = Site::open().await;
    let Sent { package, .. } = sent(&site).await;
    let there = super::receiver(backend(&site)).await;
    let mut by = there.by();
    by.actor.rights = Rights::only(&[Deed::Receive, Deed::Read]);
    let take = async |by: By| {
        take_package(&there.archive, &by, &package, &PackageOptions::default(), &Arc::default()).await
    };
    let held = take(by.clone()).await.unwrap();
    assert_eq!((asked(&held), held.batch), (vec!["founding_not_allowed"], None));
    // one whose post is for another fonds is told no more than that it is not his
    by.actor.rights.0[0].fonds = Some("0001".into());
    assert_eq!(refusal(take(by.clone()).await), "fonds_not_yours");
    by.actor.rights = Rights::only(&[]);
    assert!(matches!(take(by).await, Err(Error::NotAllowed(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_come_sooner_here_are_asked_about() {
    let story = async |site: Site| {
        closed(&site.archive, &site.by(), "催缴材料", 1).await;
        let change = ChangeAsked {
            text: edition("wuhu-2030", "dunning", "30"),
            reason: "皖人社〔2026〕8号".into(),
            from: chrono::NaiveDate::from_ymd_opt(2027, 1, 1),
            ..ChangeAsked::default()
        };
        let change = rescheduling::propose(&site.archive, &site.by(), &change, Lang::Zh).await.unwrap();
        rescheduling::apply(&site.archive, &site.by(), &change.number).await.unwrap();
        let sent = packed(&site, "2026-移-01.zip", Numbers::Full).await;
        let there = Site::open_on(backend(&site)).await;
        let seen = dry_run(&there, &sent.package).await;
        assert_eq!(asked(&seen), ["dates_differ"], "{:?}", seen.problems);
        let said = &seen.problems.iter().find(|one| one.kind == "dates_differ").unwrap().message.zh;
        assert!(said.contains("其中 1 件在本库会提前到可鉴定"), "{said}");
        assert_eq!(take(&there, &sent.package, &[]).await.unwrap().batch, None);
        let taken = take(&there, &sent.package, &["dates_differ"]).await.unwrap();
        assert_eq!((taken.taken_volumes, taken.taken_items), (1, 1));
        sound(&there).await;
    };
    both(story).await;
}

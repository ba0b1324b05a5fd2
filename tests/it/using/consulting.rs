//! 利用 and saved searches, told on both databases: what is registered, what is refused, and that
//! `verify` finds it whole.

use chrono::TimeDelta;
use guidang::acts::finding::saved_searches::{self, Kept};
use guidang::acts::finding::searching::{self, SearchQuery};
use guidang::acts::upkeep::{indexing, noticing};
use guidang::acts::using::consulting::{self, ConsultationFilter};
use guidang::domain::general::masking::WholeFor;
use guidang::domain::general::role::By;
use guidang::domain::records::item::Person;
use guidang::domain::using::consultation::Visit;

use crate::support::{Site, both, draft, file, levy, refusal, sound};

const NUMBER: &str = "990000199003071235";

fn visit(identity: &str, document: &str) -> Visit {
    Visit {
        identity: identity.into(),
        asker: "王律师".into(),
        document: document.into(),
        purpose: "litigation".into(),
    }
}

async fn form_of_two(site: &Site) -> i64 {
    let mut paper = draft(&levy(2009), "缴费核定表", 3);
    let person =
        |name: &str, id: &str| Person { name: name.into(), id_number: id.into(), ..Person::default() };
    paper.description.persons = vec![person("李四", ""), person("张小梅", NUMBER)];
    let filed = file(&site.archive, &site.by(), vec![paper]).await.unwrap();
    indexing::catch_up(&site.archive).await.unwrap();
    filed[0].item_id
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_what_is_registered() {
    let story = async |mut site: Site| {
        let item = form_of_two(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let nobody = consulting::look(archive, &by, &visit("lawyer", ""), item, Some(2), "").await;
        assert_eq!(refusal(nobody), "document_missing");
        assert!(consulting::look(archive, &by, &visit("self", ""), item, Some(3), "").await.is_err());
        assert!(consulting::look(archive, &by, &visit("self", ""), item + 7, None, "").await.is_err());
        let all = ConsultationFilter::default();
        assert_eq!(archive.store.consultation_counts(&all).await.unwrap(), vec![], "refused is not written");
        let line =
            consulting::look(archive, &by, &visit("lawyer", "函7号"), item, Some(2), "").await.unwrap();
        assert_eq!(line.subject, "张小梅 990000********1235");
        assert_eq!(refusal(consulting::give_copy(archive, &by, line.id, 4).await), "no_such_pages");
        let copied = consulting::give_copy(archive, &by, line.id, 3).await.unwrap();
        assert_eq!((copied.given.key(), copied.pages), ("copied", 3));
        let typed = format!("张三 {NUMBER}");
        let none =
            consulting::nothing_found(archive, &by, &visit("self", ""), &typed, "原样：0 件").await.unwrap();
        assert_eq!(refusal(consulting::give_copy(archive, &by, none.id, 1).await), "nothing_to_copy");
        let herself = Visit { asker: String::new(), ..visit("self", "") };
        let unnamed = consulting::nothing_found(archive, &by, &herself, "zxm", "原样：0 件").await;
        assert_eq!(refusal(unnamed), "asker_missing", "no record says who she is");
        assert_eq!(
            refusal(consulting::look(archive, &by, &herself, item, None, "核定表").await),
            "asker_missing"
        );
        let person = consulting::show_id_number(archive, &by, item, 2, "same_person").await.unwrap();
        assert_eq!(person.id_number, NUMBER);
        for logged in archive.store.latest_events(i64::MAX, 4).await.unwrap() {
            let told = format!("{} {}", logged.event.about, logged.event.detail.whole(WholeFor::Comparing));
            assert!(!told.contains(NUMBER), "the log keeps no whole number: {told}");
        }
        sound(&site).await;
        // the next day the counter begins at nothing, and days select lines
        site.set_day(2026, 11, 22);
        assert_eq!(consulting::today(&site.archive, &site.by()).await.unwrap(), vec![]);
        let day = |from: &str, to: &str| ConsultationFilter {
            from: Some(from.into()),
            to: Some(to.into()),
            ..ConsultationFilter::default()
        };
        let register =
            consulting::register(&site.archive, &by, &day("2026-11-21", "2026-11-21"), None, 1).await;
        let register = register.unwrap();
        assert_eq!((register.rows.len(), register.next), (1, Some(none.id)));
        assert!(register.rows[0].line.subject.to_string().contains("990000********1235"), "masked in lists");
        let none = consulting::register(&site.archive, &by, &day("2026-11-22", "2026-12-31"), None, 9).await;
        assert_eq!(none.unwrap().rows.len(), 0);
        register.counts
    };
    let counts = both(story).await;
    let told: Vec<_> = counts.iter().map(|count| (count.given.key(), count.lines, count.pages)).collect();
    assert_eq!(told, [("copied", 1, 3), ("not_found", 1, 0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_kept_under_names() {
    let story = async |site: Site| {
        form_of_two(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let kept =
            Kept { text: NUMBER.into(), choices: vec![("year".into(), "2009".into())], ..Kept::default() };
        let id = saved_searches::save(archive, &by, " 张小梅那件 ", kept.clone()).await.unwrap();
        assert_eq!(
            refusal(saved_searches::save(archive, &by, "张小梅那件", kept.clone()).await),
            "name_taken"
        );
        assert_eq!(
            refusal(saved_searches::save(archive, &by, NUMBER, kept.clone()).await),
            "name_is_private"
        );
        assert_eq!(
            refusal(saved_searches::save(archive, &by, "空", Kept::default()).await),
            "empty_question"
        );
        let other = saved_searches::save(archive, &by, "另一个", kept.clone()).await.unwrap();
        assert_eq!(refusal(saved_searches::rename(archive, &by, other, "张小梅那件").await), "name_taken");
        saved_searches::rename(archive, &by, other, "别的").await.unwrap();
        let one = saved_searches::one(archive, &by, id).await.unwrap();
        assert_eq!((one.name.as_str(), &one.kept), ("张小梅那件", &kept));
        sound(&site).await;
        saved_searches::remove(archive, &by, id).await.unwrap();
        assert!(saved_searches::one(archive, &by, id).await.is_err());
        let left = archive.store.saved_searches().await.unwrap();
        assert!(
            left.iter().all(|saved| saved.id != id || saved.question.is_empty() && saved.name.is_empty())
        );
        // the name is free again
        saved_searches::save(archive, &by, "张小梅那件", kept).await.unwrap();
        sound(&site).await;
        saved_searches::list(archive, &by)
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.id, one.name))
            .collect::<Vec<_>>()
    };
    let told = both(story).await;
    assert_eq!(told, [(2, "别的".to_owned()), (3, "张小梅那件".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_turns_further_than_the_reach() {
    let site = Site::open().await;
    form_of_two(&site).await;
    let page = |page| SearchQuery { page, size: 20, ..SearchQuery::default() };
    let last = searching::find(&site.archive, &site.by(), &page(searching::REACH / 20)).await.unwrap();
    assert_eq!((last.items, last.volumes, last.hits.len()), (1, 1, 0));
    let beyond = searching::find(&site.archive, &site.by(), &page(searching::REACH / 20 + 1)).await;
    assert_eq!(refusal(beyond), "page_too_far");
}

/// Whole numbers of two thousand records an hour and no more; whoever reads the log is told of two hundred.
async fn limited(site: Site) -> (Vec<String>, Vec<usize>) {
    let item = form_of_two(&site).await;
    let (archive, by) = (&site.archive, site.by());
    let at = |minutes: i64| By { now: by.now + TimeDelta::minutes(minutes), ..by.clone() };
    let told = async |at: &By| {
        let notices = noticing::notices(archive, at).await.unwrap();
        notices.iter().filter(|notice| notice.problem.kind == "many_shown").count()
    };
    let show = async |at: &By, count: usize| {
        consulting::show_id_numbers(archive, at, ("列表", "inspection"), vec![item; count], 0).await
    };
    show(&at(0), 199).await.unwrap();
    let mut notices = vec![told(&at(0)).await];
    consulting::show_id_number(archive, &at(1), item, 2, "handling").await.unwrap();
    notices.push(told(&at(1)).await);
    show(&at(2), 1799).await.unwrap();
    let mut refused = vec![refusal(show(&at(3), 2).await)];
    consulting::show_id_number(archive, &at(3), item, 2, "handling").await.unwrap();
    refused.push(refusal(consulting::show_id_number(archive, &at(4), item, 2, "handling").await));
    // the first hundred and ninety-nine are an hour ago
    consulting::show_id_number(archive, &at(61), item, 2, "handling").await.unwrap();
    notices.push(told(&at(62)).await);
    notices.push(told(&at(8 * 24 * 60)).await);
    sound(&site).await;
    (refused, notices)
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_numbers_are_shown_so_many_in_an_hour() {
    let (refused, notices) = both(limited).await;
    assert_eq!(refused, ["too_many_shown", "too_many_shown"]);
    assert_eq!(notices, [0, 1, 1, 0]);
}

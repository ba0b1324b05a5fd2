//! One change of many records: looked at first, made as a whole or not at all, taken back as a whole.

use axum::http::StatusCode;
use guidang::acts::arranging::amending_many::{self, AmendedField, Amending, Amendment};
use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::domain::general::error::Error;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::records::event::RecordKind;
use guidang::domain::records::item::{Description, Unit};
use serde_json::json;

use crate::support::door::{Door, encoded};
use crate::support::{Desk, Site, both, draft, file, levy, refusal, sound};

const NUMBER: &str = "990000199003071235";

async fn filed(site: &Site) -> Vec<i64> {
    let paper = |n: i32| {
        let mut paper = draft(&levy(2009 + n % 2), &format!("社保局缴费核定表第{n}号"), 3);
        paper.description.creator = "市社保局".into();
        paper.description.remarks = if n == 2 { format!("配偶{NUMBER}") } else { String::new() }.into();
        paper.description.units = vec![Unit { name: format!("第{n}中学"), number: String::new() }];
        paper
    };
    let filed = file(&site.archive, &site.by(), (0..6).map(paper).collect()).await.unwrap();
    filed.into_iter().map(|shelved| shelved.item_id).collect()
}

fn amendment(items: &[i64], field: AmendedField, does: Amending, reason: &str) -> Amendment {
    Amendment { items: items.to_vec(), field, does, reason: reason.into(), seen: None }
}

fn replace(find: &str, with: &str) -> Amending {
    Amending::Replace { find: find.into(), with: with.into() }
}

async fn about(site: &Site, ids: &[i64]) -> Vec<Description> {
    let items = site.archive.store.items_by_id(ids).await.unwrap();
    items.into_iter().map(|item| item.description).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_are_changed_as_previewed_and_changed_back() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(&site).await;
        let before = about(&site, &ids).await;
        let last = archive.store.last_event().await.unwrap();
        let change = amendment(&ids[..4], AmendedField::Title, replace("社保局", "社保中心"), "机构更名");
        let preview = amending_many::preview(archive, &by, &change).await.unwrap();
        assert_eq!((preview.rows.len(), preview.unchanged, preview.closed), (4, 0, 0));
        assert_eq!(preview.rows[1].new.told(), json!("社保中心缴费核定表第1号"));
        assert_eq!(archive.store.last_event().await.unwrap(), last, "looking writes nothing");
        let seen = Amendment { seen: Some(preview.digest.clone()), ..change.clone() };
        let (seq, done) = amending_many::amend(archive, &by, seen.clone()).await.unwrap();
        assert_eq!((done.rows.len(), archive.store.last_event().await.unwrap()), (4, last + 1), "one event");
        assert_eq!(refusal(amending_many::amend(archive, &by, seen).await), "preview_outdated");
        assert_eq!(refusal(amending_many::amend(archive, &by, change).await), "nothing_changed");
        let after = about(&site, &ids).await;
        assert!(after[..4].iter().all(|about| about.title.starts_with("社保中心")));
        assert_eq!(after[4..], before[4..]);
        sound(&site).await;
        // each record's history has it
        let history = archive.store.history(RecordKind::Item, ids[2]).await.unwrap();
        assert_eq!(history.last().unwrap().event.what, "items_amended");
        let undone = amending_many::undo(archive, &by, seq).await.unwrap();
        assert_eq!(about(&site, &ids).await, before);
        assert_eq!(amending_many::done(archive, &by, seq).await.unwrap().undone_by, Some(undone));
        assert_eq!(refusal(amending_many::undo(archive, &by, seq).await), "amendment_undone_already");
        assert!(matches!(amending_many::undo(archive, &by, last).await, Err(Error::NotFound(_))));
        sound(&site).await;
        preview.digest
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_set_numbers_stay_hidden_and_days_are_dated_anew() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(&site).await;
        let make = async |field, does| {
            amending_many::amend(archive, &by, amendment(&ids, field, does, "")).await.map(|(seq, _)| seq)
        };
        make(AmendedField::Medium, Amending::Set("磁盘".into())).await.unwrap();
        make(AmendedField::UnitName, replace("中学", "学校")).await.unwrap();
        let day = make(AmendedField::Date, Amending::Set("2009年12月31日".into())).await.unwrap();
        make(AmendedField::Remarks, replace("配偶", "之妻")).await.unwrap();
        let now = about(&site, &ids).await;
        assert!(now.iter().all(|about| about.medium == "磁盘" && about.units[0].name.ends_with("学校")));
        assert_eq!(
            now[2].remarks.whole(WholeFor::Comparing),
            format!("之妻{NUMBER}"),
            "the number is kept whole"
        );
        // a number is compared as it is shown, so that nobody finds it out digit by digit
        let hidden = amendment(&ids, AmendedField::Remarks, replace("19900307", "x"), "");
        assert_eq!(amending_many::preview(archive, &by, &hidden).await.unwrap().rows.len(), 0);
        assert_eq!(now[0].date.map(|day| day.to_string()).as_deref(), Some("2009-12-31"));
        sound(&site).await;
        amending_many::undo(archive, &by, day).await.unwrap();
        let before = about(&site, &ids).await[0].date.map(|day| day.to_string());
        assert_eq!(before.as_deref(), Some("2009-03-22"));
        let wrong = make(AmendedField::Date, Amending::Set("2009-02-30".into())).await;
        let Err(Error::Refused(problems)) = wrong else { panic!("{wrong:?}") };
        assert_eq!(problems.len(), 6, "each record is named: {problems:?}");
        assert!(problems[0].message.zh.contains("2009-ZJ"), "{problems:?}");
        assert_eq!(
            refusal(make(AmendedField::UnitName, Amending::Set(" ".into())).await),
            "unit_name_emptied"
        );
        assert_eq!(refusal(make(AmendedField::Title, replace("", "x")).await), "nothing_sought");
        assert_eq!(refusal(make(AmendedField::Title, Amending::Set(String::new())).await), "title_missing");
        let none = amendment(&[], AmendedField::Title, replace("a", "b"), "");
        assert_eq!(refusal(amending_many::preview(archive, &by, &none).await), "nothing_chosen");
        sound(&site).await;
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_volumes_want_a_reason_and_what_changed_since_is_not_undone() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(&site).await;
        let volume = archive.store.item(ids[0]).await.unwrap().unwrap().volume_id.unwrap();
        close(archive, &by, volume, Closing::default()).await.unwrap();
        let change = |reason: &str| amendment(&ids, AmendedField::Creator, replace("局", "中心"), reason);
        let preview = amending_many::preview(archive, &by, &change("")).await.unwrap();
        assert_eq!((preview.closed, preview.problems().len()), (3, 3));
        let last = archive.store.last_event().await.unwrap();
        assert_eq!(refusal(amending_many::amend(archive, &by, change(" ")).await), "reason_missing");
        assert_eq!(archive.store.last_event().await.unwrap(), last, "all or nothing");
        let (seq, _) = amending_many::amend(archive, &by, change("机构更名")).await.unwrap();
        let statement = archive.store.volume(volume).await.unwrap().unwrap().statement;
        assert_eq!(statement.whole(WholeFor::Comparing).matches("机构更名").count(), 3, "a line for each");
        sound(&site).await;
        let since = Correction { creator: Some("市局".into()), ..Correction::default() };
        filing::correct(archive, &by, ids[1], since).await.unwrap();
        let refused = amending_many::undo(archive, &by, seq).await;
        let Err(Error::Refused(problems)) = refused else { panic!("{refused:?}") };
        assert_eq!((problems.len(), problems[0].kind.as_str()), (1, "changed_since"));
        // another field of a record is no matter of the change
        let back = Correction { creator: Some("市社保中心".into()), ..Correction::default() };
        filing::correct(archive, &by, ids[1], back).await.unwrap();
        let title = Correction { title: Some("另一题名".into()), ..Correction::default() };
        filing::correct(archive, &by, ids[3], title).await.unwrap();
        amending_many::undo(archive, &by, seq).await.unwrap();
        let now = about(&site, &ids).await;
        assert!(now.iter().all(|about| about.creator == "市社保局"));
        assert_eq!(now[3].title, "另一题名");
        sound(&site).await;
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_previews_changes_and_undoes() {
    let door = Door::furnished().await;
    let marks = format!("add=i{}&add=v{}", door.item, door.open_volume);
    let begun = door.post("/items/amending", &marks).await;
    assert_eq!(begun.status, StatusCode::OK);
    assert!(begun.text().contains(&format!("name=\"items\" value=\"{}\"", door.item)), "{}", begun.text());
    let typed = format!("items={}&field=creator&how=set&value={}&reason=", door.item, encoded("市局"));
    let preview = door.post("/items/amending", &format!("{typed}&act=preview")).await.text();
    let seen =
        preview.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let outdated = door.post("/items/amending", &format!("{typed}&act=do&seen=0")).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = door.post("/items/amending", &format!("{typed}&act=do&seen={seen}")).await.onward();
    let shown = door.get(&done).await.text();
    assert!(shown.contains("市局") && shown.contains("撤销这次修改"), "{shown}");
    let seq = done.trim_start_matches("/items/amending/").split('?').next().unwrap().to_owned();
    door.post(&format!("/items/amending/{seq}/undoing"), "").await.onward();
    assert!(door.get(&format!("/items/amending/{seq}")).await.text().contains("已撤销"));
    let wrong = door.post("/items/amending", &format!("items={}&field=pages&act=preview", door.item)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.post("/items/amending", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.get("/items/amending").await.status, StatusCode::OK, "what the basket holds");
}

#[test]
fn the_command_line_previews_changes_and_undoes() {
    let desk = Desk::founded();
    let sheet = desk.data().parent().unwrap().join("清单.csv");
    std::fs::write(&sheet, "题名,日期,页数\n社保局核定表,2009-03-01,3\n社保局缴费表,2009-03-02,4\n").unwrap();
    let taken = desk.cli(&["import", "items", sheet.to_str().unwrap(), "--year", "2009", "--step", "二(一)"]);
    assert_eq!(taken.0, 0, "{}", taken.1);
    let amend = ["item", "amend", "1", "2", "--field", "title", "--find", "社保局", "--with", "社保中心"];
    let (code, preview) = desk.cli(&amend);
    assert_eq!((code, &preview["rows"][0]["new"]), (0, &json!("社保中心核定表")), "{preview}");
    let (code, done) = desk.cli(&[&amend[..], &["--yes"]].concat());
    assert_eq!(code, 0, "{done}");
    let event = done["event"].to_string();
    assert_eq!(desk.cli(&["item", "show", "1"]).1["item"]["description"]["title"], "社保中心核定表");
    assert_eq!(desk.cli(&["item", "undo-amend", &event]).0, 0);
    desk.run(&["item", "undo-amend", &event]).ending(5);
    assert_eq!(desk.cli(&["item", "show", "1"]).1["item"]["description"]["title"], "社保局核定表");
    desk.run(&["item", "amend", "1", "--field", "pages", "--set", "3"]).ending(2);
}

/// The digest of a preview is of all that would be written, not only of what the field says.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_confirmed_is_what_was_shown() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(&site).await;
        let shown = async |change: &Amendment| {
            let preview = amending_many::preview(archive, &by, change).await.unwrap();
            (Amendment { seen: Some(preview.digest.clone()), ..change.clone() }, preview)
        };
        // a span typed as the date brings a last day, which somebody else gives meanwhile
        let span =
            amendment(&ids[..1], AmendedField::Date, Amending::Set("2009-03-01至2009-03-05".into()), "");
        let (seen, preview) = shown(&span).await;
        assert_eq!(preview.rows[0].new.told(), json!("2009-03-01 – 2009-03-05"), "the last day is shown");
        let last = Correction { date_end: Some("2009-12-31".into()), ..Correction::default() };
        filing::correct(archive, &by, ids[0], last).await.unwrap();
        assert_eq!(refusal(amending_many::amend(archive, &by, seen).await), "preview_outdated");
        // digits that are not shown: another number in the remarks is another record
        let remarks = amendment(&ids[2..3], AmendedField::Remarks, replace("配偶", "之妻"), "");
        let (seen, _) = shown(&remarks).await;
        let other = Correction { remarks: Some("配偶990000199104071235".into()), ..Correction::default() };
        filing::correct(archive, &by, ids[2], other).await.unwrap();
        assert_eq!(refusal(amending_many::amend(archive, &by, seen).await), "preview_outdated");
        // a volume closed meanwhile: its 备考表 would get a line nobody has seen announced
        let change = amendment(&ids[..1], AmendedField::Creator, replace("市", "区"), "机构更名");
        let (seen, preview) = shown(&change).await;
        assert_eq!(preview.closed, 0);
        let volume = archive.store.item(ids[0]).await.unwrap().unwrap().volume_id.unwrap();
        close(archive, &by, volume, Closing::default()).await.unwrap();
        assert_eq!(refusal(amending_many::amend(archive, &by, seen).await), "preview_outdated");
        let (seen, preview) = shown(&change).await;
        assert_eq!(preview.closed, 1);
        amending_many::amend(archive, &by, seen).await.unwrap();
        sound(&site).await;
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_name_is_not_set_for_several_units_of_a_record() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(&site).await;
        let unit = |name: &str| Unit { name: name.into(), number: String::new() };
        let two =
            Correction { units: Some(vec![unit("市一中"), unit("市二中")]), ..Correction::default() };
        filing::correct(archive, &by, ids[1], two).await.unwrap();
        let set = amendment(&ids[..2], AmendedField::UnitName, Amending::Set("第一中学".into()), "");
        let preview = amending_many::preview(archive, &by, &set).await.unwrap();
        let kinds: Vec<_> = preview
            .rows
            .iter()
            .map(|row| row.problems.iter().map(|one| one.kind.clone()).collect::<Vec<_>>())
            .collect();
        assert_eq!(kinds, [vec![], vec!["units_made_alike".to_owned()]]);
        assert_eq!(refusal(amending_many::amend(archive, &by, set).await), "units_made_alike");
        let alone = amendment(&ids[..1], AmendedField::UnitName, Amending::Set("第一中学".into()), "");
        amending_many::amend(archive, &by, alone).await.unwrap();
        let replaced = amendment(&ids[1..2], AmendedField::UnitName, replace("市一中", "第一中学"), "");
        amending_many::amend(archive, &by, replaced).await.unwrap();
        let names = about(&site, &ids[..2]).await.into_iter().map(|about| about.units);
        let names: Vec<Vec<String>> =
            names.map(|units| units.into_iter().map(|unit| unit.name).collect()).collect();
        assert_eq!(names, [vec!["第一中学"], vec!["第一中学", "市二中"]]);
        sound(&site).await;
    };
    both(story).await;
}

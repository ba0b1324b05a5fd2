//! The code keeps the period a volume was filed with; the period that applies now stands beside it wherever the volume is
//! shown, and its history says which rule and which opinion gave it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use guidang::acts::catalogs::cataloging::{
    self, CatalogRequest, Encoding, Format, Leaf, MadeAgain, OnPaper, Papers, Standing,
};
use guidang::acts::disposal::disposing::{DisposalDecision, DisposalStep, ListSource, StageName, VoteOn};
use guidang::acts::disposal::expiry;
use guidang::acts::finding::basket::{self, Entries};
use guidang::acts::finding::listing::{self, List, VolumesWanted};
use guidang::acts::finding::viewing;
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::upkeep::indexing;
use guidang::archive::Archive;
use guidang::clock::Clock;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use crate::catalogs::paper::text_of;
use crate::support::disposals::{Batch, closed_at, staffed, vote};
use crate::support::door::Door;
use crate::support::{Site, both, draft, file, levy, place, sound};

/// Filed for fifteen years, thirty since 2016, and what the group made of them.
const REPLACED: &str = "15年（现行 30年）";
const LONGER: &str = "15年（现行 60年）";
const FOR_EVER: &str = "15年（现行 永久）";

fn spring(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 3, 1).unwrap()
}

/// The local user on a day.
fn local(on: NaiveDate) -> By {
    Clock::Set(on).founder("local", "本机用户")
}

/// Three volumes of vouchers of 2009, closed, with whom a batch of accounting records takes.
async fn vouchers(archive: &Archive, by: &By) -> Vec<i64> {
    staffed(archive, by).await;
    for (login, name, post) in [("cashier", "会计子", "appraiser"), ("accountant", "会计丑", "accountant")]
    {
        let new = NewAccount { login: login.into(), name: name.into(), ..NewAccount::default() };
        enrolling::enrol(archive, by, new).await.unwrap();
        let given = Proposal { login: login.into(), post: post.into(), ..Proposal::default() };
        assert!(appointing::propose(archive, by, given).await.unwrap().given);
    }
    let slips = place(2009, "ZJ", "会计凭证类", RetentionPeriod::Years(15));
    closed_at(archive, by, &slips, "记账凭证", 3).await
}

/// A batch of these volumes, up to the last consent; each volume with what the group says of it.
async fn decided<'a>(
    archive: &'a Archive,
    on: NaiveDate,
    said: &[(i64, DisposalDecision, Option<u16>)],
) -> Batch<'a> {
    let ids = said.iter().map(|(volume, ..)| *volume).collect();
    let batch = Batch::opened(archive, on, ListSource::Volumes(ids)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    let (name, seat) = ("cashier".to_owned(), "accounting".to_owned());
    batch.does("handler", DisposalStep::Seat { account: 0, name, seat }).await;
    let lines = batch.view().await.lines;
    for (volume, decision, years) in said {
        let line = lines.iter().find(|shown| shown.line.volume_id == *volume).unwrap().line.id;
        batch.all_say(VoteOn::Line(line), *decision, *years).await;
        batch.does("cashier", vote(VoteOn::Line(line), *decision, *years)).await;
    }
    batch.does("cashier", DisposalStep::CheckDebts { words: "债权债务已结清".into() }).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.does("handler", DisposalStep::WriteOpinion { words: "基金纠纷未了，续存".into() }).await;
    for (login, role) in [("chief", "archives"), ("accountant", "accounting"), ("head", "head")] {
        batch.does(login, DisposalStep::Consent { role: role.into(), words: "同意".into() }).await;
    }
    batch
}

/// What is to go of a batch goes.
async fn destroyed(batch: &mut Batch<'_>) {
    let (number, to) = ("芜人社备〔2040〕3号".to_owned(), "市人社局".to_owned());
    batch.does("handler", DisposalStep::Report { number, to, days: 30 }).await;
    batch.on = batch.on + chrono::Days::new(30);
    batch.counted_before_both().await;
    assert_eq!(batch.destroys().await.unwrap().short.stage, StageName::Done);
}

/// The cells 期限 of the list of volumes, the vouchers in the order they were filed.
async fn listed(archive: &Archive) -> Vec<String> {
    let list = List::Volumes(VolumesWanted::default());
    let found = listing::page(archive, &local(spring(2040)), &list, 0, 50).await.unwrap();
    let at = listing::columns(&list).iter().position(|column| column.key == "period").unwrap();
    let said = |line: &listing::Line| match &line.cells[at] {
        listing::LineCell::Said(words) => words.zh.clone(),
        other => panic!("{other:?}"),
    };
    found.lines.iter().map(said).collect()
}

fn out(archive: &Archive, name: &str) -> PathBuf {
    archive.config.data().join(name)
}

/// A text without its blanks: a line break may fall anywhere.
fn flat(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A catalog as it was made before there stood two periods in it.
async fn made_before(archive: &Archive, by: &By) -> PathBuf {
    let (csv, quiet) = (out(archive, "old.csv"), Progress::default());
    let wanted =
        CatalogRequest { kind: "volume_catalog".into(), as_filed: true, ..CatalogRequest::default() };
    let format = Format::Csv(Encoding::Utf8Bom);
    cataloging::export(archive, by, &wanted, format, Lang::Zh, &csv, &quiet).await.unwrap();
    csv
}

/// It is proved and printed again without the second period, and made anew with it.
async fn is_as_it_was(archive: &Archive, by: &By, csv: &Path) {
    let original = std::fs::read(csv).unwrap();
    assert!(!String::from_utf8_lossy(&original).contains("现行"));
    assert_eq!(cataloging::prove(archive, by, csv).await.unwrap().standing, Standing::Current);
    let digest = guidang::domain::general::digest::Digest::compute(&original).hex();
    let again = csv.with_file_name("old again.csv");
    let proof = cataloging::reprint(archive, by, &digest, &again).await.unwrap();
    assert_eq!((proof.again, std::fs::read(&again).unwrap()), (Some(MadeAgain::SameBytes), original));
    cataloging::remake(archive, by, &digest, &again).await.unwrap();
    assert_eq!(std::fs::read_to_string(&again).unwrap().matches(LONGER).count(), 1);
}

/// The catalog of volumes as csv, and the papers of the first volume as PDF, in a folder's files.
async fn made(archive: &Archive, by: &By, volume: i64, name: &str) -> (PathBuf, PathBuf) {
    let (csv, pdf, quiet) =
        (out(archive, &format!("{name}.csv")), out(archive, &format!("{name}.pdf")), Progress::default());
    let wanted = CatalogRequest { kind: "volume_catalog".into(), ..CatalogRequest::default() };
    let format = Format::Csv(Encoding::Utf8Bom);
    cataloging::export(archive, by, &wanted, format, Lang::Zh, &csv, &quiet).await.unwrap();
    let leaves = vec![Leaf::Cover, Leaf::Contents, Leaf::Spine, Leaf::Label];
    let papers = Papers { volume_ids: vec![volume], leaves, ..Papers::default() };
    let on_paper = OnPaper::default();
    let printed =
        cataloging::print_volumes(archive, by, &papers, &on_paper, Lang::Zh, &pdf, &quiet).await.unwrap();
    assert_eq!(printed.problems, [], "it has room beside the code");
    (csv, pdf)
}

fn says(csv: &Path, pdf: &Path, words: &str) -> (usize, usize) {
    let csv = std::fs::read_to_string(csv).unwrap();
    let pdf = flat(&text_of(&std::fs::read(pdf).unwrap()));
    (csv.matches(words).count(), pdf.matches(&flat(words)).count())
}

/// From, period and why of each row of a volume's history.
async fn history(archive: &Archive, volume: i64) -> Vec<(String, String, String)> {
    let view = viewing::volume(archive, &local(spring(2040)), volume).await.unwrap();
    let row = |row: &viewing::PeriodTold| {
        let given = &row.of.given;
        let from = given.from.map(|day| day.to_string()).unwrap_or_default();
        (from, given.period.key(), given.why.key().to_owned())
    };
    view.periods.iter().map(row).collect()
}

fn rows(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(from, period, why)| ((*from).into(), (*period).into(), (*why).into())).collect()
}

/// What the batch of 2040 stated stands in the history, word for word, and nowhere a second time.
async fn opinion_is_told(archive: &Archive, volume: i64, number: &str) {
    let view = viewing::volume(archive, &local(spring(2040)), volume).await.unwrap();
    let last = view.periods.last().unwrap();
    assert_eq!((last.of.records, view.items.len()), (1, 1));
    let opinion = last.opinion.as_ref().unwrap();
    assert_eq!(opinion.batch, number);
    assert_eq!(opinion.written.as_ref().unwrap().words.to_string(), "基金纠纷未了，续存");
    let votes: Vec<String> =
        opinion.votes.iter().map(|vote| format!("{}{}", vote.name, vote.in_words().zh)).collect();
    assert_eq!((votes.len(), votes[0].as_str()), (5, "负责人丙续存60年"), "{votes:?}");
    let reasons: Vec<String> = opinion.votes.iter().map(|vote| vote.reason.to_string()).collect();
    assert_eq!(reasons, ["按同类惯例"; 5]);
    let consents: Vec<&str> = opinion.consents.iter().map(|said| said.who.name.as_str()).collect();
    assert_eq!(consents, ["馆长乙", "会计丑", "局长庚"]);
    let because = view.period.period_because.unwrap();
    assert_eq!((because.from, because.basis.zh), (Some(spring(2040)), format!("{number} 鉴定意见")));
    let item = viewing::item(archive, &local(spring(2040)), view.items[0].item.id).await.unwrap();
    assert_eq!(item.periods, view.periods, "its one record tells the same");
    assert_eq!(item.period.kept, view.period.kept);
}

async fn kept_on_and_gone(site: Site) -> (Vec<String>, Vec<(String, String, String)>) {
    let (archive, by) = (&site.archive, site.by());
    let volumes = vouchers(archive, &by).await;
    file(archive, &by, vec![draft(&levy(2009), "缴费核定表", 3)]).await.unwrap();
    let as_filed = archive.store.volume(volumes[0]).await.unwrap().unwrap().code;
    assert_eq!(listed(archive).await, ["100年", REPLACED, REPLACED, REPLACED]);
    let replaced = rows(&[("", "15", "filed"), ("2016-01-01", "30", "replaced")]);
    assert_eq!(history(archive, volumes[0]).await, replaced);
    let (csv, pdf) = made(archive, &by, volumes[0], "before").await;
    // once for each volume in the catalog; on cover and contents of the one, broken on its spine and label
    assert!(matches!(says(&csv, &pdf, REPLACED), (3, 2..)), "{:?}", says(&csv, &pdf, REPLACED));
    let old = made_before(archive, &by).await;
    let originals = (std::fs::read(&csv).unwrap(), std::fs::read(&pdf).unwrap());

    use DisposalDecision::{Destroy, Keep, Permanent};
    let said = [(volumes[0], Keep, Some(60)), (volumes[1], Permanent, None), (volumes[2], Destroy, None)];
    let mut batch = decided(archive, spring(2040), &said).await;
    assert_eq!(listed(archive).await, ["100年", LONGER, FOR_EVER, REPLACED]);
    let longer = [replaced.clone(), rows(&[("2040-03-01", "60", "kept_on")])].concat();
    assert_eq!(history(archive, volumes[0]).await, longer);
    opinion_is_told(archive, volumes[0], &batch.number).await;
    assert_eq!(archive.store.volume(volumes[0]).await.unwrap().unwrap().code, as_filed, "the code stays");

    // what was printed is proved and printed again as it was; made today it says the period of today
    let by = batch.by("handler").await;
    for (place, original) in [(&csv, &originals.0), (&pdf, &originals.1)] {
        let standing = cataloging::prove(archive, &by, place).await.unwrap().standing;
        assert!(matches!(&standing, Standing::Changed { records, .. } if records.contains(&as_filed)));
        let digest = guidang::domain::general::digest::Digest::compute(original).hex();
        let again = place.with_file_name(format!("again.{}", place.extension().unwrap().display()));
        let proof = cataloging::reprint(archive, &by, &digest, &again).await.unwrap();
        assert_eq!(proof.again, Some(MadeAgain::SameBytes), "{place:?}");
        assert_eq!(&std::fs::read(&again).unwrap(), original);
        let today = cataloging::remake(archive, &by, &digest, &again).await.unwrap();
        assert_eq!(today.again, Some(MadeAgain::Today), "{place:?}");
    }
    is_as_it_was(archive, &by, &old).await;
    let (csv, pdf) = made(archive, &by, volumes[0], "after").await;
    assert!(matches!(says(&csv, &pdf, LONGER), (1, 2..)), "{:?}", says(&csv, &pdf, LONGER));
    assert_eq!(says(&csv, &pdf, REPLACED), (1, 0));

    destroyed(&mut batch).await;
    assert_eq!(listed(archive).await, ["100年", LONGER, FOR_EVER, REPLACED], "its description stays");
    let gone = viewing::volume(archive, &by, volumes[2]).await.unwrap();
    assert!(gone.gone.is_some() && gone.periods.len() == 2);
    // the clock is never set on by more than twenty years
    made(archive, &local(spring(2056)), volumes[1], "between").await;
    let mut batch = decided(archive, spring(2070), &[(volumes[0], Destroy, None)]).await;
    destroyed(&mut batch).await;
    assert_eq!(history(archive, volumes[0]).await, longer, "kept on, and then destroyed");
    sound(&site).await;
    let told = (listed(archive).await, history(archive, volumes[1]).await);
    let desk = site.leave().await;
    let shown = desk.run(&["volume", "show", &as_filed]).ending(0).out;
    assert!(shown.contains(&format!("保管期限：{LONGER}")), "{shown}");
    assert!(shown.contains("2040-03-01  60年  鉴定续存  X2040-001 鉴定意见"), "{shown}");
    assert!(shown.contains("会计部门 会计子：续存60年 按同类惯例"), "{shown}");
    let (code, listed) = desk.cli(&["volume", "list"]);
    let kept: Vec<&str> =
        listed["rows"].as_array().unwrap().iter().map(|row| row["period_now"].as_str().unwrap()).collect();
    assert_eq!((code, kept), (0, vec!["100", "60", "permanent", "30"]));
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn the_period_of_today_stands_beside_the_code_until_the_volume_is_gone() {
    let (listed, permanent) = both(kept_on_and_gone).await;
    assert_eq!(listed.len(), 4);
    assert_eq!(permanent.last().unwrap().1, "permanent");
}

/// Every page and answer that shows a volume or a record of it says both periods.
async fn at_every_door(site: Site) -> usize {
    let door = Door::of(site);
    let archive = door.archive.clone();
    let volumes = vouchers(&archive, &local(spring(2039))).await;
    let said = volumes.iter().map(|volume| (*volume, DisposalDecision::Keep, Some(60))).collect::<Vec<_>>();
    decided(&archive, spring(2040), &said).await;
    let item = archive.store.items_in(volumes[0]).await.unwrap()[0].id;
    let entries = Entries { items: vec![item], volumes: vec![volumes[1]] };
    let basketed = basket::add(&archive, &local(spring(2040)), entries).await.unwrap();
    assert_eq!(basketed.len(), 2);
    indexing::catch_up(&archive).await.unwrap();
    let mut seen = 0;
    for (address, times) in [
        ("/volumes".to_owned(), 3),
        (format!("/volumes/{}", volumes[0]), 2),
        ("/items".to_owned(), 3),
        (format!("/items/{item}"), 1),
        (format!("/items/{item}/card"), 1),
        ("/search?q=%E5%87%AD%E8%AF%81".to_owned(), 6),
        ("/basket".to_owned(), 2),
    ] {
        let page = door.get(&address).await.text();
        assert!(page.matches(LONGER).count() >= times, "{address}: {page}");
        seen += 1;
    }
    for address in [format!("/volumes/{}", volumes[0]), format!("/items/{item}")] {
        let page = door.get(&address).await.text();
        let told =
            ["期限沿革", "规定改了", "鉴定续存", "/disposals/X2040-001", "负责人丙", "基金纠纷未了，续存"];
        assert!(told.iter().all(|words| page.contains(words)), "{address}: {page}");
        let english = door.get(&format!("{address}?lang=en")).await.text();
        assert!(english.contains("Periods it has had"), "{english}");
    }
    for address in ["/api/v1/volumes", "/api/v1/items", "/api/v1/find?q=%E5%87%AD%E8%AF%81"] {
        let answer = door.get(address).await.json();
        let rows =
            answer["rows"].as_array().or(answer["hits"].as_array()).unwrap_or_else(|| panic!("{answer}"));
        assert!(!rows.is_empty());
        for row in rows {
            assert_eq!((&row["period"], &row["period_now"]), (&"15".into(), &"60".into()), "{address} {row}");
            assert_eq!(row["period_because"]["why"], "kept_on", "{address} {row}");
        }
    }
    let volume = door.get(&format!("/api/v1/volumes/{}", volumes[0])).await.json();
    assert_eq!(volume["periods"][2]["opinion"]["batch"], "X2040-001");
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_says_both_periods() {
    assert_eq!(both(at_every_door).await, 7);
}

/// Where the records of one volume are kept for different times its line says so, and its history how many each concerns.
#[tokio::test(flavor = "multi_thread")]
async fn a_volume_of_mixed_periods_says_so() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let reminders = place(2009, "ZJ", "催缴材料", RetentionPeriod::Years(10));
        let papers = (1..=3).map(|at| draft(&reminders, &format!("催缴通知书{at}"), 2)).collect();
        let filed = file(archive, &by, papers).await.unwrap();
        let fact = |years| Fact {
            kind: FactKind::AppraisedKeep,
            on: NaiveDate::from_ymd_opt(2021, 6, 1).unwrap(),
            period: Some(RetentionPeriod::Years(years)),
            note: "鉴定小组".into(),
        };
        assert_eq!(listed(archive).await, ["10年"]);
        expiry::record_fact(archive, &by, filed[0].item_id, fact(30)).await.unwrap();
        assert_eq!(listed(archive).await, ["10年（现行最长 30年）"]);
        let view = viewing::volume(archive, &by, filed[0].volume_id).await.unwrap();
        let told: Vec<_> =
            view.periods.iter().map(|row| (row.of.given.period.key(), row.of.records)).collect();
        assert_eq!(told, [("10".to_owned(), 3), ("30".to_owned(), 1)]);
        assert!(view.periods[1].opinion.is_none(), "no batch said it");
        for other in &filed[1..] {
            expiry::record_fact(archive, &by, other.item_id, fact(30)).await.unwrap();
        }
        assert_eq!(listed(archive).await, ["10年（现行 30年）"]);
        // withdrawn, it is as filed again
        for one in &filed {
            let fact = archive.store.facts_on(one.item_id).await.unwrap()[0].id;
            expiry::withdraw_fact(archive, &by, one.item_id, fact, "记错".into()).await.unwrap();
        }
        assert_eq!(listed(archive).await, ["10年"]);
        sound(&site).await;
    };
    both(story).await;
}

/// A list of fifty volumes, all of them kept for longer now, asks the database as often as one of three.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_asks_no_more_often_than_a_short_one() {
    let site = Site::open().await;
    let slips = place(2009, "ZJ", "会计凭证类", RetentionPeriod::Years(15));
    let papers = (1..=60).map(|at| draft(&slips, &format!("记账凭证{at}"), 190)).collect();
    file(&site.archive, &site.by(), papers).await.unwrap();
    let desk = site.leave().await;
    let asked = |most: &str| {
        let mut command = desk.command(&["volume", "list", "--limit", most]);
        let answer = command.env("GUIDANG_LOG", "guidang::sql=trace").output().unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(said(&answer.stdout).matches(REPLACED).count().to_string(), most);
        said(&answer.stderr).matches("guidang::sql").count()
    };
    assert!(asked("3") > 0);
    assert_eq!(asked("50"), asked("3"));
}

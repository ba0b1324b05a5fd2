//! 室藏增减: whatever is filed, moved, closed, taken back, removed or destroyed on whatever day, opening, what was added
//! and what was taken away make the closing count, and both are what stood there when the day came.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing::{self, Elsewhere};
use guidang::acts::arranging::starting::{self, NewVolume};
use guidang::acts::arranging::{joining, splitting};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, MadeAgain, OnPaper};
use guidang::acts::catalogs::reckoning::{
    self, AccountShown, Behind, Held, HeldUnder, MovementKind, NumberMeant, Span,
};
use guidang::acts::disposal::disposing::{DisposalDecision, DisposalStep, ListSource, VoteOn};
use guidang::acts::receiving::intake::{self, ImportOptions, Taking};
use guidang::acts::receiving::taking_back;
use guidang::archive::Archive;
use guidang::clock::Clock;
use guidang::domain::general::digest::Digest;
use guidang::domain::general::role::{Allowed, By, Deed};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::states::ItemState;
use guidang::domain::records::volume::VolumeState;
use guidang::progress::Progress;

use crate::support::disposals::{Batch, closed, staffed};
use crate::support::door::Door;
use crate::support::{Site, both, draft, file, levy, sound, today};

/// What is held, row by row, counted from the records themselves.
type Counted = BTreeMap<HeldUnder, Held>;

async fn counted(archive: &Archive) -> Counted {
    let mut held = Counted::new();
    let mut add = |place: &guidang::domain::records::item::Place, state, volumes, items| {
        let under = HeldUnder {
            scheme_id: place.scheme_id.clone(),
            class_id: place.class_id.clone(),
            period: place.period.key(),
            state,
        };
        *held.entry(under).or_default() += Held::new(volumes, items);
    };
    let volumes = archive.store.volumes(&Scope::default(), ("", 0), i64::MAX).await.unwrap();
    let states: BTreeMap<i64, VolumeState> = volumes.iter().map(|one| (one.id, one.state)).collect();
    let state_of = |state: VolumeState| match state {
        VolumeState::Open => Some(ItemState::Open),
        VolumeState::Closed => Some(ItemState::Closed),
        VolumeState::Destroyed | VolumeState::Transferred => None,
    };
    for volume in &volumes {
        if let Some(state) = state_of(volume.state) {
            add(&volume.place, state, 1, 0);
        }
    }
    for item in archive.store.items_after(0, i64::MAX).await.unwrap() {
        let state = match item.volume_id {
            None => Some(ItemState::TakenOut),
            Some(volume) => state_of(states[&volume]),
        };
        if let Some(state) = state {
            add(&item.place, state, 0, 1);
        }
    }
    held.retain(|_, held| !held.is_none());
    held
}

/// Numbers that come out the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }
}

fn on(day: NaiveDate) -> By {
    Clock::Set(day).founder("local", "本机用户")
}

async fn sheet(site: &Site, by: &By, dice: &mut Dice) {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("表{}", dice.0);
    let path = folder.path().join("表.csv");
    let rows: String =
        (0..1 + dice.below(4)).map(|at| format!("{name}第{at},3,20{}\n", 10 + at % 2)).collect();
    std::fs::write(&path, format!("题名,页数,年度\n{rows}")).unwrap();
    let wishes = ImportOptions {
        class: Some("ZJ".into()),
        step: Some("社会保险费征缴核定材料".into()),
        ..ImportOptions::default()
    };
    intake::take_in(&site.archive, by, &path, &wishes, Taking::SkipProblems, &Progress::default())
        .await
        .unwrap();
}

/// One act by chance; what is refused changes nothing.
async fn act(site: &Site, by: &By, dice: &mut Dice) {
    let archive = &site.archive;
    let volumes = archive.store.volumes(&Scope::default(), ("", 0), i64::MAX).await.unwrap();
    let open: Vec<_> = volumes.iter().filter(|volume| volume.state == VolumeState::Open).collect();
    let items = archive.store.items_after(0, i64::MAX).await.unwrap();
    let waiting: Vec<_> = items.iter().filter(|item| item.volume_id.is_none()).collect();
    match dice.below(11) {
        0 | 1 => {
            let place = levy(2009 + dice.below(2) as i32);
            let drafts = (0..1 + dice.below(3))
                .map(|at| draft(&place, &format!("核定{}-{at}", dice.0), 20 + 60 * at as u32));
            let drafts = drafts.collect();
            file(archive, by, drafts).await.unwrap();
        }
        2 => sheet(site, by, dice).await,
        3 => {
            let to = Elsewhere { step: Some("催缴材料".into()), ..Elsewhere::default() };
            if let Some(item) = dice.one(&items) {
                let _ = filing::refile(archive, by, item.id, to).await;
            }
        }
        4 => {
            if let Some(item) = dice.one(&items) {
                let _ = filing::take_out(archive, by, item.id).await;
            }
        }
        5 => {
            if let (Some(item), Some(volume)) = (dice.one(&waiting), dice.one(&open)) {
                let _ = filing::put_in(archive, by, item.id, volume.id, 1).await;
            }
        }
        6 => {
            if let Some(volume) = dice.one(&open) {
                let _ = close(archive, by, volume.id, Closing::default()).await;
            }
        }
        7 => {
            let batches = archive.store.batches(20).await.unwrap();
            if let Some(batch) = dice.one(&batches) {
                let _ = taking_back::take_back(archive, by, batch.id).await;
            }
        }
        8 => {
            let new = NewVolume {
                year: 2009,
                class: Some("ZJ".into()),
                step: "催缴材料".into(),
                ..NewVolume::default()
            };
            starting::start(archive, by, new).await.unwrap();
        }
        9 => {
            let in_volume: Vec<_> = items.iter().filter(|item| item.volume_id.is_some()).collect();
            if let Some(item) = dice.one(&in_volume) {
                let _ = splitting::split(archive, by, item.volume_id.unwrap(), item.id).await;
            }
        }
        _ => {
            if let (Some(one), Some(other)) = (dice.one(&open), dice.one(&open)) {
                let _ = joining::join(archive, by, one.id, other.id).await;
                let _ = filing::remove_volume(archive, by, other.id).await;
            }
        }
    }
}

/// An account must be what the records said on both days; and each of its numbers what its lines add up to.
async fn agrees(site: &Site, by: &By, span: Span, evenings: &BTreeMap<NaiveDate, Counted>) -> AccountShown {
    let account = reckoning::account(&site.archive, by, span, &Scope::default()).await.unwrap();
    let evening = |day: NaiveDate| evenings.range(..=day).next_back().map(|(_, held)| held.clone());
    let rows = |pick: &dyn Fn(&reckoning::AccountRow) -> Held| -> Counted {
        let all = account.rows.iter().map(|row| (row.row.under.clone(), pick(row)));
        all.filter(|(_, held)| !held.is_none()).collect()
    };
    let before = account.from.checked_sub_days(Days::new(1)).unwrap();
    assert_eq!(rows(&|row| row.row.opening), evening(before).unwrap_or_default(), "opening {span:?}");
    assert_eq!(rows(&|row| row.row.closing), evening(account.to).unwrap_or_default(), "closing {span:?}");
    let adds_up = |opening: Held, added: Held, taken: Held| {
        let mut sum = opening;
        sum += added;
        sum - taken
    };
    assert_eq!(adds_up(account.opening, account.added, account.taken), account.closing, "{span:?}");
    for row in &account.rows {
        let sum = adds_up(row.row.opening, row.row.total(true), row.row.total(false));
        assert_eq!(sum, row.row.closing, "{:?}", row.row.under);
    }
    let (mut last, mut between) = (account.opening, Held::default());
    for month in &account.months {
        assert_eq!(month.opening, last, "{}", month.month);
        last = month.closing;
    }
    assert_eq!(last, account.closing);
    for sum in account.ways.iter().filter(|sum| sum.kind.is_between_rows()) {
        between += sum.increase - sum.decrease;
    }
    assert_eq!(between, Held::default(), "what one row loses another has: {:?}", account.ways);
    account
}

/// The lines behind the numbers of an account.
async fn lines_agree(site: &Site, by: &By, span: Span, account: &AccountShown) {
    let all = Scope::default();
    for sum in &account.ways {
        for (is_increase, held) in [(true, sum.increase), (false, sum.decrease)] {
            let behind = Behind { kind: Some(sum.kind), is_increase: Some(is_increase), ..Behind::default() };
            let asked = (&all, NumberMeant::Moved, &behind);
            let found = reckoning::behind(&site.archive, by, span, asked, (0, 10_000)).await.unwrap();
            assert_eq!(found.sum, held, "{:?} {is_increase}", sum.kind);
            assert_eq!(found.movements.len(), found.total);
        }
    }
    for row in &account.rows {
        let under = &row.row.under;
        let scope = Scope {
            class_id: Some(under.class_id.clone()),
            period: Some(under.period.clone()),
            ..Scope::default()
        };
        let behind = Behind { state: Some(under.state), ..Behind::default() };
        for (meant, held) in
            [(NumberMeant::Opening, row.row.opening), (NumberMeant::Closing, row.row.closing)]
        {
            let asked = (&scope, meant, &behind);
            let found = reckoning::behind(&site.archive, by, span, asked, (0, 10_000)).await.unwrap();
            let ids: BTreeSet<i64> = found.volumes.iter().map(|volume| volume.id).collect();
            assert_eq!(ids.len() as i64, held.volumes, "{meant:?} {under:?}");
            assert_eq!(found.sum, held);
        }
    }
}

async fn by_chance(mut site: Site, seed: u64) -> Vec<String> {
    let (mut dice, mut day) = (Dice(seed), today());
    let mut evenings = BTreeMap::new();
    for _ in 0..45 {
        act(&site, &on(day), &mut dice).await;
        evenings.insert(day, counted(&site.archive).await);
        day = day.checked_add_days(Days::new([0, 0, 1, 13, 31][dice.below(5)])).unwrap();
    }
    let last = NaiveDate::from_ymd_opt(2030, 1, 1).unwrap();
    site.set_day(2030, 1, 1);
    let by = site.by();
    let mut told = Vec::new();
    for year in 2026..=2029 {
        let span = Span { year, month: None };
        let account = agrees(&site, &by, span, &evenings).await;
        told.push(serde_json::to_string(&account).unwrap());
        for month in 1..=12 {
            agrees(&site, &by, Span { year, month: Some(month) }, &evenings).await;
        }
        if year == 2026 || year == 2027 {
            lines_agree(&site, &by, span, &account).await;
        }
    }
    assert_eq!(by.today(), last);
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_the_account_is_what_stood_there_on_both_databases() {
    let told = both(|site| by_chance(site, 20_261_121)).await;
    assert!(told.iter().any(|account| account.contains("taken_out")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dozen_other_ways_it_may_happen() {
    for seed in 1..=12 {
        by_chance(Site::open().await, seed * 7919).await;
    }
}

/// A year in which some volumes are destroyed, on either database.
async fn destroyed(mut site: Site) -> (Vec<MovementKind>, Held) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    closed(archive, &site.by(), "催缴材料", 5).await;
    let kept = closed(archive, &site.by(), "缴费证明材料", 2).await;
    let spring = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let volumes = archive.store.volumes(&Scope::default(), ("", 0), 100).await.unwrap();
    let listed = volumes.iter().map(|volume| volume.id).filter(|id| !kept.contains(id)).collect();
    let mut batch = Batch::opened(archive, spring, ListSource::Volumes(listed)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    batch.counted_before_both().await;
    batch.destroys().await.unwrap();
    site.set_day(2028, 1, 5);
    let (archive, by) = (&site.archive, site.by());
    let span = |year| Span { year, month: None };
    let year = reckoning::account(archive, &by, span(2027), &Scope::default()).await.unwrap();
    assert_eq!((year.opening, year.added, year.taken), (Held::new(7, 7), Held::default(), Held::new(5, 5)));
    assert_eq!(year.closing, Held::new(2, 2));
    let before = reckoning::account(archive, &by, span(2026), &Scope::default()).await.unwrap();
    assert_eq!((before.opening, before.closing), (Held::default(), Held::new(7, 7)));
    // 年末数 of the year before is what it was, though the volumes are gone; both years say where they went
    let of = async |year: i32, key: &str| {
        let scope = Scope { year_to: Some(year), ..Scope::default() };
        let figures = cataloging::figures(archive, &by, &scope).await.unwrap().unwrap();
        figures
            .figures
            .iter()
            .filter(|one| one.key == key)
            .map(|one| (one.volumes, one.items))
            .next()
            .unwrap()
    };
    assert_eq!((of(2026, "volumes").await, of(2027, "volumes").await), ((7, 7), (2, 2)));
    assert_eq!((of(2026, "new_10").await, of(2027, "new_10").await), ((7, 7), (0, 0)));
    assert_eq!((of(2026, "destroyed").await, of(2027, "destroyed").await), ((0, 0), (5, 5)));
    let gone = Behind { kind: Some(MovementKind::Destroyed), ..Behind::default() };
    let asked = (&Scope::default(), NumberMeant::Moved, &gone);
    let found = reckoning::behind(archive, &by, span(2027), asked, (0, 100)).await.unwrap();
    assert_eq!((found.total, found.sum), (5, Held::new(-5, -5)));
    sound(&site).await;
    (year.ways.iter().map(|sum| sum.kind).collect(), year.closing)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_destroyed_is_counted_as_held_until_it_went() {
    assert_eq!(both(destroyed).await, (vec![MovementKind::Destroyed], Held::new(2, 2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_the_year_is_made_again_as_it_was() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let shelved =
            file(archive, &by, vec![draft(&levy(2009), "甲", 3), draft(&levy(2010), "乙", 4)]).await.unwrap();
        close(archive, &by, shelved[0].volume_id, Closing::default()).await.unwrap();
        let (filter, quiet) = (Scope { year_to: Some(2026), ..Scope::default() }, Progress::default());
        let mut originals = Vec::new();
        for kind in ["holdings_change", "statistics"] {
            let wanted =
                CatalogRequest { kind: kind.into(), filter: filter.clone(), ..CatalogRequest::default() };
            let out = archive.config.data().join(format!("{kind}.pdf"));
            cataloging::print(archive, &by, &wanted, &OnPaper::default(), Lang::Zh, &out, &quiet)
                .await
                .unwrap();
            originals.push((kind, std::fs::read(&out).unwrap()));
        }
        // the same year goes on: one more is closed, one more comes
        close(archive, &by, shelved[1].volume_id, Closing::default()).await.unwrap();
        file(archive, &by, vec![draft(&levy(2011), "丙", 5)]).await.unwrap();
        for (kind, bytes) in originals {
            let (digest, again) = (Digest::compute(&bytes).hex(), archive.config.data().join("again.pdf"));
            let proof = cataloging::reprint(archive, &by, &digest, &again).await.unwrap();
            assert_eq!(proof.again, Some(MadeAgain::SameBytes), "{kind}: {proof:?}");
            cataloging::remake(archive, &by, &digest, &again).await.unwrap();
            assert_ne!(std::fs::read(&again).unwrap(), bytes, "{kind}: as it would be today");
        }
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_the_page_leads_to_its_records() {
    let door = Door::furnished().await;
    let page = door.get("/reports?year=2026").await.text();
    let mut links = 0;
    for part in page.split("href=\"/reports/records?").skip(1) {
        let (href, rest) = part.split_once("\">").unwrap();
        let said = rest.split('<').next().unwrap().replace([',', ' ', '\u{2009}', '\u{a0}'], "");
        let (volumes, items) = said.split_once('/').unwrap_or_else(|| panic!("{said}"));
        let list = door.get(&format!("/reports/records?{}", href.replace("&#38;", "&"))).await.text();
        let number = |name: &str| -> i64 {
            let text = list.split(&format!("data-{name}=\"")).nth(1).unwrap();
            text.split('"').next().unwrap().parse().unwrap()
        };
        assert_eq!(
            (number("volumes"), number("items")),
            (volumes.parse().unwrap(), items.parse().unwrap()),
            "{href}"
        );
        links += 1;
    }
    assert!(links > 8, "{links}");
    let json = door.get("/api/v1/reports/holdings?year=2026").await.json();
    assert_eq!(json["closing"]["items"], json["months"][11]["closing"]["items"]);
    let figures = door.get("/api/v1/reports/figures?year=2026").await.json();
    assert!(figures["by_hand"].as_array().unwrap().iter().any(|one| one == "staff"), "{figures}");
    for format in ["pdf", "xlsx", "csv"] {
        let made = door.get(&format!("/api/v1/catalogs/holdings_change?year=2026&format={format}")).await;
        assert!(made.status.is_success() && !made.body.is_empty(), "{format}: {}", made.text());
    }
    let wrong = door.get("/api/v1/reports/holdings?year=2026&month=13").await;
    assert_eq!(wrong.json()["problems"][0]["kind"], "no_such_month");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_some_fonds_alone_has_an_account_of_these() {
    let site = Site::open().await;
    let archive = &site.archive;
    guidang::acts::setup::founding::add_fonds(
        archive,
        &site.by(),
        "0212".into(),
        "繁昌".into(),
        levy(2009).scheme_id,
    )
    .await
    .unwrap();
    let other = guidang::domain::records::item::Place { fonds: "0212".into(), ..levy(2009) };
    file(archive, &site.by(), vec![draft(&levy(2009), "甲", 3)]).await.unwrap();
    file(archive, &site.by(), vec![draft(&other, "乙", 3), draft(&other, "丙", 3)]).await.unwrap();
    let mut by = site.by();
    by.actor.rights.0 =
        vec![Allowed { post: "archivist".into(), deeds: vec![Deed::Read], fonds: Some("0212".into()) }];
    let within = archive.within(&["0212".into()], "local").await.unwrap();
    let span = Span { year: 2026, month: None };
    let account = reckoning::account(&within, &by, span, &Scope::default()).await.unwrap();
    assert_eq!((account.added, account.closing), (Held::new(1, 2), Held::new(1, 2)));
    let whole = reckoning::account(archive, &site.by(), span, &Scope::default()).await.unwrap();
    assert_eq!(whole.closing, Held::new(2, 3));
    let foreign = Scope { fonds: Some("0211".into()), ..Scope::default() };
    let none = reckoning::account(&within, &by, span, &foreign).await.unwrap();
    assert!(none.rows.is_empty(), "{none:?}");
}

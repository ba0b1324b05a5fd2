//! An office with everybody a destruction takes, and papers that have run out.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::disposal::disposing::{
    self, Destroying, DisposalDecision, DisposalStep, DisposalView, ListSource, Opening, VoteOn,
};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::signing_in::{self, Origin};
use guidang::archive::Archive;
use guidang::clock::Clock;
use guidang::domain::general::error::Result;
use guidang::domain::general::role::By;
use guidang::domain::records::item::Place;
use guidang::domain::values::period::RetentionPeriod;
use guidang::people;

use super::{draft, file, place};

/// Login, name and post of everybody.
const STAFF: [(&str, &str, &str); 10] = [
    ("handler", "经办人甲", "archivist"),
    ("chief", "馆长乙", "manager"),
    ("third", "档案员癸", "archivist"),
    ("leader", "负责人丙", "appraiser"),
    ("business", "业务丁", "appraiser"),
    ("keeper", "档案戊", "appraiser"),
    ("office", "行政己", "appraiser"),
    ("head", "局长庚", "head"),
    ("first", "监销辛", "supervisor"),
    ("second", "监销壬", "supervisor"),
];

/// The seats of the group, and who has them.
pub const GROUP: [(&str, &str); 4] =
    [("leader", "leader"), ("business", "business"), ("keeper", "archives"), ("office", "administration")];

/// What both supervisors prove themselves by.
pub const PASSWORD: &str = "四季 水杉 铜铃 摆渡";

/// Everybody gets an account and a post; the supervisors choose their passwords.
pub async fn staffed(archive: &Archive, by: &By) {
    for (login, name, post) in STAFF {
        let new = NewAccount { login: login.into(), name: name.into(), ..NewAccount::default() };
        let secret = enrolling::enrol(archive, by, new).await.unwrap();
        let given = Proposal { login: login.into(), post: post.into(), ..Proposal::default() };
        assert!(appointing::propose(archive, by, given).await.unwrap().given);
        if post == "supervisor" {
            let own = acting(archive, login, by.today()).await;
            signing_in::change_password(archive, &own, (&secret, PASSWORD), &Origin::default())
                .await
                .unwrap();
        }
    }
}

/// Somebody at work on a day.
pub async fn acting(archive: &Archive, login: &str, on: NaiveDate) -> By {
    let account = archive.store.account_named(login).await.unwrap().unwrap_or_else(|| panic!("no {login}"));
    let actor = people::actor(&archive.store, &account, on).await.unwrap();
    By { actor, ..Clock::Set(on).program() }
}

/// Files and closes volumes of 2009 with one paper each, kept for ten years.
pub async fn closed(archive: &Archive, by: &By, step: &str, count: usize) -> Vec<i64> {
    closed_at(archive, by, &place(2009, "ZJ", step, RetentionPeriod::Years(10)), step, count).await
}

/// The same where they are filed in another place.
pub async fn closed_at(archive: &Archive, by: &By, place: &Place, title: &str, count: usize) -> Vec<i64> {
    let drafts = (1..=count).map(|at| draft(place, &format!("{title}{at}"), 190)).collect();
    let mut volumes: Vec<i64> =
        file(archive, by, drafts).await.unwrap().into_iter().map(|shelved| shelved.volume_id).collect();
    volumes.dedup();
    assert_eq!(volumes.len(), count, "each paper fills a volume");
    for volume in &volumes {
        let closing = Closing { closed_by: "陈".into(), checked_by: "李".into(), note: String::new() };
        close(archive, by, *volume, closing).await.unwrap();
    }
    volumes
}

/// Closed volumes of 2009 with three papers each, of 60 pages, kept for ten years.
pub async fn closed_with_three(archive: &Archive, by: &By, step: &str, count: usize) -> Vec<i64> {
    let place = place(2009, "ZJ", step, RetentionPeriod::Years(10));
    let drafts = (1..=3 * count).map(|at| draft(&place, &format!("{step}{at}"), 60)).collect();
    let mut volumes: Vec<i64> =
        file(archive, by, drafts).await.unwrap().into_iter().map(|shelved| shelved.volume_id).collect();
    volumes.dedup();
    assert_eq!(volumes.len(), count);
    for volume in &volumes {
        let closing = Closing { closed_by: "陈".into(), checked_by: "李".into(), note: String::new() };
        close(archive, by, *volume, closing).await.unwrap();
    }
    volumes
}

/// A record stays while its volume goes.
pub fn keep_out(item: i64) -> DisposalStep {
    let (line, code, pages) = Default::default();
    DisposalStep::KeepOut { item, reason: "货款未结清".into(), line, code, pages }
}

/// The number of what [`batch_opened`] opens.
pub const BATCH: &str = "X2026-001";

/// Addresses of its pages, by their routes; a batch may be opened of this volume.
pub fn addresses(volume: i64) -> BTreeMap<&'static str, Vec<String>> {
    let batch = |more: &str| format!("/disposals/{BATCH}{more}");
    let due = "/disposals/new?from=due&year=2026&class=ZJ&this_year=1&q=%3Cimg";
    BTreeMap::from([
        ("/disposals", vec!["/disposals?show=all".into(), "/disposals?said=disposal_withdrawn".into()]),
        ("/disposals/new", vec![format!("/disposals/new?volumes={volume}"), due.into()]),
        (
            "/disposals/{number}",
            ["", "?only=troubled", "?group=1&rows=20", "?vote=1&history=all&page=9"].map(batch).into(),
        ),
        ("/disposals/{number}/site", ["/site", "/site?last=1"].map(batch).into()),
    ])
}

/// A batch of two volumes whose group begins to vote, opened by the local user.
pub async fn batch_opened(archive: &Archive) {
    let by = archive.local_user();
    staffed(archive, &by).await;
    let volumes = closed(archive, &by, "催缴材料", 2).await;
    let batch = Batch::opened(archive, by.today(), ListSource::Volumes(volumes)).await;
    assert_eq!(batch.number, BATCH);
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.does("leader", vote(VoteOn::Group(1), DisposalDecision::Destroy, None)).await;
}

/// Steps of one batch by those whose turn it is.
pub struct Batch<'a> {
    pub archive: &'a Archive,
    pub number: String,
    pub on: NaiveDate,
}

impl<'a> Batch<'a> {
    pub async fn opened(archive: &'a Archive, on: NaiveDate, from: ListSource) -> Batch<'a> {
        let by = acting(archive, "handler", on).await;
        let opened = disposing::open(archive, &by, Opening { title: String::new(), from }).await.unwrap();
        Batch { archive, number: opened.view.short.number, on }
    }

    pub async fn by(&self, login: &str) -> By {
        acting(self.archive, login, self.on).await
    }

    pub async fn view(&self) -> DisposalView {
        disposing::disposal(self.archive, &self.by("handler").await, &self.number).await.unwrap()
    }

    /// What somebody's step comes to.
    pub async fn tries(&self, login: &str, step: DisposalStep) -> Result<DisposalView> {
        disposing::take_step(self.archive, &self.by(login).await, &self.number, step).await
    }

    pub async fn does(&self, login: &str, step: DisposalStep) -> DisposalView {
        let word = step.kind().key();
        self.tries(login, step).await.unwrap_or_else(|error| panic!("{login} {word}: {error}"))
    }

    /// Everybody sits down.
    pub async fn seats(&self) {
        for (login, seat) in GROUP {
            let (name, seat) = (login.to_owned(), seat.to_owned());
            self.does("handler", DisposalStep::Seat { account: 0, name, seat }).await;
        }
    }

    /// The whole group says one thing.
    pub async fn all_say(&self, on: VoteOn, decision: DisposalDecision, years: Option<u16>) {
        for (login, _) in GROUP {
            self.does(login, vote(on, decision, years)).await;
        }
    }

    /// Opinion, both consents, the report, and the days after it.
    pub async fn approved_and_reported(&mut self, days: u32) {
        self.does("handler", DisposalStep::WriteOpinion { words: "到期，无继续保存价值".into() }).await;
        self.does("chief", DisposalStep::Consent { role: "archives".into(), words: "同意".into() }).await;
        self.does("head", DisposalStep::Consent { role: "head".into(), words: "同意销毁".into() }).await;
        let (number, to) = ("芜人社备〔2027〕3号".to_owned(), "市人社局".to_owned());
        self.does("handler", DisposalStep::Report { number, to, days }).await;
        self.on = self.on + chrono::Days::new(days.into());
    }

    /// Each volume that is to go is counted by its barcode, and both supervisors sign in.
    pub async fn counted_before_both(&self) {
        let view = self.does("handler", DisposalStep::Begin).await;
        let to_go = |line: &&disposing::LineShown| matches!(line.fate, disposing::VolumeFate::Decided(decided) if decided.decision == DisposalDecision::Destroy);
        for line in view.lines.iter().filter(to_go) {
            let line = disposing::line_called(&view, &line.barcode).unwrap();
            self.does("handler", DisposalStep::Tick { line }).await;
        }
        self.signs_in("first").await.unwrap();
        self.signs_in("second").await.unwrap();
    }

    pub async fn signs_in(&self, login: &str) -> Result<DisposalView> {
        let screen = self.by("handler").await;
        disposing::supervise(self.archive, &screen, &self.number, login, PASSWORD.into()).await
    }

    pub async fn destroys(&self) -> Result<DisposalView> {
        let order = Destroying {
            typed: self.number.clone(),
            method: "pulping".into(),
            place: "市造纸厂".into(),
            time: "9:30".into(),
        };
        disposing::destroy(self.archive, &self.by("handler").await, &self.number, order).await
    }
}

pub fn vote(on: VoteOn, decision: DisposalDecision, years: Option<u16>) -> DisposalStep {
    let period = years.map(RetentionPeriod::Years);
    DisposalStep::Vote { on, decision, period, reason: "按同类惯例".into() }
}

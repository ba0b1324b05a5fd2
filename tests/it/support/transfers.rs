//! Volumes of 2009 that are kept for long, and the steps of handing them over.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::catalogs::cataloging;
use guidang::acts::disposal::transferring::{
    self, OpeningOn, TransferSource, TransferStep, TransferView, TransferWanted,
};
use guidang::archive::Archive;
use guidang::domain::general::error::Result;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::progress::Progress;

use super::disposals::acting;
use super::{draft, file, levy};

pub const RECEIVER: &str = "芜湖市档案馆";

/// Files and closes volumes of 2009 with one paper each, kept for a hundred years.
pub async fn long_kept(archive: &Archive, by: &By, count: usize) -> Vec<i64> {
    long_kept_of(archive, by, 2009, count).await
}

/// The same of a year.
pub async fn long_kept_of(archive: &Archive, by: &By, year: i32, count: usize) -> Vec<i64> {
    let drafts = (1..=count).map(|at| draft(&levy(year), &format!("缴费核定表{at}"), 190)).collect();
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

/// The number of what [`transfer_opened`] opens.
pub const TRANSFER: &str = "Y2026-001";

/// Addresses of its pages, by their routes; a transfer may be opened of this volume.
pub fn transfer_addresses(volume: i64) -> BTreeMap<&'static str, Vec<String>> {
    let batch = |more: &str| format!("/transfers/{TRANSFER}{more}");
    BTreeMap::from([
        ("/transfers", vec!["/transfers?show=all".into(), "/transfers?said=transfer_withdrawn".into()]),
        (
            "/transfers/new",
            vec![
                format!("/transfers/new?volumes={volume}"),
                "/transfers/new?from=due&rule=county&year=2009".into(),
            ],
        ),
        (
            "/transfers/{number}",
            ["", "?only=troubled", "?group=1&rows=20", "?history=all&page=9"].map(batch).into(),
        ),
        ("/transfers/{number}/packing", ["/packing", "/packing?carton=2&last=1"].map(batch).into()),
    ])
}

/// A transfer of two volumes that is being packed, opened by the local user; everybody is there already.
pub async fn transfer_opened(archive: &Archive) {
    let by = archive.local_user();
    let volumes = long_kept_of(archive, &by, 2007, 2).await;
    let transfer = Handing::opened(archive, by.today(), TransferSource::Volumes(volumes)).await;
    assert_eq!(transfer.number, TRANSFER);
    transfer.does(vec![opened(OpeningOn::All), TransferStep::Examine]).await;
}

/// An opinion that everything may be opened.
pub fn opened(on: OpeningOn) -> TransferStep {
    TransferStep::StateOpening { on, opening: "open".into(), reason: String::new() }
}

/// Steps of one transfer by the handler.
pub struct Handing<'a> {
    pub archive: &'a Archive,
    pub number: String,
    pub on: NaiveDate,
}

impl<'a> Handing<'a> {
    /// A transfer of these, opened by the one who handles it.
    pub async fn opened(archive: &'a Archive, on: NaiveDate, from: TransferSource) -> Handing<'a> {
        let by = acting(archive, "handler", on).await;
        let opened = transferring::open(archive, &by, wanted(from)).await.unwrap();
        Handing { archive, number: opened.view.short.number, on }
    }

    pub async fn by(&self, login: &str) -> By {
        acting(self.archive, login, self.on).await
    }

    pub async fn view(&self) -> TransferView {
        transferring::transfer(self.archive, &self.by("handler").await, &self.number).await.unwrap()
    }

    pub async fn tries(&self, steps: Vec<TransferStep>) -> Result<TransferView> {
        transferring::take_steps(self.archive, &self.by("handler").await, &self.number, steps).await
    }

    pub async fn does(&self, steps: Vec<TransferStep>) -> TransferView {
        let words: Vec<&str> = steps.iter().map(|step| step.kind().key()).collect();
        self.tries(steps).await.unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    /// Everything is laid into cartons of fifty, by barcode.
    pub async fn packs_all(&self) -> TransferView {
        let view = self.view().await;
        let mut steps = Vec::new();
        for shown in view.lines.iter().filter(|shown| shown.place > 0) {
            let line = transferring::line_called(&view, &shown.barcode).unwrap();
            steps.push(TransferStep::Pack { line, carton: (shown.place as u32 - 1) / 50 + 1 });
        }
        self.does(steps).await
    }

    /// The package is made, and the transfer sealed with it.
    pub async fn seals(&self, package: &Path) -> TransferView {
        let by = self.by("handler").await;
        let wanted = transferring::package_asked(self.archive, &by, &self.number).await.unwrap();
        let quiet = Progress::default();
        let packed =
            cataloging::package(self.archive, &by, &wanted, Lang::Zh, package, &quiet).await.unwrap();
        self.does(vec![TransferStep::Seal { manifest: packed.manifest.hex() }]).await
    }

    pub async fn hands_over(&self) -> TransferView {
        self.does(vec![hand_over(self.on)]).await
    }
}

pub fn wanted(from: TransferSource) -> TransferWanted {
    TransferWanted {
        title: String::new(),
        receiver: RECEIVER.into(),
        rule: "county".into(),
        agreement: String::new(),
        from,
    }
}

pub fn hand_over(on: NaiveDate) -> TransferStep {
    TransferStep::HandOver {
        given_by: "经办人甲".into(),
        taken_by: "馆员子".into(),
        witness_unit: "芜湖市档案局".into(),
        witness: "监交丑".into(),
        on,
    }
}

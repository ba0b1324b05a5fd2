//! 推算: what a draft of a scheme or an accounting table would move, before anybody adopts it. Nothing is written.

mod paper;

pub use paper::print;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::disposal::foreseen::{DateMove, shelf_mm};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::schemes::scheme::{self, SchemeFile, Schemes};
use crate::problems;
use crate::procedures::foreseeing::{Draft, Foreseeing, Foreseen};

/// Volumes named for each way dates move.
const NAMED: usize = 200;

/// A draft to be looked at.
#[derive(Clone, Debug, Default)]
pub struct WhatIfAsked {
    /// The file's text.
    pub text: String,
    /// Of a scheme: the edition whose records are looked at. `None`: the kept edition of its id, or the one in use.
    pub against: Option<String>,
    pub scope: Scope,
}

/// A volume whose date would move.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeMove {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub items: u32,
    pub pages: u32,
    pub before: Wording,
    pub after: Wording,
}

/// The volumes whose dates would move one way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveSum {
    pub kind: DateMove,
    pub word: Wording,
    /// They could be appraised sooner.
    pub shortens: bool,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    /// Shelf they take, estimated from their pages.
    pub metres: f64,
    /// The first of them, in shelf order.
    pub first: Vec<VolumeMove>,
}

/// Volumes due by the end of a year, now and by the draft.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueThen {
    pub year: i32,
    pub now: i64,
    pub then: i64,
    /// Of those due by the draft, the ones that become due in this very year.
    pub new_then: i64,
}

/// What a draft would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WhatIf {
    pub id: String,
    pub name: String,
    /// The edition whose records were looked at; `None`: the draft is an accounting table, which concerns all.
    pub against: Option<String>,
    /// Volumes and records looked at, and volumes whose date would stay.
    pub volumes: i64,
    pub items: i64,
    pub unmoved: i64,
    /// Volumes of steps the draft no longer has: nothing can be said of them.
    pub unknown: i64,
    pub moves: Vec<MoveSum>,
    pub due: Vec<DueThen>,
    pub shortens: bool,
}

/// Looks at every volume of the scope as if the draft held.
///
/// # Errors
/// `Unreadable` with every problem of the file; `Refused` where no edition is meant.
pub async fn what_if(archive: &Archive, by: &By, asked: &WhatIfAsked) -> Result<WhatIf> {
    allow(by, Deed::Read)?;
    let among = among_kept(archive, asked).await?;
    let mut counted = Counted::begin(by.today().year());
    let mut walk = Foreseeing::begin(archive, among.draft(), &asked.scope).await?;
    while let Some(volumes) = walk.next(archive).await? {
        volumes.iter().for_each(|one| counted.take(one));
    }
    Ok(counted.end(&among))
}

/// A draft read, among the editions the archive keeps.
struct AmongKept {
    id: String,
    name: String,
    /// Of a scheme.
    against: Option<String>,
    schemes: Schemes,
}

impl AmongKept {
    fn draft(&self) -> Draft<'_> {
        let instead_of = match (&self.against, self.schemes.scheme(&self.id)) {
            (Some(against), Some(draft)) => Some((draft, against.as_str())),
            _ => None,
        };
        Draft { schemes: &self.schemes, instead_of }
    }
}

async fn among_kept(archive: &Archive, asked: &WhatIfAsked) -> Result<AmongKept> {
    let file = scheme::parse(&asked.text).map_err(Error::Unreadable)?;
    let (id, name, against) = match file {
        SchemeFile::Accounting(table) => (table.id, table.name, None),
        SchemeFile::Scheme(draft) => {
            let against = against(archive, &draft.id, asked).await?;
            (draft.id, draft.name, Some(against))
        }
    };
    // looked at in the place of a kept edition of the same id
    let schemes = archive.schemes_with(&id, &asked.text).await?;
    Ok(AmongKept { id, name, against, schemes })
}

/// The edition whose records a draft of a scheme is held against.
async fn against(archive: &Archive, draft: &str, asked: &WhatIfAsked) -> Result<String> {
    let schemes = archive.schemes();
    if let Some(id) = &asked.against {
        return match schemes.scheme(id) {
            Some(known) => Ok(known.id.clone()),
            None => Err(Error::from(no_edition_to_compare(id, &names(&schemes)))),
        };
    }
    if schemes.scheme(draft).is_some() {
        return Ok(draft.to_owned());
    }
    let fonds = archive.fonds_numbered(asked.scope.fonds.as_deref()).await?;
    Ok(archive.scheme_of(&fonds).await?.1.id)
}

fn names(schemes: &Schemes) -> String {
    schemes.schemes.iter().map(|scheme| scheme.id.as_str()).collect::<Vec<_>>().join("、")
}

/// Counts in the making.
struct Counted {
    volumes: i64,
    items: i64,
    unmoved: i64,
    unknown: i64,
    moves: Vec<MoveSum>,
    due: Vec<DueThen>,
}

impl Counted {
    fn begin(year: i32) -> Counted {
        let none = |kind: &DateMove| MoveSum {
            kind: *kind,
            word: kind.word(),
            shortens: kind.shortens(),
            volumes: 0,
            items: 0,
            pages: 0,
            metres: 0.0,
            first: Vec::new(),
        };
        let due = [year, year + 1].map(|year| DueThen { year, now: 0, then: 0, new_then: 0 });
        Counted {
            volumes: 0,
            items: 0,
            unmoved: 0,
            unknown: 0,
            moves: DateMove::ALL.iter().map(none).collect(),
            due: due.into(),
        }
    }

    fn take(&mut self, one: &Foreseen) {
        let (volume, (before, after)) = (&one.volume, one.days());
        (self.volumes, self.items) = (self.volumes + 1, self.items + i64::from(volume.items));
        for due in &mut self.due {
            let is_by = |day: &Option<NaiveDate>| day.is_some_and(|day| day.year() <= due.year);
            due.now += i64::from(is_by(&before));
            due.then += i64::from(is_by(&after));
            due.new_then += i64::from(after.is_some_and(|day| day.year() == due.year));
        }
        self.unknown += i64::from(one.after.is_none());
        let Some(kind) = one.moved() else {
            self.unmoved += i64::from(one.after.is_some());
            return;
        };
        let Some(sum) = self.moves.iter_mut().find(|sum| sum.kind == kind) else { return };
        sum.volumes += 1;
        sum.items += i64::from(volume.items);
        sum.pages += i64::from(volume.pages);
        if sum.first.len() < NAMED {
            sum.first.push(moved(one));
        }
    }

    fn end(mut self, among: &AmongKept) -> WhatIf {
        self.moves.retain(|sum| sum.volumes > 0);
        for sum in &mut self.moves {
            sum.metres = shelf_mm(sum.pages) as f64 / 1000.0;
        }
        WhatIf {
            id: among.id.clone(),
            name: among.name.clone(),
            against: among.against.clone(),
            volumes: self.volumes,
            items: self.items,
            unmoved: self.unmoved,
            unknown: self.unknown,
            shortens: self.moves.iter().any(|sum| sum.shortens),
            moves: self.moves,
            due: self.due,
        }
    }
}

fn moved(one: &Foreseen) -> VolumeMove {
    let volume = &one.volume;
    let after = one.after.clone().unwrap_or_default();
    VolumeMove {
        id: volume.id,
        code: volume.code.clone(),
        title: volume.title.clone(),
        items: volume.items,
        pages: volume.pages,
        before: in_words(volume.eligible_on, volume.question.as_deref()),
        after: in_words(after.on, after.question.as_deref()),
    }
}

/// A day, 待定, or 永久.
fn in_words(on: Option<NaiveDate>, question: Option<&str>) -> Wording {
    match (on, question) {
        (Some(day), _) => Wording::same(day.to_string()),
        (None, Some(_)) => crate::say!("待定", "open question"),
        (None, None) => crate::say!("永久", "permanent"),
    }
}

problems! {
    refuse no_edition_to_compare(id, known):
        "没有保存「{id}」这个方案。" / "The archive keeps no scheme \"{id}\"."
        => "已保存的：{known}。" / "It keeps {known}.";
}

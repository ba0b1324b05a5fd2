//! What can happen to the archive, and the chain that proves nothing was taken out or put in between.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use super::event_kind::EventKind;
use crate::general::digest::{Digest, FieldDigest};
use crate::general::masking::{Detail, Guarded, Hidden};

/// What kind of row an event touched. The row's digest covers everything that belongs to it: an
/// item's covers its persons and units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Fonds,
    Scheme,
    Item,
    Volume,
    Batch,
    Mapping,
    Fact,
    Place,
    Job,
    /// A row of a batch that had something to say; [`batch_row_id`] makes one number of its key.
    BatchRow,
    /// Something in a person's basket.
    Basket,
    /// A line of 利用登记.
    Consultation,
    SavedSearch,
    /// A decision about a cell or row of a sheet that waits.
    Repair,
    /// A printer and how far it sets a page off.
    Printer,
    /// A scheme a fonds took up.
    Adoption,
    /// A fonds that went before another.
    Succession,
    /// A person who may sign in.
    Account,
    /// A post given to an account.
    Appointment,
    /// Two posts that one person never holds together.
    Separation,
    /// What a program is known by.
    Token,
    /// What somebody proves beside the password.
    SecondFactor,
    /// Records that must stay as long as a matter is open.
    Hold,
    /// A volume or record that a hold names.
    HoldRecord,
    /// A draft that moves dates of what is filed.
    ScheduleChange,
    /// A batch of volumes to be appraised.
    Disposal,
    /// A volume on its list.
    DisposalLine,
    /// What somebody stated or did in it.
    DisposalStep,
    /// A volume that is here no more.
    Departure,
    /// Which record is which paper of a batch.
    DisposalRecord,
    /// A record kept out of what a batch destroys.
    DisposalKeptOut,
    /// A batch of volumes to be handed over to another archive.
    Transfer,
    /// A volume on its list.
    TransferLine,
    /// What somebody stated or did in it.
    TransferStep,
    /// Papers a department hands in.
    Handover,
    /// One of them.
    HandoverLine,
}

/// Batch and row of the sheet as one number.
pub fn batch_row_id(batch: i64, row: u32) -> i64 {
    batch << 32 | i64::from(row)
}

impl RecordKind {
    /// One letter in the event's list of rows.
    pub fn letter(self) -> char {
        match self {
            RecordKind::Fonds => 'f',
            RecordKind::Scheme => 's',
            RecordKind::Item => 'i',
            RecordKind::Volume => 'v',
            RecordKind::Batch => 'b',
            RecordKind::Mapping => 'm',
            RecordKind::Fact => 'q',
            RecordKind::Place => 'p',
            RecordKind::Job => 'j',
            RecordKind::BatchRow => 'r',
            RecordKind::Basket => 'k',
            RecordKind::Consultation => 'u',
            RecordKind::SavedSearch => 'w',
            RecordKind::Repair => 'x',
            RecordKind::Printer => 'y',
            RecordKind::Adoption => 'a',
            RecordKind::Succession => 'n',
            RecordKind::Account => 'c',
            RecordKind::Appointment => 'o',
            RecordKind::Separation => 'e',
            RecordKind::Token => 't',
            RecordKind::SecondFactor => 'F',
            RecordKind::Hold => 'h',
            RecordKind::HoldRecord => 'g',
            RecordKind::ScheduleChange => 'S',
            RecordKind::Disposal => 'd',
            RecordKind::DisposalLine => 'l',
            RecordKind::DisposalStep => 'z',
            RecordKind::Departure => 'D',
            RecordKind::DisposalRecord => 'R',
            RecordKind::DisposalKeptOut => 'K',
            RecordKind::Transfer => 'T',
            RecordKind::TransferLine => 'L',
            RecordKind::TransferStep => 'Z',
            RecordKind::Handover => 'H',
            RecordKind::HandoverLine => 'P',
        }
    }

    pub fn from_letter(letter: char) -> Option<Self> {
        use RecordKind::*;
        [
            Fonds,
            Scheme,
            Item,
            Volume,
            Batch,
            Mapping,
            Fact,
            Place,
            Job,
            BatchRow,
            Basket,
            Consultation,
            SavedSearch,
            Repair,
            Printer,
            Adoption,
            Succession,
            Account,
            Appointment,
            Separation,
            Token,
            SecondFactor,
            Hold,
            HoldRecord,
            ScheduleChange,
            Disposal,
            DisposalLine,
            DisposalStep,
            Departure,
            DisposalRecord,
            DisposalKeptOut,
            Transfer,
            TransferLine,
            TransferStep,
            Handover,
            HandoverLine,
        ]
        .into_iter()
        .find(|kind| kind.letter() == letter)
    }
}

/// The new state of one row; `None`: the row is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    pub kind: RecordKind,
    pub id: i64,
    pub state: Option<Digest>,
}

/// A deed about to be written. `what` is the key of its [`EventKind`], `about` names its main subject for
/// people, `detail` is the deed's own facts (old and new values, counts, file names).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    pub what: String,
    pub about: String,
    pub detail: Detail,
}

impl Event {
    pub fn new(what: EventKind, about: impl Into<String>, detail: serde_json::Value) -> Self {
        Event { what: what.key().into(), about: about.into(), detail: detail.into() }
    }
}

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Logged {
    pub seq: i64,
    /// RFC 3339 with offset.
    pub at: String,
    pub actor: String,
    pub event: Event,
    pub digest: Digest,
}

impl Guarded for Logged {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.event.detail);
    }
}

/// The rows of an event as text: one `letter id digest` a line, in order of kind and id.
pub fn rows_text(touched: &mut [Touched]) -> String {
    touched.sort_by_key(|row| (row.kind, row.id));
    let mut text = String::with_capacity(touched.len() * 72);
    for row in touched {
        text.push(row.kind.letter());
        text.push_str(&row.id.to_string());
        text.push(' ');
        text.push_str(&row.state.map_or_else(|| "-".to_owned(), |digest| digest.hex()));
        text.push('\n');
    }
    text
}

/// Reads what [`rows_text`] wrote; `None` when the text was damaged.
pub fn rows_from_text(text: &str) -> Option<Vec<Touched>> {
    text.lines()
        .map(|line| {
            let (row, state) = line.split_once(' ')?;
            let kind = RecordKind::from_letter(row.chars().next()?)?;
            let id = row[1..].parse().ok()?;
            let state = match state {
                "-" => None,
                hex => Some(Digest::from_hex(hex)?),
            };
            Some(Touched { kind, id, state })
        })
        .collect()
}

/// Everything the digest of one event covers.
pub struct EventLink<'a> {
    /// Digest of the event before; empty for the first.
    pub previous: &'a str,
    pub seq: i64,
    pub at: &'a str,
    pub actor: &'a str,
    pub what: &'a str,
    pub about: &'a str,
    /// JSON, as stored.
    pub detail: &'a str,
    /// As [`rows_text`] wrote it.
    pub rows: &'a str,
    /// What those rows said before, as stored; empty: nothing that was there was changed.
    pub before: &'a str,
}

impl EventLink<'_> {
    /// It covers the link before, so that cutting, changing or inserting an event breaks the chain from
    /// there on.
    pub fn digest(&self) -> Digest {
        let mut fields = FieldDigest::new("event");
        fields.text(self.previous).int(self.seq);
        self.texts().for_each(|text| {
            fields.text(text);
        });
        fields.digest()
    }

    /// What the digest is over, for whoever is to compute it with a tool of her own.
    pub fn bytes(&self) -> Vec<u8> {
        let text = |text: &str| [b"t", &(text.len() as u64).to_be_bytes()[..], text.as_bytes()].concat();
        let mut bytes =
            [text("event"), text(self.previous), [b"i", &self.seq.to_be_bytes()[..]].concat()].concat();
        self.texts().for_each(|one| bytes.extend(text(one)));
        bytes
    }

    /// The texts behind its number; events of versions that kept no earlier values have none.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let before = Some(self.before).filter(|before| !before.is_empty());
        [self.at, self.actor, self.what, self.about, self.detail, self.rows].into_iter().chain(before)
    }
}

//! 分类方案与保管期限表 as data: parsed from text, looked up by everything else.
//!
//! The format is explained to archivists in `schemes/README.md`. Editions are immutable: a change is
//! a new file; a record keeps the edition it was filed under.

mod check;
mod lookup;
mod parse;

pub(crate) use check::check_with;
pub use check::{Finding, check, check_accounting};
pub use parse::{SchemeFile, parse};

use serde::{Deserialize, Serialize};

use crate::general::digest::Digest;
use crate::values::period::RetentionPeriod;

/// How far a rule's text was verified (`reference/rules.md`): V read verbatim, P paraphrase,
/// S seed document, K general knowledge. P and K are shown to the user as unverified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    V,
    P,
    S,
    K,
}

impl Mark {
    pub fn is_verified(self) -> bool {
        matches!(self, Mark::V | Mark::S)
    }
}

/// Where a rule comes from: the instrument, its article or line, and the mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Such as `芜湖市社会保险业务档案分类方案` or `财政部 国家档案局令第79号`.
    pub instrument: String,
    /// Article, annex number or such: `一(一)`, `附表2`.
    pub article: String,
    /// Line in the source document as stored, when there is one.
    pub line: Option<u32>,
    pub mark: Mark,
    /// Line of the scheme file that says so, counted from 1.
    pub file_line: Option<u32>,
}

/// A part of the archival code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePart {
    Fonds,
    Year,
    Class,
    Step,
    Volume,
    Page,
    Period,
}

/// What the page part of a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageMeaning {
    First,
    Last,
    Count,
}

/// How codes of this scheme are written. Without parts the scheme gives no codes at all (the national
/// annex): it is there to be compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pattern {
    pub parts: Vec<CodePart>,
    pub separator: String,
    /// Meaning of the page part in an item's code, and in a volume's code.
    pub item_page: PageMeaning,
    pub volume_page: PageMeaning,
    /// What stands before the page part of a volume's code, so that it is no item's: `共` in `2009-ZJ-…-1-共50-Y`. Empty:
    /// nothing, and a volume may bear the code of one of its items.
    pub volume_mark: String,
    /// Zero-padding widths (0: none).
    pub pad_volume: usize,
    pub pad_page: usize,
    /// The example the source gives, if any, and where.
    pub example: Option<String>,
    pub example_origin: Option<Origin>,
    /// Where the source says what the page part means; `None`: it does not say, the office decided.
    pub page_origin: Option<Origin>,
    /// The source calls the class part 险种, so that every class should be an insurance.
    pub class_is_insurance: bool,
    pub origin: Origin,
}

/// A period and the letter that stands for it in a code. A period without a letter prints as its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodLetter {
    pub letter: String,
    pub period: RetentionPeriod,
    pub origin: Origin,
}

/// What starts a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// 1 January after the year of formation (accounting: after the accounting year).
    #[default]
    Formation,
    /// 固定资产报废清理后: the year the asset was scrapped; unknown until recorded.
    Scrapping,
    /// After an agreement or matter ended; unknown until recorded.
    Ending,
}

/// One line of a retention table: which papers, how long. A business step has one; an accounting
/// block (会计凭证类 …) has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The papers' names: `["原始凭证", "记账凭证", "汇总凭证"]`, or the step's own name.
    pub names: Vec<String>,
    /// Short names by which a title or a code is recognised: `年报`, `日记账`.
    pub also: Vec<String>,
    /// `None`: the accounting table in force for the record's year supplies it.
    pub period: Option<RetentionPeriod>,
    pub trigger: Trigger,
    /// Key of the line in the accounting tables (`vouchers`, `journals` …): this rule is under the
    /// accounting regime.
    pub accounting: Option<String>,
    pub origin: Origin,
}

/// Papers the annex does not name, put under the step whose rule is nearest. Somebody's judgement:
/// its mark is shown wherever it is applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// What the papers are called: `全民参保登记`.
    pub titles: Vec<String>,
    /// Why this step, and what remains open.
    pub note: String,
    pub origin: Origin,
}

/// 业务环节. `id` is stable and unique in the scheme; `name` is what codes print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub id: String,
    /// As the annex numbers it: `一(一)`, `三(四)⒉`.
    pub number: String,
    pub name: String,
    /// Other names codes and clerks use for it (short names may be shared by several steps: then the
    /// code is ambiguous).
    pub aliases: Vec<String>,
    /// 归档范围: the annex's "包括…".
    pub scope: String,
    /// Heading the step stands under, for accounting blocks: `养老保险付款凭证、会计账簿、会计报表等`.
    pub heading: Option<String>,
    pub rules: Vec<Rule>,
    pub nearest: Vec<Nearest>,
    /// Number of the national annex's item this step answers to (`一(一)`), to compare periods.
    pub national: Option<String>,
    pub origin: Origin,
}

/// 类目. `id` is stable and unique (`unemployment`); `code` is what codes print and may repeat (`SY`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Class {
    pub id: String,
    pub code: String,
    pub name: String,
    /// What clerks call the insurance: `养老`, `养老保险`.
    pub aliases: Vec<String>,
    /// 险种, when the class is one: `养老保险`.
    pub insurance: Option<String>,
    /// 一, 二, …
    pub number: String,
    pub steps: Vec<Step>,
    pub origin: Origin,
}

/// A decision the office took where the source leaves something open; printed beside the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Kind of the finding it answers, as [`Finding::kind`].
    pub about: String,
    /// What in particular: a class code, a period, a step id; empty: every finding of the kind.
    pub subject: String,
    pub text: String,
    /// Line of the scheme file, counted from 1.
    pub file_line: Option<u32>,
}

/// An oddity of the source's text that no rule could find (a lost bracket, a missing number), kept
/// so that whoever compares the file with the source is not surprised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    pub text: String,
    pub origin: Origin,
}

/// One edition of a classification scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scheme {
    /// `wuhu-2009`
    pub id: String,
    pub name: String,
    pub place: String,
    pub edition: String,
    /// Record years it may be used for; `None`: open.
    pub valid_from: Option<i32>,
    pub valid_to: Option<i32>,
    /// Fonds number and name the source names.
    pub fonds: Option<(String, String)>,
    pub pattern: Pattern,
    pub periods: Vec<PeriodLetter>,
    /// 案卷页数上限: a volume over it splits.
    pub page_limit: u32,
    pub classes: Vec<Class>,
    /// 检索工具 the scheme asks for, in its order.
    pub finding_aids: Vec<String>,
    /// Id of the national scheme its periods are compared with.
    pub national: Option<String>,
    /// Id of the accounting table its accounting periods were taken from; later tables replace them.
    pub accounting_basis: Option<String>,
    pub decisions: Vec<Decision>,
    pub notes: Vec<Note>,
    pub origin: Origin,
    /// SHA-256 of the file's text: a published edition that was changed afterwards shows.
    pub digest: Digest,
}

impl Scheme {
    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id)
    }

    pub fn step(&self, class_id: &str, step_id: &str) -> Option<&Step> {
        self.class(class_id)?.steps.iter().find(|step| step.id == step_id)
    }

    /// Position of the class on the shelf.
    pub fn class_order(&self, class_id: &str) -> usize {
        self.classes.iter().position(|class| class.id == class_id).unwrap_or(self.classes.len())
    }

    /// Position of the step inside its class.
    pub fn step_order(&self, class_id: &str, step_id: &str) -> usize {
        self.class(class_id)
            .and_then(|class| class.steps.iter().position(|step| step.id == step_id))
            .unwrap_or(usize::MAX)
    }

    /// The letter for a period; the bare number (or 永久) where the scheme has none.
    pub fn period_code(&self, period: RetentionPeriod) -> String {
        match self.periods.iter().find(|p| p.period == period) {
            Some(letter) => letter.letter.clone(),
            None => match period {
                RetentionPeriod::Years(n) => n.to_string(),
                RetentionPeriod::Permanent => "永久".into(),
            },
        }
    }

    pub fn is_valid_for(&self, year: i32) -> bool {
        self.valid_from.is_none_or(|from| from <= year) && self.valid_to.is_none_or(|to| year <= to)
    }
}

/// A line of an accounting retention table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountingLine {
    /// The key schemes refer to: `vouchers`, `journals`, `ledgers` …
    pub key: String,
    pub names: Vec<String>,
    pub period: RetentionPeriod,
    pub trigger: Trigger,
    pub origin: Origin,
}

/// 会计档案保管期限表, one edition: in force for what is appraised or formed from `in_force` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountingTable {
    pub id: String,
    pub name: String,
    /// ISO day, such as `2016-01-01`.
    pub in_force: chrono::NaiveDate,
    pub lines: Vec<AccountingLine>,
    /// The rule for records formed under the table before, when this one replaced it.
    pub transition: Option<Transition>,
    pub origin: Origin,
    /// SHA-256 of the file's text.
    pub digest: Digest,
}

impl AccountingTable {
    pub fn line(&self, key: &str) -> Option<&AccountingLine> {
        self.lines.iter().find(|line| line.key == key)
    }
}

/// 新旧会计档案管理办法衔接 (财会〔2016〕3号): what becomes of periods of the older table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// Id of the table it takes over from.
    pub from: String,
    /// The day that decides whether the old period was reached: 2015-12-31.
    pub cut_off: chrono::NaiveDate,
    /// Sentences for the five cases, for the explanation.
    pub cases: Vec<TransitionCase>,
    pub origin: Origin,
}

/// State on the cut-off day and what then applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransitionCase {
    /// `not_reached`, `reached_unappraised`, `reached_keep`, `reached_destroy`, `reached_on_cut_off`.
    pub state: String,
    /// `reset` (new period from the original start), `ask`, `as_appraised`.
    pub then: String,
    pub zh: String,
    pub en: String,
    pub origin: Origin,
}

/// Where an accounting record formed under the older table can stand on the cut-off day.
pub const TRANSITION_STATES: [&str; 5] =
    ["not_reached", "reached_unappraised", "reached_keep", "reached_destroy", "reached_on_cut_off"];

/// All the field's knowledge the program was given: schemes and accounting tables.
#[derive(Clone, Debug, Default)]
pub struct Schemes {
    pub schemes: Vec<Scheme>,
    /// Oldest first.
    pub accounting: Vec<AccountingTable>,
    /// 期限调整: editions whose records are kept as another edition says, in the order they were applied; of two that
    /// have a record's rule the later counts.
    pub rulings: Vec<Ruling>,
}

/// What a fonds filed under one edition is kept as another says. Codes and places stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// Number of the fonds; empty: every one.
    pub fonds: String,
    /// Id of the edition the records stand under.
    pub edition: String,
    /// Id of the edition that says how long they are kept.
    pub by: String,
    /// Day the change was applied; `None`: it is only thought of.
    pub since: Option<chrono::NaiveDate>,
}

impl Schemes {
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }

    /// What says that a fonds's records filed under `edition` are kept as another says, the latest first.
    pub fn rulings_of(&self, fonds: &str, edition: &str) -> impl Iterator<Item = &Ruling> {
        let is_meant =
            move |one: &&Ruling| one.edition == edition && (one.fonds.is_empty() || one.fonds == fonds);
        self.rulings.iter().rev().filter(is_meant)
    }

    /// The accounting table that governs records of this accounting year as they are formed.
    pub fn accounting_for(&self, year: i32) -> Option<&AccountingTable> {
        let end = chrono::NaiveDate::from_ymd_opt(year, 12, 31)?;
        self.accounting.iter().rev().find(|table| table.in_force <= end)
    }
}

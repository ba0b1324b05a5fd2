//! What a document is made from, so that it can be made again: the scope, the choices, who it is for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::catalogs::finding_aid::{DigestRecipe, IdNumbers, LogAnchor};
use crate::domain::records::scope::Scope;

/// A catalog asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogRequest {
    /// The form's key or name: `案卷目录`, `volume_catalog`, `卷内目录/社保业务`.
    pub kind: String,
    pub filter: Scope,
    /// Chosen volumes; empty: every volume of the scope.
    pub volume_ids: Vec<i64>,
    pub id_numbers: IdNumbers,
    /// 接收单位, for the transfer register.
    pub receiver: String,
    /// As the records stood at the end of this day.
    pub as_of: Option<NaiveDate>,
    /// The last event of that day, found when it was made: it is made again from the same records.
    pub as_of_event: Option<i64>,
    /// 批次号 and 移交依据 of a transfer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub batch: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What its digest covers; of one registered before, as it was then.
    #[serde(skip)]
    pub recipe: DigestRecipe,
    /// Periods as filed, alone: of one registered before there stood the one that applies now beside them.
    #[serde(skip)]
    pub as_filed: bool,
    /// The checkpoint of the log it ends with; of one registered before, the one it had.
    #[serde(skip)]
    pub anchor: Option<LogAnchor>,
}

/// One of the papers of a volume, or of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Leaf {
    /// 案卷目录 of all the volumes, in front of them.
    Catalog,
    Cover,
    Contents,
    Statement,
    Spine,
    Label,
}

/// What to print of which volumes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Papers {
    pub volume_ids: Vec<i64>,
    /// Where no volumes are named: those of this scope.
    pub filter: Option<Scope>,
    /// Leaves, in any order; empty: all of them, the catalog where there are several volumes.
    pub leaves: Vec<Leaf>,
    /// Forms chosen instead of the usual ones, as key or name.
    pub forms: Vec<String>,
    pub id_numbers: IdNumbers,
    /// What its digest covers; of one registered before, as it was then.
    #[serde(skip)]
    pub recipe: DigestRecipe,
    /// Periods as filed, alone: of one registered before there stood the one that applies now beside them.
    #[serde(skip)]
    pub as_filed: bool,
}

/// What may be appraised in a year, or the questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueList {
    /// Year of appraisal.
    pub year: i32,
    pub filter: Scope,
    /// The questions instead of what is due.
    pub questions: bool,
    /// Only volumes whose period the rules have changed since they were filed.
    pub changed: bool,
    /// Only volumes that become eligible in that very year, or only those of before.
    pub this_year: bool,
    #[serde(default)]
    pub earlier: bool,
    /// Chosen volumes; empty: all of them.
    #[serde(default)]
    pub volume_ids: Vec<i64>,
    /// What its digest covers; of one registered before, as it was then.
    #[serde(skip)]
    pub recipe: DigestRecipe,
    /// The checkpoint of the log it ends with; of one registered before, the one it had.
    #[serde(skip)]
    pub anchor: Option<LogAnchor>,
}

impl DueList {
    /// The form it is written on.
    pub fn form(&self) -> &'static str {
        if self.questions { "due_questions" } else { "due_list" }
    }
}

/// 保管期限变化清单 of a change of schedules as it was proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    /// Of the change: `2026-001`.
    pub number: String,
    /// The fonds it concerns.
    pub filter: Scope,
    /// What its digest covers; of one registered before, as it was then.
    #[serde(skip)]
    pub recipe: DigestRecipe,
    /// The checkpoint of the log it ends with; of one registered before, the one it had.
    #[serde(skip)]
    pub anchor: Option<LogAnchor>,
}

/// A sample asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRequest {
    pub filter: Scope,
    pub size: usize,
    pub seed: String,
    /// What its digest covers; of one registered before, as it was then.
    #[serde(skip)]
    pub recipe: DigestRecipe,
    /// Periods as filed, alone: of one registered before there stood the one that applies now beside them.
    #[serde(skip)]
    pub as_filed: bool,
    /// The checkpoint of the log it ends with; of one registered before, the one it had.
    #[serde(skip)]
    pub anchor: Option<LogAnchor>,
}

/// Everything that leaves by a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Making {
    Catalog(CatalogRequest),
    Papers(Papers),
    DueList(DueList),
    ChangeList(ChangeList),
    Sample(SampleRequest),
    /// A list from the screen; without a filter it is of no scope of records.
    List {
        list: String,
        filter: Option<Scope>,
        /// What else it was narrowed by (words, one volume, a kind of deed), and its order.
        #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
        narrowed: serde_json::Map<String, serde_json::Value>,
        /// The rows ticked, by letter and number; empty: all of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ticked: Vec<String>,
    },
    /// The zip of a transfer; the lists in it are registered one by one.
    Package(CatalogRequest),
    /// A form printed over an office's own sheet.
    Merged {
        form: String,
    },
}

impl Making {
    /// A list that is no list of records.
    pub fn list_of(key: &str) -> Making {
        let (list, narrowed, ticked) = (key.to_owned(), serde_json::Map::new(), Vec::new());
        Making::List { list, filter: None, narrowed, ticked }
    }

    fn recipe_kept(&mut self) -> Option<&mut DigestRecipe> {
        match self {
            Making::Catalog(wanted) | Making::Package(wanted) => Some(&mut wanted.recipe),
            Making::Papers(papers) => Some(&mut papers.recipe),
            Making::DueList(wanted) => Some(&mut wanted.recipe),
            Making::ChangeList(wanted) => Some(&mut wanted.recipe),
            Making::Sample(wanted) => Some(&mut wanted.recipe),
            Making::List { .. } | Making::Merged { .. } => None,
        }
    }

    /// What its digests cover.
    pub fn recipe(&self) -> DigestRecipe {
        self.clone().recipe_kept().copied().unwrap_or_default()
    }

    /// Has it made again with the digests it had.
    pub fn set_recipe(&mut self, recipe: DigestRecipe) {
        if let Some(own) = self.recipe_kept() {
            *own = recipe;
        }
    }

    fn as_filed_kept(&mut self) -> Option<&mut bool> {
        match self {
            Making::Catalog(wanted) | Making::Package(wanted) => Some(&mut wanted.as_filed),
            Making::Papers(papers) => Some(&mut papers.as_filed),
            Making::Sample(wanted) => Some(&mut wanted.as_filed),
            Making::DueList(_) | Making::ChangeList(_) | Making::List { .. } | Making::Merged { .. } => None,
        }
    }

    /// Whether it says the periods as filed, and not those that apply now.
    pub fn is_as_filed(&self) -> bool {
        self.clone().as_filed_kept().is_some_and(|as_filed| *as_filed)
    }

    /// Has it made again with the periods as filed alone, or with those that apply now.
    pub fn set_as_filed(&mut self, as_filed: bool) {
        if let Some(own) = self.as_filed_kept() {
            *own = as_filed;
        }
    }

    fn anchor_kept(&mut self) -> Option<&mut Option<LogAnchor>> {
        match self {
            Making::Catalog(wanted) | Making::Package(wanted) => Some(&mut wanted.anchor),
            Making::DueList(wanted) => Some(&mut wanted.anchor),
            Making::ChangeList(wanted) => Some(&mut wanted.anchor),
            Making::Sample(wanted) => Some(&mut wanted.anchor),
            Making::Papers(_) | Making::List { .. } | Making::Merged { .. } => None,
        }
    }

    /// The checkpoint of the log it ends with.
    pub fn anchor(&self) -> Option<LogAnchor> {
        self.clone().anchor_kept().and_then(|anchor| anchor.clone())
    }

    /// Has it end with this checkpoint.
    pub fn set_anchor(&mut self, anchor: Option<LogAnchor>) {
        if let Some(own) = self.anchor_kept() {
            *own = anchor;
        }
    }

    /// The same, masked numbers in the shape there is now.
    pub fn with_one_mask(&self) -> Making {
        let mut made = self.clone();
        let numbers = match &mut made {
            Making::Catalog(wanted) | Making::Package(wanted) => Some(&mut wanted.id_numbers),
            Making::Papers(papers) => Some(&mut papers.id_numbers),
            Making::DueList(_)
            | Making::ChangeList(_)
            | Making::Sample(_)
            | Making::List { .. }
            | Making::Merged { .. } => None,
        };
        if let Some(numbers) = numbers.filter(|numbers| **numbers == IdNumbers::MaskedBefore) {
            *numbers = IdNumbers::Masked;
        }
        made
    }
}

//! What is chosen to be printed or handed over: volumes named one by one, out of a list or the basket, or a
//! whole scope. It stands in the address, and on the page as chips of which each can be taken off again. Until
//! something is chosen nothing is.

use std::collections::{HashMap, HashSet};

use crate::acts::finding::listing::{self, VolumeList, VolumesWanted};
use crate::acts::finding::viewing;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::web::base::app::App;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::{EVERY_FONDS, Frame};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::words;
use crate::{problems, say};

/// Volumes offered for ticking; more are taken by their scope.
const OFFERED: i64 = 60;
/// Volumes of the basket that an address can name.
const NAMED: usize = 400;
/// Chips shown one by one.
const CHIPS: usize = 24;

/// Fields of an address that say what is chosen; all others are the page's own.
const OWN: [&str; 14] = [
    "volumes",
    "volume",
    "add",
    "all",
    "list",
    "fonds",
    "year",
    "year_from",
    "year_to",
    "class",
    "step",
    "period",
    "state",
    "closed",
];

/// One of the things chosen, and the address without it.
pub struct ChosenChip {
    pub word: Wording,
    /// What pointing at it says.
    pub title: String,
    pub without: String,
}

/// By what volumes are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    Nothing,
    Name,
    Scope,
}

/// What is chosen, and what can be.
pub struct Chosen {
    pub by: ChosenBy,
    /// Of the volumes named, in the order they were.
    pub ids: Vec<i64>,
    /// The scope, or of the list that is offered.
    pub filter: Filter,
    /// Words no volume answers to.
    pub unknown: Vec<String>,
    pub chips: Vec<ChosenChip>,
    /// Chosen beyond the chips.
    pub more: usize,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    pub outline: Outline,
    /// A list to tick in.
    pub offered: Option<VolumeList>,
    /// The whole of a scope that has no bounds.
    everything: bool,
    /// The page's address.
    pub path: String,
    /// The page's own fields.
    others: Pairs,
}

impl Chosen {
    /// Reads what an address or a form says. `state` is what a scope is of where it does not say.
    ///
    /// # Errors
    /// For a class or step that no scheme in use knows, a year that is none.
    pub async fn read(app: &App, by: &By, path: &str, pairs: &Pairs, state: &str) -> Answer<Chosen> {
        let outline = outline(app, by).await?;
        let query = serde_urlencoded::to_string(single(pairs)).unwrap_or_default();
        let filter: Filter = serde_urlencoded::from_str(&query).unwrap_or_default();
        let mut filter = filter.settled(&outline)?;
        let said = |name: &str| pairs.iter().any(|(key, value)| key == name && !value.is_empty());
        let words = pairs.iter().filter(|(key, _)| ["volumes", "volume", "add"].contains(&key.as_str()));
        let words: Vec<&str> = words.map(|(_, value)| value.as_str()).collect();
        let (named, unknown) = named(app, by, &words.join(" ")).await?;
        let narrowed = Filter { fonds: String::new(), ..filter.clone() };
        let everything = said("all");
        let is_scope = !said("list") && !narrowed.is_empty();
        let chosen_by = match () {
            () if everything => ChosenBy::Scope,
            () if !named.is_empty() || said("volumes") || said("volume") || said("add") => ChosenBy::Name,
            () if is_scope => ChosenBy::Scope,
            () => ChosenBy::Nothing,
        };
        if filter.state.is_empty() {
            state.clone_into(&mut filter.state);
        }
        let others = pairs.iter().filter(|(key, value)| !OWN.contains(&key.as_str()) && !value.is_empty());
        let mut chosen = Chosen {
            by: chosen_by,
            ids: named.iter().map(|volume| volume.id).collect(),
            filter,
            unknown,
            chips: Vec::new(),
            more: named.len().saturating_sub(CHIPS),
            volumes: named.len() as i64,
            items: named.iter().map(|volume| i64::from(volume.items)).sum(),
            pages: named.iter().map(|volume| i64::from(volume.pages)).sum(),
            outline,
            offered: None,
            everything,
            path: path.to_owned(),
            others: others.cloned().collect(),
        };
        match chosen_by {
            ChosenBy::Name => chosen.chips = chosen.of_volumes(&named),
            ChosenBy::Scope => {
                let list = listing::volumes(&app.archive, by, &chosen.wanted()?, None, 1).await?;
                (chosen.volumes, chosen.items, chosen.pages) = (list.volumes, list.items, list.pages);
                chosen.chips = chosen.of_scope();
            }
            ChosenBy::Nothing => {}
        }
        if chosen.is_nothing() || (said("list") && !everything) {
            chosen.offered =
                Some(listing::volumes(&app.archive, by, &chosen.wanted()?, None, OFFERED).await?);
        }
        Ok(chosen)
    }

    fn wanted(&self) -> Answer<VolumesWanted> {
        Ok(VolumesWanted { filter: self.filter.scope()?, ..VolumesWanted::default() })
    }

    /// Ids and scope as the acts take them: where volumes are named, the scope has no bounds.
    ///
    /// # Errors
    /// Where nothing is chosen, or what was named is not there.
    pub fn taken(&self) -> Answer<(Vec<i64>, Scope)> {
        if !self.unknown.is_empty() {
            return Err(Fault::from(no_such_volume(&self.unknown.join("、"))));
        }
        match self.by {
            ChosenBy::Nothing => Err(Fault::from(nothing_chosen_yet())),
            ChosenBy::Name if self.ids.is_empty() => Err(Fault::from(nothing_chosen_yet())),
            ChosenBy::Name => Ok((self.ids.clone(), Scope::default())),
            ChosenBy::Scope => Ok((Vec::new(), self.filter.scope()?)),
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.by == ChosenBy::Nothing
    }

    pub fn is_empty(&self) -> bool {
        self.volumes == 0
    }

    /// Said where a scope was given beside the volumes named.
    pub fn passed_over(&self) -> Option<Problem> {
        let bounds = Filter { fonds: String::new(), state: String::new(), ..self.filter.clone() };
        let both = self.by == ChosenBy::Name && self.offered.is_none() && !bounds.is_empty();
        both.then(scope_passed_over)
    }

    /// The fields that say what is chosen, to stand hidden in a form or in an address.
    pub fn fields(&self) -> Pairs {
        let own = |name: &str, value: String| vec![(name.to_owned(), value)];
        match self.by {
            ChosenBy::Nothing => Vec::new(),
            ChosenBy::Name => {
                let ids: Vec<String> = self.ids.iter().map(i64::to_string).collect();
                own("volumes", ids.join(" "))
            }
            ChosenBy::Scope => {
                let mut fields = crate::web::base::frame::pairs(&self.filter.query());
                if self.everything {
                    fields.extend(own("all", "1".into()));
                }
                fields
            }
        }
    }

    /// What stays in the address while volumes are chosen: the page's own fields, and the volumes named so far.
    pub fn kept(&self) -> Pairs {
        let named = self.fields().into_iter().filter(|_| self.by == ChosenBy::Name);
        self.others.iter().cloned().chain(named).collect()
    }

    /// The page with the list to tick in.
    pub fn listing(&self) -> String {
        let named = self.fields().into_iter().filter(|_| self.by == ChosenBy::Name);
        self.address(named.chain([("list".to_owned(), "1".to_owned())]).collect())
    }

    fn address(&self, fields: Pairs) -> String {
        let all = self.others.iter().cloned().chain(fields);
        let query = serde_urlencoded::to_string(all.collect::<Pairs>()).unwrap_or_default();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The page with nothing chosen.
    pub fn cleared(&self) -> String {
        self.address(Vec::new())
    }

    /// How many volumes of the basket are not chosen yet, and the page with them; `None`: there is none, or more
    /// than an address can name.
    pub fn from_basket(&self, frame: &Frame) -> Option<(usize, String)> {
        let held = frame.basket.iter().filter_map(|mark| mark.strip_prefix('v')?.parse::<i64>().ok());
        let mut new: Vec<i64> = held.filter(|id| !self.ids.contains(id)).collect();
        new.sort_unstable();
        if new.is_empty() || self.ids.len() + new.len() > NAMED {
            return None;
        }
        let ids: Vec<String> = self.ids.iter().chain(&new).map(i64::to_string).collect();
        Some((new.len(), self.address(vec![("volumes".into(), ids.join(" "))])))
    }

    fn of_volumes(&self, volumes: &[Volume]) -> Vec<ChosenChip> {
        let chip = |volume: &Volume| {
            let rest = self.ids.iter().filter(|id| **id != volume.id).map(i64::to_string);
            let rest: Vec<String> = rest.collect();
            let fields = match rest.is_empty() {
                true => Vec::new(),
                false => vec![("volumes".to_owned(), rest.join(" "))],
            };
            ChosenChip {
                word: Wording::same(&volume.code),
                title: volume.title.clone(),
                without: self.address(fields),
            }
        };
        volumes.iter().take(CHIPS).map(chip).collect()
    }

    fn of_scope(&self) -> Vec<ChosenChip> {
        let fields = self.fields();
        let bounds = fields.iter().filter(|(key, value)| key != "all" && value != EVERY_FONDS);
        let chip = |(key, value): &(String, String)| {
            let rest = fields.iter().filter(|(other, _)| other != key).cloned().collect();
            ChosenChip { word: self.bound(key, value), title: String::new(), without: self.address(rest) }
        };
        let mut chips: Vec<ChosenChip> = bounds.map(chip).collect();
        if chips.is_empty() {
            let word = say!("全部案卷", "Every volume");
            chips.push(ChosenChip { word, title: String::new(), without: self.cleared() });
        }
        chips
    }

    /// A bound of the scope, in words.
    fn bound(&self, key: &str, value: &str) -> Wording {
        let classes = &self.outline.classes;
        let named = match key {
            "class" => {
                let class = classes.iter().find(|class| class.id == value);
                class.map(|class| Wording::same(format!("{} {}", class.code, class.name)))
            }
            "step" => {
                let step = classes.iter().flat_map(|class| &class.steps).find(|step| step.id == value);
                step.map(|step| Wording::same(format!("{} {}", step.number, step.name)))
            }
            "period" => Some(words::period(value)),
            "state" => Some(words::state(value).word),
            "fonds" => Some(say!("全宗 {value}", "fonds {value}")),
            "year" => Some(say!("{value} 年度", "{value}")),
            "year_from" => Some(say!("{value} 年起", "from {value}")),
            "year_to" => Some(say!("至 {value} 年", "until {value}")),
            "closed" => Some(say!("{value} 年立卷", "closed in {value}")),
            _ => None,
        };
        named.unwrap_or_else(|| Wording::same(value))
    }
}

/// The last value of each field that does not repeat.
fn single(pairs: &Pairs) -> Vec<(&str, &str)> {
    let mut single: Vec<(&str, &str)> = Vec::new();
    for (key, value) in pairs {
        match single.iter_mut().find(|(known, _)| known == key) {
            Some(known) => known.1 = value,
            None => single.push((key, value)),
        }
    }
    single
}

/// The volumes named by id or code, each once; and the words none answers to.
async fn named(app: &App, by: &By, text: &str) -> Answer<(Vec<Volume>, Vec<String>)> {
    let words = text.split(|c: char| c.is_whitespace() || "，,；;、".contains(c));
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut seen = HashSet::new();
    words.retain(|word| seen.insert(*word));
    let ids: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let known = viewing::volumes_named(&app.archive, by, &ids).await?;
    let known: HashMap<i64, Volume> = known.into_iter().map(|volume| (volume.id, volume)).collect();
    let (mut found, mut unknown): (Vec<Volume>, Vec<String>) = (Vec::new(), Vec::new());
    for word in words {
        let volume = match word.parse::<i64>() {
            Ok(id) => known.get(&id).cloned(),
            Err(_) => {
                let coded = viewing::coded(&app.archive, by, word).await.ok();
                coded.and_then(|(volumes, _)| volumes.into_iter().next())
            }
        };
        match volume {
            Some(volume) if found.iter().all(|other| other.id != volume.id) => found.push(volume),
            Some(_) => {}
            None => unknown.push(word.to_owned()),
        }
    }
    Ok((found, unknown))
}

problems! {
    refuse no_such_volume(words):
        "没有这些案卷：{words}。" / "There are no such volumes: {words}."
        => "核对档号；一次写几个的，用空格隔开。" / "Check the codes; several are set apart by blanks.";
    refuse nothing_chosen_yet as nothing_chosen():
        "还没有选案卷。" / "No volume is chosen yet."
        => "从待办篮、案卷列表或按档号选，或选定一个范围。"
            / "Choose from the basket, the list or by code, or take a scope.";
    notice scope_passed_over():
        "已按案卷选定，另给的范围不起作用。" / "Volumes are chosen by name; the scope given as well has no effect."
        => "要按范围选，先清除已选的案卷。" / "Clear the volumes chosen to take a scope.";
}

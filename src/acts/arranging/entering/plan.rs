//! What a call makes of the volume: worked out on the records as they stand, before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Became, CellDone, Edit, NewRow, RowDone, RowMove, TableEdit};
use crate::domain::arranging::classify::{Classifier, Clue, alone};
use crate::domain::disposal::dating::Dating;
use crate::domain::receiving::rows::typed::{TableField, TypedAnswer};
use crate::domain::records::item::{Description, Item};
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::search::simplified;

/// What a plan stands on.
pub(super) struct Ground<'a> {
    pub schemes: &'a Schemes,
    pub volume: &'a Volume,
    /// Records the call names that do not stand in the volume.
    pub guests: Vec<Item>,
    /// Rows calls before this one have filed already, by their keys.
    pub known: HashMap<String, i64>,
    /// ID numbers a masked one may stand for.
    pub numbers: BTreeSet<String>,
    pub today: NaiveDate,
}

/// Everything to be written, and what is answered.
#[derive(Default)]
pub(super) struct EditPlan {
    /// The volume's records as they will stand; new ones have ids below 0 until [`EditPlan::number`].
    pub order: Vec<Item>,
    pub changed: HashSet<i64>,
    /// Of those, whose persons or units, and whose day.
    pub members: HashSet<i64>,
    pub dated: HashSet<i64>,
    pub fresh: Vec<i64>,
    pub out: Vec<Item>,
    moved: usize,
    facts: Vec<Value>,
    pub cells: Vec<CellDone>,
    pub rows: Vec<RowDone>,
}

pub(super) fn make(ground: &Ground<'_>, items: Vec<Item>, entry: &TableEdit) -> EditPlan {
    let mut plan = EditPlan { order: items, ..EditPlan::default() };
    plan.edit(ground, &entry.edits);
    plan.add(ground, &entry.rows);
    plan.take_out(&entry.take_out);
    for one in &entry.moves {
        plan.move_to(ground, one);
    }
    plan
}

impl EditPlan {
    pub fn writes(&self) -> bool {
        !self.changed.is_empty() || !self.fresh.is_empty() || !self.out.is_empty() || self.moved > 0
    }

    /// Gives the new records their ids, from `first` on.
    pub fn number(&mut self, first: i64) {
        let real = |id: i64| if id < 0 { first - id - 1 } else { id };
        self.order.iter_mut().for_each(|item| item.id = real(item.id));
        self.fresh.iter_mut().for_each(|id| *id = real(*id));
        self.rows.iter_mut().for_each(|row| row.item = row.item.map(real));
    }

    /// What the event keeps: old and new of every cell, and which rows came under which name.
    pub fn detail(&self, volume: i64) -> Value {
        let fresh: HashSet<i64> = self.fresh.iter().copied().collect();
        let filed = self.rows.iter().filter_map(|row| Some((&row.key, row.item?)));
        let added: BTreeMap<&String, i64> = filed.filter(|(_, id)| fresh.contains(id)).collect();
        json!({
            "volume": volume, "changes": self.facts, "added": added, "new_rows": self.fresh.len(),
            "rows_out": self.out.len(), "taken_out": self.out.iter().map(|item| item.id).collect::<Vec<_>>(),
            "rows_moved": self.moved,
        })
    }

    fn edit(&mut self, ground: &Ground<'_>, edits: &[Edit]) {
        let at: HashMap<i64, usize> = self.order.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
        // what the person saw is compared with what stood there before this call
        let mut before: HashMap<i64, Description> = HashMap::new();
        for edit in edits {
            let Some(item) = at.get(&edit.item).map(|at| &mut self.order[*at]) else {
                self.cells.push(elsewhere(ground, edit));
                continue;
            };
            let first = before.entry(item.id).or_insert_with(|| item.description.clone());
            let mut about = item.description.clone();
            let said = put(ground, edit.field, &edit.text, &mut about);
            // seen masked, or whole after the number was shown
            let stood = [edit.field.covered(first), edit.field.shown(first)];
            let overtaken = edit.seen.as_ref().is_some_and(|seen| !stood.contains(seen));
            let became = match () {
                () if about == item.description && said.taken => Became::Unchanged,
                () if overtaken => Became::Conflict,
                () if !said.taken => Became::Refused,
                () => Became::Taken,
            };
            if became == Became::Taken {
                self.facts.push(json!({
                    "item": item.id, "field": edit.field, "old": edit.field.shown(&item.description), "new": edit.field.shown(&about),
                }));
                if about.persons != item.description.persons || about.units != item.description.units {
                    self.members.insert(item.id);
                }
                if (about.date, about.date_end) != (item.description.date, item.description.date_end) {
                    self.dated.insert(item.id);
                }
                self.changed.insert(item.id);
                item.description = about;
            }
            let text = edit.field.covered(&item.description);
            self.cells.push(cell_done(edit, became, text, said));
        }
    }

    fn add(&mut self, ground: &Ground<'_>, rows: &[NewRow]) {
        let mut dating = Dating::new(ground.schemes);
        let rules = Rules::find(ground);
        let mut ends = Vec::new();
        for row in rows {
            if let Some(item) = ground.known.get(&row.key) {
                let (refused, changes, problems) = (Vec::new(), Vec::new(), Vec::new());
                self.rows.push(RowDone {
                    key: row.key.clone(),
                    item: Some(*item),
                    refused,
                    changes,
                    problems,
                });
                continue;
            }
            let (about, mut done) = described(row, ground);
            let whole = !about.title.is_empty() && about.pages > 0;
            if whole {
                let id = -1 - self.fresh.len() as i64;
                let rule = rules.of_paper(&about, &mut done);
                let item = new_item(id, ground.volume, rule, about, &mut dating);
                done.item = Some(id);
                self.fresh.push(id);
                match row.before.and_then(|before| self.order.iter().position(|item| item.id == before)) {
                    Some(at) => self.order.insert(at, item),
                    None => ends.push(item),
                }
            }
            self.rows.push(done);
        }
        self.order.extend(ends);
    }

    fn take_out(&mut self, ids: &[i64]) {
        for id in ids {
            if let Some(at) = self.order.iter().position(|item| item.id == *id) {
                let item = self.order.remove(at);
                [&mut self.changed, &mut self.members, &mut self.dated].into_iter().for_each(|set| {
                    set.remove(id);
                });
                self.out.push(item);
            }
        }
    }

    fn move_to(&mut self, ground: &Ground<'_>, one: &RowMove) {
        let before: Vec<i64> = self.order.iter().map(|item| item.id).collect();
        let mut moving = Vec::with_capacity(one.items.len());
        for id in &one.items {
            let own = |item: &Item| item.id == *id;
            if let Some(at) = self.order.iter().position(own) {
                moving.push(self.order.remove(at));
            } else if let Some(guest) = ground.guests.iter().find(|item| own(item)) {
                // only what stands nowhere and belongs to this place comes in
                if guest.volume_id.is_none() && guest.place == ground.volume.place {
                    moving.push(guest.clone());
                }
            }
        }
        let at = one.before.and_then(|id| self.order.iter().position(|item| item.id == id));
        let at = at.unwrap_or(self.order.len());
        let count = moving.len();
        self.order.splice(at..at, moving);
        if self.order.iter().map(|item| item.id).ne(before) {
            self.moved += count;
        }
    }
}

/// A typed text into the record; a masked number means the one it was made of.
fn put(ground: &Ground<'_>, field: TableField, text: &str, about: &mut Description) -> TypedAnswer {
    match field.uncovered(text, about, &ground.numbers) {
        Ok(text) => field.put(&text, about, ground.volume.place.year, ground.today),
        Err(problem) => TypedAnswer { problems: vec![problem], ..TypedAnswer::default() },
    }
}

fn described(row: &NewRow, ground: &Ground<'_>) -> (Description, RowDone) {
    let mut about = Description::default();
    let mut done = RowDone {
        key: row.key.clone(),
        item: None,
        refused: Vec::new(),
        changes: Vec::new(),
        problems: Vec::new(),
    };
    let required =
        [TableField::Title, TableField::Pages].into_iter().filter(|field| !row.cells.contains_key(field));
    let missing = required.map(|field| (field, String::new())).collect::<Vec<_>>();
    let cells = row.cells.iter().map(|(field, text)| (*field, text.clone())).chain(missing);
    for (field, text) in cells {
        let said = put(ground, field, &text, &mut about);
        done.refused.extend((!said.taken).then_some(field));
        done.changes.extend(said.changes);
        done.problems.extend(said.problems);
    }
    (about, done)
}

fn new_item(id: i64, volume: &Volume, rule: usize, about: Description, dating: &mut Dating<'_>) -> Item {
    let due = dating.due(&volume.place, rule, &about);
    Item {
        id,
        volume_id: None,
        seq: 0,
        place: volume.place.clone(),
        rule,
        page_from: 1,
        code: String::new(),
        code_sort: String::new(),
        description: about,
        eligible_on: due.on,
        question: due.question,
        batch: None,
        batch_row: None,
    }
}

/// Which line of the step's table a paper of this volume falls under; only accounting blocks have
/// several.
struct Rules<'a> {
    /// Lines that are kept as long as the volume is.
    fitting: Vec<usize>,
    classifier: Option<Classifier<'a>>,
    class_id: &'a str,
    step_id: &'a str,
}

impl<'a> Rules<'a> {
    fn find(ground: &Ground<'a>) -> Rules<'a> {
        let place = &ground.volume.place;
        let scheme = ground.schemes.scheme(&place.scheme_id);
        let step = scheme.and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
        let period = |rule: &usize| {
            let (scheme, step) = scheme.zip(step)?;
            ground.schemes.period_of(scheme, step, *rule, place.year).map(|(period, _)| period)
        };
        let lines = step.map_or(0, |step| step.rules.len());
        let fitting: Vec<usize> = (0..lines).filter(|rule| period(rule) == Some(place.period)).collect();
        let classifier = scheme.filter(|_| lines > 1).map(Classifier::new);
        Rules { fitting, classifier, class_id: &place.class_id, step_id: &place.step_id }
    }

    fn of_paper(&self, about: &Description, done: &mut RowDone) -> usize {
        let first = self.fitting.first().copied().unwrap_or(0);
        let Some(classifier) = self.classifier.as_ref().filter(|_| self.fitting.len() != 1) else {
            return first;
        };
        let title = simplified(&about.title);
        let clue = Clue { title: &title, class_hint: Some(self.class_id), ..Clue::default() };
        let mut found = classifier.suggest(&clue);
        found.retain(|one| {
            one.step_id == self.step_id && (self.fitting.is_empty() || self.fitting.contains(&one.rule))
        });
        if let Some(one) = alone(&found) {
            return one.rule;
        }
        let problem = rule_assumed();
        done.problems.push(problem.in_column(TableField::Title.key()));
        first
    }
}

fn cell_done(edit: &Edit, became: Became, text: String, said: TypedAnswer) -> CellDone {
    let (item, field, typed) = (edit.item, edit.field, edit.text.clone());
    CellDone {
        item,
        field,
        became,
        typed,
        text,
        changes: said.changes,
        problems: said.problems,
        by: None,
        at: None,
    }
}

/// The record stands in this volume no more: somebody took it out. Nothing is written to it from here.
fn elsewhere(ground: &Ground<'_>, edit: &Edit) -> CellDone {
    let there = ground.guests.iter().find(|item| item.id == edit.item);
    let problem = not_in_volume();
    let text = there.map(|item| edit.field.covered(&item.description)).unwrap_or_default();
    let said = TypedAnswer { problems: vec![problem.in_column(edit.field.key())], ..TypedAnswer::default() };
    cell_done(edit, Became::Conflict, text, said)
}

problems! {
    notice rule_assumed as rule_missing():
        "看不出是这一环节里的哪一种材料，期限先按第一种算"
            / "which paper of this step it is cannot be told: its date follows the first line"
        => "题名里写明材料名称（如 记账凭证）" / "name the paper in the title (such as 记账凭证)";
    refuse not_in_volume():
        "这一件已不在本卷里" / "the record stands in this volume no more"
        => "看本卷的历史；要改它，到它自己的页面上更正"
            / "see the volume's history; to change it, correct it on its own page";
}

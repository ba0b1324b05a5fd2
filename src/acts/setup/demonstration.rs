//! 示例: a temporary archive of invented persons (region 990000) and units, filed by the program's own
//! rules, so that everything can be tried on it.

use std::collections::VecDeque;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::appointing::{self, Proposal};
use super::enrolling::{self, NewAccount};
use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::posts::posts;
use crate::domain::general::role::{Actor, By, Deed, Rights};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::{Description, Draft, Person, Place, Unit};
use crate::domain::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::domain::values::date::RecordDate;
use crate::domain::values::identity;
use crate::progress::Progress;
use crate::store::Arriving;

/// Names and words the sample is made of.
#[derive(serde::Deserialize)]
struct Words {
    surnames: Vec<String>,
    given: Vec<String>,
    places: Vec<String>,
    trades: Vec<String>,
    /// Kinds of paper by step id; `{unit}`, `{person}`, `{month}` are filled in.
    papers: std::collections::BTreeMap<String, Vec<String>>,
    agency: String,
    creator: String,
    staff: Vec<Staff>,
}

/// An invented colleague whose eyes the demonstration can be seen with.
#[derive(serde::Deserialize)]
struct Staff {
    post: String,
    login: String,
    name: String,
    section: String,
}

fn words() -> Result<Words> {
    toml::from_str(include_str!("../../../assets/sample.toml"))
        .map_err(|error| anyhow::anyhow!("assets/sample.toml: {error}").into())
}

/// splitmix64: the same sample everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn one<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// First and last year of the sample.
pub const YEARS: (i32, i32) = (2009, 2024);

/// Gives every post to an invented colleague, so that a visitor can see what each sees.
pub async fn staff(archive: &Archive, by: &By) -> Result<()> {
    // an auditor's post ends by itself
    let until = by.today() + chrono::Days::new(30);
    for Staff { post, login, name, section } in words()?.staff {
        let new = NewAccount { login: login.clone(), name, section, ..NewAccount::default() };
        enrolling::enrol(archive, by, new).await?;
        let ends = posts().post(&post).is_some_and(|post| post.ends);
        let proposal = Proposal { login, post, until: ends.then_some(until), ..Proposal::default() };
        appointing::propose(archive, by, proposal).await?;
    }
    Ok(())
}

/// The years the demonstration begins with: the first has the catalog to be exported, the last two have open volumes.
const FIRST: [i32; 3] = [2009, 2024, 2023];
/// Who fills the sample: what people do is told from it by that.
pub const LOGIN: &str = "demo";

/// The demonstration as whoever files its records.
pub fn demonstrator(now: DateTime<FixedOffset>) -> By {
    By::local(Actor { login: LOGIN.into(), name: "示例档案员".into(), rights: Rights::all() }, now)
}

/// Papers of every year, those of a year filed together.
pub struct Sample {
    years: VecDeque<(i32, Vec<Draft>)>,
}

impl Sample {
    /// Records that are not filed yet.
    pub fn left(&self) -> u64 {
        self.years.iter().map(|(_, drafts)| drafts.len() as u64).sum()
    }

    /// Records of the years that are filed first, as many as make `enough`.
    pub fn beginning(&self, enough: u64) -> u64 {
        let mut sum = 0;
        for (_, drafts) in &self.years {
            if sum < enough {
                sum += drafts.len() as u64;
            }
        }
        sum
    }
}

/// Makes about `items` records over [`YEARS`]; none is filed.
pub async fn prepare(archive: &Archive, by: &By, items: u32) -> Result<Sample> {
    allow(by, Deed::File)?;
    let fonds = archive.fonds_numbered(None).await?;
    let (schemes, scheme) = archive.scheme_of(&fonds).await?;
    let words = words()?;
    let mut chance = Chance(2009);
    let count = items / (YEARS.1 - YEARS.0 + 1) as u32;
    let papers = |year: i32| {
        let maker = Maker { words: &words, schemes: &schemes, scheme: &scheme, fonds: &fonds.number, year };
        (year, maker.year_of_papers(&mut chance, count))
    };
    let mut years: Vec<(i32, Vec<Draft>)> = (YEARS.0..=YEARS.1).map(papers).collect();
    years.sort_by_key(|(year, _)| FIRST.iter().position(|first| first == year).unwrap_or(FIRST.len()));
    Ok(Sample { years: years.into() })
}

/// Files years of the sample until `enough` records are filed by this; answers the ids of their volumes that are
/// complete and can be closed, in shelf order.
pub async fn file_years(
    archive: &Archive,
    by: &By,
    sample: &mut Sample,
    enough: u64,
    progress: &Progress,
) -> Result<Vec<i64>> {
    allow(by, Deed::File)?;
    let (mut filed, mut years) = (0, Vec::new());
    while filed < enough && !progress.stop_asked() {
        let Some((year, drafts)) = sample.years.pop_front() else { break };
        for portion in drafts.chunks(2500) {
            file(archive, by, portion.to_vec(), year).await?;
            filed += portion.len() as u64;
            progress.set_done(filed);
        }
        years.push(year);
    }
    archive.written.notify_one();
    complete_volumes(archive, &years).await
}

async fn file(archive: &Archive, by: &By, drafts: Vec<Draft>, year: i32) -> Result<()> {
    let schemes = archive.schemes();
    archive
        .store
        .write(by, async move |tx| {
            let arriving =
                drafts.into_iter().map(|draft| Arriving { draft, batch: None, row: None }).collect();
            let shelved = tx.shelve(&schemes, arriving).await?;
            let detail = serde_json::json!({ "sample": true, "year": year, "items": shelved.len() });
            Ok(((), Event::new(EventKind::ItemsFiled, format!("{year}"), detail)))
        })
        .await
}

/// All volumes of these years but, in the last two years of the sample, the last of each place.
async fn complete_volumes(archive: &Archive, years: &[i32]) -> Result<Vec<i64>> {
    let mut complete = Vec::new();
    for (place_id, place) in archive.store.places().await? {
        if !years.contains(&place.year) {
            continue;
        }
        let volumes = archive.store.volumes_at(place_id).await?;
        let keep = if place.year > YEARS.1 - 2 { 1 } else { 0 };
        complete.extend(volumes.iter().take(volumes.len().saturating_sub(keep)).map(|volume| volume.id));
    }
    complete.sort_unstable();
    Ok(complete)
}

struct Maker<'a> {
    words: &'a Words,
    schemes: &'a Schemes,
    scheme: &'a Scheme,
    fonds: &'a str,
    year: i32,
}

impl Maker<'_> {
    fn year_of_papers(&self, chance: &mut Chance, count: u32) -> Vec<Draft> {
        let mut spots: Vec<(&Class, &Step, &Vec<String>)> = Vec::new();
        for class in &self.scheme.classes {
            for step in &class.steps {
                if let Some(papers) = self.words.papers.get(&step.id) {
                    spots.push((class, step, papers));
                }
            }
        }
        let mut drafts: Vec<Draft> = (0..count)
            .filter_map(|_| {
                let (class, step, papers) = *chance.one(&spots);
                self.draft(chance, class, step, papers)
            })
            .collect();
        // papers come in through the year, so a volume's dates rise with its pages
        drafts.sort_by(|a, b| (&a.place, a.description.date).cmp(&(&b.place, b.description.date)));
        drafts
    }

    fn draft(&self, chance: &mut Chance, class: &Class, step: &Step, papers: &[String]) -> Option<Draft> {
        let rule = chance.below(step.rules.len());
        let (period, _) = self.schemes.period_of(self.scheme, step, rule, self.year)?;
        let day = NaiveDate::from_ymd_opt(self.year, 1, 1)? + chrono::Days::new(chance.below(364) as u64);
        let about_units = chance.below(2) == 0;
        let unit = format!("{}{}", chance.one(&self.words.places), chance.one(&self.words.trades));
        let many = chance.below(12) == 0;
        let count = if many { 5 + chance.below(30) } else { 1 };
        let persons = self.persons(chance, count);
        let first = persons.first().map_or("", |person| person.name.as_str());
        let paper = match step.rules.len() {
            1 => chance.one(papers).clone(),
            _ => step.rules.get(rule)?.names.first()?.clone() + "（{month}月）",
        };
        let title = paper
            .replace("{unit}", &unit)
            .replace(
                "{person}",
                &if persons.len() > 1 { format!("{first}等{}人", persons.len()) } else { first.to_owned() },
            )
            .replace("{month}", &chrono::Datelike::month(&day).to_string());
        let concerns_unit = paper.contains("{unit}") || (about_units && !paper.contains("{person}"));
        let number = if chance.below(10) < 3 {
            format!("{}〔{}〕{}号", self.words.agency, self.year, 1 + chance.below(400))
        } else {
            String::new()
        };
        Some(Draft {
            place: Place {
                fonds: self.fonds.to_owned(),
                year: self.year,
                scheme_id: self.scheme.id.clone(),
                class_id: class.id.clone(),
                step_id: step.id.clone(),
                period,
            },
            step_text: None,
            rule,
            given: None,
            description: Description {
                title,
                creator: self.words.creator.clone(),
                doc_number: number,
                date: Some(RecordDate::day(day)),
                pages: 1 + chance.below(if persons.len() > 1 { 16 } else { 11 }) as u32,
                medium: "纸质".into(),
                units: if concerns_unit {
                    vec![Unit { number: format!("340200-{:04}", chance.below(2000)), name: unit }]
                } else {
                    Vec::new()
                },
                persons: if paper.contains("{person}") { persons } else { Vec::new() },
                ..Description::default()
            },
        })
    }

    fn persons(&self, chance: &mut Chance, count: usize) -> Vec<Person> {
        (0..count)
            .map(|_| {
                let rare = chance.below(3) == 0;
                let surname = if rare {
                    chance.one(&self.words.surnames)
                } else {
                    &self.words.surnames[chance.below(20)]
                };
                let mut name = format!("{surname}{}", chance.one(&self.words.given));
                if chance.below(100) > 18 {
                    name.push_str(chance.one::<String>(&self.words.given));
                }
                let born = 19_400_000
                    + chance.below(55) as u64 * 10_000
                    + (1 + chance.below(12) as u64) * 100
                    + 1
                    + chance.below(28) as u64;
                let body = format!("990000{born}{:03}", chance.below(1000));
                let id_number =
                    identity::check_digit(&body).map_or_else(String::new, |last| format!("{body}{last}"));
                Person { name, id_number: id_number.into(), ..Person::default() }
            })
            .collect()
    }
}

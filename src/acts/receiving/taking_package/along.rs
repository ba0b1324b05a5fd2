//! What comes with the records: their fonds, the schemes they were filed under, accounting tables.

use super::parcel::{EditionAlong, Parcel};
use super::reading::FondsSaid;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::schemes::adoption::SchemesInUse;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::store::Queries;

/// Fonds and editions of a package, and which of them are new here.
pub struct Along {
    pub known: Vec<FondsSaid>,
    pub new: Vec<FondsSaid>,
    pub new_editions: Vec<EditionAlong>,
    pub known_editions: Vec<String>,
}

impl Along {
    /// Whether the package names this fonds.
    pub fn names(&self, number: &str) -> bool {
        self.known.iter().chain(&self.new).any(|fonds| fonds.number == number)
    }

    /// Whether this fonds was here before.
    pub fn has_records(&self, number: &str) -> bool {
        self.known.iter().any(|fonds| fonds.number == number)
    }
}

/// Compares fonds and editions with those here; answers them, the schemes of both together, and what is to be said.
pub async fn look_along(
    from: &Queries,
    by: &By,
    parcel: &Parcel,
    fonds: &[FondsSaid],
) -> Result<(Along, Schemes, Vec<Problem>)> {
    let mut problems = Vec::new();
    let here = from.editions().await?;
    let mut along =
        Along { known: Vec::new(), new: Vec::new(), new_editions: Vec::new(), known_editions: Vec::new() };
    let is_empty = from.item_count().await? == 0;
    // an editor of Windows ends lines otherwise; the edition is the same
    let lines = |text: &str| text.replace("\r\n", "\n");
    for edition in &parcel.editions {
        match here.iter().find(|known| known.name == edition.id) {
            Some(known) if lines(&known.body) == lines(&edition.body) => {
                along.known_editions.push(edition.id.clone());
            }
            Some(_) => problems.push(edition_differs(&edition.id)),
            None if edition.is_table && !is_empty => {
                problems.push(table_not_here(&edition.id, &edition.name))
            }
            None => along.new_editions.push(edition.clone()),
        }
    }
    let texts = here.iter().map(|edition| (edition.name.as_str(), edition.body.as_str()));
    let more = along.new_editions.iter().map(|edition| (edition.id.as_str(), edition.body.as_str()));
    let (mut schemes, unread) = Schemes::load(texts.chain(more));
    schemes.rulings = from.rulings().await?;
    problems.extend(unread.into_iter().map(|(_, problem)| problem));
    look_at_fonds(from, fonds, &schemes, &mut along, &mut problems).await?;
    let new = along.new.iter().map(|fonds| fonds.number.as_str());
    let new: Vec<&str> = new.chain(along.new_editions.iter().map(|edition| edition.id.as_str())).collect();
    if !new.is_empty() && !by.may(Deed::Found) {
        problems.push(founding_not_allowed(&new.join("、")));
    }
    Ok((along, schemes, problems))
}

async fn look_at_fonds(
    from: &Queries,
    fonds: &[FondsSaid],
    schemes: &Schemes,
    along: &mut Along,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let all = from.fonds().await?;
    for said in fonds {
        let used = said.adoptions.iter().map(|adoption| &adoption.scheme_id).chain([&said.first_scheme]);
        let Some(known) = all.iter().find(|known| known.number == said.number) else {
            problems.extend(used.filter(|id| schemes.scheme(id).is_none()).map(|id| scheme_missing(id)));
            problems.push(fonds_new(&said.number, &said.name));
            along.new.push(said.clone());
            continue;
        };
        if known.name != said.name {
            problems.push(fonds_name_differs(&said.number, &said.name, &known.name));
        }
        let in_use = SchemesInUse::new(&known.scheme_id, from.adoptions(known.id).await?);
        let foreign = used.filter(|id| !in_use.ever().contains(&id.as_str()));
        problems.extend(foreign.map(|id| scheme_not_adopted(&said.number, id)));
        along.known.push(said.clone());
    }
    Ok(())
}

problems! {
    refuse edition_differs(id):
        "方案或期限表「{id}」本库也有，但文字不同；同一个标识只能有一种文字。"
            / "The edition \"{id}\" is here, too, with another text; one id stands for one text."
        => "与移交方核对是谁改动过；改动过的一方换一个标识作为新版本，再重新制作移交材料包。"
            / "Find out with the sender who changed it; whoever did gives it another id and makes the package anew.";
    refuse table_not_here(id, name):
        "包里的会计档案保管期限表《{name}》（{id}）本库没有；加入它会改动本库已有件的日期。"
            / "The accounting table {name} ({id}) of the package is not here; adding it would move dates of records here."
        => "先看影响再启用（guidang scheme adopt，文本在包的 元数据/分类方案 里），然后接收。"
            / "See what it moves and adopt it first (guidang scheme adopt; its text lies in the package), then take the package.";
    refuse scheme_missing(id):
        "全宗所用的方案「{id}」包里没有，本库也没有。" / "The scheme \"{id}\" of the fonds is neither in the package nor here."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
    refuse founding_not_allowed(what):
        "包里有本库没有的全宗或方案（{what}），您的岗位不能建立全宗、启用方案。"
            / "The package brings fonds or schemes that are not here ({what}); your post does not allow setting them up."
        => "请档案负责人接收，或请他先建立全宗、加入方案。"
            / "Have the records manager take it in, or set them up first.";
    notice fonds_new(number, name):
        "全宗 {number} {name} 本库没有，接收时建立。" / "Fonds {number} {name} is not here; it is set up with the package."
        => "它是前身全宗的，接收后登记沿革（guidang fonds succeed）。"
            / "If another fonds follows it, record that afterwards (guidang fonds succeed).";
    ask fonds_name_differs(number, there, here):
        "全宗 {number} 在包里叫「{there}」，在本库叫「{here}」。" / "Fonds {number} is called {there} in the package and {here} here."
        => "确是同一个全宗的，接受 fonds_name_differs，名称照本库。"
            / "If it is the same, accept fonds_name_differs; the name stays as it is here.";
    notice scheme_not_adopted(fonds, id):
        "全宗 {fonds} 在本库没有启用过方案「{id}」，收下的卷仍按它。"
            / "Fonds {fonds} never took up the scheme \"{id}\" here; the volumes stay under it."
        => "新形成的材料还按本库在用的方案归。" / "New papers are filed under what is in use here.";
}

//! 整卷一次打印: everything a volume needs on paper, in the order it is bound: cover, contents,
//! statement; then its spine and its label.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::filling::{Filling, Taker};
use super::printing::{OnPaper, Printed, bind};
use super::proving::{Made, Making, keep};
use super::{Numbers, Wanted, head};
use crate::archive::{Archive, allow};
use crate::domain::error::{Error, Result};
use crate::domain::finding_aid::{Choices, Head, Row};
use crate::domain::form::{Form, Forms};
use crate::domain::role::{By, Deed};
use crate::domain::volume::Volume;
use crate::domain::wording::Lang;
use crate::paper::{Book, Fonts, Order};
use crate::progress::Progress;
use crate::store::VolumeFilter;
use crate::{say, stationery};

/// One of the papers of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaf {
    Cover,
    Contents,
    Statement,
    Spine,
    Label,
}

impl Leaf {
    const BOUND: [Leaf; 3] = [Leaf::Cover, Leaf::Contents, Leaf::Statement];
    const LOOSE: [Leaf; 2] = [Leaf::Spine, Leaf::Label];

    /// The form it is printed on, where none is chosen.
    fn form(self) -> &'static str {
        match self {
            Leaf::Cover => "volume_cover",
            Leaf::Contents => "volume_contents",
            Leaf::Statement => "statement",
            Leaf::Spine => "spine_20",
            Leaf::Label => "volume_label",
        }
    }
}

/// What to print of which volumes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Papers {
    pub volume_ids: Vec<i64>,
    /// Where no volumes are named: those of this scope.
    pub filter: Option<VolumeFilter>,
    /// Leaves, in any order; empty: all of them.
    pub leaves: Vec<Leaf>,
    /// Forms chosen instead of the usual ones, as key or name.
    pub forms: Vec<String>,
    pub id_numbers: Numbers,
}

/// Prints the papers of volumes into one PDF: volume after volume the leaves that are bound, and behind
/// them the spines and labels of all, several to a sheet.
///
/// # Errors
/// `Refused` when no volume is chosen, and for characters no font has.
pub async fn print_volumes(
    archive: &Archive,
    by: &By,
    papers: &Papers,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Printed> {
    allow(by, Deed::Export)?;
    let printed = print_unregistered(archive, papers, on_paper, lang, out, progress).await?;
    let made = Made { lang, format: "pdf".into(), made: Making::Papers(papers.clone()) };
    keep(archive, by, &made, &printed).await?;
    Ok(printed)
}

/// [`print_volumes`], without leaving a trace.
pub(super) async fn print_unregistered(
    archive: &Archive,
    papers: &Papers,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Printed> {
    let volumes = chosen_volumes(archive, papers).await?;
    if volumes.is_empty() {
        return Err(Error::refused(
            "nothing_chosen",
            say!("没有选到案卷。", "No volume was chosen."),
            say!("给出档号或内部编号。", "Name volumes by code or number."),
        ));
    }
    let wanted = Wanted {
        kind: "整卷".into(),
        volume_ids: volumes.iter().map(|volume| volume.id).collect(),
        id_numbers: papers.id_numbers,
        ..Wanted::default()
    };
    let title = volumes.first().map_or_else(String::new, |volume| volume.code.clone());
    let order = Order {
        choices: Choices { lang, id_numbers: papers.id_numbers },
        title,
        skip: on_paper.skip,
        offset: on_paper.offset,
        ..Order::default()
    };
    let forms = stationery::forms(&archive.config)?;
    let mut press = Press { book: Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order) };
    let chosen = |leaf: &&Leaf| papers.leaves.is_empty() || papers.leaves.contains(leaf);
    for volume in &volumes {
        let one = Wanted { volume_ids: vec![volume.id], ..wanted.clone() };
        let head = head(archive, &one).await?;
        for leaf in Leaf::BOUND.iter().filter(chosen) {
            let form = leaf_form(&forms, papers, *leaf)?;
            let mark = vec![volume.code.clone(), form.name.in_lang(lang).into()];
            press = press.leaf(archive, &one, form, &head, mark, progress).await?;
        }
    }
    for leaf in Leaf::LOOSE.iter().filter(chosen) {
        let form = leaf_form(&forms, papers, *leaf)?;
        let fonds = head(archive, &Wanted { volume_ids: Vec::new(), ..wanted.clone() }).await?;
        let mark = vec![form.name.in_lang(lang).to_owned()];
        press = press.leaf(archive, &wanted, form, &fonds, mark, progress).await?;
    }
    bind(press.book, forms.clone(), out, progress).await
}

/// The volumes named, or those of the scope, in shelf order.
async fn chosen_volumes(archive: &Archive, papers: &Papers) -> Result<Vec<Volume>> {
    let Some(filter) = papers.filter.as_ref().filter(|_| papers.volume_ids.is_empty()) else {
        let mut volumes = archive.store.volumes_by_id(&papers.volume_ids).await?;
        volumes.sort_by(|a, b| (&a.code_sort, a.id).cmp(&(&b.code_sort, b.id)));
        return Ok(volumes);
    };
    let (mut volumes, mut after) = (Vec::new(), (String::new(), 0));
    loop {
        let portion = archive.store.volumes(filter, (&after.0, after.1), 1000).await?;
        let Some(last) = portion.last() else { return Ok(volumes) };
        after = (last.code_sort.clone(), last.id);
        volumes.extend(portion);
    }
}

/// The form of a leaf: one of those chosen that has the same name, else the usual one.
fn leaf_form<'a>(forms: &'a Forms, papers: &Papers, leaf: Leaf) -> Result<&'a Form> {
    let missing = || anyhow::anyhow!("the form {} does not ship", leaf.form());
    let usual = forms.find(leaf.form()).ok_or_else(missing)?;
    for name in &papers.forms {
        let form = forms.find(name).ok_or_else(|| {
            Error::refused(
                "unknown_form",
                say!("没有「{name}」这种表格。", "There is no form \"{name}\"."),
                say!("运行 guidang form list 看有哪些。", "Run guidang form list to see them."),
            )
        })?;
        if form.name == usual.name {
            return Ok(form);
        }
    }
    Ok(usual)
}

/// The book, taking the rows of one leaf after another.
struct Press {
    book: Book,
}

impl Press {
    async fn leaf(
        mut self,
        archive: &Archive,
        wanted: &Wanted,
        form: &Form,
        head: &Head,
        mark: Vec<String>,
        progress: &Progress,
    ) -> Result<Press> {
        self.book.begin(form, head, mark, false);
        Filling::of(archive, wanted, form, progress).await?.fill(self).await
    }
}

impl Taker for Press {
    fn take<R: Row>(&mut self, row: &R) -> Result<()> {
        self.book.add(row)
    }
}

//! hold: place, list, show, ask-lift, lift, keep.

use crate::acts::disposal::holding::{self, CaughtStretch, HoldFilter, HoldView, NewHold, WrittenRule};
use crate::acts::finding::basket;
use crate::archive::Archive;
use crate::cli::base::args::{Global, HoldPlace, HoldVerb};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::disposal::hold::{HoldGround, HoldState};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::say;

/// Holds listed, and volumes of one shown, at most.
const MOST: i64 = 1000;

pub async fn hold(global: &Global, console: &Console, verb: &HoldVerb) -> Result<Done> {
    match verb {
        HoldVerb::Place(asked) => {
            let archive = global.whole().await?;
            place(&archive, console, asked).await?;
            settle(&archive).await?;
        }
        HoldVerb::List { state, ground } => {
            let archive = global.looking().await?;
            let filter = HoldFilter {
                state: HoldState::from_key(state),
                unlifted: state.is_empty(),
                ground: HoldGround::from_key(ground),
            };
            let list = holding::list(&archive, &archive.local_user(), filter, 0, MOST).await?;
            console.answer(&list, |console| list.holds.iter().for_each(|view| in_short(console, view)));
        }
        HoldVerb::Show { hold } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let id = called(&archive, &by, hold).await?;
            let stretch = holding::caught(&archive, &by, id, 0, MOST).await?;
            console.answer(&stretch, |console| whole(console, &stretch));
        }
        HoldVerb::AskLift { hold, reason } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            let id = called(&archive, &by, hold).await?;
            let view = holding::ask_lift(&archive, &by, id, reason).await?;
            console.answer(&view, |console| in_short(console, &view));
            settle(&archive).await?;
        }
        HoldVerb::Lift { hold } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            let id = called(&archive, &by, hold).await?;
            let view = holding::lift(&archive, &by, id).await?;
            console.answer(&view, |console| in_short(console, &view));
            settle(&archive).await?;
        }
        HoldVerb::Keep { hold, reason } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            let id = called(&archive, &by, hold).await?;
            let view = holding::keep(&archive, &by, id, reason).await?;
            console.answer(&view, |console| in_short(console, &view));
            settle(&archive).await?;
        }
    }
    Ok(Done::Code(0))
}

async fn place(archive: &Archive, console: &Console, asked: &HoldPlace) -> Result<()> {
    let by = archive.local_user();
    let aside = if asked.basket { basket::look(archive, &by).await? } else { basket::Entries::default() };
    let rule = WrittenRule {
        class: asked.class.clone(),
        step: asked.step.clone(),
        year: asked.year.clone(),
        person: asked.person.clone(),
        id_number: asked.id_number.as_str().into(),
        unit: asked.unit.clone(),
        words: asked.words.clone(),
    };
    let new = NewHold {
        ground: asked.ground.clone(),
        basis: asked.basis.clone(),
        note: asked.note.clone(),
        fonds: asked.fonds.clone(),
        rule: Some(rule).filter(|rule| !rule.is_empty()),
        volumes: aside.volumes,
        items: aside.items,
        codes: asked.codes.clone(),
    };
    if asked.yes {
        let view = holding::place(archive, &by, &new).await?;
        console.answer(&view, |console| in_short(console, &view));
        return Ok(());
    }
    let preview = holding::preview(archive, &by, &new).await?;
    console.answer(&preview, |console| {
        let caught = preview.caught;
        console.line(console.pick(&say!(
            "涉及 {} 卷 {} 件；照此冻结加 --yes。",
            "Catches {} volumes, {} records; add --yes to place the hold.",
            caught.volumes,
            caught.items
        )));
    });
    Ok(())
}

/// A hold by its number, or by its id.
async fn called(archive: &Archive, by: &By, text: &str) -> Result<i64> {
    match text.trim().parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(holding::numbered(archive, by, text).await?.hold.id),
    }
}

fn in_short(console: &Console, view: &HoldView) {
    let (hold, state, ground) = (&view.hold, view.state.word(), view.hold.ground.word());
    let what = match view.rule.zh.is_empty() {
        true => say!("{} 卷 {} 件", "{} volumes, {} records", view.named.volumes, view.named.items),
        false => view.rule.clone(),
    };
    console.line(format!(
        "{}  {}  {}  {}  {}  {}",
        hold.number,
        console.pick(&state),
        console.pick(&ground),
        hold.basis,
        console.pick(&what),
        hold.placed_by_name
    ));
}

fn whole(console: &Console, stretch: &CaughtStretch) {
    in_short(console, &stretch.hold);
    let caught = stretch.caught;
    console.line(console.pick(&say!(
        "涉及 {} 卷 {} 件",
        "Catches {} volumes, {} records",
        caught.volumes,
        caught.items
    )));
    for one in &stretch.volumes {
        let why = one.because.as_ref().map(|mark| mark.sentence());
        let why = why.as_ref().map_or("", |why| console.pick(why));
        console.line(format!("{}  {}  {why}", one.volume.code, one.volume.title));
    }
    for item in &stretch.items {
        console.line(format!("{}  {}", item.code, item.description.title));
    }
}

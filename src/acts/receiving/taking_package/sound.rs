//! Whether a volume that comes agrees with itself and with the scheme it was filed under.

use crate::domain::arranging::shelving::{Stretch, page_flaws};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::Problem;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::store::BroughtVolume;

/// Everything that keeps the volume from standing here as it stood there.
pub fn unsound(schemes: &Schemes, brought: &BroughtVolume) -> Vec<Problem> {
    let (volume, items) = (&brought.volume, &brought.items);
    let (code, place, mut problems) = (&volume.code, &volume.place, Vec::new());
    let step =
        schemes.scheme(&place.scheme_id).and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    let rules = step.map_or(0, |step| step.rules.len());
    if items.iter().any(|(item, _)| item.rule >= rules) || rules == 0 {
        let where_filed = format!("{} {} {}", place.scheme_id, place.class_id, place.step_id);
        problems.push(place_not_here(code, &where_filed));
    }
    let pages: u64 = items.iter().map(|(item, _)| u64::from(item.description.pages)).sum();
    let first = items.iter().filter_map(|(item, _)| item.description.date).min();
    let last = items.iter().filter_map(|(item, _)| item.description.date_end.or(item.description.date)).max();
    let found = (items.len() as u64, pages, first, last);
    let stated = (u64::from(volume.items), u64::from(volume.pages), volume.first_date, volume.last_date);
    if found != stated || items.is_empty() {
        problems.push(volume_miscounted(code, &stated.0, &stated.1, &found.0, &found.1));
    }
    let stretches: Vec<Stretch> =
        items.iter().map(|(item, _)| Stretch::new(item.page_from, item.description.pages)).collect();
    // as they run in a volume that is closed here
    if !page_flaws(&stretches).is_empty()
        || items.iter().any(|(item, _)| item.page_from == 0 || item.description.pages == 0)
    {
        problems.push(pages_disordered(code));
    }
    let in_order = items.iter().zip(1u32..).all(|((item, _), seq)| item.seq == seq);
    if volume.number == 0 || !in_order {
        problems.push(numbers_disordered(code));
    }
    let starred = |number: &str| number.contains('*');
    let persons = items.iter().flat_map(|(item, _)| &item.description.persons);
    let masked = persons.filter(|person| {
        [&person.id_number, &person.id_given].iter().any(|number| starred(number.whole(WholeFor::Comparing)))
    });
    let masked = masked.count();
    if masked > 0 {
        problems.push(numbers_starred(code, &masked));
    }
    problems
}

problems! {
    refuse place_not_here(code, where_filed):
        "案卷 {code} 的类别、业务环节或条款（{where_filed}）在包里和本库的方案里都没有。"
            / "Class, step or rule of volume {code} ({where_filed}) stand in no scheme of the package or this archive."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    refuse volume_miscounted(code, items, pages, items_found, pages_found):
        "案卷 {code} 目录上是 {items} 件 {pages} 页，件的元数据是 {items_found} 件 {pages_found} 页，或起止日期不符。"
            / "The catalog states {items} records and {pages} pages for volume {code}; the records are {items_found} with {pages_found} pages, or the dates differ."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    refuse pages_disordered(code):
        "案卷 {code} 里件的页号重叠、断开，或没有页号。" / "Pages of records in volume {code} overlap, leave gaps or are missing."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    refuse numbers_disordered(code):
        "案卷 {code} 没有案卷号，或卷内顺序号不是从 1 起逐件编的。" / "Volume {code} has no number, or its records are not numbered from 1."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    refuse numbers_starred as numbers_masked(code, count):
        "案卷 {code} 里有 {count} 人的证件号码带星号，不是原样。" / "The numbers of {count} persons in volume {code} have stars and are not whole."
        => "请移交方另做一个「身份证号：全显」的移交材料包。" / "Ask the sender for a package with whole ID numbers.";
}

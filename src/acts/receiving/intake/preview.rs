//! Which volumes a sheet would fill, without writing anything.

use std::collections::{BTreeMap, HashMap};

use super::FilledVolume;
use super::sheet::ReadSheet;
use crate::archive::Archive;
use crate::domain::arranging::shelving::Tail;
use crate::domain::general::error::Result;
use crate::domain::records::item::Place;
use crate::domain::records::naming::{names, volume_title};
use crate::domain::schemes::code::print_volume;
use crate::store::code_parts;

pub(super) async fn volumes(archive: &Archive, sheet: &ReadSheet) -> Result<Vec<FilledVolume>> {
    let schemes = archive.schemes();
    let mut tails: HashMap<Place, Tail> = HashMap::new();
    let mut filled: BTreeMap<(Place, u32), (u32, u32, Option<String>)> = BTreeMap::new();
    let seen = &sheet.rows.seen;
    for row in seen.ready().iter().filter(|row| seen.to_file.contains(row.row)) {
        let (place, spot) = (seen.place(row), seen.spot(row));
        let number = match &spot {
            Some(given) => given.volume,
            None => {
                if !tails.contains_key(place) {
                    tails.insert(place.clone(), archive.store.tail_at(place).await?);
                }
                let limit = schemes.scheme(&place.scheme_id).map_or(200, |scheme| scheme.page_limit);
                tails.get_mut(place).map_or(1, |tail| tail.take(row.pages, limit).volume)
            }
        };
        let step_text = spot.and_then(|given| given.step_text).map(str::to_owned);
        let sum = filled.entry((place.clone(), number)).or_insert((0, 0, step_text));
        (sum.0, sum.1) = (sum.0 + 1, sum.1 + row.pages);
    }
    let mut volumes_filled = Vec::with_capacity(filled.len());
    for ((place, number), (items, pages, step_text)) in filled {
        let known = archive.store.volume_at(&place, number).await?;
        let names = names(&schemes, &place);
        let step = step_text.unwrap_or(names.step);
        let before = known.as_ref().map_or(0, |volume| volume.pages);
        let code = schemes.scheme(&place.scheme_id).map_or_else(String::new, |scheme| {
            print_volume(scheme, &code_parts(&place, &step, number), before + pages)
        });
        let title = known.as_ref().map_or_else(
            || volume_title(schemes.scheme(&place.scheme_id), &place, &step, number),
            |v| v.title.clone(),
        );
        let (id, class, period) = (known.map(|volume| volume.id), names.class_code, names.period);
        volumes_filled.push(FilledVolume { id, code, title, class, step, period, items, pages });
    }
    Ok(volumes_filled)
}

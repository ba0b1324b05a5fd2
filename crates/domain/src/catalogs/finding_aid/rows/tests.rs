use super::*;
use crate::catalogs::finding_aid::fields::fields;
use crate::catalogs::finding_aid::printed::{IdNumbers, ValueStyle};
use crate::catalogs::finding_aid::{PrintedPerson, PrintedUnit};

fn answers_exactly_its_fields<R: CatalogRow + Default>() {
    let row = R::default();
    for (key, _) in fields(row.kind()) {
        assert!(row.field(key).is_some(), "{:?} lists {key} and does not answer it", row.kind());
    }
    assert_eq!(row.field("no_such_field"), None);
}

#[test]
fn rows_answer_the_fields_they_list() {
    answers_exactly_its_fields::<SummaryRow>();
    answers_exactly_its_fields::<PrintedVolume>();
    answers_exactly_its_fields::<PrintedItem>();
    answers_exactly_its_fields::<PrintedPerson>();
    answers_exactly_its_fields::<PrintedUnit>();
    answers_exactly_its_fields::<DocNumberRow>();
    answers_exactly_its_fields::<Statement>();
}

#[test]
fn page_numbers_show_the_end_only_on_the_last_item() {
    let row = PrintedItem { page_from: 5, page_to: 7, ..PrintedItem::default() };
    assert_eq!(row.field("page_numbers"), Some(made("5".into())));
    let row = PrintedItem { is_last: true, ..row };
    assert_eq!(row.field("page_numbers"), Some(made("5–7".into())));
}

#[test]
fn a_title_of_the_archives_own_stands_in_brackets_once() {
    let said = |title: &str, self_made| {
        title_of(PrintedItem { title: title.into(), self_made, ..PrintedItem::default() })
    };
    assert_eq!(said("核定表", true), made("[核定表]".into()));
    assert_eq!(said("[核定表]", true), made("[核定表]".into()));
    assert_eq!(said("核定表", false), made("核定表".into()));
    assert_eq!(said("", true), Value::Empty);
}

fn title_of(row: impl CatalogRow) -> Value<'static> {
    match row.field("title") {
        Some(Value::Text(text)) => made(text.into_owned()),
        _ => Value::Empty,
    }
}

#[test]
fn a_volume_that_is_gone_says_so_beside_its_line() {
    let on = RecordDate::from_iso("2021-06-10").unwrap();
    let gone = |how, by: &str| Some(Gone { how, on, by: by.to_owned() });
    let row = PrintedVolume { gone: gone(DepartureKind::Destroyed, "X2021-001"), ..PrintedVolume::default() };
    assert_eq!(row.field("remarks"), Some(made("已销毁 20210610 X2021-001".into())));
    let gone = gone(DepartureKind::Transferred, "");
    let row = PrintedItem { gone, remarks: "复印件".into(), ..PrintedItem::default() };
    assert_eq!(row.field("remarks"), Some(Value::Note("已移交 20210610；复印件".into())));
}

#[test]
fn numbers_in_remarks_are_printed_as_those_of_persons_are() {
    let row = PrintedItem { remarks: "配偶 99000019620322268X 同来".into(), ..PrintedItem::default() };
    let printed = |id_numbers| {
        let choices = ValueStyle { id_numbers, ..ValueStyle::default() };
        choices.print(row.field("remarks").unwrap()).in_words().into_owned()
    };
    assert_eq!(printed(IdNumbers::Full), "配偶 99000019620322268X 同来");
    assert_eq!(printed(IdNumbers::Masked), "配偶 990000********268X 同来");
    assert_eq!(printed(IdNumbers::LeftOut), "配偶  同来");
}

#[test]
fn a_span_of_one_day_is_a_day() {
    let day = RecordDate::from_iso("2009-03-22");
    assert_eq!(days(day, day), Value::Days(day.unwrap(), None));
    assert_eq!(days(None, None), Value::Empty);
}

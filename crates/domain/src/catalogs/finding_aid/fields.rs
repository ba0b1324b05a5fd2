//! Which fields a line of each kind has: what a form may name.

use super::field::{FieldKind, LineKind};

/// The key of a field, and how it is written.
type Named = (&'static str, FieldKind);

const fn text(key: &str) -> (&str, FieldKind) {
    (key, FieldKind::Text)
}

const fn count(key: &str) -> (&str, FieldKind) {
    (key, FieldKind::Count)
}

const fn day(key: &str) -> (&str, FieldKind) {
    (key, FieldKind::Day)
}

const fn id(key: &str) -> (&str, FieldKind) {
    (key, FieldKind::Id)
}

const SUMMARY: &[Named] = &[
    count("seq"),
    text("code"),
    text("name"),
    text("label"),
    count("volumes"),
    count("items"),
    count("pages"),
];

const VOLUME: &[Named] = &[
    count("seq"),
    text("code"),
    text("number"),
    text("title"),
    text("year"),
    day("dates"),
    day("first_date"),
    day("last_date"),
    count("items"),
    count("pages"),
    text("period"),
    text("class"),
    text("step"),
    text("class_code"),
    text("class_name"),
    text("barcode"),
    text("secrecy"),
    text("openness"),
    text("medium"),
    text("shelf"),
    text("checked"),
    text("remarks"),
];

const ITEM: &[Named] = &[
    count("seq"),
    text("number"),
    text("class_code"),
    text("code"),
    text("doc_number"),
    text("creator"),
    text("title"),
    day("dates"),
    text("secrecy"),
    count("pages"),
    text("page"),
    text("page_numbers"),
    text("party"),
    text("party_number"),
    text("volume_code"),
    text("year"),
    text("period"),
    text("class"),
    text("step"),
    text("medium"),
    text("remarks"),
];

const PERSON: &[Named] = &[
    text("letter"),
    text("pinyin"),
    text("name"),
    id("id_number"),
    text("unit"),
    text("code"),
    text("page"),
    text("page_line"),
    text("year"),
    text("class"),
    text("step"),
    text("remarks"),
];

const UNIT: &[Named] = &[
    text("letter"),
    text("pinyin"),
    text("name"),
    text("number"),
    text("year"),
    text("code"),
    text("page"),
    text("class"),
    text("step"),
    text("remarks"),
];

const DOC_NUMBER: &[Named] = &[
    text("agency"),
    text("number"),
    text("title"),
    day("dates"),
    text("code"),
    text("page"),
    text("year"),
    text("remarks"),
];

const STATEMENT: &[Named] = &[
    text("code"),
    text("title"),
    count("items"),
    count("pages"),
    text("statement"),
    text("closed_by"),
    text("checked_by"),
    day("closed_on"),
    day("checked_on"),
];

const DUE: &[Named] = &[
    count("seq"),
    text("code"),
    text("title"),
    text("class"),
    text("step"),
    text("period"),
    text("effective"),
    text("formed"),
    day("eligible_on"),
    count("items"),
    count("pages"),
    text("question"),
    text("why"),
    text("remarks"),
    text("note"),
    text("contents"),
    text("opinion"),
    text("hold"),
];

const DUE_SUM: &[Named] = &[
    text("class"),
    count("y5"),
    count("y10"),
    count("y15"),
    count("y25"),
    count("y30"),
    count("y50"),
    count("y100"),
    count("other"),
    count("volumes"),
    count("newly"),
    count("earlier"),
    count("changed"),
    text("changes"),
    count("items"),
    count("pages"),
    count("questions"),
];

const REASON: &[Named] = &[text("note"), text("why"), count("volumes"), count("questions")];

const BOOK: &[Named] = &[
    text("name"),
    count("rows"),
    count("items"),
    count("pages"),
    count("booklet"),
    count("sheets"),
    text("digest"),
    text("sm3"),
    text("form_version"),
    text("log_size"),
    text("log_at"),
    text("log_note"),
];

const PART: &[Named] =
    &[text("year"), text("class"), count("rows"), count("items"), count("pages"), text("page")];

const BOX: &[Named] = &[
    text("number"),
    text("year"),
    text("class"),
    text("period"),
    text("first"),
    text("last"),
    count("volumes"),
    count("pages"),
    text("shelf"),
    text("barcode"),
];

const HANDOVER: &[Named] = &[
    count("seq"),
    text("receipt"),
    text("title"),
    text("party"),
    count("items"),
    count("pages"),
    text("checked"),
    text("reason"),
];

const DEED: &[Named] = &[
    text("number"),
    text("nature"),
    text("years"),
    text("kinds"),
    text("quantities"),
    text("tools"),
    text("tool_quantities"),
    text("note"),
];

const ELECTRONIC: &[Named] = &[
    text("work"),
    text("content"),
    text("files"),
    text("volumes"),
    text("gigabytes"),
    text("carriers"),
    text("carrier_kind"),
];

const CARRIER: &[Named] = &[text("number"), text("content"), text("digest"), text("gigabytes")];

const DESTRUCTION: &[Named] = &[
    count("seq"),
    text("title"),
    text("volume"),
    count("booklet"),
    text("year"),
    text("code"),
    text("period"),
    text("kept"),
    count("items"),
    count("pages"),
    day("destroyed_on"),
    text("remarks"),
    text("effective"),
    text("until"),
];

const DISPOSAL: &[Named] = &[
    text("number"),
    text("scope"),
    count("volumes"),
    count("items"),
    count("pages"),
    text("ground"),
    text("contents"),
    text("opinion"),
    text("reason"),
    text("department"),
    text("attached"),
    text("method"),
    text("place"),
    text("filed_as"),
    text("arithmetic"),
    text("members"),
    text("course"),
    text("day"),
    text("executor"),
    text("supervisors"),
    text("approvals"),
    text("register"),
    text("backups"),
];

const USE: &[Named] = &[
    count("seq"),
    day("date"),
    text("person"),
    id("id_number"),
    text("unit"),
    text("role"),
    text("purpose"),
    text("record"),
    text("manner"),
    count("pages"),
    day("due"),
    day("returned"),
    text("clerk"),
    text("effect"),
];

const REQUEST: &[Named] = &[
    text("person"),
    text("id_kind"),
    id("id_number"),
    text("unit"),
    text("letter"),
    text("role"),
    text("about"),
    text("purpose"),
    text("manner"),
    text("approval"),
    text("found"),
    text("phone"),
];

const STATISTICS: &[Named] = &[
    text("year"),
    text("unit"),
    text("staff"),
    text("fonds_held"),
    text("metres"),
    text("volumes"),
    text("items"),
    text("permanent"),
    text("new_permanent"),
    text("new_100"),
    text("new_50"),
    text("new_30"),
    text("new_10"),
    text("new_other"),
    text("new_all"),
    text("not_filed"),
    text("transferred"),
    text("moved_out"),
    text("destroyed"),
    text("digital_volumes"),
    text("digital_items"),
    text("paper_catalogs"),
    text("users"),
    text("used"),
    text("area"),
    text("equipment"),
    text("phone"),
];

const HOLDINGS: &[Named] = &[
    count("seq"),
    text("class"),
    text("period"),
    text("state"),
    count("opening_volumes"),
    count("opening_items"),
    count("added_volumes"),
    count("added_items"),
    count("in_volumes"),
    count("in_items"),
    count("taken_volumes"),
    count("taken_items"),
    count("out_volumes"),
    count("out_items"),
    count("closing_volumes"),
    count("closing_items"),
];

const FORESEEN: &[Named] = &[
    count("seq"),
    text("code"),
    text("title"),
    count("items"),
    count("pages"),
    text("before"),
    text("after"),
    text("move"),
];

const CERTIFICATION: &[Named] = &[
    text("number"),
    text("check_code"),
    text("name"),
    text("sex"),
    text("born"),
    id("id_number"),
    text("personal_no"),
    text("address"),
    text("postcode"),
    text("phone"),
    text("before"),
    text("sender"),
    text("return_unit"),
    text("return_postcode"),
    text("return_phone"),
];

const AGENCY: &[Named] = &[
    count("seq"),
    text("name"),
    text("address"),
    text("contact"),
    text("department"),
    text("post"),
    text("phone"),
];

/// The fields a row of this kind has: what a form may name.
pub fn fields(kind: LineKind) -> &'static [Named] {
    match kind {
        LineKind::Summary => SUMMARY,
        LineKind::Volume => VOLUME,
        LineKind::Item => ITEM,
        LineKind::Person => PERSON,
        LineKind::Unit => UNIT,
        LineKind::DocNumber => DOC_NUMBER,
        LineKind::Statement => STATEMENT,
        LineKind::Due => DUE,
        LineKind::DueSum => DUE_SUM,
        LineKind::Reason => REASON,
        LineKind::Book => BOOK,
        LineKind::Part => PART,
        LineKind::Box => BOX,
        LineKind::Handover => HANDOVER,
        LineKind::Deed => DEED,
        LineKind::Electronic => ELECTRONIC,
        LineKind::Carrier => CARRIER,
        LineKind::Destruction => DESTRUCTION,
        LineKind::Disposal => DISPOSAL,
        LineKind::Use => USE,
        LineKind::Request => REQUEST,
        LineKind::Statistics => STATISTICS,
        LineKind::Holdings => HOLDINGS,
        LineKind::Foreseen => FORESEEN,
        LineKind::Certification => CERTIFICATION,
        LineKind::Agency => AGENCY,
        LineKind::Listed => &[],
    }
}

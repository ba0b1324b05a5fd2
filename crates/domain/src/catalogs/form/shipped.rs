// The files of templates/print/, in the order people are offered them; a test finds one that is missing.
const PRESET_FILE: &str = include_str!("../../../../../templates/print/presets.toml");

macro_rules! shipped {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../../../../templates/print/", $name, ".toml"))),)*]
    };
}

pub(super) const SHIPPED: &[(&str, &str)] = shipped![
    "summary@1",
    "volume_cover@1",
    "volume_cover_coded@1",
    "volume_cover_kraft@1",
    "spine_20@1",
    "spine_15@1",
    "spine_10@1",
    "volume_contents@1",
    "volume_contents_business@1",
    "statement@1",
    "statement@2",
    "volume_label@1",
    "volume_catalog@1",
    "catalog_cover@1",
    "catalog_parts@1",
    "catalog_statement@1",
    "file_list@1",
    "file_list_2000@1",
    "file_list_cover@1",
    "person_index@1",
    "unit_index@1",
    "doc_number_index@1",
    "box_label@1",
    "box_spine_30@1",
    "stamp_sheet@1",
    "stamp_list@1",
    "transfer_register@1",
    "transfer_register@2",
    "due_list@1",
    "due_questions@1",
    "sample_list@1",
    "handover_list@1",
    "transfer_deed@1",
    "electronic_transfer@1",
    "carrier_list@1",
    "appraisal_opinion@1",
    "destruction_approval@1",
    "destruction_cover@1",
    "destruction_list@1",
    "destruction_list_accounting@1",
    "destruction_opinions@1",
    "use_request@1",
    "use_register@1",
    "statistics@1",
    "certification_online@1",
    "certification_mail@1",
    "agency_list@1",
    "calibration@1",
];

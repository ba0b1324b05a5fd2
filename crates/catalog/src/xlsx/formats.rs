//! How the cells of a list look: type, alignment, rules.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use super::super::cell_fit::SIZES;
use super::super::workbook::{CHINESE_CHARSET, TITLE_FONT};
use crate::domain::catalogs::form::Align;

const FONT: &str = "仿宋";

/// Words without rules, above and below a list.
pub(super) fn words(size: f64, align: Align) -> Format {
    type_of(FONT, size).set_align(across(align)).set_text_wrap()
}

/// A text that is never taken for a number, wrapped.
pub(super) fn text_cell(size: f64, align: Align) -> Format {
    words(size, align).set_border(FormatBorder::Thin).set_num_format("@")
}

/// A count; made smaller rather than cut.
pub(super) fn count_cell(align: Align) -> Format {
    let plain = type_of(FONT, SIZES[0]).set_align(across(align)).set_shrink();
    plain.set_border(FormatBorder::Thin).set_num_format("0")
}

pub(super) fn title_cell() -> Format {
    type_of(TITLE_FONT, 18.0).set_align(FormatAlign::Center).set_text_wrap().set_bold()
}

fn type_of(font: &str, size: f64) -> Format {
    let format = Format::new().set_font_name(font).set_font_size(size).set_font_charset(CHINESE_CHARSET);
    format.set_align(FormatAlign::VerticalCenter)
}

fn across(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    }
}

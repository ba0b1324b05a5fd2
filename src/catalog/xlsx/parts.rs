//! The parts of a workbook other than its cells and styles (ECMA-376 part 1, §12 and §18).

use std::fmt::Write as _;

use super::book::{Frame, Sheet};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

pub(super) const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

/// `docProps/core.xml`; the day is no day of making, so that the same rows give the same bytes.
pub(super) fn about(title: &str) -> String {
    let mut xml = format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>"#
    );
    push_text(&mut xml, title);
    xml.push_str("</dc:title>");
    for when in ["created", "modified"] {
        let _ =
            write!(xml, r#"<dcterms:{when} xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:{when}>"#);
    }
    xml + "</cp:coreProperties>"
}

/// What stands before a sheet's rows.
pub(super) fn sheet_begins(xml: &mut String, frame: &Frame, sheet: &Sheet, is_first: bool) {
    let shown = if is_first { r#" tabSelected="1""# } else { "" };
    let _ = write!(
        xml,
        r#"{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView{shown} workbookViewId="0">"#
    );
    if frame.heads > 0 {
        let (heads, next) = (frame.heads, frame.heads + 1);
        let _ = write!(
            xml,
            r#"<pane ySplit="{heads}" topLeftCell="A{next}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>"#
        );
    }
    let height = (frame.row_height / 0.75).round() * 0.75;
    let _ = write!(
        xml,
        r#"</sheetView></sheetViews><sheetFormatPr defaultRowHeight="{height}" customHeight="1"/><cols>"#
    );
    for (at, pixels) in sheet.columns.iter().enumerate() {
        let (column, digits) = (at + 1, f64::from(pixels.saturating_sub(7)) / 8.0);
        let _ = write!(xml, r#"<col min="{column}" max="{column}" width="{digits}" customWidth="1"/>"#);
    }
    xml.push_str("</cols><sheetData>");
}

/// What stands after a sheet's rows.
pub(super) fn sheet_ends(xml: &mut String, frame: &Frame, sheet: &Sheet) {
    xml.push_str("</sheetData>");
    if !sheet.merged.is_empty() {
        let _ = write!(xml, r#"<mergeCells count="{}">"#, sheet.merged.len());
        for (row, last) in &sheet.merged {
            let number = row + 1;
            let _ = write!(xml, r#"<mergeCell ref="A{number}:"#);
            push_letters(xml, *last);
            let _ = write!(xml, r#"{number}"/>"#);
        }
        xml.push_str("</mergeCells>");
    }
    let [top, bottom, left, right] = frame.margins;
    let (header, footer) = (top / 2.0, bottom / 2.0);
    let turned = if frame.landscape { "landscape" } else { "portrait" };
    let _ = write!(
        xml,
        r#"<printOptions horizontalCentered="1"/><pageMargins left="{left}" right="{right}" top="{top}" bottom="{bottom}" header="{header}" footer="{footer}"/><pageSetup paperSize="9" fitToHeight="0" orientation="{turned}"/><headerFooter><oddFooter>"#
    );
    push_text(xml, frame.footer);
    xml.push_str("</oddFooter></headerFooter>");
    if !sheet.breaks.is_empty() {
        let count = sheet.breaks.len();
        let _ = write!(xml, r#"<rowBreaks count="{count}" manualBreakCount="{count}">"#);
        for row in &sheet.breaks {
            let _ = write!(xml, r#"<brk id="{row}" max="16383" man="1"/>"#);
        }
        xml.push_str("</rowBreaks>");
    }
    // texts of digits are meant to be texts: no green corners
    if sheet.rows > frame.heads {
        let _ = write!(xml, r#"<ignoredErrors><ignoredError sqref="A{}:"#, frame.heads + 1);
        push_letters(xml, sheet.columns.len().saturating_sub(1));
        let _ = write!(xml, r#"{}" numberStoredAsText="1"/></ignoredErrors>"#, sheet.rows);
    }
    xml.push_str("</worksheet>");
}

/// `xl/workbook.xml`: the sheets, and the rows that stand on every page of each.
pub(super) fn workbook(names: &[String], frame: &Frame) -> String {
    let mut xml = format!(
        r#"{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>"#
    );
    for (at, name) in names.iter().enumerate() {
        xml.push_str("<sheet name=\"");
        push_text(&mut xml, name);
        let _ = write!(xml, r#"" sheetId="{0}" r:id="rId{0}"/>"#, at + 1);
    }
    xml.push_str("</sheets>");
    if frame.heads > 0 {
        xml.push_str("<definedNames>");
        for (at, name) in names.iter().enumerate() {
            let _ = write!(xml, r#"<definedName name="_xlnm.Print_Titles" localSheetId="{at}">'"#);
            push_text(&mut xml, name);
            let _ = write!(xml, "'!$1:${}</definedName>", frame.heads);
        }
        xml.push_str("</definedNames>");
    }
    xml + "</workbook>"
}

/// `xl/_rels/workbook.xml.rels`
pub(super) fn workbook_relations(sheets: usize) -> String {
    let mut xml = format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">"#);
    for number in 1..=sheets {
        let _ = write!(
            xml,
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
    }
    let styles = sheets + 1;
    let _ = write!(xml, r#"<Relationship Id="rId{styles}" Type="{OFFICE}/styles" Target="styles.xml"/>"#);
    xml + "</Relationships>"
}

/// `[Content_Types].xml`
pub(super) fn content_types(sheets: usize) -> String {
    const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut xml = format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/>"#
    );
    for number in 1..=sheets {
        let _ = write!(
            xml,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>"#
        );
    }
    xml + "</Types>"
}

/// The letters of a column counted from 0: A, Z, AA.
pub(super) fn push_letters(xml: &mut String, column: usize) {
    if column >= 26 {
        push_letters(xml, column / 26 - 1);
    }
    xml.push(char::from(b'A' + (column % 26) as u8));
}

/// Text as a workbook holds it: markup and what XML cannot hold stand as `_xHHHH_`, and a text that
/// happens to read so has its own underscore written that way (ECMA-376 part 1, §22.9.2.19).
pub(super) fn push_text(xml: &mut String, text: &str) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let entity = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '_' if reads_as_escape(&text[at..]) => "_x005F_",
            '\t' | '\n' => continue,
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => "",
            _ => continue,
        };
        xml.push_str(&text[from..at]);
        match entity {
            "" => drop(write!(xml, "_x{:04X}_", u32::from(c))),
            entity => xml.push_str(entity),
        }
        from = at + c.len_utf8();
    }
    xml.push_str(&text[from..]);
}

/// `_x000D_` and the like.
fn reads_as_escape(text: &str) -> bool {
    let Some(digits) = text.strip_prefix("_x") else { return false };
    let digits = digits.as_bytes();
    digits.len() > 4 && digits[4] == b'_' && digits[..4].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let letters = |column| {
            let mut text = String::new();
            push_letters(&mut text, column);
            text
        };
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn text_becomes_neither_markup_nor_an_escape() {
        let written = |text| {
            let mut xml = String::new();
            push_text(&mut xml, text);
            xml
        };
        assert_eq!(written("<b>&\"甲\""), "&lt;b&gt;&amp;&quot;甲&quot;");
        assert_eq!(written("一\r二\u{1f}三\u{fffe}\t\n"), "一_x000D_二_x001F_三_xFFFE_\t\n");
        assert_eq!(written("_x000D_、_x00g0_、_x1"), "_x005F_x000D_、_x00g0_、_x1");
    }
}

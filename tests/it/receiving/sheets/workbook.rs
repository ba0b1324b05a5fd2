//! Workbooks put together by hand, good and bad.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip of the given parts.
pub fn archive(path: &Path, parts: &[(&str, Vec<u8>)]) -> PathBuf {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path.to_owned()
}

/// Parts of an xlsx with these sheets: (name, state, XML between `<worksheet>` and its end).
pub fn parts(sheets: &[(&str, &str, String)], workbook_flags: &str) -> Vec<(&'static str, Vec<u8>)> {
    const NAMES: [&str; 3] =
        ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"];
    let (mut entries, mut relations) = (String::new(), String::new());
    let mut list: Vec<(&'static str, Vec<u8>)> = Vec::new();
    for (at, (name, state, xml)) in sheets.iter().enumerate() {
        let id = at + 1;
        entries += &format!(r#"<sheet name="{name}" sheetId="{id}" state="{state}" r:id="rId{id}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{id}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{id}.xml"/>"#
        );
        list.push((NAMES[at], format!(r#"<worksheet xmlns="{MAIN}">{xml}</worksheet>"#).into_bytes()));
    }
    let styles = format!(
        r#"<styleSheet xmlns="{MAIN}"><numFmts count="0"/><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
    );
    let package = "http://schemas.openxmlformats.org/package/2006";
    list.extend([
        ("[Content_Types].xml", format!(r#"<Types xmlns="{package}/content-types"/>"#).into_bytes()),
        (
            "_rels/.rels",
            format!(r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#)
                .into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook_flags}<sheets>{entries}</sheets></workbook>"#)
                .into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"<Relationships xmlns="{package}/relationships">{relations}</Relationships>"#).into_bytes(),
        ),
        ("xl/styles.xml", styles.into_bytes()),
    ]);
    list
}

/// An xlsx of one sheet.
pub fn xlsx(path: &Path, sheet_xml: &str) -> PathBuf {
    archive(path, &parts(&[("表", "visible", sheet_xml.to_owned())], ""))
}

pub fn text_cell(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// An ods of one table.
pub fn ods(path: &Path, table: &str) -> PathBuf {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="表">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let parts = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"></manifest:manifest>".to_vec()),
        ("content.xml", content.into_bytes()),
    ];
    archive(path, &parts)
}

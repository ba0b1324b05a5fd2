//! A catalog's HTML page, laid into one of ours: its body, without inline styles, cut to a first part.

/// Rows shown.
const ROWS: usize = 300;

/// What stands between `<body>` and `</body>`, and whether it was cut. A `part` of a longer catalog loses
/// what stands below its last row: those sums would be the part's. The form's own `style="…"`
/// attributes hold widths in millimetres; texts from records cannot hold one, because their quotes
/// are escaped.
pub fn body(html: &str, part: bool) -> (String, bool) {
    let inside = html.split_once("<body>").map_or(html, |(_, rest)| rest);
    let inside = inside.rsplit_once("</body>").map_or(inside, |(inside, _)| inside);
    let mut plain = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        plain.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    if part {
        let below = plain.rfind("<tr class=\"total\">").or_else(|| plain.rfind("</tbody>"));
        if let Some(at) = below {
            plain.truncate(at);
            plain.push_str("</tbody></table>");
        }
    }
    match plain.match_indices("</tr>").nth(ROWS) {
        Some((at, end)) if plain.contains("</tbody>") => {
            plain.truncate(at + end.len());
            plain.push_str("</tbody></table>");
            (plain, true)
        }
        _ => (plain, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_loses_its_styles_and_nothing_else() {
        let html = "<html><style>td{}</style><body>\n<col style=\"width:12mm\"><td style=\"height:1mm\">a style=&#34;x&#34;</td></body></html>";
        assert_eq!(body(html, false), ("\n<col><td>a style=&#34;x&#34;</td>".to_owned(), false));
    }

    #[test]
    fn a_long_table_is_cut_after_a_whole_row() {
        let rows = "<tr><td>x</td></tr>".repeat(ROWS + 5);
        let (cut, was_cut) = body(&format!("<body><table><tbody>{rows}</tbody></table></body>"), false);
        assert!(was_cut);
        assert_eq!(cut.matches("<tr>").count(), ROWS + 1);
        assert!(cut.ends_with("</tr></tbody></table>"));
    }

    #[test]
    fn a_first_page_has_no_sums_of_its_own() {
        let html = "<body><table><tbody><tr><td>x</td></tr><tr class=\"total\"><td>合计 1 卷</td></tr></tbody></table><footer><p>摘要</p></footer></body>";
        assert_eq!(body(html, true).0, "<table><tbody><tr><td>x</td></tr></tbody></table>");
        assert!(body(html, false).0.contains("合计 1 卷"));
        let index = "<body><table><tbody><tr><td>x</td></tr></tbody></table><footer></footer></body>";
        assert_eq!(body(index, true).0, "<table><tbody><tr><td>x</td></tr></tbody></table>");
    }
}
